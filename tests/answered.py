"""A case that was sent and waits for its payer, and a denial of it, for stories of answers and appeals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from lmnboard.board import Board
from lmnboard.workflow.answers import Answer, Reason
from tests.builders import a_board, a_case, at

SENT = {"id": "s1", "order": 1, "sent_at": "2026-11-18T16:00:00+00:00", "method": "fax", "to": "512-555-0190"}
DENIED = Answer(outcome="denied", notice_on=date(2026, 11, 18), reasons=(Reason("CO-50"), Reason("N115", "No trial.")))


def followed_up(**fields: Any) -> dict[str, Any]:
    return a_case(stage="follow_up", submissions=[SENT], waiting_on="payer", **fields)


@contextmanager
def a_desk(folder: Path, payer: str = "", settings: dict[str, Any] | None = None, **fields: Any) -> Iterator[Board]:
    """A place at a board with one case in follow-up, of a payer of this type."""
    with at(a_board(folder, followed_up(**fields), settings=settings)) as board:
        if payer:
            board.edit("payers/meridian", {"type": payer})
        yield board
