"""When a command leaves `board.json` to others, and when it brings it up to date itself."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from lmnboard.store import publisher
from tests.builders import a_board, a_case, at

ID = "LMN-0001"


def _snapshot_of(path: Path) -> int:
    """The last entry that `board.json` holds."""
    return int(msgspec.json.decode(path.read_bytes())["_lmnboard"]["1"]["seq"])


def test_one_change_on_a_large_board_is_left_to_others_and_many_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_board(tmp_path, a_case())
    monkeypatch.setattr(publisher, "BYTES_A_SECOND", 1.0)  # as if writing this board took minutes
    begun = _snapshot_of(path)

    with at(path) as board:
        board.edit(ID, {"request.duration": "4 weeks"})
    assert _snapshot_of(path) == begun

    with at(path) as board:
        for week in range(publisher.MANY):
            board.edit(ID, {"request.duration": f"{week + 5} weeks"})
    assert _snapshot_of(path) == begun + 1 + publisher.MANY
