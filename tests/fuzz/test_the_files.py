"""The files of a board, hurt in any way: what opens is a state the board was in, or it is refused in a sentence."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmnboard import query
from lmnboard.board import Board
from lmnboard.model.choices import STAGES
from lmnboard.model.errors import BoardError
from lmnboard.opening import open_board
from lmnboard.store import opening
from lmnboard.store.place import Place
from tests.builders import a_board, a_case, at
from tests.fuzz import fuzzing
from tests.fuzz.fuzzing import Thrown, thrown
from tests.store.builders import history_of, new_board, opened, set_to, tables

ODD_BYTES = (
    b"",
    b"\0",
    b"\xff",
    b'"',
    b"{",
    b"}",
    b"]",
    b"\n",
    b"0",
    b"9" * 40,
    b"e999",
    b"null",
    b"[" * 5000,
    b"\\ud800",
)
ODD: list[Any] = [
    *fuzzing.NASTY, None, True, False, 0, -1, 1.5, 1e308, float("inf"), 2**70, 10**9, "", [], {}, [[]], [None],
    {"": {}}, "2026-11-20", "0001-01-01", "9999-12-31", "2026-11-20T10:00:00Z", "0001-01-01T00:00:00+14:00",
    "x" * 30_000,
]  # fmt: skip


chances = st.integers(0, 2**64).map(Random)
"""Chance by its seed: what a failing one did is done again by the same number."""


class Hurt:
    """A board of a few entries, every state that it was in, and its files as they were."""

    def __init__(self, folder: Path) -> None:
        self.path = new_board(folder)
        with opened(self.path) as store:
            self.states = [tables(store.records)]
            for count in range(4):
                set_to(store, "cases/1", "request.duration", f"{count} weeks")
                self.states.append(tables(store.records))
        self.board, self.history = self.path.read_bytes(), history_of(self.path).read_bytes()
        self.place = Place(self.path)

    def read(self, board: bytes | None, history: bytes | None) -> opening.Opened:
        for path, data in ((self.path, board), (history_of(self.path), history)):
            path.unlink(missing_ok=True)
            if data is not None:
                path.write_bytes(data)
        return opening.read(self.place)

    def was(self, found: opening.Opened) -> bool:
        """Whether the board once stood as it was found."""
        return tables(found.records) in [{}, *self.states]


@pytest.fixture(scope="module")
def quick() -> Iterator[Path]:
    """A folder in memory, where there is one: a hundred thousand boards would wait for the disk for an hour."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def hurt(quick: Path) -> Hurt:
    (quick / "hurt").mkdir(mode=0o700)
    return Hurt(quick / "hurt")


def mutated(data: bytes, chance: Random) -> bytes:
    """Bytes with one to three places changed, cut out, doubled or overwritten."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(data) + 1)
        stop = min(len(data), start + chance.choice((0, 1, 1, 2, 9, 80)))
        put = chance.choice((chance.randbytes(stop - start), data[start:stop] * 2, chance.choice(ODD_BYTES)))
        data = data[:start] + put + data[stop:]
    return data


@pytest.mark.soak
@pytest.mark.parametrize("file", ["board", "history", "history alone", "both"])
def test_bytes_that_changed_are_never_silently_wrong(hurt: Hurt, file: str) -> None:
    told = Thrown(f"bytes of {file}")

    @thrown(300)
    @given(chances)
    def throw(chance: Random) -> None:
        board = mutated(hurt.board, chance) if file in ("board", "both") else hurt.board
        history = hurt.history if file == "board" else mutated(hurt.history, chance)
        found = told.at(lambda: hurt.read(None if file == "history alone" else board, history))
        if found is not None:
            assert hurt.was(found), "the board has never stood like that"
            assert file != "board" or tables(found.records) == hurt.states[-1]

    throw()
    told.note()


@pytest.mark.soak
def test_a_plain_file_of_any_shape_is_taken_in_whole_or_refused_and_left(quick: Path) -> None:
    told = Thrown("TinyDB files taken in")
    source = a_board(quick, a_case(), a_case(stage="follow_up", submit_by="2026-12-04"), a_case(stage="resolved"))
    whole = {name: rows for name, rows in json.loads(source.read_bytes()).items() if name != "_lmnboard"}

    @thrown(60)
    @given(chances, st.integers(1, 3))
    def throw(chance: Random, places: int) -> None:
        folder = quick / "taken"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        path = folder / "board.json"
        tree = json.loads(json.dumps(whole))
        for _ in range(places):
            misshape(tree, chance)
        path.write_text(json.dumps(tree), errors="surrogatepass")
        before = path.read_bytes()
        if told.at(lambda: _everything(path)) is None:
            assert path.read_bytes() == before or (folder / "board.json.before-lmnboard-1").read_bytes() == before

    throw()
    told.note()


def misshape(tree: Any, chance: Random) -> None:
    """Put something else in one place of some JSON: another value, another name, one more, one less."""
    here = tree
    while True:
        keys: list[Any] = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            return
        key = chance.choice(keys)
        if not isinstance(here[key], dict | list) or not here[key] or chance.random() < 0.12:
            break
        here = here[key]
    odd = deepcopy(chance.choice(ODD))
    do: Callable[[], Any] = chance.choice((
        lambda: here.__setitem__(key, odd),
        lambda: here.__setitem__(key, odd),
        lambda: here.pop(key),
        lambda: here.__setitem__(key, [here[key]]),
        lambda: here.__setitem__(key, {"id": here[key]}),
        lambda: here.append(here[key]) if isinstance(here, list) else here.update({str(odd): here[key]}),
    ))  # fmt: skip
    do()


def _everything(path: Path) -> bool:
    """Open a board, and look at all of it as the screens and commands do. Where it opens, nothing of it may fail."""
    open_board(path).close()
    with at(path) as board:
        try:
            _look_at_all(board)
        except BoardError as error:
            raise AssertionError("it was taken in and cannot be shown") from error
    return True


def _look_at_all(board: Board) -> None:
    from lmnboard.commands import looking
    from lmnboard.model.case import CASES
    from lmnboard.workflow.clocks import clocks

    for stage in STAGES:
        board.shown.column(stage)
    for card in query.cards("", board.shown, board.me):
        looking._cells(board, card)
        clocks(card, board.shown.day(card.location))
        doc = board.shown.doc(card.id)
        for field in CASES:
            if "/" not in field.path:
                looking._told(board, field, doc)
        board.findings(card.id)
        board.letter(card.id)
        assert board.shown.case(card.id).id == card.id
    for table in ("providers", "payers", "staff", "locations", "settings"):
        for slug in board.shown.slugs(table):
            board.shown.listed(table, slug)
    assert list(board.history())


def test_a_state_that_never_was_is_known_as_one(hurt: Hurt) -> None:
    found = hurt.read(hurt.board, hurt.history)
    assert hurt.was(found)
    del found.records.tables["cases"][2]
    assert not hurt.was(found)
