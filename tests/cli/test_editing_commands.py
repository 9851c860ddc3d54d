"""Commands that edit, as scripts use them: what they take from words, files and standard input, and what not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Shell


def test_set_reads_values_as_an_editor_does(sh: Shell) -> None:
    said = sh(
        "set", "1", "value=$1,250.50", "diagnoses/1/code=m5451", "payer=meridian h", "tags=a, b", "off_label=yes",
        "visits.used=12", 'treatments+={"name": "Massage", "outcome": "failed"}', "--remove", "treatments/2",
    )  # fmt: skip
    assert (said.status, said.out) == (0, "")

    case = sh.stored()
    assert (case["value"], case["diagnoses"][0]["code"], case["payer"]) == (1250.5, "M54.51", "meridian")
    assert (case["tags"], case["off_label"], case["visits"]["used"]) == (["a", "b"], True, 12)
    assert [row["name"] for row in case["treatments"]][1:] == [
        "Epidural steroid injection L4-L5", "Gabapentin 900 mg", "Massage",
    ]  # fmt: skip
    assert [entry["action"] for entry in sh("history", "1", "--json").json] == ["begin", "edit"]


def test_options_stand_anywhere_among_the_words(sh: Shell) -> None:
    assert sh("set", "--remove", "treatments/t2", "1", "request.duration=6 weeks").status == 0
    assert sh("set", "1", "--remove", "treatments/t3", "request.duration=7 weeks").status == 0
    assert sh.stored()["request"]["duration"] == "7 weeks"


@pytest.mark.parametrize(
    "word",
    [
        "patient.name=Ada Okafor",
        "coverage.policy_number=W1",
        "rationale=She needs it.",
        "treatments/t1/details=She fell.",
        'treatments+={"name": "Rest", "details": "She fell."}',
        'contacts+={"with": "Ada"}',
    ],
)
def test_what_may_name_the_patient_is_not_taken_from_arguments(sh: Shell, word: str) -> None:
    said = sh("set", "1", word)

    assert said.status == 2
    assert "arguments can be seen by others" in said.err
    assert "Okafor" not in said.err


def test_it_is_taken_from_standard_input_once(sh: Shell) -> None:
    assert sh("set", "1", "patient.name=-", given="Ada N. Okafor\n").status == 0
    assert sh("set", "1", "treatments+=-", given='{"name": "Rest", "details": "She fell."}').status == 0
    assert sh.stored()["patient"]["name"] == "Ada N. Okafor"
    assert sh.stored()["treatments"][-1]["details"] == "She fell."

    said = sh("set", "1", "patient.name=-", "rationale=-", given="Ada")
    assert (said.status, "one field only" in said.err) == (2, True)
    said = sh("set", "1", "patient.name=-", "--from", "-", given="{}")
    assert (said.status, "one field only" in said.err) == (2, True)
    assert sh.stored()["patient"]["name"] == "Ada N. Okafor"


def test_empty_input_does_not_empty_a_field_and_an_empty_word_does(sh: Shell) -> None:
    said = sh("set", "1", "patient.name=-", given="\n")
    assert (said.status, "patient.name= and nothing" in said.err) == (2, True)
    assert sh.stored()["patient"]["name"] == "Ada Okafor"

    assert sh("set", "1", "patient.name=", "tags=").status == 0
    assert sh.stored()["patient"]["name"] is None


@pytest.mark.parametrize("junk", [b"\xff\xfe", b"", b"[1]", b"{", b"[" * 100_000, b'{"a": NaN}'])
def test_json_that_is_none_is_refused_from_a_file_as_from_standard_input(sh: Shell, junk: bytes) -> None:
    file = sh.write("junk.json", junk)
    for command in (["new", "--from"], ["set", "1", "--from"], ["check", "--file"]):
        for said in (sh(*command, str(file)), sh(*command, "-", given=junk)):
            assert (said.status, said.out) == (2, "")
            assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"id": "LMN-0099"}, "gives each record its id"),
        ({"stage": "resolved"}, "there is a command for it"),
        ({"request": {"durration": "x"}}, "Did you mean request.duration"),
        ({"request": "x"}, "no field 'request'"),
        ({"request": {"treatment": ["x"]}}, "takes one value"),
        ({"treatments": {"name": "x"}}, "list of rows"),
        ({"treatments": ["x"]}, "list of rows"),
        ({"treatments": [{"id": "t99"}]}, "leave out its id"),
        ({"treatments": [{"order": "first"}]}, "cannot be kept"),
        ({"revision": 0}, "changed since"),
    ],
)
def test_a_document_with_what_cannot_be_set_changes_nothing(sh: Shell, document: Any, says: str) -> None:
    said = sh("set", "1", "--from", "-", given=json.dumps({"request": {"duration": "6 weeks"}} | document))

    assert said.status in (1, 2)
    assert says in said.err
    assert len(sh("history", "--json").json) == 1


def test_a_case_that_was_printed_and_edited_is_put_back(sh: Shell) -> None:
    case = sh.stored()
    assert sh("set", "1", "--from", "-", given=json.dumps(case)).status == 0
    assert len(sh("history", "--json").json) == 1

    case["request"]["duration"] = "6 weeks"
    case["treatments"][0]["name"] = "Supervised therapy"
    case["treatments"].append({"name": "Massage"})
    file = sh.write("case.json", json.dumps(case))
    assert sh("set", "1", "--from", str(file)).status == 0
    stored = sh.stored()
    assert stored["request"]["duration"] == "6 weeks"
    assert [row["name"] for row in stored["treatments"]][::4] == ["Supervised therapy", "Massage"]
    assert "changed since" in sh("set", "1", "--from", str(file)).err


def test_new_prints_the_id_and_keeps_what_it_was_given(sh: Shell) -> None:
    given = {"patient": {"name": "Wen Li"}, "responses": [{"outcome": "denied", "reasons": [{"code": "CO-50"}]}]}
    said = sh("new", "--from", "-", "--set", "purpose=appeal", "--set", "tags=a", given=json.dumps(given))

    assert (said.status, said.out, said.err) == (0, "LMN-0003\n", "")
    case = sh.stored("3")
    assert (case["patient"]["name"], case["purpose"], case["tags"]) == ("Wen Li", "appeal", ["a"])
    assert case["responses"][0]["reasons"][0]["code"] == "CO-50"
    assert sh("new").out == "LMN-0004\n"
    assert sh("new", "--from", "-", given='{"treatments": [{"id": "t1"}, {"id": "t1"}]}').status == 2


def test_a_note_comes_from_standard_input(sh: Shell) -> None:
    assert sh("note", "1", given="Called Ada.\nShe agrees.\n").status == 0
    assert sh.stored()["notes"][0]["text"] == "Called Ada.\nShe agrees."
    assert sh("note", "1", given=b"\xff").status == 2


def test_moves_and_assignments_take_names_and_ids(sh: Shell) -> None:
    assert sh("move", "1", "draft").status == 0
    assert sh("assign", "1", "jo l").status == 0
    case = sh.stored()
    assert (case["stage"], case["owner"]) == ("drafting", "jo")

    sh("set", "1", "rationale=")
    assert sh("move", "1", "review", "--because", "told\x1b by phone").status == 0
    assert sh.stored()["overrides"][0]["because"] == "told by phone"
