"""From the checklist to a letter that has left: fields found, ticks, signature, export, submission, refusals."""

from __future__ import annotations

from pathlib import Path

from tests.screens.clinic import new_board, one_case
from tests.screens.user import User, at_the_board


async def _checklist(user: User) -> None:
    user.keys("c")
    await user.sees("hold")
    await user.settled()


async def _stand_on(user: User, text: str) -> None:
    """Walk down the checklist to the line that holds a text."""
    from lmnboard.screens.checklist import ChecklistScreen

    screen = user.app.screen
    assert isinstance(screen, ChecklistScreen)
    user.keys("g")
    for _ in range(120):
        await user.settled()
        here = screen._here
        if here is not None and text in f"{here.title} {here.message}":
            return
        user.keys("j")
    raise AssertionError(f"no line of {text!r}:\n{user.text}")


async def test_enter_on_a_line_goes_to_its_field(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("3", "j")
        await _checklist(user)
        await _stand_on(user, "Duration is missing")
        user.keys("enter")
        await user.sees("Requested treatment")
        user.keys("enter")
        user.types("12 months\n")
        await user.settled()
        assert user.field("LMN-0007", "request.duration") == "12 months"
        await _checklist(user)
        assert "Duration is missing" not in user.text


async def test_a_line_that_names_a_provider_goes_to_the_directory(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path) as user:
        user.board.edit("providers/castellanos", {"npi": None})
        user.keys("3")
        await user.settled()
        await _checklist(user)
        await _stand_on(user, "NPI")
        await user.press("enter", sees="Directory")
        assert "Miriam Castellanos" in user.text
        user.keys("enter")
        user.types("1234567893\n")
        await user.settled()
        assert user.field("providers/castellanos", "npi") == "1234567893"


async def test_a_tick_is_kept_with_its_name_and_taken_back(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        await _checklist(user)
        await _stand_on(user, "insurance card")
        await user.press("space", sees="Your tick is kept")
        given = user.field("LMN-0001", "attestations")
        assert [(row["check"], row["by"]) for row in given] == [("CHK-181", "dana")]
        await _stand_on(user, "Accuracy of patient information")
        await user.press("space", sees="The tick is taken back")
        assert user.field("LMN-0001", "attestations") == []


async def test_f_shows_all_and_o_tells_where_the_rule_comes_from(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        await _checklist(user)
        assert "✓" not in user.text
        await user.press("f", sees="✓")
        await user.press("f", sees="Only what is open.")
        await _stand_on(user, "insurance card")
        await user.press("o", sees="CHK-181")


async def test_the_letter_shows_what_is_missing_in_its_place(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path), 80, 60) as user:
        user.keys("3", "j", "v")
        await user.sees("[[")
        assert "gap" in user.head
        assert "Greta Halloran" in user.text
        seen = user.text
        user.keys("G")
        await user.settled()
        assert "[[duration]]" in (seen + user.text).casefold()
        user.keys("g", "pagedown", "k")
        await user.settled()
        assert len(user.text) > 500


async def test_export_asks_for_its_key_twice_and_writes_a_draft_where_something_is_missing(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("3", "j")
        await user.press("x", sees="x again")
        assert not (tmp_path / "exports").exists()
        user.keys("j", "k", "j", "x")
        await user.settled()
        assert "x again" in user.text
        assert not (tmp_path / "exports").exists(), "another key came between"
        await user.press("x", sees="DRAFT")
        written = list((tmp_path / "exports").iterdir())
        assert [file.name for file in written] == ["LMN-0007-1.txt"]
        text = written[0].read_text("utf-8")
        assert "DRAFT" in text
        assert "Greta Halloran" in text
        assert "blocker" in user.says


async def test_a_whole_letter_is_exported_without_a_draft_mark(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case()), 160, 30) as user:
        await user.press("x", "x", sees="Written: ")
        assert str(tmp_path / "exports" / "LMN-0001-1.txt") in user.says
        assert "DRAFT" not in (tmp_path / "exports" / "LMN-0001-1.txt").read_text("utf-8")


async def test_only_the_provider_signs_and_others_say_how_they_know(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        await user.press("S", sees="only Miriam Castellanos signs it")
        await user.press("ctrl+s", sees="Say how Miriam Castellanos signed")
        user.keys("enter")
        user.types("ink\nthe paper lies in the chart")
        await user.press("ctrl+s", sees="LMN-0001 is signed.")
        assert user.field("LMN-0001", "signature.by") == "castellanos"
        assert user.field("LMN-0001", "signature.method") == "wet"
        assert user.field("LMN-0001", "signature.word") == "the paper lies in the chart"
        assert user.field("LMN-0001", "signature.on") == "2026-11-20"


async def test_who_signs_is_reminded_that_only_what_is_needed_and_done_is_billed(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case()), 120, 30) as user:
        await user.press("S", sees="Signed is what the record supports and the patient needs: nothing else is billed.")
        assert not user.field("LMN-0001", "signature.on"), "it is said before"


async def _tick_all_and_sign(user: User) -> None:
    for check in ("CHK-181", "CHK-182", "CHK-183", "CHK-184"):
        user.board.attest("LMN-0001", check)
    user.board.sign("LMN-0001", word="in the chart", method="electronic")
    await user.settled()


async def test_a_letter_without_a_blocker_is_submitted_with_one_form(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        await _tick_all_and_sign(user)
        await user.press("ctrl+s", sees="Submit LMN-0001")
        assert "512-555-0190" in user.text or "(512) 555-0190" in user.text
        assert "blocker" not in user.head
        user.types("FAX-7731\n")
        await user.press("ctrl+s", sees="LMN-0001 was sent to")
        assert user.field("LMN-0001", "stage") == "follow_up"
        assert user.field("LMN-0001", "next_touch.on") == "2026-11-23"
        sent = user.field("LMN-0001", "submissions")[0]
        assert sent["confirmation"] == "FAX-7731"
        assert (tmp_path / sent["letter"]["path"]).exists() or (tmp_path / "sent").exists()
        await user.sees(lambda: user.selected == "LMN-0001")


async def test_a_refusal_lists_what_is_missing_and_a_reason_stays_on_the_card(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("3", "j")
        await user.press("ctrl+s", sees="Submit LMN-0007")
        assert "blocker" in user.head
        assert "Duration is missing" in user.text
        user.keys("escape")
        await user.press("ctrl+s", sees="LMN-0007 cannot be submitted yet.")
        assert "say why under 'Reason for sending it so'." in " ".join(user.text.split())
        user.keys("G", *"jjjjjj", "enter")
        user.types("The plan told us to send it now\n")
        await user.press("ctrl+s", sees="LMN-0007 was sent to")
        await user.sees("⚑ LMN-0007")
        await user.press("w", sees="The plan told us to send it now")
        assert user.field("LMN-0007", "overrides")[0]["by"] == "dana"


async def test_a_move_that_is_refused_tells_why_and_escape_leaves_it(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press(">", sees="cannot go to Drafting yet")
        user.keys("escape", "escape")
        await user.settled()
        assert user.field("LMN-0001", "stage") == "gathering"
        await user.press("L", sees="cannot go to Drafting yet")
        user.types("Dr. Castellanos wants to see it now\n")
        await user.press("ctrl+s", sees="LMN-0001 is in Drafting.")
        assert user.selected == "LMN-0001"
        await user.press("H", sees="LMN-0001 is in Gathering.")
        await user.press("u", sees="Undone")
        assert user.field("LMN-0001", "stage") == "drafting"


async def test_w_tells_the_clocks_and_what_decides(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("w", sees="It stands among the late (‼) by its file by")
        assert "file by: Wed 11/18/2026, 2d late" in user.text
        assert "Today is Fri 11/20/2026." in user.text


async def test_a_file_is_attached_and_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    scan = tmp_path / "mri.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        await user.press("A", sees="Attach a file to LMN-0001")
        user.types(str(tmp_path / "no.pdf"))
        user.keys("tab")
        user.types("MRI report\n")
        user.keys("ctrl+s")
        await user.sees("no.pdf")
        user.keys("g", "k", "k", "k", "enter", "ctrl+u")
        user.types(f"{scan}\n")
        await user.press("ctrl+s", sees="MRI report is enclosed.")
        last = user.field("LMN-0001", "attachments")[-1]
        assert (last["title"], len(last["sha256"])) == ("MRI report", 64)


async def test_an_undo_survives_a_restart(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path) as user:
        user.keys("a")
        user.types("maria\n")
        await user.sees("owner: Maria Ortega")
    async with at_the_board(path) as user:
        await user.press("u", sees="Undone: LMN-0001 owner")
        assert user.field("LMN-0001", "owner") == "dana"
    async with at_the_board(path) as user:
        await user.press("ctrl+r", sees="Done again: LMN-0001 owner")
        assert user.field("LMN-0001", "owner") == "maria"


async def test_a_disk_that_refuses_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path) as user:
        history = path.with_name("board.history.jsonl")
        history.rename(tmp_path / "gone")
        history.mkdir()
        user.keys("a")
        user.types("maria\n")
        await user.sees("The board cannot be read")
        assert user.lines[5].endswith("dana")
