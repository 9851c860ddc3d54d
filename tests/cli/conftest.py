"""A command line for stories: in this process for the many small cases, as a process of its own for the main path."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lmnboard.cli import main
from tests.builders import a_board, a_case

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "board.json.example"


class Said(NamedTuple):
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs commands in this process, on one board."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.board = a_board(folder, a_case(), a_case(stage="gathering", next_touch__on="2020-01-02"))
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *words: str, given: str | bytes = "", board: Path | None = None) -> Said:
        data = given.encode() if isinstance(given, str) else given
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        self._capsys.readouterr()
        status = main(["--board", str(board or self.board), *words])
        return Said(status, *self._capsys.readouterr())

    def stored(self, case_id: str = "1") -> Any:
        return self("show", case_id, "--json").json

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path


@pytest.fixture
def sh(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    shell = Shell(tmp_path, capsys, monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LMNBOARD_BOARD", raising=False)
    return shell


def process(
    *words: str, given: str = "", cwd: Path | None = None, env: Mapping[str, str] | None = None, **more: Any
) -> Said:
    """Run `lmnboard` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "lmnboard", *words],
        input=given.encode(),
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        timeout=60,
        check=False,
        **more,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


_EACH = """
import io, json, sys
from lmnboard.cli import main

said = []
for words in json.loads(sys.argv[1]):
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO()) for _ in range(2))
    status = main(words)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    said.append((status, *(stream.buffer.getvalue().decode() for stream in (sys.stdout, sys.stderr))))
sys.__stdout__.write(json.dumps(said))
"""


def one_process(*lines: Sequence[str], cwd: Path | None = None) -> list[Said]:
    """Run commands one after the other in one process of their own: one that waits for ever ends in a failure."""
    command = [sys.executable, "-c", _EACH, json.dumps(lines)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, cwd=cwd, env=env, timeout=60, check=True)
    return [Said(*said) for said in json.loads(done.stdout)]
