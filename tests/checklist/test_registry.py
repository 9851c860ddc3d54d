"""The register itself: every row once, known to the checklist's form, with a place, a source and a short message."""

from __future__ import annotations

import re

import msgspec
import pytest

from lmnboard.checklist.finding import LONGEST_LINE, Finding, blockers
from lmnboard.checklist.registry import PARTS
from lmnboard.checklist.runner import CHECKS
from lmnboard.model.case import Case
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.fields import catalogue
from lmnboard.model.sections import SECTIONS
from tests.checklist.builders import KINDS, PAYER_TYPES, PURPOSES, a_clinic, a_complete_case, findings_of
from tests.checklist.test_each_check import FAILING, judged


def test_every_row_is_answered_by_one_check() -> None:
    rows = [row for check in CHECKS for row in (check.id, *check.also)]
    assert all(re.fullmatch(r"CHK-\d{3}", row) for row in rows)
    assert len(rows) == len(set(rows))


def test_every_check_has_its_place_and_its_source() -> None:
    for check in CHECKS:
        assert check.held.section in SECTIONS, check.id
        assert check.held.part in PARTS.values(), check.id
        assert re.match(r"guide [AB]\.\d{3}", check.held.source), check.id


def test_staff_are_asked_for_few_ticks() -> None:
    ticks = [f for f in findings_of(a_complete_case()) if f.status == "person"]
    assert len(ticks) <= 5
    assert len(blockers(ticks)) == 4


def _all_kinds_of_findings() -> list[Finding]:
    found = [f for failing in FAILING for f in judged(failing)]
    for kind in KINDS:
        for purpose in PURPOSES:
            for payer_type in PAYER_TYPES:
                found += findings_of({"id": "LMN-1", "kind": kind, "purpose": purpose}, a_clinic(payer_type))
                found += findings_of(a_complete_case(kind, purpose), a_clinic(payer_type))
    return found


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    return [finding for finding in _all_kinds_of_findings() if finding.status in ("fail", "person")]


def test_every_message_and_fix_is_one_short_plain_line(found: list[Finding]) -> None:
    for finding in found:
        for line in (finding.message, finding.fix):
            assert 10 < len(line) <= LONGEST_LINE, f"{finding.check}: {len(line)} {line}"
            assert line.endswith("."), f"{finding.check}: {line}"
            assert "\n" not in line


def test_every_finding_points_at_a_field_that_exists(found: list[Finding]) -> None:
    for finding in found:
        table = finding.record.partition("/")[0]
        field = catalogue(Case if table == "cases" else DIRECTORY[table]).of(finding.field)
        if table == "cases":
            assert field.section == finding.section, finding.check


def test_a_finding_goes_into_json_and_back(found: list[Finding]) -> None:
    assert msgspec.json.decode(msgspec.json.encode(found), type=list[Finding]) == found
