"""Denial codes as people type them: each is read, what is not known is kept, and the next step follows."""

from __future__ import annotations

import pytest

from lmnboard.knowledge import denial_codes
from lmnboard.widgets.denial_code_search import DenialCodeSearch


def test_82_codes_are_told_each_with_a_meaning_and_a_next_step() -> None:
    rows = denial_codes.denial_codes()

    assert len(rows) == 82
    assert {row.kind for row in rows.values()} == {"CARC", "RARC", "group"}
    for row in rows.values():
        assert row.meaning, row.code
        assert row.next.endswith("."), row.code
        assert "X12" in row.source
    assert {row.code for row in rows.values() if row.confidence == "recalled"} == {
        "N386", "N130", "N180", "M25", "N706", "N705", "MA01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept", "known"),
    [
        ("CO-50", "CO-50", "50"),
        ("50", "50", "50"),
        ("050", "50", "50"),
        (" co50 ", "CO-50", "50"),
        ("PR 204", "PR-204", "204"),
        ("n115", "N115", "N115"),
        ("n 115", "N115", "N115"),
        ("RARC MA01", "MA01", "MA01"),
        ("CARC 16", "16", "16"),
        ("co b12", "CO-B12", "B12"),
        ("CO", "CO", "CO"),
        ("CO-45", "CO-45", None),
        ("ZZ-9", "ZZ9", None),
        ("see page 2", "see page 2", None),
    ],
)
def test_a_code_is_read_as_people_write_it(typed: str, kept: str, known: str | None) -> None:
    found = denial_codes.read(typed)

    assert (found.text, found.row.code if found.row else None) == (kept, known)


def test_several_codes_stand_on_one_line() -> None:
    assert denial_codes.split("CO-50, n115 PR 204;16 50") == ["CO-50", "N115", "PR-204", "16", "50"]
    assert denial_codes.split("co 50, CO-50") == ["CO-50"]
    assert denial_codes.split("") == []


def test_what_is_not_known_is_said_to_be_and_what_is_known_says_what_to_do() -> None:
    necessity, unknown = denial_codes.suggest(["CO-50", "CO-999"])

    assert "medically necessary" in denial_codes.read("CO-50").says
    assert necessity.appealable is True
    assert "peer-to-peer" in necessity.text
    assert (unknown.known, unknown.text.partition(":")[0]) == (False, "CO-999")
    assert denial_codes.suggest(["16"])[0].appealable is False
    patient_pays = denial_codes.suggest(["PR-50"])
    assert "notice" in patient_pays[1].text


def test_an_unknown_code_is_offered_first_so_that_enter_takes_no_other() -> None:
    search = DenialCodeSearch()

    assert search.code_of(search.offer("5")[0]) == "5"
    assert search.code_of(search.offer("50")[0]) == "50"
    assert search.code_of(search.offer("CO-50, n1")[2]) == "CO-50, N115"
    assert search.code_of(search.offer("medically")[0]) == "50"
    assert search.offer("CO-50, ") == []
    assert search.code_of("see page 2") == "see page 2"
