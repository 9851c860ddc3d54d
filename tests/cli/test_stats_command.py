"""`lmnboard stats`: what people, programs and spreadsheets get of the clinic's numbers, from a board with a history."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lmnboard import report
from lmnboard.begin import begin
from lmnboard.workflow.facts import Period
from lmnboard.workflow.numbers import MEASURES
from tests.builders import NOW, a_board, a_case, at
from tests.cli.conftest import Shell

ANSWERED = {
    "stage": "follow_up",
    "submissions": [{"id": "s1", "sent_at": "2026-11-02T18:00:00.000+00:00"}],
}


def board_of(folder: Path, *cases: dict[str, Any]) -> Path:
    """A board of its own, beside that of the fixture."""
    folder.mkdir()
    return a_board(folder, *cases)


def denied(on: str = "2026-11-09", **more: Any) -> dict[str, Any]:
    return a_case(**{**ANSWERED, "responses": [{"id": "r2", "outcome": "denied", "received_on": on}], **more})


def approved(**more: Any) -> dict[str, Any]:
    row = {"id": "r2", "outcome": "approved", "received_on": "2026-11-05"}
    return a_case(**{**ANSWERED, "responses": [row], **more})


def test_four_answers_are_told_as_counts_and_ten_as_a_share(tmp_path: Path, sh: Shell) -> None:
    few = board_of(tmp_path / "few", denied(), approved(), approved(), approved())
    said = sh("stats", board=few)
    assert said.status == 0
    assert "Denied\nDenied or not affirmed" in said.out
    assert "1 of 4\n" in said.out
    assert "%" not in said.out.replace("the 10 % line", "").replace("CHK-013", "")

    many = board_of(tmp_path / "many", denied(), denied(), *[approved()] * 8)
    assert "2 of 10, 20 %: above the 10 % line" in " ".join(sh("stats", board=many).out.split())


def test_plain_text_is_at_most_79_wide_and_without_anything_but_words(tmp_path: Path, sh: Shell) -> None:
    said = sh("stats", board=board_of(tmp_path / "b", denied(), approved()))
    assert max(map(len, said.out.splitlines())) <= 79
    assert said.out.isascii()


def test_an_empty_board_says_so_of_each_measure(tmp_path: Path, sh: Shell) -> None:
    said = sh("stats", board=board_of(tmp_path / "empty"))
    assert said.status == 0
    assert said.out.count("none yet") + said.out.count(" 0\n") == len(MEASURES)


def test_json_has_each_number_with_what_it_was_counted_of(tmp_path: Path, sh: Shell) -> None:
    path = board_of(tmp_path / "b", denied(), approved(), approved())
    found = sh("stats", "--json", board=path).json
    (one,) = (row for row in found["numbers"] if row["measure"] == "denied" and not row["by"])
    assert (one["hits"], one["count"], one["percent"]) == (1, 3, None)
    assert found["measures"]["denied"]["line"] == 0.1
    (days,) = (row for row in found["numbers"] if row["measure"] == "answer_days" and not row["by"])
    assert (days["median"], days["p90"], days["mean"]) == (3, 7, pytest.approx(13 / 3))


def test_nothing_in_a_spreadsheet_is_worked_out(tmp_path: Path, sh: Shell) -> None:
    path = board_of(tmp_path / "b", approved())
    sh("directory", "payers", "meridian", "--set", 'name==HYPERLINK("http://example.org")', board=path)
    rows = list(csv.DictReader(io.StringIO(sh("stats", "--csv", "--by", "payer", board=path).out)))
    named = {row["group"] for row in rows if row["measure"] == "denied"}
    assert named == {'\'=HYPERLINK("http://example.org")'}
    assert {len(row) for row in rows} == {len(report.COLUMNS)}


def test_days_in_a_stage_come_from_the_moves_that_stand(tmp_path: Path, sh: Shell) -> None:
    path = board_of(tmp_path / "b", a_case(stage="gathering", stage_since="2026-11-10T16:00:00.000+00:00"))
    with at(path, now=NOW - timedelta(days=4)) as board:
        board.move("1", "drafting", "a wrong key")
        board.undo()
    with at(path, now=NOW - timedelta(days=2)) as board:
        board.move("1", "drafting", "by hand")
    with at(path) as board:
        board.move("1", "review", "by hand")
        board.move("1", "drafting")
    told = " ".join(sh("stats", "--since", "1/1/2026", board=path).out.split())
    assert "Gathering: median 8.0 days" in told  # the 10th to the 18th
    assert "Drafting: median 2.0 days" in told
    assert "Sent back from review Of the times that a case left review. All: 1 of 1" in told


def test_an_archived_case_is_counted_as_well(tmp_path: Path, sh: Shell) -> None:
    since = "2026-10-01T16:00:00.000+00:00"
    path = board_of(tmp_path / "b", denied(stage="resolved", stage_since=since, outcome="denied"), approved())
    with at(path) as board:
        assert board.archive(date(2026, 11, 1)).changes
        found = report.report(board)
    assert found.cases == 2
    assert [row.count for row in found.rows if row.measure == "denied" and not row.by] == [2]


def test_a_period_has_the_stays_that_ended_in_it(tmp_path: Path) -> None:
    path = board_of(tmp_path / "b", a_case(stage="gathering", stage_since="2026-10-01T16:00:00.000+00:00"))
    for days in (20, 10, 1):
        with at(path, now=NOW - timedelta(days=days)) as board:
            board.move("1", "drafting" if days != 10 else "gathering", "by hand")
    with at(path) as board:
        found = report.report(board, Period(since=date(2026, 11, 15)))
    stages = [(row.own, row.count, row.median) for row in found.rows if row.measure == "stage_days"]
    assert stages == [("gathering", 1, 9)]


def test_by_person_is_refused_with_the_reason(sh: Shell) -> None:
    for person in ("provider", "owner", "staff"):
        said = sh("stats", "--by", person)
        assert said.status == 2
        assert "they would rank people" in said.err
    assert "'colour' is none of payer, location, month, service" in sh("stats", "--by", "colour").err


def test_a_period_that_ends_before_it_begins_is_refused(sh: Shell) -> None:
    said = sh("stats", "--since", "11/5/2026", "--until", "11/1/2026")
    assert (said.status, "nothing lies between" in said.err) == (2, True)


def test_the_pace_of_the_clinic_is_that_of_its_last_year(tmp_path: Path) -> None:
    began = datetime(2026, 11, 1, 16, 0, tzinfo=UTC)
    cases = [
        {"id": f"LMN-{n:04d}", "stage": "gathering", "stage_since": began.isoformat(), "provider": "shah"}
        for n in range(1, 7)
    ]
    path = tmp_path / "board.json"
    begin(path, {"cases": dict(enumerate(cases, 1))})
    with at(path, now=began + timedelta(days=6)) as board:
        for n in range(1, 7):
            board.move(str(n), "drafting", "by hand")
        assert report.pace(board).usual("gathering", "shah") == 6
    with at(path, now=began + timedelta(days=400)) as board:
        assert report.pace(board).usual("gathering") is None
