"""A clinic whose board an administrator backs up, restores and repairs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.conftest import Said, Shell


class Clinic:
    """A board of the two cases of `sh`, of which the first is complete, and commands on it that must answer so."""

    def __init__(self, sh: Shell) -> None:
        self._sh = sh
        self.board = sh.board
        self.history = sh.board.with_name("board.history.jsonl")

    def __call__(self, *words: str, status: int = 0, **more: Any) -> Said:
        said = self._sh(*words, **more)
        assert said.status == status, said
        return said

    def duration(self, case: str = "1") -> Any:
        return self._sh.stored(case)["request"].get("duration")

    def backup(self) -> Path:
        return Path(self("backup").out.partition(": ")[0])
