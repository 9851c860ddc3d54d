"""Several locations on one board: the walk through them, lanes, and totals, as a clinic with three of them sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lmnboard import people
from tests.screens.clinic import at_the_desk, new_board
from tests.screens.user import User, at_the_board, cells

STAFF = [
    {"id": "dana", "name": "Dana Whitcomb", "login": people.login(None), "role": "lead",
     "locations": ["north", "river"]},
    {"id": "maria", "name": "Maria Ortega", "login": "maria", "locations": ["lake"]},
]  # fmt: skip
LOCATIONS = [
    {"id": "river", "name": "Riverside", "time_zone": "America/Chicago"},
    {"id": "north", "name": "Northside", "time_zone": "America/Chicago"},
    {"id": "lake", "name": "Lake Shore", "time_zone": "America/Chicago"},
]


def _case(number: int, location: str | None, **more: Any) -> dict[str, Any]:
    return {
        "id": f"LMN-{number:04d}", "stage": "gathering", "owner": "dana", "payer": "meridian", "location": location,
        "stage_since": "2026-11-16T15:00:00.000+00:00", "patient": {"name": f"Person {number}"}, **more,
    }  # fmt: skip


CASES = [
    _case(1, "river", submit_by="2026-11-18"),
    _case(2, "river", submit_by="2026-11-20", owner="maria"),
    _case(3, "north", submit_by="2026-11-17"),
    _case(4, "north", owner=None),
    _case(5, "lake", submit_by="2026-12-08", snoozed_until="2026-11-24", owner="maria"),
    _case(6, "lake", submit_by="2026-11-25", owner="maria"),
    _case(7, None, submit_by="2026-12-01"),
    _case(8, "lake", stage="drafting", submit_by="2026-12-04", owner="maria"),
    _case(9, "river", stage="drafting", submit_by="2026-12-03"),
    _case(10, "north", stage="resolved", outcome="approved"),
]
"""In gathering by lane: none 7, Northside 3 4, Riverside 1 2, Lake Shore 6 5; Northside and Riverside are Dana's."""


def _board(folder: Path, cases: list[dict[str, Any]] | None = None) -> Path:
    return new_board(folder, CASES if cases is None else cases, staff=STAFF, locations=LOCATIONS)


def _seen(user: User) -> list[int]:
    """The cases on the screen."""
    return [number for number in range(1, 41) if f"{number:04d}" in user.text]


# ---------------------------------------------------------------------- the walk through the locations
async def test_a_key_walks_all_then_mine_then_each_of_mine_then_the_others(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 140, 40) as user:
        assert "Riverside Clinic · all locations" in user.head
        walked = []
        for _ in range(6):
            user.keys("o")
            await user.settled()
            walked.append((user.says.strip().partition(".")[0], _seen(user)))
        assert walked == [
            ("My locations", [1, 2, 3, 4, 9, 10]),
            ("Northside", [3, 4, 10]),
            ("Riverside", [1, 2, 9]),
            ("Lake Shore", [5, 6, 8]),
            ("No location", [7]),
            ("All locations", list(range(1, 11))),
        ]


async def test_the_head_counts_the_location_and_says_which_also_where_there_is_little_room(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 80, 24) as user:
        await user.press("o", "o", sees="Northside   2 open · 1 late · ‼ 1 unowned · ‼ 1 undated")
        await user.resize(58, 24)
        assert user.head.startswith(" Northside 2 open 1 late ‼1 unowned ‼1 undated")
        await user.press("o", "o", sees="Lake Shore   3 open · 1 snoozed")


async def test_a_filter_holds_within_the_location_and_escape_leaves_one_after_the_other(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 120, 40) as user:
        await user.press("o", "o", "o", sees="Riverside. o: the next")
        user.keys("slash")
        user.types("owner:maria")
        await user.press("enter", sees="1 case found.")
        assert _seen(user) == [2]
        assert "1 of 3 open" in user.head
        await user.press("escape", sees="All cases here.")
        assert _seen(user) == [1, 2, 9]
        await user.press("escape", sees="All locations.")
        assert _seen(user) == list(range(1, 11))


async def test_a_location_that_leaves_the_directory_hides_nothing(tmp_path: Path) -> None:
    path = _board(tmp_path)
    other = at_the_desk(path)
    other.new_listed("locations", {"name": "Annex"})
    async with at_the_board(path, 140, 40) as user:
        await user.press("o", "o", "o", "o", sees="Annex. o:")
        assert not _seen(user)
        other.undo()
        await user.sees("all locations")
        assert _seen(user) == list(range(1, 11))


