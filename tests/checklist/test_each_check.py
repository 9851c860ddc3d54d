"""Each check, by one edit of a complete case that a payer would stumble over: it fails, and points at that field."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from lmnboard.checklist.finding import Finding
from lmnboard.checklist.runner import CHECKS, judge
from tests.checklist.builders import a_clinic_with, a_complete_case, a_subject, edited, looked_over_and_signed
from tests.checklist.failing import OF_THE_DIRECTORY, PAYER, Failing, emptied
from tests.checklist.failing_case import OF_THE_CASE

FAILING = OF_THE_DIRECTORY + OF_THE_CASE


def judged(failing: Failing) -> list[Finding]:
    """The findings after the edit. An edit of `both` goes into each record that has such a field."""
    case = looked_over_and_signed(a_complete_case(failing.kind, failing.purpose))
    edits, directory = failing.edits, {}
    if failing.record == "both":
        directory = {PAYER: {k: v for k, v in edits.items() if "." not in k}}
        edits = {k: v for k, v in edits.items() if "." in k} or {failing.field: None}
    elif failing.record != "cases":
        edits, directory = {}, {failing.record: edits}
    return judge(a_subject(edited(case, edits), a_clinic_with(failing.payer, directory)))


def _name(failing: Failing) -> str:
    return f"{failing.check}-{failing.field}-{failing.kind}-{failing.payer}"


@pytest.mark.parametrize("failing", FAILING, ids=_name)
def test_one_edit_is_found_where_it_was_made(failing: Failing) -> None:
    status = "person" if failing.field == "attestations" else "fail"
    found = [f for f in judged(failing) if f.check == failing.check and f.status == status]
    assert [(f.field, f.severity) for f in found[:1]] == [(failing.field, failing.severity)]
    if failing.field in failing.edits and failing.record not in ("cases", "both"):
        assert found[0].record == failing.record
    else:
        assert found[0].record == "cases"


@pytest.mark.parametrize("failing", [f for f in FAILING if f.words], ids=_name)
def test_the_offending_words_are_named(failing: Failing) -> None:
    found = next(f for f in judged(failing) if f.check == failing.check and f.status == "fail")
    assert found.words == failing.words
    text = failing.edits.get(failing.field)
    if found.span is not None and isinstance(text, str):
        assert text[slice(*found.span)] == failing.words


TOLD_ELSEWHERE = {
    "CHK-108", "CHK-177",  # test_closing
    "CHK-045", "CHK-046", "CHK-047", "CHK-048",  # test_identity
    "CHK-052", "CHK-056",  # test_codes: they need the code book
    "CHK-094", "CHK-172",  # test_of_a_payer
}  # fmt: skip


def test_every_check_can_fail() -> None:
    of_the_record = {check.id for check in CHECKS if check.rule is not None}
    assert {f.check for f in FAILING} == of_the_record - TOLD_ELSEWHERE


def test_a_row_is_named_in_the_message() -> None:
    found = judged(emptied("CHK-068", "treatments/t1/outcome"))
    message = next(f.message for f in found if f.check == "CHK-068")
    assert message == "Outcome is missing for “Physical therapy”: the payer asks how it went."


def test_m54_5_was_billable_before_it_was_split() -> None:
    subject = a_subject(edited(a_complete_case(), {"diagnoses/d1/code": "M54.5"}))
    before = msgspec.structs.replace(subject, today=date(2021, 9, 30))
    assert [f.status for f in judge(before) if f.check == "CHK-053"] == ["pass"]
