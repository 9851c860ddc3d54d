"""What was half typed when a session ended: offered at the next start, and never taken by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lmnboard import people
from lmnboard.store.drafts import Draft, Drafts
from lmnboard.store.place import Place
from tests.screens.clinic import at_the_desk, new_board, one_case
from tests.screens.user import User, at_the_board
from tests.terminal import PROGRAM, Terminal

CASE = "LMN-0001"


def _left_behind(path: Path, *left: Draft) -> Path:
    """Drafts of a session of the same person that is gone."""
    drafts = Drafts(Place(path), people.login(None), print)
    for draft in left:
        drafts.begin(draft).note()
    assert drafts.close()
    return path


def _field(path: str, typed: str, found: Any = None) -> Draft:
    return Draft(target=CASE, path=path, typed=typed, found=found)


async def _offered(user: User, *sees: str) -> None:
    await user.sees("never kept")
    user.keys("R")
    for text in ("Drafts", *sees):
        await user.sees(text)


async def test_a_draft_is_shown_beside_what_stands_now_and_goes_where_it_belongs(tmp_path: Path) -> None:
    path = _left_behind(
        new_board(tmp_path, one_case(rationale="As it stood.")), _field("rationale", "As I ty", "As it stood.")
    )
    async with at_the_board(path) as user:
        await _offered(user, "LMN-0001 rationale", "It says now:", "As it stood.", "You had typed", "As I ty")
        assert "Somebody has changed it" not in user.text
        assert user.field(CASE, "rationale") == "As it stood."
        await user.press("enter", sees="None is left")
        assert user.field(CASE, "rationale") == "As I ty"
    assert list(path.parent.glob("drafts/*")) == []


async def test_a_draft_over_a_field_that_was_changed_since_shows_both_values(tmp_path: Path) -> None:
    path = _left_behind(new_board(tmp_path, one_case()), _field("request.duration", "mine", "what I saw"))
    async with at_the_board(path) as user:
        await _offered(user, "Somebody has changed it since you began")
        await user.press("enter", sees="keep theirs")
        assert user.field(CASE, "request.duration") != "mine"
        await user.press("ctrl+s", sees="None is left")
        assert user.field(CASE, "request.duration") == "mine"


async def test_a_draft_is_edited_where_it_belongs_and_stays_until_it_is_kept(tmp_path: Path) -> None:
    board = new_board(tmp_path, one_case(rationale="As it stood."))
    async with at_the_board(_left_behind(board, _field("rationale", "As I ty", "As it stood."))) as user:
        await _offered(user)
        await user.press("e", sees="Rationale")
        await user.sees("leave as it was")
        await user.sees("As I ty")
        user.types("pe")
        await user.press("escape", sees=lambda: user.app.focused is None)
        assert user.field(CASE, "rationale") == "As it stood."
        assert [draft.typed for draft in user.app.drafts.all()] == ["As I ty"]
        await user.press("R", "e", sees="leave as it was")
        user.types("ped.")
        await user.press("tab", sees=lambda: user.field(CASE, "rationale") == "As I typed.")
        await user.settled()
        assert user.app.drafts.all() == []


async def test_what_cannot_be_is_said_and_edited(tmp_path: Path) -> None:
    path = _left_behind(new_board(tmp_path, one_case()), _field("value", "many"))
    async with at_the_board(path) as user:
        await _offered(user, "value  many")
        await user.press("enter", sees="e edits it.")
        assert len(user.app.drafts.all()) == 1


async def test_a_draft_that_is_dropped_comes_back_with_u(tmp_path: Path) -> None:
    path = _left_behind(new_board(tmp_path, one_case()), _field("rationale", "As I ty"))
    async with at_the_board(path) as user:
        await _offered(user)
        await user.press("delete", sees="None is left")
        await user.press("u", sees="As I ty")
        await user.press("d", sees="None is left")
    assert list(path.parent.glob("drafts/*")) == []


async def test_of_two_drafts_the_one_that_comes_back_is_shown_and_stood_on(tmp_path: Path) -> None:
    board = new_board(tmp_path, one_case())
    path = _left_behind(board, _field("rationale", "Because of"), _field("request.duration", "12 we"))
    async with at_the_board(path) as user:
        await _offered(user, "2 texts")
        both = user.lines[1:4]
        first, second = ("Because of", "12 we") if "Because of" in both[0] else ("12 we", "Because of")
        await user.press("d", sees="1 text")
        await user.press("u", sees="It is back.")
        await user.sees(lambda: sorted(user.lines[1:3]) == sorted(both[:2]))
        assert user.lines[3] == both[2]
        assert second in user.text.partition("You had typed")[0]
        assert first in user.text.partition("You had typed")[2]
        await user.press("d", sees="1 text")
        assert [draft.typed for draft in user.app.drafts.all()] == [second]


def test_a_draft_that_is_brought_back_is_nothing_that_was_being_typed(tmp_path: Path) -> None:
    path = _left_behind(new_board(tmp_path, one_case()), _field("rationale", "As I ty"))
    with Terminal(*PROGRAM, "--board", path) as at:
        at.sees("never kept")
        at.press("R", "As I ty")
        at.press("d", "None is left")
        at.press("u", "It is back.")
        at.press("q", "q quit")
        at.keys("q")
        assert at.ends() == 0
        assert "what was being typed" not in at.text
    with Terminal(*PROGRAM, "--board", path) as at:
        at.sees("never kept")
        at.press("R", "As I ty")


async def test_drafts_of_a_session_that_has_ended_meanwhile_are_there(tmp_path: Path) -> None:
    path = new_board(tmp_path, one_case(rationale="As it stood."))
    other = Drafts(Place(path), people.login(None), print)
    async with at_the_board(path) as user:
        await user.press("R", sees="None is left")
        await user.press("escape", sees="q quit")
        for draft in (_field("rationale", "As I ty"), _field("rationale", "As it stood.")):
            other.begin(draft).note()
        assert other.flush()
        await user.press("R", sees="None here. Another session of yours still holds 2 drafts.")
        assert "it belongs" not in user.text
        await user.press("escape", sees="q quit")
        assert other.close()
        await user.press("R", sees="As I ty")
        assert "1 text" in user.head
        await user.press("d", sees="None is left")


async def test_an_empty_list_offers_nothing_to_do_with_a_draft(tmp_path: Path) -> None:
    path = _left_behind(new_board(tmp_path, one_case()), _field("rationale", "As I ty"))
    async with at_the_board(path) as user:
        await _offered(user, "⏎ take it", "e edit", "del drop", "y copy")
        await user.press("d", sees="None is left")
        await user.sees(lambda: user.lines[-1].split() == ["esc", "leave", "for", "later", "?", "help"])
        user.keys("enter", "e", "d", "y")
        await user.settled()
        assert user.says.strip() == "Dropped; u brings it back."
        await user.press("u", sees="⏎ take it")


@pytest.mark.parametrize("way", ["enter", "d"])
async def test_the_line_that_offers_drafts_is_gone_once_they_were_seen(tmp_path: Path, way: str) -> None:
    board = new_board(tmp_path, one_case(rationale="As it stood."))
    path = _left_behind(board, _field("rationale", "As I ty", "As it stood."))
    async with at_the_board(path) as user:
        await user.sees("Typed before and never kept: 1 draft. R opens.")
        await user.press("enter", "R", sees="It says now")  # it is the board's line, and R is pressed in the case
        await user.press(way, sees="None is left")
        await user.press("escape", "escape", sees="n next")
        assert user.says.strip() == ""


async def test_a_draft_that_is_left_for_later_is_offered_again(tmp_path: Path) -> None:
    path = _left_behind(new_board(tmp_path, one_case()), _field("rationale", "As I ty"))
    for _start in range(2):
        async with at_the_board(path, 120, 40) as user:
            await _offered(user, "As I ty")
            await user.press("escape", sees="1 draft: R")


async def test_a_draft_of_a_case_that_is_gone_can_be_read_and_copied(tmp_path: Path) -> None:
    path = _left_behind(new_board(tmp_path, one_case()), Draft(target="LMN-0099", path="rationale", typed="not lost"))
    async with at_the_board(path) as user:
        await _offered(user, "What it belongs to is gone", "not lost")
        user.keys("enter", "e")
        await user.settled()
        assert "y copies the text" in user.text, "there is nothing to go to"
        await user.press("y", sees="is on the clipboard")
        assert user.app.clipboard == "not lost"


async def test_the_curtain_hides_a_draft_of_a_case_that_is_gone(tmp_path: Path) -> None:
    draft = Draft(target="LMN-0099", path="request.treatment", typed="Ride for Quillfeather")
    async with at_the_board(_left_behind(new_board(tmp_path, one_case()), draft)) as user:
        await user.press("p", sees="Names and numbers are hidden.")
        await user.press("R", sees="What it belongs to is gone")
        assert "Quillfeather" not in user.text


async def test_what_the_board_has_already_is_not_offered(tmp_path: Path) -> None:
    """Its program was killed after the entry was written and before the draft was forgotten."""
    path = _left_behind(new_board(tmp_path, one_case(rationale="Written.")), _field("rationale", "Written.", "Before."))
    async with at_the_board(path) as user:
        await user.press("R", sees="None is left")


async def test_a_note_and_a_new_record_go_on(tmp_path: Path) -> None:
    note = Draft(form="note", target=CASE, typed="Spoke with the pl")
    record = Draft(form="new record", target="payers/", typed="Lakeview Mutual")
    async with at_the_board(_left_behind(new_board(tmp_path, one_case()), note, record)) as user:
        await _offered(user, "LMN-0001 note", "payers new record")
        user.keys("enter", "enter")
        await user.sees("None is left")
        assert user.field(CASE, "notes")[-1]["text"] == "Spoke with the pl"
        assert user.field("payers/lakeview-mutual", "name") == "Lakeview Mutual"


async def test_a_form_goes_on_with_all_that_was_filled_in(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path) as user:
        await user.press("N", sees="Full legal name")
        user.types("Nova Patient\n")
        await user.settled()
        user.types("Wheelch")
        await user.settled()
        user.app.leave(129)
    async with at_the_board(path) as user:
        await _offered(user, "new case", "Full legal name: Nova Patient", "Wheelch")
        await user.press("enter", sees="New case")
        await user.sees("leave as it was")
        user.types("air")
        await user.press("ctrl+s", sees="is open.")
        await user.settled()
        made = max(user.board.shown.cards.values(), key=lambda card: card.number)
        assert (made.patient.name, made.request.treatment) == ("Nova Patient", "Wheelchair")
        assert user.app.drafts.all() == []


async def test_a_form_that_is_left_by_escape_is_no_draft(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("N", sees="Full legal name")
        user.types("Nova Patient\n")
        await user.settled()
        await user.press("escape", "escape", sees="a assign")
        assert user.app.drafts.all() == []


async def test_the_curtain_hides_what_was_typed(tmp_path: Path) -> None:
    name = _field("patient.name", "Ada Okafor Smith", "Ada Okafor")
    path = _left_behind(
        new_board(tmp_path, one_case()), name, Draft(form="note", target=CASE, typed="Mrs. Okafor called")
    )
    async with at_the_board(path) as user:
        await user.press("p", sees="hidden")
        await user.press("R", sees="2 texts")
        for key in ("enter", "e", "j", "enter", "e"):
            assert "Okafor" not in user.text
            user.keys(key)
            await user.settled()
        assert user.says.strip().startswith("Names are hidden")
        assert len(user.app.drafts.all()) == 2


@pytest.mark.parametrize("gone", ["case", "provider"])
async def test_what_is_typed_into_something_that_is_taken_back_is_a_draft(tmp_path: Path, gone: str) -> None:
    path = new_board(tmp_path)
    other = at_the_desk(path)
    new = {"patient.name": "Zoe Gone", "submit_by": "2026-11-01"}
    made = other.new(new) if gone == "case" else other.new_listed("providers", {"name": "Zed Gone"})
    async with at_the_board(path) as user:
        if gone == "case":
            await user.press("enter", sees="Purpose of the letter")
            await user.press("G", "l", "enter", sees="leave as it was")
        else:
            await user.press("D", sees="Zed Gone")
            user.keys("G", *"jjjjjj", "enter", "j")
            await user.press("enter", sees="leave as it was")
        user.types("not lost")
        await user.settled()
        other.undo(made.seq)
        await user.sees("has been taken back by somebody. Yours is kept as a draft: R.")
        await user.settled()  # what is typed on in the first second does nothing
        await user.press("R", sees="What it belongs to is gone")
        assert "not lost" in user.text
    other.close()