async def test_a_clinic_with_one_location_is_told_so_and_its_name_is_not_said(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await user.press("o", sees="This clinic has one location.")
        assert "·" not in user.head.partition("open")[0]


# ---------------------------------------------------------------------- lanes
async def test_lanes_lie_mine_first_with_their_totals_and_the_most_pressing_case_first(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 120, 60) as user:
        await user.press("s", sees="Lanes by location")
        gathering = [line[:23].strip() for line in user.lines[2:-2]]
        told = [line.rstrip("━ ") for line in gathering if line.startswith("━")]
        assert told == ["━no location 1", "━Northside 2 ‼1", "━Riverside 2 ‼1 !1", "━Lake Shore 2"]
        order = [int(line.rpartition("-")[2]) for line in gathering if "LMN-" in line]
        assert order == [7, 3, 4, 1, 2, 6, 5]


async def test_the_key_walks_what_lanes_are_of_and_ends_without(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 120, 40) as user:
        for says, heading in (
            ("Lanes by location", "━Northside 2"), ("Lanes by owner", "━no owner 1"),
            ("Lanes by payer", "━Meridian"), ("Lanes by provider", "━no provider 7"),
        ):  # fmt: skip
            await user.press("s", sees=says)
            assert heading in user.text
        await user.press("s", sees="No lanes.")
        assert "━" not in user.text


async def test_the_cursor_stays_on_its_case_and_walks_across_lanes(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 120, 40) as user:
        assert user.selected == "LMN-0003"
        await user.press("j", sees=lambda: user.selected == "LMN-0001")
        await user.press("s", sees="Lanes by location")
        assert user.selected == "LMN-0001"
        await user.press("j", "j", sees=lambda: user.selected == "LMN-0006")
        await user.press("l", sees=lambda: user.selected == "LMN-0008")  # in the same lane
        await user.press("h", sees=lambda: user.selected == "LMN-0006")
        await user.press("{", sees=lambda: user.selected == "LMN-0001")
        await user.press("j", sees=lambda: user.selected != "LMN-0001")
        await user.press("{", sees=lambda: user.selected == "LMN-0001")
        await user.press("}", sees=lambda: user.selected == "LMN-0006")
        await user.press("g", sees=lambda: user.selected == "LMN-0007")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (80, 9)])
