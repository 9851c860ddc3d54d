"""A case that has everything is let through: nothing but the signature and a person's ticks stays open."""

from __future__ import annotations

import pytest

from lmnboard.checklist.finding import blockers, count
from tests.checklist.builders import (
    KINDS,
    PAYER_TYPES,
    PURPOSES,
    a_clinic,
    a_complete_case,
    findings_of,
    looked_over_and_signed,
)

_OPEN_UNTIL_THE_END = {"CHK-135", "CHK-181", "CHK-182", "CHK-183"}
_OF_COVERAGE = {"CHK-184"}
"""Asked where a payer has forms and rules of its own; the owner of an account has none."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("payer_type", PAYER_TYPES)
def test_a_complete_case_waits_only_for_its_ticks_and_its_signature(kind: str, purpose: str, payer_type: str) -> None:
    findings = findings_of(a_complete_case(kind, purpose), a_clinic(payer_type))
    of_coverage = set() if purpose == "reimbursement" or payer_type == "hsa_fsa" else _OF_COVERAGE
    assert {finding.check for finding in blockers(findings)} == _OPEN_UNTIL_THE_END | of_coverage


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("payer_type", PAYER_TYPES)
def test_a_complete_case_raises_no_false_alarm(kind: str, purpose: str, payer_type: str) -> None:
    case = looked_over_and_signed(a_complete_case(kind, purpose))
    failing = [f for f in findings_of(case, a_clinic(payer_type)) if f.status in ("fail", "person")]
    assert [(f.check, f.message) for f in failing] == []


def test_a_ticked_and_signed_case_holds_all_that_is_asked() -> None:
    held, asked = count(findings_of(looked_over_and_signed(a_complete_case("medication"))))
    assert held == asked > 60


def test_an_empty_case_is_told_each_thing_once() -> None:
    findings = findings_of({"id": "LMN-0001"})
    fields = [(f.record, f.field) for f in blockers(findings) if f.status == "fail"]
    assert len(fields) == len(set(fields))
    assert ("cases", "provider") in fields
    # Nobody is told that the NPI of no provider is missing.
    assert not any(record.startswith("providers/") for record, _ in fields)


def test_an_empty_case_holds_little_of_what_is_asked() -> None:
    held, asked = count(findings_of({"id": "LMN-0001"}))
    assert 0 < held < asked * 2 / 3
