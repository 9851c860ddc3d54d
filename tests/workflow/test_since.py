"""Since you left: what others and the rules did to one's cases, counted in a line and told in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from lmnboard.model.change import PROGRAM, UNSET, Change, Entry
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Staff
from lmnboard.workflow.since import Happened, happened, since_when, summary

CLINIC = Clinic(staff={"dana": Staff(id="dana", name="Dana Whitcomb"), "jo": Staff(id="jo", name="Jo Lindgren")})


def entry(seq: int, *changes: Change, by: str = "jo", action: str = "edit") -> Entry:
    return Entry(seq, f"2026-11-20T{seq:02d}:00:00.000+00:00", by, action, changes)


def told(*entries: Entry) -> list[Happened]:
    """What happened to cases 1 to 4, which are Dana's by now."""
    mine = {f"cases/{n}" for n in range(1, 5)}
    return list(happened(reversed(entries), "dana", lambda record: record in mine, CLINIC))


def test_the_line_counts_each_case_once_in_each_kind() -> None:
    found = told(
        entry(1, Change("cases/1", "", UNSET, {"owner": "dana"}), action="new"),
        entry(2, Change("cases/2", "owner", "jo", "dana"), action="assign"),
        entry(3, Change("cases/3", "responses/r1", UNSET, {"outcome": "denied"}), by=PROGRAM),
        entry(4, Change("cases/3", "stage", "follow_up", "gathering"), action="move"),
        entry(5, Change("cases/4", "stage", "review", "drafting"), by=PROGRAM, action="move"),
        entry(6, Change("cases/4", "stage", "drafting", "review"), by=PROGRAM, action="move"),
        entry(7, Change("cases/9", "owner", "dana", "jo"), action="assign"),
    )
    assert summary(found) == (
        "2 new - 1 payer answer - jo moved 1 of yours - the rules moved 1 of yours - 1 no longer yours"
    )


def test_each_thing_is_told_in_plain_words_oldest_first() -> None:
    found = told(
        entry(1, Change("cases/1", "submit_by", "2026-12-01", "2026-12-04")),
        entry(2, Change("cases/1", "request.duration", None, "6 weeks"), Change("cases/1", "diagnoses/d1", UNSET, {})),
        entry(3, Change("cases/1", "submissions/s1", UNSET, {}), Change("cases/1", "stage_since", "a", "b")),
        entry(3, Change("cases/1", "outcomes.goals/g1/target", None, "walk"), Change("cases/1", "outcome", None, "x")),
        entry(4, Change("cases/1", "", {"owner": "dana"}, UNSET), action="archive"),
        entry(5, Change("cases/2", "stage", "review", "drafting"), action="undo"),
    )
    assert [one.says for one in found] == [
        "file by 12/04 (was 12/01)",
        "edited: diagnoses, duration",
        "the letter was sent",
        "edited: target",
        "taken back, or archived",
        "taken back: moved from Review to Drafting",
    ]


def test_ones_own_doing_and_other_peoples_cases_are_no_news() -> None:
    assert told(
        entry(1, Change("cases/1", "stage", "review", "drafting"), by="dana"),
        entry(2, Change("cases/8", "stage", "review", "drafting")),
        entry(3, Change("payers/1", "name", "A", "B")),
    ) == []  # fmt: skip
    assert summary([]) == "nothing happened to your cases"


def test_when_is_said_by_the_weekday_in_the_last_days_else_by_the_date() -> None:
    now = datetime(2026, 11, 24, 8, 2, tzinfo=ZoneInfo("America/Chicago"))
    assert since_when("2026-11-23T23:10:00+00:00", now) == "Mon 17:10"
    assert since_when("2026-11-02T23:10:00+00:00", now) == "11/2 17:10"
