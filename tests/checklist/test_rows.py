"""The list of all rows: complete, each told once, and true to the code and the tests that it names."""

from __future__ import annotations

import ast
import dis
from functools import cache
from pathlib import Path
from types import FunctionType

from lmnboard.checklist.registry import PARTS, Check
from lmnboard.checklist.rows import payer_rows, rows
from lmnboard.checklist.runner import CHECKS, LANGUAGE
from tests.checklist.builders import KINDS, PAYER_TYPES, PURPOSES, a_clinic, a_complete_case, findings_of

ROOT = Path(__file__).parents[2]
EVERY = (*CHECKS, *LANGUAGE)


def test_all_232_rows_are_told_once() -> None:
    told = [row.id for row in rows()]

    assert sorted(told) == [f"CHK-{number:03d}" for number in range(1, 233)]
    assert {row.section[0] for row in rows()} == set(PARTS)


def test_a_row_says_what_it_is() -> None:
    for row in rows():
        assert row.title, row.id
        assert row.source.startswith("guide "), row.id
        assert bool(row.how) == bool(row.applies) == (row.sort == "check"), row.id
        assert bool(row.answered_by) == (row.sort == "shared"), row.id
        assert bool(row.shown_by) >= (row.sort in ("gate", "behaviour")), row.id


def test_what_answers_a_row_is_a_row_that_answers() -> None:
    answers = {row.id for row in rows() if row.sort == "check"} | {also for check in EVERY for also in check.also}
    named = {row.id for row in payer_rows() if row.sort == "check"}
    for row in (*rows(), *payer_rows()):
        assert set(row.answered_by) <= answers | named, row.id
        assert row.id not in row.answered_by


def test_the_tests_that_are_named_exist() -> None:
    for row in rows():
        for shown_by in row.shown_by:
            file, _, name = shown_by.partition("::")
            assert name in _tests_in(ROOT / file), f"{row.id}: {shown_by}"


@cache
def _tests_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_what_is_told_as_a_tick_waits_for_a_person() -> None:
    waiting = {
        finding.check
        for kind in KINDS
        for purpose in PURPOSES
        for payer_type in PAYER_TYPES
        for finding in findings_of(a_complete_case(kind, purpose), a_clinic(payer_type))
        if finding.status == "person" and finding.check.startswith("CHK-")
    }

    assert {row.id for row in rows() if "tick" in row.how} == waiting


def test_what_is_told_as_a_lookup_opens_the_code_books() -> None:
    told = {row.id for row in rows() if "lookup" in row.how}

    assert told == {check.id for check in EVERY if _opens_books(check)}


def _opens_books(check: Check) -> bool:
    ways = (check.rule, check.in_letter.rule if check.in_letter else None)
    return any(isinstance(way, FunctionType) and "books" in _names_in(way) for way in ways)


def _names_in(rule: FunctionType) -> set[str]:
    """What a rule names, itself and in the functions of its own module that it calls."""
    named: set[str] = set()
    seen, left = {rule}, [rule]
    while left:
        function = left.pop()
        named |= set(function.__code__.co_names)
        for one in dis.get_instructions(function):
            called = function.__globals__.get(one.argval) if one.opname == "LOAD_GLOBAL" else None
            if isinstance(called, FunctionType) and called.__module__ == rule.__module__ and called not in seen:
                seen.add(called)
                left.append(called)
    return named


def test_a_payers_criterion_is_told_under_its_own_id_with_its_source() -> None:
    told = [row.id for row in payer_rows()]

    assert len(told) == len(set(told)) > 40
    assert all(row.source and row.section and row.applies for row in payer_rows())
    assert all(bool(row.how) != bool(row.answered_by) for row in payer_rows())
