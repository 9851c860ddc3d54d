"""What one person has open goes away under another's hands, or is slow to be saved: nothing lands elsewhere."""

from __future__ import annotations

from pathlib import Path

from lmnboard.screens.board import BoardScreen
from tests.screens.clinic import at_the_desk, new_board, one_case
from tests.screens.user import at_the_board


async def test_what_is_typed_into_a_case_that_is_taken_back_lands_in_no_other(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    other = at_the_desk(path)
    made = other.new({"patient.name": "Zoe Gone", "submit_by": "2026-11-01"})
    async with at_the_board(path) as user:
        assert user.selected == other.shown.cards[int(made.changes[0].record.partition("/")[2])].id
        gone = user.selected
        await user.press("enter", sees="Purpose of the letter")
        await user.press("G", "l", "enter", sees="leave as it was")
        user.types("meant for Zoe")
        other.undo(made.seq)
        await user.sees(f"{gone} has been taken back by somebody.")
        assert user.app.focused is None
        user.keys("enter", "u", "q")  # typed on: no commands for the board
        await user.settled()
        assert isinstance(user.app.screen, BoardScreen)
        assert "meant for Zoe" not in str([doc for _record, doc in user.board.shown.records.docs("cases")])
    other.close()


async def test_what_is_typed_over_a_card_that_is_taken_back_says_whose_it_is(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    other = at_the_desk(path)
    made = other.new({"patient.name": "Zoe Gone", "submit_by": "2026-11-01"})
    async with at_the_board(path, 120, 40) as user:
        gone = user.selected
        await user.press("a", sees="leave as it was")
        user.types("mar")
        other.undo(made.seq)
        await user.sees(lambda: any(line.startswith(f" {gone}  mar") for line in user.lines))
        assert user.selected == "LMN-0001"
        await user.press("enter", sees=f"Yours is kept as a draft: R. There is no case '{gone}'.")
        assert user.field("LMN-0001", "owner") == "dana"
    other.close()


async def test_a_note_on_a_case_that_is_taken_back_is_kept_and_asked_for_no_more(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    other = at_the_desk(path)
    made = other.new({"patient.name": "Zoe Gone", "submit_by": "2026-11-01"})
    async with at_the_board(path) as user:
        await user.press("enter", "i", sees="note on")
        user.types("Zoe called")
        await user.settled()
        other.undo(made.seq)
        await user.sees("has been taken back by somebody. Yours is kept as a draft: R.")
        await user.settled()
        assert user.app.drafts.waiting == 1
        await user.press("enter", sees="Purpose of the letter")
        assert user.app.focused is None
    other.close()


async def test_a_form_of_a_case_that_is_taken_back_stays_and_says_so(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    other = at_the_desk(path)
    made = other.new({"patient.name": "Zoe Gone", "submit_by": "2026-11-01"})
    async with at_the_board(path) as user:
        gone = user.selected
        await user.press("r", sees="Which answer?")
        other.undo(made.seq)
        await user.press("d", "enter", sees=f"✗ There is no case '{gone}'.")
        assert "Denied" in user.text, "what was chosen stays"
    other.close()


async def test_what_is_typed_into_a_provider_that_is_taken_back_lands_in_no_other(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    other = at_the_desk(path)
    made = other.new_listed("providers", {"name": "Zed Gone"})
    async with at_the_board(path) as user:
        await user.press("D", sees="Zed Gone")
        user.keys("G", *"jjjjjj", "enter", "j")
        await user.press("enter", sees="leave as it was")
        user.types("Wizard")
        other.undo(made.seq)
        await user.sees("has been taken back by somebody.")
        assert user.app.focused is None
        user.keys("enter")
        await user.settled()
        assert "Wizard" not in str([doc for _record, doc in user.board.shown.records.docs("providers")])
    other.close()


async def test_a_new_case_opens_itself_though_a_filter_would_hide_it(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("slash", sees="find:")
        user.types("okafor\n")
        await user.sees("1 case found")
        await user.press("N", sees="Full legal name")
        user.types("Nova Patient")
        await user.press("ctrl+s", sees="Nova Patient · no request yet")
        assert user.field("LMN-0011", "patient.name") == "Nova Patient"


async def test_undo_asks_again_before_a_signature_though_the_undo_before_was_another(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        case_id = user.selected
        user.board.sign(case_id, method="electronic", word="signed in the portal")
        user.board.edit(case_id, {"tags": ["seen"]})
        await user.settled()
        await user.press("u", sees=f"Undone: {case_id} tags")
        await user.press("u", sees=f"u again takes back: {case_id} signed")
        assert user.field(case_id, "signature.by")
        await user.press("u", sees=f"Undone: {case_id} signed")


async def test_a_file_of_nobodys_home_is_refused_and_ends_nothing(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("A", sees="Attach a file")
        user.types("~nosuchuser/scan.pdf\n")
        user.types("Scan")
        await user.press("ctrl+s", sees="is not a file")
        assert not user.field("LMN-0001", "attachments")


async def test_a_board_that_is_replaced_by_another_of_the_same_numbers_is_drawn_again(tmp_path: Path) -> None:
    """As a restore does it: the same case, the same revision, and somebody else is in it."""
    path = new_board(tmp_path)
    history = path.with_name("board.history.jsonl")
    begun = history.read_bytes()
    for name in ("Zoe Another", "Zoe Gone"):
        history.write_bytes(begun)
        path.unlink()
        other = at_the_desk(path)
        other.new({"patient.name": name, "submit_by": "2026-11-01"})
        if name == "Zoe Another":
            other.assign("LMN-0003", "dana")  # looks different by itself
        other.close()
        path.with_name(name).write_bytes(history.read_bytes())
    async with at_the_board(path, 120, 40) as user:
        await user.sees("Zoe Gone")
        path.unlink()
        path.with_name("Zoe Another").rename(history)
        await user.sees("Zoe Another")
        await user.gone("Zoe Gone")
        assert "Zoe Another" in user.text