async def test_the_card_under_the_cursor_and_its_lane_are_in_view_wherever_it_goes(
    tmp_path: Path, columns: int, rows: int
) -> None:
    names = {"north": "Northside", "river": "Riverside", "lake": "Lake Shore"}
    many = [_case(n, list(names)[n % 3], submit_by=f"2026-12-{n % 28 + 1:02d}") for n in range(1, 41)]
    where = {str(case["id"]): names[str(case["location"])] for case in many}
    async with at_the_board(_board(tmp_path, many), columns, rows) as user:
        user.keys("s")
        for key in (*"jjjjjjjj", "}", "k", "k", "}", "}", "pageup", "G", "{", "k", "k", "pagedown", "g"):
            user.keys(key)
            await user.settled()
            wide = [line[: columns // 5 if columns > 100 else columns - 40] for line in user.lines]
            first = next(at for at, line in enumerate(wide) if user.selected in line)
            assert "dana" in wide[first + 3]
            heading = next(line for line in reversed(wide[2:first]) if line.startswith("━"))
            assert heading.startswith(f"━{where[user.selected]} ")
            assert {cells(line) <= columns for line in user.lines} == {True}


async def test_a_case_that_another_gives_away_changes_its_lane_and_the_cursor_goes_with_it(tmp_path: Path) -> None:
    path = _board(tmp_path)
    async with at_the_board(path, 120, 40) as user:
        await user.press("s", "s", "}", "}", sees=lambda: user.selected == "LMN-0002")
        at_the_desk(path).assign("LMN-0002", "dana")
        await user.sees("━Dana Whitcomb 4")
        assert user.selected == "LMN-0002"
        lines = [line[:23] for line in user.lines]
        at = next(place for place, line in enumerate(lines) if "LMN-0002" in line)
        assert next(line for line in reversed(lines[:at]) if line.startswith("━")).startswith("━Dana Whitcomb 4")


async def test_a_mouse_picks_a_card_in_a_lane_and_on_a_heading_its_first(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 120, 40) as user:
        await user.press("s", sees="Lanes by location")
        for heading, case in (("━Northside", "LMN-0003"), ("━Lake Shore", "LMN-0006")):
            await user.pilot.click(offset=(5, next(y for y, line in enumerate(user.lines) if line.startswith(heading))))
            assert user.selected == case
        await user.pilot.click(offset=(5, next(y for y, line in enumerate(user.lines) if "LMN-0004" in line[:23]) + 2))
        assert user.selected == "LMN-0004"
        assert len(user.app.screen_stack) == 1


async def test_narrow_the_rails_say_the_lanes_too(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 80, 24) as user:
        await user.press("s", "2", sees="Lanes by location")
        rail = [line[:10].strip() for line in user.lines[1:-2]]
        assert rail[:7] == ["Gathe… 7", "━none 1", "0007", "━North… 2", "‼ 0003", "0004", "━River… 2"]
        assert rail[-1] == "" or rail[-1].startswith("+")


async def test_an_edit_in_a_lane_opens_on_its_card(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 120, 40) as user:
        await user.press("s", "}", "e", sees="11/18/2026")
        line = next(at for at, text in enumerate(user.lines) if "LMN-0001" in text)
        assert "11/18/2026" in user.lines[line + 2]
        await user.resize(80, 24)
        await user.settled()
        line = next(at for at, text in enumerate(user.lines) if "LMN-0001" in text)
        assert "11/18/2026" in user.lines[line + 2]


# ---------------------------------------------------------------------- totals
async def test_totals_count_by_location_and_enter_shows_the_cases_of_a_line(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 80, 24) as user:
        await user.press("O", sees="no location")
        assert [line.split() for line in user.lines[1:8]] == [
            ["open", "late", "today", "unowned", "undated", "snoozed"],
            ["no", "location", "1", "·", "·", "·", "·", "·"],
            ["Northside", "2", "‼1", "·", "‼1", "‼1", "·"],
            ["Riverside", "3", "‼1", "!1", "·", "·", "·"],
            ["Lake", "Shore", "3", "·", "·", "·", "·", "1"],
            ["─" * 78],
            ["all", "9", "‼2", "!1", "‼1", "‼1", "1"],
        ]
        await user.press("j", "j", "j", "enter", sees="Lake Shore. Escape shows all again.")
        assert _seen(user) == [5, 6, 8]
        await user.press("o", sees="No location. o:")


async def test_totals_by_owner_lead_to_what_nobody_has(tmp_path: Path) -> None:
    async with at_the_board(_board(tmp_path), 120, 40) as user:
        await user.press("O", "tab", sees="Dana Whitcomb")
        assert [line.split()[0] for line in user.lines[2:5]] == ["no", "Dana", "Maria"]
        await user.press("enter", sees="No owner. Escape shows all again.")
        assert _seen(user) == [4]
        assert "filter: owner:none" in user.head
        await user.press("O", "G", "enter", sees="All cases.")
        assert _seen(user) == list(range(1, 11))


# ---------------------------------------------------------------------- marks
async def test_a_card_marks_what_is_snoozed_appealed_passed_and_expedited_at_any_width(tmp_path: Path) -> None:
    marked = _case(
        1, "river", submit_by="2026-11-20", snoozed_until="2026-11-24", priority="expedited", owner=None,
        appeal={"of": "LMN-0031"},
        overrides=[{"id": "o1", "what": "moved", "because": "the fax is down", "by": "dana"}],
    )  # fmt: skip
    denied = _case(2, "river", submit_by="2026-11-24", appeal={"by": "LMN-0044"})
    async with at_the_board(_board(tmp_path, [marked, denied]), 120, 40) as user:
        assert "! today ⚑ § z EXP 0001" in " ".join(user.text.split())
        await user.resize(80, 24)
        assert "⚑ § z 11/24 EXP LMN-0001" in user.text
        assert "no owner" in user.text
        await user.resize(200, 50)
        assert "⚑ § z 11/24 EXP LMN-0001" in user.text
        assert "§ LMN-0044 LMN-0002" in user.text  # its appeal is that case
        await user.resize(60, 20)
        assert "⚑ § z EXP" in user.text


async def test_the_payers_lateness_is_said_in_full_whatever_else_is_marked(tmp_path: Path) -> None:
    late = _case(
        1, "river", stage="follow_up", answer_due={"on": "2026-11-08", "rule": "x"}, priority="expedited",
        snoozed_until="2026-11-24", appeal={"of": "LMN-0031"}, owner=None,
        submissions=[{"id": "s1", "order": 1.0, "sent_at": "2026-10-30T15:00:00.000+00:00"}],
        overrides=[{"id": "o1", "what": "moved", "because": "the fax is down", "by": "dana"}],
    )  # fmt: skip
    async with at_the_board(_board(tmp_path, [late]), 120, 40) as user:
        for columns, rows in ((120, 40), (80, 24), (200, 50)):
            await user.resize(columns, rows)
            line = next(at for at, text in enumerate(user.lines) if "payer late 12d" in text)
            card = " ".join("\n".join(user.lines[line : line + 4]).split())
            for mark in ("⚑", "§", "z", "EXP", "0001", "ans", "11/08"):
                assert mark in card, (columns, mark)


async def test_a_reader_is_never_shown_half_a_day(tmp_path: Path) -> None:
    long = _case(1, "river", submit_by="2026-11-22", owner="bartholomew-vandersloot")
    async with at_the_board(_board(tmp_path, [long]), 120, 40) as user:
        await user.sees(lambda: user.has_judged)
        for columns, rows in ((120, 40), (80, 24), (200, 50), (100, 30)):
            await user.resize(columns, rows)
            assert "11/22" in user.text
