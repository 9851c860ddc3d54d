"""Boards on real files for stories: a small clinic of four people, complete cases, and anybody's place at the board.

Who acts is told the program as a clinic's server tells it: by a service account and `SUDO_UID`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from lmnboard import people
from lmnboard.begin import begin
from lmnboard.board import Board
from lmnboard.store.file import FileStore
from lmnboard.store.papers import Papers
from tests.checklist import builders as complete

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
"""A Friday morning in Texas. Thanksgiving is on the 26th."""
ACCOUNTS = {"dana": 61001, "jo": 61002, "miriam": 61003, "stranger": 61004}
TICKS = ("CHK-131", "CHK-181", "CHK-182", "CHK-183", "CHK-184")
"""The checks that a person answers for on a complete case."""


def a_case(**fields: Any) -> dict[str, Any]:
    """A complete case in review, not looked over and not signed; `request__duration` is `request.duration`."""
    paths = {path.replace("__", "."): value for path, value in fields.items()}
    return complete.edited(complete.a_complete_case() | {"owner": "dana", "location": "main"}, paths)


def a_board(folder: Path, *cases: Mapping[str, Any], settings: Mapping[str, Any] | None = None) -> Path:
    """The path of a new board that holds these cases, numbered from 1."""
    clinic = complete.a_clinic()
    staff: list[dict[str, Any]] = [
        {"id": "dana", "name": "Dana Whitcomb", "login": "uid61001", "locations": ["main"]},
        {"id": "jo", "name": "Jo Lindgren", "login": "uid61002"},
        {"id": "miriam", "name": "Miriam Castellanos", "login": "uid61003", "provider": "castellanos"},
    ]
    tables: dict[str, list[dict[str, Any]]] = {
        "cases": [{**case, "id": f"LMN-{number:04d}"} for number, case in enumerate(cases, 1)],
        "providers": [msgspec.to_builtins(record) for record in clinic.providers.values()],
        "payers": [msgspec.to_builtins(record) for record in clinic.payers.values()],
        "staff": staff,
        "locations": [
            {"id": "main", "name": "Main Street", "time_zone": "America/Chicago", "holidays": ["2026-11-27"]}
        ],
        "settings": [{"id": "clinic", "service_account": people.login(None), **(settings or {})}],
    }
    path = folder / "board.json"
    begin(path, {name: dict(enumerate(records, 1)) for name, records in tables.items()})
    return path


@contextmanager
def at(path: Path, who: str = "dana", now: datetime = NOW) -> Iterator[Board]:
    """A person's place at a board, by its own store, as another process would have it."""
    before = os.environ.get("SUDO_UID")
    os.environ["SUDO_UID"] = str(ACCOUNTS[who])
    try:
        store = FileStore(path)
        board = Board(store, Papers(store.place), clock=lambda: now)
    finally:
        if before is None:
            del os.environ["SUDO_UID"]
        else:
            os.environ["SUDO_UID"] = before
    try:
        yield board
    finally:
        board.close()


def look_over_and_sign(board: Board, case_id: str) -> None:
    """Tick what a person answers for, and record the signature."""
    for check in TICKS:
        board.attest(case_id, check)
    board.sign(case_id, word="signed in the portal", method="electronic")
