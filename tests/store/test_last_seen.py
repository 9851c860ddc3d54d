"""How far somebody had come when they left: theirs alone, never less than another session kept, never in the way."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from lmnboard.store.last_seen import LastSeen, Seen
from lmnboard.store.place import Place

AT = "2026-11-20T15:00:00+00:00"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "board.json")


def test_it_is_kept_for_one_account_and_one_board_with_their_modes(place: Place) -> None:
    LastSeen(place, "dana").keep(Seen(7, AT), 9)
    assert LastSeen(place, "dana").read() == Seen(7, AT)
    assert LastSeen(place, "jo").read() is None
    assert LastSeen(Place(place.folder / "other.json"), "dana").read() is None
    [file] = (place.folder / "seen").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(place.folder.glob(".*.tmp"))


def test_an_older_session_that_ends_later_takes_nothing_back_but_a_restored_board_does(place: Place) -> None:
    seen = LastSeen(place, "dana")
    seen.keep(Seen(12, AT), 12)
    seen.keep(Seen(5, AT), 12)
    assert seen.read() == Seen(12, AT)
    seen.keep(Seen(5, AT), 6)  # the board has been brought back to what it was: there is no twelfth entry any more
    assert seen.read() == Seen(5, AT)


@pytest.mark.parametrize("junk", [b"", b"\xff", b"[]", b'{"seq": "x", "at": 3}', b"\x00" * 9000])
def test_what_is_not_ours_is_passed_over(place: Place, junk: bytes) -> None:
    (place.folder / "seen").mkdir()
    (place.folder / "seen" / "dana.board.json").write_bytes(junk)
    assert LastSeen(place, "dana").read() is None


def test_neither_a_link_nor_a_full_folder_stops_anybody(place: Place, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (place.folder / "seen").symlink_to(elsewhere)
    LastSeen(place, "dana").keep(Seen(7, AT), 9)
    assert not list(elsewhere.iterdir())
    (place.folder / "seen").unlink()
    (place.folder / "seen").write_text("a file in the way")
    LastSeen(place, "../dana").keep(Seen(7, AT), 9)
    assert LastSeen(place, "../dana").read() is None
