"""Findings of packs and of payers' own criteria: one line at a field, read from a letter too, and fast."""

from __future__ import annotations

import time
from datetime import date

from lmnboard.checklist.criteria import checks_of
from lmnboard.checklist.finding import LONGEST_LINE, Finding
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import Check
from lmnboard.model.case import Case
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.fields import catalogue
from lmnboard.model.sections import SECTIONS
from tests.checklist.builders import (
    KINDS,
    PAYER_TYPES,
    PURPOSES,
    TODAY,
    a_clinic_with,
    a_complete_case,
    a_subject,
    edited,
)
from tests.checklist.packs import CHILD, CPAP, POWER, ROWS, a_payer_with, judged, subject_of


def _all_findings() -> list[Finding]:
    long_row = {"id": "k1", "text": "Every word of it " * 20 + ".", "attachment": "order", "words": "never said " * 9}
    clinics = [
        a_clinic_with(payer_type, {"payers/meridian": {"state": state, "criteria": [long_row], "page_limit": 1}})
        for payer_type in PAYER_TYPES
        for state in ("TX", "CA", "NY")
    ]
    found: list[Finding] = []
    for clinic in clinics:
        for kind in KINDS:
            for purpose in PURPOSES:
                bare = {"id": "LMN-1", "kind": kind, "purpose": purpose, "payer": "meridian", "off_label": True}
                for extra in ({}, CPAP, POWER):
                    found += judged(a_subject(edited(bare, extra | CHILD), clinic))
    for asked in ROWS:
        found += judged(subject_of(asked, asked.lacks))
    return found


def test_every_finding_is_one_short_line_at_a_field_that_exists() -> None:
    for finding in _all_findings():
        assert finding.section in SECTIONS
        if finding.is_open:
            assert all(10 < len(line) <= LONGEST_LINE for line in (finding.message, finding.fix)), finding.message
            assert finding.message.endswith("."), finding.message
            table = finding.record.partition("/")[0]
            field = catalogue(Case if table == "cases" else DIRECTORY[table]).of(finding.field)
            assert table != "cases" or field.section == finding.section


def test_a_letter_is_read_for_the_words_of_a_pack_and_of_its_payer() -> None:
    clinic = a_payer_with({"id": "k1", "text": "Names ODG", "words": "ODG"}, payer_type="medicare_ffs", page_limit=1)
    record = a_subject(edited(a_complete_case("equipment"), CPAP), clinic)

    def said(letter: str) -> dict[str, tuple[str, tuple[int, int] | None]]:
        subject = LetterSubject.of(letter, TODAY, record=record)
        read = [check for check in checks_of(record) if check.in_letter]
        return {f.check: (f.status, f.span) for check in read for f in check.judge_letter(subject)}

    good = said("Dear Medical Director,\nI ask for CPAP: AHI 22 per hour. ODG agrees.\n")
    assert good["RULE-CPAP_INITIAL"] == ("pass", (39, 42))
    assert good["PAYER-MERIDIAN-K1"][0] == good["PAYER-MERIDIAN-PAGES"][0] == "pass"
    poor = said("Dear Medical Director,\nI ask for CPAP.\n" * 40)
    assert poor["RULE-CPAP_INITIAL"][0] == poor["PAYER-MERIDIAN-K1"][0] == poor["PAYER-MERIDIAN-PAGES"][0] == "fail"
    assert said("Dear Medical Director,\nI ask for a cane.\n")["RULE-CPAP_INITIAL"][0] == "not_applicable"


def test_all_criteria_of_a_case_are_judged_in_under_a_millisecond() -> None:
    rows = [{"id": f"k{i}", "text": f"Row {i}", "words": f"nowhere {i} | nothing {i}"} for i in range(1, 11)]
    for payer_type in PAYER_TYPES:
        subject = a_subject(edited(a_complete_case("equipment"), CPAP), a_payer_with(*rows, payer_type=payer_type))
        judged(subject)
        rounds = []
        for _ in range(20):
            began = time.perf_counter()
            judged(subject)
            rounds.append(time.perf_counter() - began)
        assert min(rounds) < 0.001, payer_type


def test_the_checks_of_a_payer_are_made_once() -> None:
    subject = a_subject(a_complete_case(), a_payer_with({"id": "k1", "text": "Row"}))
    first, second = checks_of(subject), checks_of(subject)
    assert all(one is other for one, other in zip(first, second, strict=True))
    assert isinstance(first[0], Check)
    assert subject.today == TODAY == date(2026, 11, 20)
