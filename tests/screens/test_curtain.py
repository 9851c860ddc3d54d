"""The curtain: no screen says who a patient is, nothing is typed over what is hidden, and to show names is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lmnboard.curtain import HIDDEN, Veil, initials
from lmnboard.model.case import CASES
from lmnboard.model.sections import SECTIONS
from lmnboard.screens.answered import AnsweredScreen
from lmnboard.screens.case import CaseScreen
from lmnboard.workflow.answers import Answer
from tests.screens.clinic import at_the_desk, new_board, one_case
from tests.screens.user import User, at_the_board

ID = "LMN-0001"
NAME, BORN, POLICY, CHART = "Xanthippe Quillfeather", "1957-07-29", "W77665544", "RC-20418"
PLANTED = ("xanthippe", "quillfeather", "1957", "7/29/", "w77665544", "77665544", "rc-20418")


def a_planted_case() -> list[dict[str, Any]]:
    """A complete case whose patient is named wherever somebody might write it."""
    said = f"Ms. Quillfeather, {NAME.upper()}, born 7/29/1957 (07/29/1957), policy {POLICY.lower()}, chart {CHART}."
    (case,) = one_case(stage="review")
    case["patient"] |= {"name": NAME, "date_of_birth": BORN, "record_number": CHART}
    case["coverage"] |= {"policy_number": POLICY, "subscriber_name": NAME, "subscriber_date_of_birth": BORN}
    return [
        case
        | {
            "rationale": f"Clearly medically necessary. {said}",
            "history": {"course": said, "symptoms": said},
            "tags": ["quillfeather"],
            "next_touch": {"on": "2026-11-20", "what": f"Call Ms. Quillfeather, {CHART}"},
            "request": {**case["request"], "treatment": f"Adalimumab for {NAME}"},
            "notes": [{"id": "n90", "at": "2026-11-18T15:00:00+00:00", "by": "maria", "text": said}],
            "tasks": [{"id": "w91", "title": f"Ask {NAME} for {CHART}"}],
            "overrides": [{"id": "o92", "what": "Review", "because": said, "by": "dana"}],
            "contacts": [{"id": "p93", "with": NAME, "summary": said}],
            "treatments": [*case["treatments"], {"id": "t94", "name": "Rest", "details": said}],
        }
    ]


def leaks(user: User) -> list[str]:
    """The lines of the screen that say who the patient is."""
    return [line for line in user.lines for word in PLANTED if word in line.casefold()]


# ---------------------------------------------------------------------- the words
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ada Okafor", "A. O."), ("Okafor, Ada", "A. O."), ("Okafor, A.", "A. O."), ("Cher", "C."), ("", ""),
        ("Juan Carlos de la Vega", "J. C. D. L. V."), ("Vega,", "V."), ("émile zola", "É. Z."),
    ],
)  # fmt: skip
def test_a_name_is_its_initials(name: str, said: str) -> None:
    assert initials(name) == said


def test_what_names_the_patient_is_hidden_in_any_text_and_what_only_looks_like_it_is_not() -> None:
    doc = {
        "patient": {"name": "May Ng", "date_of_birth": BORN},
        "coverage": {"policy_number": "1", "group_number": "none"},
    }
    veil = Veil(doc)
    assert veil.over("May Ng, MAY, May's, born July 29, 1957") == f"M. N., M., M.'s, born {HIDDEN}"
    assert veil.over("It may be none of 2019, Maybe 11") == "It may be none of 2019, Maybe 11"
    assert veil.of(CASES.of("rationale"), "It may be none") == HIDDEN
    assert veil.of(CASES.of("submit_by"), "11/20/2026") == "11/20/2026"
    assert Veil({}).over("May Ng") == "May Ng"
    assert Veil({"patient": {"name": 7, "date_of_birth": "soon"}}).over("soon 7") == f"{HIDDEN} 7"


def test_a_name_is_found_however_people_spell_it() -> None:
    veil = Veil({"patient": {"name": "Jos\u00e9 Mu\u00f1oz-Quill O'Brien"}})
    assert veil.over("Mr. Quill, Ms. MUNOZ, Jose\u0301, O\u2019Brien") == "Mr. Q., Ms. M., J., O."
    assert veil.over("Jose Munoz-Quill") == "J. M."
    veil = Veil({"patient": {"name": "Jo Ng"}})
    assert veil.over("Ms. Ng and Dr NG: Ng stays, as in Ngo") == "Ms. N. and Dr N.: Ng stays, as in Ngo"


# ---------------------------------------------------------------------- the screens
@pytest.mark.parametrize("size", [(80, 24), (160, 60)], ids=["80x24", "160x60"])
async def test_no_screen_says_who_the_patient_is(tmp_path: Path, size: tuple[int, int]) -> None:
    path = new_board(tmp_path, a_planted_case())
    maria = at_the_desk(path)
    maria._account = "maria"
    maria.edit(ID, {"patient.name": f"{NAME} ", "rationale": f"Necessary for {NAME}."})
    maria.edit(ID, {"patient.name": NAME})
    maria.close()
    async with at_the_board(path, *size) as user:
        assert leaks(user)
        await user.press("p", sees="Names and numbers are hidden.")
        assert "X. Q." in user.text
        seen = []
        for way in (
            ("n",), ("w",), ("escape", "v"), ("escape", "c"), ("f",), ("G",), ("escape", "U"), ("G",), ("enter",),
            ("escape", "b"), ("escape", "escape", "ctrl+s"), ("escape", "escape", "S"), ("escape", "escape", "e"),
            ("escape", "enter", "ctrl+t"), *(("l", "j", "j") for _ in SECTIONS), *(("n",) for _ in range(4)),
        ):  # fmt: skip
            user.keys(*way)
            await user.settled()
            await user.pilot.pause()
            assert not leaks(user), (way, leaks(user), user.text)
            seen.append(user.text)
        assert len(set(seen)) > 20
        assert any("Names are hidden: p shows them." in text for text in seen)
        assert sum(HIDDEN in text for text in seen) > 5


async def test_what_is_said_of_another_case_than_the_one_at_hand_hides_that_one_too(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("p", "3", "enter", sees="F. N.")
        screen = user.app.screen
        assert isinstance(screen, CaseScreen)
        screen.say("n: on to LMN-0003 ask Chloe Tran for the study")
        await user.sees("n: on to LMN-0003 ask C. T. for the study")
        user.board.respond("LMN-0008", Answer(outcome="denied"))
        user.app.push_screen(AnsweredScreen("LMN-0008", ["Next touch: ring Mr. Pemberton"]))
        await user.sees("Next touch: ring Mr. P.")


async def test_the_history_of_a_case_that_is_gone_names_nobody(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    dana = at_the_desk(path)
    made = dana.new({"patient.name": NAME, "request.treatment": f"Ride for {NAME}", "request.duration": "12 weeks"})
    dana.undo(made.seq)
    dana.edit(ID, {"tags": ["here"]})
    dana.close()
    async with at_the_board(path, 160, 40) as user:
        await user.press("U", sees="edited")
        await user.press("b", sees="opened the case")
        assert leaks(user)
        user.keys("escape", "escape")
        await user.press("p", sees="Names and numbers are hidden.")
        await user.press("U", sees="edited")
        await user.press("b", sees="opened the case")
        for _ in range(4):
            assert not leaks(user), leaks(user)
            user.keys("enter")
            await user.settled()
            assert not leaks(user), leaks(user)
            user.keys("escape", "j")
            await user.settled()


async def test_a_filter_finds_by_names_that_are_hidden(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("p")
        await user.press("slash", sees="find:")
        user.types("pemberton\n")
        await user.sees("1 case found")
        assert user.selected == "LMN-0008"
        assert "pemberton" not in user.text.casefold()
        assert f"filter: {HIDDEN}" in user.head


# ---------------------------------------------------------------------- editing
async def test_nothing_is_typed_over_what_is_hidden(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("enter", sees="Purpose of the letter")
        user.keys("l", "l")
        await user.sees("Ada Okafor")
        user.keys("p")
        await user.sees("Full legal name  A. O.")
        user.keys("enter")
        user.types("ZZZ\n")
        await user.settled()
        assert user.app.focused is None
        assert user.field(ID, "patient.name") == "Ada Okafor"
        # Nor does the way from one editor to the next open it.
        await user.press("j", "enter", sees="leave as it was")
        await user.press("shift+tab", sees="Names are hidden: p shows them.")
        assert user.app.focused is None
        # An empty field is typed into, and hidden as soon as it is kept.
        await user.press("j", "enter", sees="leave as it was")
        user.types("7/29/1957\n")
        await user.sees("date of birth: •••")
        assert user.field(ID, "patient.date_of_birth") == BORN
        assert "1957" not in user.text
        await user.press("k", "k", "p", sees="Names and numbers are shown")
        await user.press("enter", sees="leave as it was")


async def test_a_field_of_the_card_that_names_the_patient_is_not_edited(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, a_planted_case())) as user:
        user.keys("p", "t")
        await user.settled()
        await user.press("tab", sees="Names are hidden: p shows them.")
        assert not leaks(user)


# ---------------------------------------------------------------------- what is recorded
async def test_to_show_names_is_an_entry_that_changes_nothing(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("p")
        await user.press("p", sees="Names and numbers are shown; the history says so.")
        user.keys("enter", "p")
        await user.settled()
        await user.press("c", "p", sees="Names and numbers are shown")
        told = [entry for entry in user.board.history() if entry.action == "reveal"]
        assert [(entry.by, entry.note, entry.changes) for entry in reversed(told)] == [
            ("dana", "on the board", ()),
            ("dana", f"{ID}: in the checklist screen", ()),
        ]
        # It is no step that undo takes back.
        user.keys("escape", "escape")
        await user.press("u", sees="There is nothing of yours to undo.")


async def test_a_key_that_is_held_down_does_not_fill_the_history(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys(*"pppppppp")
        await user.settled()
        user.keys("enter", *"pppp")
        await user.settled()
        told = [entry.note for entry in user.board.history() if entry.action == "reveal"]
        assert len(told) == 2
        assert "on the board" in told


async def test_a_clinic_may_begin_with_names_hidden(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    board = at_the_desk(path)
    board.edit("settings/1", {"curtain": True})
    board.close()
    async with at_the_board(path) as user:
        assert "Okafor" not in user.text
        assert "A. O." in user.text
        assert not any(entry.action == "reveal" for entry in user.board.history())
        await user.press("p", sees="Ada Okafor")
        assert next(user.board.history()).action == "reveal"


async def test_names_can_be_read_on_a_board_that_cannot_be_written(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    async with at_the_board(path) as user:
        user.keys("p")
        await user.sees("A. O.")
        history = tmp_path / "board.history.jsonl"
        history.write_bytes(history.read_bytes().replace(b"Okafor", b"Okator"))
        await user.press("p", sees="Names are shown, but that is not recorded:")
        await user.sees("Ada Ok")
        assert "A. O." not in user.text
