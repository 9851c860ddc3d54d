"""The history on the screen: of a case, of a person, an entry in full, the undo of any one; also a very long one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from lmnboard.board import Board
from lmnboard.model.change import Change, Entry
from lmnboard.screens.history import HistoryScreen
from lmnboard.store.file import FileStore
from lmnboard.store.history import encode_line
from tests.screens.clinic import at_the_desk, new_board, one_case
from tests.screens.user import User, at_the_board

ID = "LMN-0001"


def maria_at(path: Path) -> Board:
    """Somebody else at the same board."""
    board = at_the_desk(path)
    board._account = "maria"
    return board


async def open_history(user: User) -> None:
    await user.press("U", sees=lambda: isinstance(user.app.screen, HistoryScreen) and user.app.screen._ended)
    await user.settled()


def body(user: User) -> str:
    return "\n".join(user.lines[1:-2])


async def test_a_case_tells_who_changed_what_from_what_to_what_newest_first(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    maria = maria_at(path)
    maria.edit(ID, {"request.duration": "6 weeks", "patient.name": "Ada N. Okafor"})
    maria.add_row(ID, "treatments", {"name": "Naproxen", "outcome": "failed"})
    maria.edit("LMN-0002", {"submit_by": "2026-12-01"})
    maria.close()
    async with at_the_board(path) as user:
        user.keys("a")
        user.types("maria\n")
        await user.settled()
        await open_history(user)
        told = body(user)
        for line in (
            "Dana Whitcomb  edited", "Owner: Dana Whitcomb → Maria Ortega",
            "Maria Ortega  edited", "+ Previous treatments: previous treatment: Naproxen; outcome: Failed",
            "Duration: (empty) → 6 weeks", "Full legal name: Ada Okafor → Ada N. Okafor",
            "Dana Whitcomb  began the board", "+ The whole record:",
        ):  # fmt: skip
            assert line in told, f"{line}\n{told}"
            told = told[told.index(line) :]
        assert "12/01/2026" not in user.text


async def test_an_entry_is_shown_in_full(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    words = " ".join(f"word{number}" for number in range(60))
    with_maria = maria_at(path)
    with_maria.edit(ID, {"rationale": f"{words}\nA second paragraph."})
    with_maria.close()
    async with at_the_board(path) as user:
        await open_history(user)
        assert "word59" not in user.text
        await user.press("enter", sees="word59")
        assert "was  (empty)" in user.text
        assert "     A second paragraph." in user.text
        await user.press("escape", sees=f"{ID}  Ada Okafor")
        assert "word59" not in user.text


async def test_any_one_change_is_undone_and_what_was_changed_since_stays(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    maria = maria_at(path)
    first = maria.edit(ID, {"request.duration": "6 weeks", "tags": ["spine"]})
    maria.edit(ID, {"request.duration": "7 weeks"})
    maria.close()
    async with at_the_board(path) as user:
        await open_history(user)
        await user.press("j", "u", sees="Undone: LMN-0001 duration, tags; 1 stay, changed by somebody since")
        await user.sees(f"Dana Whitcomb  took back {first.seq}")
        assert not user.field(ID, "tags")
        assert user.field(ID, "request.duration") == "7 weeks"
        await user.press("G", "u", sees="Entry 1 cannot be taken back.")


async def test_a_signature_is_taken_back_only_by_the_key_twice(tmp_path: Path) -> None:
    path = new_board(tmp_path, one_case(stage="review"))
    board = at_the_desk(path)
    board.sign(ID, method="wet", word="signed on paper")
    board.close()
    async with at_the_board(path) as user:
        await open_history(user)
        await user.press("u", sees="u again takes back entry")
        assert user.field(ID, "signature.by")
        await user.press("u", sees="Undone: LMN-0001 signed")
        assert not user.field(ID, "signature.by")


async def test_the_history_of_the_person_who_made_an_entry_and_back(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    maria = maria_at(path)
    maria.edit("LMN-0002", {"submit_by": "2026-12-01"})
    maria.edit(ID, {"request.duration": "6 weeks"})
    maria.edit("providers/castellanos", {"specialty": "Neurology"})
    maria.close()
    async with at_the_board(path) as user:
        await open_history(user)
        await user.press("b", sees="History of Maria Ortega, over all cases")
        await user.sees("edited  LMN-0002")
        for line in ("edited  providers/castellanos", "edited  LMN-0001", "File by: (empty) → 12/01/2026"):
            assert line in user.text
        assert "began the board" not in user.text
        await user.press("G", "u", sees="Undone: LMN-0002 file by")
        await user.press("escape", sees="began the board")
        await user.press("escape", sees="Riverside Clinic")


async def test_what_others_do_meanwhile_comes_on_top_and_the_cursor_stays(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    maria = maria_at(path)
    maria.edit(ID, {"request.duration": "6 weeks"})
    async with at_the_board(path) as user:
        await open_history(user)
        screen = user.app.screen
        assert isinstance(screen, HistoryScreen)
        here = screen.lines.key
        maria.edit(ID, {"request.duration": "8 weeks"})
        await user.sees("Duration: 6 weeks → 8 weeks")
        assert screen.lines.key == here
        await user.press("k", "enter", sees="now  8 weeks")
    maria.close()


async def test_what_left_and_what_was_shown_is_in_it(tmp_path: Path) -> None:
    path = new_board(tmp_path, one_case())
    board = at_the_desk(path)
    board.export(ID, draft=True, to="standard output")
    board.copy_letter(ID)
    board.reveal(f"{ID}: in the case screen")
    board.reveal("LMN-0002: in the case screen")
    board.reveal("on the board")
    board.close()
    async with at_the_board(path) as user:
        await open_history(user)
        told = body(user)
        assert [word for word in ("showed hidden names", "copied the letter", "wrote the letter") if word in told] == [
            "showed hidden names", "copied the letter", "wrote the letter",
        ]  # fmt: skip
        assert told.count("showed hidden names") == 1
        assert "to standard output" in told
        assert "file: clipboard" in told
        await user.press("u", sees="cannot be taken back")
        await user.press("b", sees="over all cases")
        await user.sees(lambda: body(user).count("showed hidden names") == 3)


def more_than(screen: HistoryScreen) -> Callable[[], bool]:
    """Whether a listing has more entries than now."""
    before = len(screen._entries)
    return lambda: len(screen._entries) > before


def with_many_entries(path: Path, count: int) -> None:
    """A history that is as long as years make it, written as the store writes it."""
    store = FileStore(path)
    records = store.load()
    seq, head = records.seq, store._at.head
    store.close()
    with (path.parent / "board.history.jsonl").open("ab") as file:
        for number in range(count):
            change = Change(f"cases/{number % 9 + 2}", "submit_by", None, "2026-12-01")
            if number == 0:
                change = Change("cases/1", "tags", None, ["long ago"])
            at = f"2026-11-{17 + number % 3}T15:00:00.000+00:00"
            entry = Entry(seq + number + 1, at, "dana", "edit", (change,), previous=head)
            line, head = encode_line(entry)
            file.write(line)


async def test_a_very_long_history_shows_at_once_and_lets_keys_act_while_it_is_read(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    with_many_entries(path, 20_000)
    async with at_the_board(path) as user:
        await user.press("j", sees=lambda: user.selected != ID)
        begun = time.monotonic()
        await user.press("U", sees="  20000\n")
        assert time.monotonic() - begun < 3
        await user.press("b", sees="History of Dana Whitcomb")
        await user.sees("  20001\n")
        screen = user.app.screen
        assert isinstance(screen, HistoryScreen)
        assert not screen._ended
        assert len(screen._entries) < 500
        # Going down reads on, and no key waits for all of it.
        for _ in range(4):
            await user.press("G", sees=more_than(screen))
        assert not screen._ended
        # What is rare is looked for to the beginning, while keys act.
        user.keys("escape", "escape")
        await user.settled()
        user.keys("1", "g")
        await user.press("U", sees="reading …")
        await user.press("?", sees="Keys of the screen")
        await user.press("escape", sees="+ The whole record")
        assert "Tags: (empty) → long ago" in user.text
