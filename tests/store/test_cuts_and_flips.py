"""A history cut at every byte, a bit turned anywhere: what opens is the truth, or it is said what is damaged.

In process, as a store that was not there sees it; `make soak` turns more bits.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from lmnboard.model.errors import BoardError, Damaged, StoreError
from lmnboard.opening import verified
from tests.soak import found, often
from tests.store.builders import entries, found_afresh, history_of, new_board, opened, set_to, tables

LAST = 3
Tables = dict[str, dict[int, Any]]


class Kept:
    """A board of a few entries, and what it holds after each."""

    def __init__(self, folder: Path) -> None:
        self.path = new_board(folder)
        self.first = self.path.read_bytes()
        self.truth: list[Tables] = [tables(found_afresh(self.path))]
        with opened(self.path) as store:
            for count in range(6):
                set_to(store, f"cases/{count % 3 + 1}", "request.duration", f"{count} weeks, “as before” {'x' * 40}")
                self.truth.append(tables(store.records))
        self.last = self.path.read_bytes()
        self.history = history_of(self.path).read_bytes()

    def put(self, snapshot: bytes | None, history: bytes) -> None:
        for file in self.path.parent.glob("board.json*"):
            file.unlink()
        if snapshot is not None:
            self.path.write_bytes(snapshot)
        history_of(self.path).write_bytes(history)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


# ---------------------------------------------------------------------- cuts
@pytest.mark.soak
@pytest.mark.parametrize("snapshot", ["older", "none"])
def test_a_history_cut_at_any_byte_of_its_last_records_shows_all_that_is_whole(kept: Kept, snapshot: str) -> None:
    """As a power cut may leave it where the last lines were not on the disk yet, and nobody was told that they were."""
    ends = [at + 1 for at, byte in enumerate(kept.history) if byte == 10]
    for cut in range(ends[-LAST - 1], len(kept.history) + 1):
        kept.put(kept.first if snapshot == "older" else None, kept.history[:cut])
        whole = sum(end <= cut for end in ends)
        with opened(kept.path) as store:
            assert tables(store.records) == kept.truth[whole - 1], cut
            assert history_of(kept.path).stat().st_size == cut, "opening alone changes nothing"
            if cut % often(37, 1) == 0 or cut in ends or cut + 1 in ends:
                assert set_to(store, "cases/1", "stage", "review").seq == whole + 1
                told = any("cut short" in notice for notice in store.notices)
                assert told == (cut not in ends), "what was taken out is said"
                assert [entry.seq for entry in entries(kept.path)] == list(range(1, whole + 2))


@pytest.mark.soak
def test_a_history_cut_below_its_snapshot_is_shown_as_the_snapshot_has_it_and_not_written(kept: Kept) -> None:
    for cut in range(len(kept.history) - 700, len(kept.history), often(5, 1)):
        kept.put(kept.last, kept.history[:cut])
        with opened(kept.path) as store:
            assert tables(store.records) == kept.truth[-1]
            with pytest.raises(Damaged, match=r"cut or replaced.*Bring the history back"):
                set_to(store, "cases/1", "stage", "review")
        assert history_of(kept.path).read_bytes() == kept.history[:cut]
        assert kept.path.read_bytes() == kept.last


def test_a_snapshot_of_another_board_is_not_taken_for_this_ones(kept: Kept, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    strange = new_board(other)
    with opened(strange) as store:
        for count in range(9):
            set_to(store, "cases/1", "stage", f"stage {count}")
    kept.put(strange.read_bytes(), kept.history)
    with opened(kept.path) as store:
        with pytest.raises(Damaged, match="is not made from it"):
            set_to(store, "cases/1", "stage", "review")
        assert store.notices
    assert history_of(kept.path).read_bytes() == kept.history


def test_a_history_that_was_emptied_is_said_and_not_begun_again(kept: Kept) -> None:
    kept.put(kept.last, b"")
    with opened(kept.path) as store:
        assert tables(store.records) == kept.truth[-1]
        with pytest.raises(Damaged, match="cut or replaced"):
            set_to(store, "cases/1", "stage", "review")
    kept.put(None, b"")
    with pytest.raises(Damaged, match="cannot be read"):
        found_afresh(kept.path)
    assert history_of(kept.path).read_bytes() == b""


# ---------------------------------------------------------------------- turned bits
def _flipped(data: bytes, chance: random.Random) -> tuple[bytes, int]:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :], at


@pytest.mark.soak
def test_a_snapshot_with_a_bit_turned_is_set_aside_and_made_again(kept: Kept) -> None:
    chance, flips = random.Random(7), often(20, 200)
    for _ in range(flips):
        damaged, at = _flipped(kept.last, chance)
        kept.put(damaged, kept.history)
        try:
            with opened(kept.path) as store:
                assert tables(store.records) == kept.truth[-1], at
                assert "changed by another program" in " ".join(store.notices), at
        except StoreError as refused:
            # The bit that was turned is in the form's number: it could be a later version's board as well.
            _assert_said(refused, "newer lmnboard")
            assert kept.path.read_bytes() == damaged
            continue
        assert kept.path.with_name("board.json.aside-1").read_bytes() == damaged
        assert verified(kept.path).faults == []
    found("Bit flips of the snapshot", flips=flips)


@pytest.mark.soak
@pytest.mark.parametrize("snapshot", ["newest", "older", "none"])
def test_a_history_with_a_bit_turned_is_never_written_on_unseen(kept: Kept, snapshot: str) -> None:
    chance, flips = random.Random(11), often(40, 400)
    seen: Counter[str] = Counter()
    for number in range(flips):
        damaged, at = _flipped(kept.history, chance)
        if number < 16:  # the last two bytes as well, every bit of them
            at = len(kept.history) - 1 - number // 8
            damaged = kept.history[:at] + bytes([kept.history[at] ^ 1 << number % 8]) + kept.history[at + 1 :]
        kept.put({"newest": kept.last, "older": kept.first, "none": None}[snapshot], damaged)
        seen[_said(kept, damaged, at)] += 1
    found(f"Bit flips of the history, snapshot: {snapshot}", flips=flips, **seen)


def _said(kept: Kept, damaged: bytes, at: int) -> str:
    """What became of a damaged history; fails where nobody would have noticed."""
    assert verified(kept.path).faults, f"byte {at}: verify finds it whole"
    try:
        with opened(kept.path) as store:
            shown = tables(store.records)
            assert shown in kept.truth, f"byte {at}: something that never was"
            told = " ".join(store.notices)
            assert shown == kept.truth[-1] or told.replace("board.json was not there", ""), f"byte {at}: silently older"
            try:
                set_to(store, "cases/2", "stage", "review")
            except StoreError as refused:
                _assert_said(refused, "board.history.jsonl")
                assert history_of(kept.path).read_bytes() == damaged, f"byte {at}: written to"
                return "named and not written"
            assert history_of(kept.path).read_bytes().startswith(damaged), f"byte {at}: cut, though it was acknowledged"
            assert "not as it was written" in " ".join(store.notices), f"byte {at}: written on without a word"
            return "left as evidence, said and passed over"
    except BoardError as refused:
        _assert_said(refused, "board.history.jsonl")
        assert history_of(kept.path).read_bytes() == damaged
        return "not opened"


def _assert_said(refused: BoardError, what: str) -> None:
    assert what in str(refused)
    assert str(refused).endswith(".")
