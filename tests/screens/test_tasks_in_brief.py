"""Tasks in a case: a line or two each until one is entered, and every field of them within reach of the keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lmnboard.curtain import UP, Veil
from lmnboard.model.case import CASES
from lmnboard.model.clinic import Clinic
from lmnboard.screens.case import CaseScreen
from lmnboard.widgets.field_items import folded, items_of
from tests.screens.clinic import new_board, one_case
from tests.screens.user import User, at_the_board

_TASKS: list[dict[str, Any]] = [
    {"id": "w1", "title": "Collect MRI report", "owner": "dana", "due": "2026-12-04"},
    {
        "id": "w2",
        "title": "Ask the cardiology practice for the echocardiogram and the stress test",
        "owner": "maria",
        "done_at": "2026-11-19",
        "done_by": "maria",
    },
    {"id": "w3"},
]


async def _at_the_tasks(user: User) -> CaseScreen:
    case = user.app.get_screen("case", CaseScreen)
    case.show_case(user.selected, "tasks")
    user.app.push_screen("case")
    await user.sees("+ tasks")
    await user.settled()
    return case


async def test_a_task_says_what_who_and_when_in_a_line_or_two_until_it_is_entered(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(tasks=_TASKS))) as user:
        case = await _at_the_tasks(user)
        at = next(at for at, line in enumerate(user.lines) if "Collect MRI" in line)
        assert "▸ Collect MRI report · Dana Whitcomb · due 12/04/2026" in user.lines[at]
        assert "▸ Ask the cardiology practice" in user.lines[at + 1]
        assert "Maria Ortega · done on 11/19/2026" in user.lines[at + 2]
        assert "▸ Tasks 3 of 3" in user.lines[at + 3]
        await user.press("g", "enter", sees="Task owner")
        assert case.fields.item is not None
        assert case.fields.item.path == "tasks/w1/title"
        await user.press("k", sees=lambda: case.fields.item is not None and case.fields.item.path == "tasks/w1")
        assert "▾ Collect MRI report" in user.text, "it stays open while the cursor is on it"
        await user.press(*"jjjjjjj", sees="▸ Collect MRI report")
        assert case.fields.item.path == "tasks/w2"


async def test_editing_goes_on_from_a_task_into_the_next_and_back(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(tasks=_TASKS))) as user:
        case = await _at_the_tasks(user)
        case.fields.reveal("tasks/w1/waived_because")
        user.keys("enter")
        user.types("sent before")
        user.keys("tab")
        user.clears()
        user.types("Ask them again")
        user.keys("shift+tab")
        await user.settled()
        assert user.field("LMN-0001", "tasks/w1/waived_because") == "sent before"
        assert user.field("LMN-0001", "tasks/w2/title") == "Ask them again"
        assert case.fields.item is not None
        assert case.fields.item.path == "tasks/w1/waived_because"
        await user.press("escape", "G", sees="▸ Collect MRI report")
        assert "Task owner" not in user.text


async def test_what_the_checklist_says_of_a_folded_task_is_marked_on_it_and_next_opens_it(tmp_path: Path) -> None:
    case = one_case(stage="gathering", tasks=[_TASKS[0]])
    async with at_the_board(new_board(tmp_path, case)) as user:
        screen = await _at_the_tasks(user)
        await user.sees("✗▸ Collect MRI report")
        await user.press("g", "n", "n", "n", sees="▾ Collect MRI report")
        assert screen.fields.item is not None
        assert screen.fields.item.path == "tasks/w1/done_at"


def test_a_task_in_brief_hides_the_patient_with_the_curtain_down() -> None:
    doc = {"patient": {"name": "Ada Okafor"}, "tasks": [{"id": "w1", "title": "Call Ada Okafor"}]}
    task = [CASES.of("tasks")]
    assert folded(items_of(task, doc, CASES, Clinic(), UP), "")[0].said == "Call Ada Okafor"
    assert folded(items_of(task, doc, CASES, Clinic(), Veil(doc)), "")[0].said == "Call A. O."
