"""`list --totals`: what a lead's morning mail or a spreadsheet counts, group by group."""

from __future__ import annotations

from pathlib import Path

from tests.builders import a_board, a_case
from tests.cli.conftest import Shell


def _board(folder: Path) -> Path:
    (folder / "more").mkdir()
    return a_board(
        folder / "more",
        a_case(stage="gathering", next_touch__on="2020-01-02"),
        a_case(stage="gathering", owner=None, submit_by="2020-01-03"),
        a_case(stage="drafting", location=None, owner="jo", submit_by="2099-01-05", snoozed_until="2099-01-02"),
        a_case(stage="resolved", outcome="approved"),
    )


def test_people_read_a_table_with_its_sum(sh: Shell, tmp_path: Path) -> None:
    said = sh("list", "--totals", "location", board=_board(tmp_path))
    assert said.status == 0
    head, none, main, every = (line.split() for line in said.out.splitlines())
    assert head[:7] == ["location", "open", "late", "today", "unowned", "undated", "snoozed"]
    assert none[:8] == ["no", "location", "1", "·", "·", "·", "·", "1"]
    assert main[:8] == ["Main", "Street", "2", "2", "·", "1", "·", "·"]
    assert every == ["all", "3", "2", "·", "1", "·", "1", "2", "1", "·", "·", "1"]


def test_programs_read_the_same_counts_of_what_the_filter_leaves(sh: Shell, tmp_path: Path) -> None:
    board = _board(tmp_path)
    rows = sh("list", "open", "--totals", "owner", "--json", board=board).json
    assert [(row["owner"], row["name"], row["open"], row["late"], row["gathering"]) for row in rows] == [
        ("", "", 1, 1, 1), ("dana", "Dana Whitcomb", 1, 1, 1), ("jo", "Jo Lindgren", 1, 0, 0),
    ]  # fmt: skip
    lines = sh("list", "open", "--totals", "owner", "--csv", board=board).out.splitlines()
    assert lines[0].startswith("owner,name,open,late,today,unowned,undated,snoozed,gathering")
    assert lines[2].startswith("dana,Dana Whitcomb,1,1,0,0,0,0,1")


def test_nothing_found_is_an_answer_of_no_and_a_group_that_is_none_a_wrong_call(sh: Shell, tmp_path: Path) -> None:
    assert sh("list", "nobody", "--totals", "payer", "--json", board=_board(tmp_path)).json == []
    assert sh("list", "nobody", "--totals", "payer").status == 1
    wrong = sh("list", "--totals", "colour")
    assert wrong.status == 2
    assert "'location', 'owner'" in wrong.err or "location, owner" in wrong.err
