"""A small clinic on a fixed day, on a real file: a card for every stage and band. Nobody here is real.

Today is Friday, 20 November 2026, nine in the morning in Austin.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from lmnboard import people
from lmnboard.board import Board
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.store.file import FileStore, create
from lmnboard.store.papers import Papers
from lmnboard.workflow.advance import compact
from tests.checklist.builders import a_clinic, a_complete_case, looked_over_and_signed

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
_AT = "2026-11-16T15:00:00.000+00:00"


def _left_alone(case: dict[str, Any]) -> dict[str, Any]:
    """The case as one on which the automatic rules have acted: a story sees what its own keys bring, however long."""
    since = compact(case["stage_since"])
    ran = {f"{rule}-{case['stage']}-{since}": _AT for rule in ("advance", "touch")}
    return {**case, "ran": ran | case.get("ran", {})}


def _sparse(number: int, name: str, treatment: str, **more: Any) -> dict[str, Any]:
    case = {
        "id": f"LMN-{number:04d}",
        "stage": "gathering",
        "stage_since": _AT,
        "owner": "dana",
        "priority": "standard",
        "location": "riverside",
        "payer": "meridian",
        "patient": {"name": name},
        "request": {"treatment": treatment},
        **more,
    }
    return _left_alone(case)


def _full(number: int, name: str, kind: str, **more: Any) -> dict[str, Any]:
    case = a_complete_case(kind) | {
        "id": f"LMN-{number:04d}",
        "stage_since": _AT,
        "owner": "dana",
        "priority": "standard",
        "location": "riverside",
        **more,
    }
    case["patient"] |= {"name": name}
    return _left_alone(case)


def cases() -> list[dict[str, Any]]:
    """Two or three of each stage; numbers by stage, so that a story may name them."""
    lacking = _full(7, "Greta Halloran", "medication", submit_by="2026-12-18")
    del lacking["request"]["duration"]
    del lacking["coverage"]["group_number"]
    sent = looked_over_and_signed(_full(8, "Hugo Pemberton", "equipment", stage="follow_up"))
    sent |= {"next_touch": {"on": "2026-11-20", "what": "Call for status"}, "waiting_on": "payer"}
    return [
        _sparse(1, "Ada Okafor", "Continuous glucose monitor", submit_by="2026-11-18"),
        _sparse(2, "Ben Arroyo", "Shower chair", owner="maria"),
        _sparse(3, "Chloe Tran", "Sleep study", submit_by="2026-11-20", owner="maria"),
        _full(4, "Dmitri Volkov", "procedure", stage="drafting", submit_by="2026-11-24", priority="expedited"),
        _full(5, "Esme Whitlock", "therapy", stage="drafting", submit_by="2026-11-27", tags=["spine"], owner="maria"),
        _full(6, "Farid Nazari", "procedure", submit_by="2026-12-11"),
        lacking,
        sent,
        _full(9, "Ingrid Solberg", "test", stage="follow_up", next_touch={"on": "2026-12-09", "what": "Call"}),
        _full(10, "Jonas Maki", "therapy", stage="resolved", outcome="approved"),
    ]


def _directory() -> dict[str, list[dict[str, Any]]]:
    clinic = a_clinic()
    zone = "America/Chicago"
    return {
        "providers": [msgspec.to_builtins(provider) for provider in clinic.providers.values()],
        "payers": [
            *(msgspec.to_builtins(payer) for payer in clinic.payers.values()),
            {"id": "harbor", "name": "Harbor Mutual", "type": "commercial"},
        ],
        "staff": [
            {"id": "dana", "name": "Dana Whitcomb", "login": people.login(None), "role": "lead"},
            {"id": "maria", "name": "Maria Ortega", "login": "maria", "role": "staff"},
            {"id": "miriam", "name": "Miriam Castellanos", "login": "miriam", "provider": "castellanos"},
        ],
        "locations": [{"id": "riverside", "name": "Riverside", "time_zone": zone}],
        "settings": [{"id": "1", "clinic": "Riverside Clinic", "time_zone": zone}],
    }


def new_board(folder: Path, documents: list[dict[str, Any]] | None = None, **directory: list[dict[str, Any]]) -> Path:
    """The clinic's board, or one of these cases, as a file in a folder; `directory` tables in place of the clinic's."""
    path = folder / "board.json"
    tables = {"cases": cases() if documents is None else documents, **_directory(), **directory}
    changes = [
        Change(f"{table}/{number}", "", UNSET, doc)
        for table, docs in tables.items()
        for number, doc in enumerate(docs, 1)
    ]
    create(path, Entry(1, _AT, "dana", "begin", tuple(changes)))
    return path


def one_case(**more: Any) -> list[dict[str, Any]]:
    """A board of one complete case in review, changed as given."""
    return [_full(1, "Ada Okafor", "medication") | more]


def at_the_desk(path: Path, *, in_background: bool = False) -> Board:
    """Somebody at this clinic's board, on its day."""
    store = FileStore(path, in_background=in_background)
    return Board(store, Papers(store.place), clock=lambda: NOW)
