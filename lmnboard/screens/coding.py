"""Codes in the editor of a case: where a field's code is searched, and what else its row takes from it.

Knows the board; the case's screen calls it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from lmnboard.board import Board
from lmnboard.knowledge.code_book import System
from lmnboard.model import paths
from lmnboard.model.change import UNSET
from lmnboard.model.fields import Field
from lmnboard.widgets.code_search import CodeSearch

_REQUESTED = "request.codes/*/code"
_BY_SYSTEM: dict[str | None, tuple[System, ...]] = {None: ("HCPCS", "CPT"), "HCPCS": ("HCPCS",), "CPT": ("CPT",)}


def search_for(board: Board, case_id: str, field: Field, path: str) -> CodeSearch | None:
    """Where the code of a field is searched; None for other fields, and for codes of which no list is loaded."""
    systems = _systems(board, case_id, field, path)
    return CodeSearch(board.codes.book, systems, _day(board, case_id)) if systems else None


def filled_by(board: Board, case_id: str, field: Field, path: str, code: Any) -> dict[str, Any]:
    """The empty fields of its row that a code fills: its official words, and of a requested code its system."""
    book = board.codes.book
    row = paths.row_around(path)
    for system in _systems(board, case_id, field, path) if book and row and code else ():
        found = book.find(system, str(code), _day(board, case_id)) if book else None
        if found is not None:
            with_it = {"description": found.description}
            if field.editor != "icd10cm":
                with_it["system"] = system
            doc = board.shown.doc(case_id)
            return {
                f"{row}/{name}": value
                for name, value in with_it.items()
                if paths.value_at(doc, f"{row}/{name}") in (None, UNSET, "")
            }
    return {}


def _systems(board: Board, case_id: str, field: Field, path: str) -> tuple[System, ...]:
    if field.editor == "icd10cm":
        return ("ICD-10-CM",)
    book = board.codes.book
    if book is None or paths.pattern(path) != _REQUESTED:
        return ()
    said = paths.value_at(board.shown.doc(case_id), f"{paths.row_around(path)}/system")
    asked = _BY_SYSTEM.get(None if said is UNSET else said, ())
    return tuple(system for system in asked if book.in_force(system, _day(board, case_id)))


def _day(board: Board, case_id: str) -> date:
    """The day whose codes count: of the service where it is known, else the clinic's today."""
    shown = board.shown
    on = paths.value_at(shown.doc(case_id), "request.start_on")
    return date.fromisoformat(on) if isinstance(on, str) else shown.today(shown.card(case_id).location)
