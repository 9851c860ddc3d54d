"""What happens by itself while the program is open: a finished task moves its case, and the line says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmnboard.screens import by_itself
from tests.screens.clinic import at_the_desk, cases, new_board
from tests.screens.user import at_the_board


def _gathering() -> list[dict[str, object]]:
    """LMN-0006, complete, in gathering with one open task; the others are left as they are."""
    found = cases()
    found[5] |= {"stage": "gathering", "ran": {}, "tasks": [{"id": "w1", "title": "Collect MRI report"}]}
    found[5] |= {"next_touch": {"on": "2026-11-24", "what": "Ask for the report"}}
    return found


async def test_a_finished_task_moves_its_case_and_the_cursor_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_itself, "SOON", 0.05)
    monkeypatch.setattr(by_itself, "STILL", 0.05)
    path = new_board(tmp_path, _gathering())
    async with at_the_board(path, 120, 40) as dana:
        await dana.sees("LMN-0006")
        stood = dana.selected
        dana.app.act(
            lambda: dana.board.edit("LMN-0006", {"tasks/w1/done_at": "2026-11-20", "rationale": None}),
            lambda _: None,
            dana.app.trouble,
        )
        await dana.sees("LMN-0006: All that Gathering asks for is there, so it goes on to Drafting")

        assert dana.selected == stood
        assert dana.board.shown.card("LMN-0006").owner == "miriam"


async def test_keys_do_not_wait_for_a_pass_over_many_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_itself, "SLICE", 0.0)
    many = cases()
    for number in range(11, 71):
        many.append({**many[1], "id": f"LMN-{number:04d}", "ran": {}})
    path = new_board(tmp_path, many)
    async with at_the_board(path, 120, 40) as dana:
        await dana.sees("LMN-0001")
        dana.app.by_itself.run()
        dana.app.by_itself.run()  # while it runs: once more after that, and not both at once
        await dana.press("n", sees="of ")
        await dana.sees(lambda: all(card.next_touch.on for card in dana.board.shown.cards.values() if card.number > 10))

    board = at_the_desk(path)
    done = [entry for entry in board.history() if entry.action == "rule"]
    assert len(done) == 60
    board.close()


async def test_behind_the_curtain_what_a_rule_says_names_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_itself, "SOON", 0.05)
    monkeypatch.setattr(by_itself, "STILL", 0.05)
    found = cases()
    name = found[5]["patient"]["name"]
    asked = {"id": "w1", "title": f"Ask {name} for the card"}
    found[5] |= {"ran": {}, "next_touch": {}, "owner": "dana", "tasks": [asked]}
    async with at_the_board(new_board(tmp_path, found), 120, 40) as dana:
        await dana.press("p", sees="Names and numbers are hidden")
        dana.app.by_itself.run()
        await dana.sees("LMN-0006: Next touch")
        assert name not in dana.text


async def test_space_ticks_a_task_off_and_takes_the_tick_back(tmp_path: Path) -> None:
    tasks = [{"id": "w1", "title": "Collect MRI report"}, {"id": "w2", "title": "Read the policy"}]
    found = [{**case, "tasks": tasks} if case["id"] == "LMN-0006" else case for case in cases()]
    async with at_the_board(new_board(tmp_path, found), 120, 40) as dana:
        await dana.press("slash", sees="find:")
        dana.types("LMN-0006\n")
        await dana.press("enter", sees="Tasks and notes")
        await dana.press("shift+tab", sees="Collect MRI report")
        await dana.press("g", "space", sees="Done: Collect MRI report")
        task = dana.board.shown.case("LMN-0006").tasks[0]
        assert (str(task.done_at), task.done_by) == ("2026-11-20", "dana")

        await dana.press("space", sees="Not done after all: Collect MRI report")
        assert dana.board.shown.case("LMN-0006").tasks[0].done_at is None
