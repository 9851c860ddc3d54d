"""The checklist's screen and the side of the case: what fails and why, to the words, ticked, silenced, named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.widgets import TextArea

from lmnboard.checklist.mistakes import mistakes
from lmnboard.screens.case import CaseScreen
from lmnboard.screens.checklist import ChecklistScreen
from lmnboard.widgets.finding_lines import FindingLines
from tests.screens.clinic import at_the_desk, new_board, one_case
from tests.screens.user import User, at_the_board

ID = "LMN-0001"
RATIONALE = (
    "The MRI of 08/04/2026 shows an extrusion.\nAdalimumab is medically necessary. She has failed conservative care."
)


def a_weak_case(**more: Any) -> list[dict[str, Any]]:
    """A case whose rationale says nothing in two places, and whose duration is a placeholder."""
    (case,) = one_case()
    return [case | {"rationale": RATIONALE, "request": {**case["request"], "duration": "TBD"}} | more]


async def _at_the_checklist(user: User, check: str = "") -> ChecklistScreen:
    """Open the checklist of the case under the cursor, and stand on a finding of a check."""
    user.keys("c")
    await user.sees("hold")
    await user.settled()
    screen = user.app.screen
    assert isinstance(screen, ChecklistScreen)
    if check:
        await _stand_on(user, check)
    return screen


async def _stand_on(user: User, check: str) -> None:
    screen = user.app.screen
    assert isinstance(screen, ChecklistScreen)
    user.keys("g")
    for _ in range(200):
        await user.settled()
        if screen._here is not None and screen._here.check == check:
            return
        user.keys("j")
    raise AssertionError(f"no line of {check}:\n{user.text}")


def _asked(user: User) -> int:
    """How many checks the head says are asked."""
    return int(user.head.partition(" of ")[2].split()[0])


# ---------------------------------------------------------------------- to the words
async def test_enter_goes_to_the_words_and_what_is_typed_takes_their_place(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case())) as user:
        await _at_the_checklist(user, "CHK-088")
        await user.press("enter", sees="leave as it was")
        await user.settled()
        editor = user.app.focused
        assert isinstance(editor, TextArea)
        assert editor.selected_text == "medically necessary"
        user.types("the next step")
        user.keys("tab", "escape")
        await user.settled()
        assert user.field(ID, "rationale") == RATIONALE.replace("medically necessary", "the next step")


async def test_enter_goes_to_the_words_of_one_line(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case())) as user:
        screen = await _at_the_checklist(user)
        while screen._here is None or screen._here.words != "TBD":
            user.keys("j")
            await user.settled()
        await user.press("enter", sees="leave as it was")
        user.types("12 weeks\n")
        await user.settled()
        assert user.field(ID, "request.duration") == "12 weeks"


async def test_words_far_down_a_long_text_come_into_view(tmp_path: Path) -> None:
    long = "\n".join(f"On day {day} the pain was {day % 10} of 10." for day in range(60))
    async with at_the_board(new_board(tmp_path, a_weak_case(rationale=f"{long}\n{RATIONALE}\n{long}"))) as user:
        await _at_the_checklist(user, "CHK-088")
        await user.press("enter", sees="leave as it was")
        await user.sees("Adalimumab is medically necessary.")
        editor = user.app.focused
        assert isinstance(editor, TextArea)
        assert editor.scroll_offset.y > 0


async def test_who_may_only_read_stands_on_the_field_and_types_nothing(tmp_path: Path) -> None:
    path = new_board(tmp_path, a_weak_case())
    board = at_the_desk(path)
    board.edit("staff/maria", {"role": "read_only"})
    board.close()
    async with at_the_board(path) as user:
        user.board._account = "maria"
        await _at_the_checklist(user, "CHK-088")
        await user.press("enter", sees="Rationale")
        await user.settled()
        assert user.app.focused is None


# ---------------------------------------------------------------------- what a line says
async def test_a_finding_shows_its_words_where_they_stand_and_stays_in_view_whole(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case())) as user:
        screen = await _at_the_checklist(user, "CHK-088")
        finding = screen._here
        assert finding is not None
        assert "Adalimumab is medically necessary. She has" in user.text
        assert finding.fix.split()[-1] in user.text
        user.keys("j", "j")
        await user.sees("✗ blank: ")
        await user.resize(80, 12)
        for _ in range(60):
            user.keys("j")
            await user.settled()
            here = screen._here
            assert here is not None
            if here.fix and here.status != "person":
                assert " ".join(here.fix.split()[-2:]) in " ".join(user.text.split())


async def test_o_shows_the_source_under_the_line_and_a_wide_screen_always_does(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case())) as user:
        await _at_the_checklist(user, "CHK-088")
        assert "Source: guide" not in user.text
        await user.press("o", sees="CHK-088: Generic necessity statements rejected. Source: guide A.063")
        user.keys("o")
        await user.gone("Source: guide")
        await user.resize(120, 40)
        await user.sees("CHK-088: Generic necessity")
        user.keys("j")
        await user.settled()
        assert "CHK-088" not in user.text
        assert "Source: " in user.text


async def test_what_holds_is_shown_after_what_fails(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case()), 120, 200) as user:
        await _at_the_checklist(user)
        assert "✓" not in user.text
        await user.press("f", sees="✓")
        marks = [
            line[1:2] for line in user.lines[user.lines.index(" Justification") + 1 : user.lines.index(" Request")]
        ]
        found = [mark for mark in marks if mark.strip()]
        assert found == sorted(found, key="✗!·✓".index)
        assert {"✗", "✓"} <= set(found)
        await user.press("f", sees="Only what is open.")


# ---------------------------------------------------------------------- silencing
async def test_silencing_asks_for_a_reason_and_is_shown_and_not_counted(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case())) as user:
        await _at_the_checklist(user, "CHK-089")
        asked = _asked(user)
        await user.press("s", sees="silence CHK-089 on 'failed conservative care' here, because:")
        user.types("the payer's own words\n")
        await user.sees("Silenced here, u takes it back: CHK-089")
        await user.sees("Silenced: the payer's own words")
        (row,) = user.field(ID, "silenced")
        assert (row["check"], row["words"].casefold(), row["by"]) == ("CHK-089", "failed conservative care", "dana")
        assert _asked(user) == asked - 1
        await user.press("u", sees="Undone")
        await user.gone("Silenced: ")
        assert _asked(user) == asked


async def test_s_on_what_is_silenced_hears_it_again(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case())) as user:
        await _at_the_checklist(user, "CHK-089")
        user.keys("s")
        user.types("quoted\n")
        await user.sees("Silenced: quoted")
        await _stand_on(user, "CHK-089")
        await user.press("s", sees="Heard again here, u takes it back: CHK-089")
        await user.gone("Silenced: ")
        assert not user.field(ID, "silenced")


async def test_no_reason_silences_nothing_and_no_key_silences_a_signature(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case())) as user:
        await _at_the_checklist(user, "CHK-089")
        user.keys("s")
        user.types("  \n")
        await user.sees("Without a reason CHK-089 on 'failed conservative care' is not silenced.")
        await _stand_on(user, "CHK-135")
        await user.press("s", sees="which no letter goes without")
        await user.settled()
        assert user.app.focused is None
        assert not user.field(ID, "silenced")


async def test_a_lead_silences_words_in_every_case_with_the_key_twice(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case())) as user:
        await _at_the_checklist(user, "CHK-089")
        await user.press("Z", sees="Z again: silence in every case of the clinic: CHK-089 on")
        assert not user.field("settings/1", "silenced")
        await user.press("Z", sees="Silenced in every case, u takes it back: CHK-089")
        await user.sees("Silenced: by the clinic")
        assert user.field("settings/1", "silenced") == ["CHK-089 failed conservative care"]
        await _stand_on(user, "CHK-089")
        await user.press("s", sees="silenced in every case: Z twice hears it again")
        await user.press("Z", "Z", sees="Heard again in every case")
        await user.gone("Silenced: ")


async def test_who_is_no_lead_silences_for_nobody_else(tmp_path: Path) -> None:
    path = new_board(tmp_path, a_weak_case())
    board = at_the_desk(path)
    board.edit("staff/maria", {"role": "staff"})
    board.close()
    async with at_the_board(path) as user:
        user.board._account = "maria"
        await _at_the_checklist(user, "CHK-089")
        user.keys("Z", "Z")
        await user.sees("lead")
        assert not user.field("settings/1", "silenced")


async def test_the_curtain_hides_the_words_that_are_silenced(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case())) as user:
        await user.press("p", sees="Names and numbers are hidden.")
        await _at_the_checklist(user, "CHK-089")
        assert "failed conservative care" not in user.text
        await user.press("s", sees="silence CHK-089 on '•••' here")
        user.types("quoted\n")
        await user.sees("Silenced: quoted")
        assert "failed conservative care" not in user.text
        assert [row["words"].casefold() for row in user.field(ID, "silenced")] == ["failed conservative care"]


# ---------------------------------------------------------------------- the named mistakes
async def test_the_named_mistakes_stand_in_the_checklist_and_on_the_card(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case())) as user:
        await user.sees(lambda: user.has_judged)
        found = mistakes(user.board.findings(ID))
        assert found[0] == "VAGUE ×2"
        name = next(line for line in user.lines if "Ada Okafor" in line)
        assert "VAGUE" in name
        await _at_the_checklist(user)
        assert f"Named mistakes: {'  '.join(found)}" in user.text
        user.board.edit(ID, {"rationale": "The MRI of 08/04/2026 shows a 7 mm extrusion at L4-L5."})
        await user.gone("VAGUE")
        user.keys("escape")
        await user.sees(lambda: user.has_judged)
        assert "VAGUE" not in user.text


# ---------------------------------------------------------------------- beside the case
async def test_the_side_follows_the_field_and_each_edit(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_weak_case()), 120, 10) as user:
        await _at_the_checklist(user, "CHK-088")
        await user.press("enter", sees="leave as it was")
        user.keys("escape")
        side = user.app.screen.query_one("#side", FindingLines)
        await user.sees("generic necessity")
        user.keys("pagedown")
        await user.settled()
        assert side._top > 0
        user.keys("j", "k")
        await user.settled()
        assert side._top == 0
        await user.press("ctrl+t", sees="Attending physician")
        await user.press("ctrl+t", sees="generic necessity")
        user.keys("enter")
        user.keys("ctrl+a", "delete", *"Six weeks of therapy failed: pain 8 of 10.", "tab", "escape")
        await user.settled()
        await user.gone("generic necessity")


async def test_keys_go_on_while_the_case_is_judged(tmp_path: Path) -> None:
    """Judged where it is drawn, a long letter would hold each key up."""
    much = "\n".join(f"On day {day} the pain was {day % 10} of 10." for day in range(4000))
    async with at_the_board(new_board(tmp_path, a_weak_case(rationale=f"{much}\n{RATIONALE}")), 120, 40) as user:
        user.keys("enter")
        await user.sees("Purpose of the letter")
        await user.settled()
        case = user.app.screen
        assert isinstance(case, CaseScreen)
        user.keys("j")
        await user.settled()
        at, side = case.fields.at, "Nothing is missing here."
        assert side in user.text
        user.board.edit(ID, {"kind": None, "rationale": f"{RATIONALE}\n{much.replace('pain', 'ache')}"})
        user.keys("j", "j")
        await user.sees(lambda: case.fields.at == at + 2)
        assert case.judging
        assert side in user.text
        await user.gone(side)
        await user.settled()
        assert not case.judging
