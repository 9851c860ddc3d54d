"""What cannot be: bytes that are no text, cases that are not there, values that no field takes. Each gets one line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT, Shell

NO, WRONG, UNREADABLE = 1, 2, 3


def test_arguments_that_are_no_text_are_kept_without_what_is_none(sh: Shell) -> None:
    """Python hands such bytes on as lone surrogates."""
    words = [sys.executable.encode(), b"-m", b"lmnboard", b"--board", os.fsencode(sh.board)]
    words += [b"set", b"1", b"request.duration=12\xff weeks\xe9"]
    assert subprocess.run(words, capture_output=True, check=False, cwd=ROOT).returncode == 0
    assert sh.stored()["request"]["duration"] == "12 weeks"
    lines = (
        b"show \xff", b"list \xff:x", b"set 1 \xff=x", b'set 1 treatments+={"name":"\xff"}', b"\xff",
        b"attach 1 \xff --title x", b"assign 1 \xff", b"history \xff", b"move 1 \xff", b"undo \xff", b"attest 1 \xff",
        b"new --from \xff",
    )  # fmt: skip
    for line in lines:
        said = sh(*map(os.fsdecode, line.split(b" ")))
        assert said.status in (NO, WRONG, UNREADABLE), line
        assert said.err.count("\n") <= 1
        assert "fault of this program" not in said.err, line


@pytest.mark.parametrize("line", ["note 1", "set 1 patient.name=-", "new --from -", "set 1 --from -"])
def test_standard_input_that_is_no_text_is_refused(sh: Shell, line: str) -> None:
    for given in (b"\xff\xfe", b"Zo\xeb", b'{"purpose": "\xe9"}'):
        said = sh(*line.split(), given=given)
        assert (said.status, said.out) == (WRONG, "")
        assert "not UTF-8" in said.err
        assert said.err.count("\n") == 1


# ---------------------------------------------------------------------- what cannot be
@pytest.mark.parametrize(
    "case_id",
    ["0", "99", "LMN-0099", "LMN-", "lmn", "1.0", "١", "9" * 40, "../1", "cases/1", "$1", "*", " ", "\x1b[2J", "\0"],
)  # fmt: skip
def test_a_case_that_is_not_there_is_said_in_one_line(sh: Shell, case_id: str) -> None:
    for line in (
        "show {}",
        "set {} purpose=appeal",
        "move {} drafting",
        "note {}",
        "check {}",
        "export {}",
        "attest {} CHK-181",
    ):
        said = sh(*(word.format(case_id) for word in line.split(" ")), given="a note")
        assert said.status in (NO, WRONG), line
        assert said.err.count("\n") == 1, said.err
        assert "fault of this program" not in said.err
        assert said.err[:-1].isprintable()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["request.start_on=2026-02-30"], "not a day of the calendar|February has no day"),
        (["request.start_on=1/1/0001"], "1900"),
        (["request.start_on=99999d"], "not a date"),
        (["value=1e999"], "not an amount"),
        (["value=-1"], "not negative"),
        (["visits.used=²"], "whole number"),
        (["visits.used=99999999999"], "whole number"),
        (["diagnoses/d1/code=M54.\x1b[2J5"], "ICD-10-CM code"),
        (["diagnoses/../code=M54.5"], "no field|not there"),
        (["/=x"], "no field"),
        (["diagnoses//code=M54.51"], "not there"),
        (["diagnoses/d1=x"], "no field"),
        (["a" * 5000 + "=x"], "no field"),
        (["contacts/p1/at=0001-01-01T00:00:00"], "may name the patient"),
        (["owner=\x1b]0;x\x07"], "none of"),
        (["last_row=7"], "no field|kept"),
        (["revision=7"], "no field|kept"),
        (["id=LMN-0009"], "no field|kept"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_one_line(sh: Shell, words: list[str], says: str) -> None:
    before = sh.stored()
    said = sh("set", "1", *words)
    assert said.status in (NO, WRONG)
    assert re.search(says, said.err), said.err
    assert said.err.count("\n") == 1
    assert said.err[:-1].isprintable()
    assert sh.stored() == before


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"tags": ["a", {"b": 1}]}, "takes plain values"),
        ({"tags": [["a"]]}, "takes plain values"),
        ({"patient": {"name": {"first": "Ada"}}}, "takes one value"),
        ({"patient": "Ada"}, "no field 'patient'"),
        ({"diagnoses": {"d1": {}}}, "list of rows"),
        ({"\x1b]0;x\x07": 1}, "no field"),
        ({"a\nb": 1}, "no field"),
        ({"diagnoses": [{"code": "M54.51", "id": "../../x"}]}, "there is no such row"),
    ],
)
def test_a_file_of_fields_that_cannot_be_is_refused_in_one_line(sh: Shell, given: object, says: str) -> None:
    before = sh.stored()
    said = sh("set", "1", "--from", "-", given=json.dumps(given))
    assert said.status in (NO, WRONG)
    assert says in said.err
    assert said.err.count("\n") == 1
    assert said.err[:-1].isprintable()
    assert sh.stored() == before


@pytest.mark.parametrize("depth", [100, 500, 1_000, 10_000, 100_000])
def test_a_file_of_fields_may_be_nested_as_deeply_as_it_likes(sh: Shell, depth: int) -> None:
    for opening, closing in (('{"patient":', "}"), ('{"diagnoses":[', "]}"), ('{"tags":', "}"), ("[", "]")):
        source = sh.write("deep.json", opening * depth + "1" + closing * depth)
        for line in ("set 1 --from", "new --from", "check --file"):
            said = sh(*line.split(), str(source))
            assert (said.status, said.out) == (WRONG, "")
            assert said.err.count("\n") == 1
