"""What keeps a case moving: contacts, next touches, what is put off, deadlines that are moved, cover, another plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lmnboard.board import Board
from lmnboard.model.errors import Invalid, NotAllowed, NotFound, ReasonAsked, Refused
from lmnboard.workflow import covering
from lmnboard.workflow.contacts import Contacted
from tests.builders import a_board, a_case, at, look_over_and_sign

MONDAY = date(2026, 11, 23)
SAID = Contacted(
    with_="Lee", summary="They have it.", promise="Decision by Friday", reference="C-7",
    next_on=MONDAY, next_what="Ask for the status", waiting_on="payer",
)  # fmt: skip


# ---------------------------------------------------------------------- contacts
def test_a_contact_is_one_entry_with_what_comes_next(tmp_path: Path) -> None:
    task = {"id": "w7", "title": "Call them"}
    path = a_board(tmp_path, a_case(stage="follow_up", tasks=[task], waiting_on="us"))
    with at(path) as board:
        entry = board.contact("LMN-0001", Contacted(**{**_fields(SAID), "task": "w7"}))

        case = board.shown.case("LMN-0001")
        assert (case.contacts[0].with_, case.contacts[0].promise, case.contacts[0].by) == (
            "Lee", "Decision by Friday", "dana",
        )  # fmt: skip
        assert (case.next_touch.on, case.next_touch.what) == (MONDAY, "Ask for the status")
        assert case.waiting_on == "payer"
        assert (case.tasks[0].done_at, case.tasks[0].done_by) == (date(2026, 11, 20), "dana")
        assert entry.action == "contact"
        board.undo()
        again = board.shown.case("LMN-0001")
        assert (again.contacts, again.next_touch.on, again.tasks[0].done_at) == ([], None, None)


@pytest.mark.parametrize(
    ("instead", "says"),
    [
        ({"next_on": None}, "what we do next and when"),
        ({"next_what": " "}, "what we do next and when"),
        ({"next_on": date(2026, 11, 19)}, "has passed"),
        ({"with_": "", "summary": "", "promise": "", "reference": ""}, "an empty contact"),
        ({"task": "w9"}, "no task w9"),
    ],
)
def test_a_contact_without_a_next_touch_is_not_recorded(tmp_path: Path, instead: dict[str, Any], says: str) -> None:
    path = a_board(tmp_path, a_case(stage="follow_up"))
    with at(path) as board:
        before = board.shown.seq
        with pytest.raises((Invalid, NotFound), match=says):
            board.contact("LMN-0001", Contacted(**{**_fields(SAID), **instead}))
        assert board.shown.seq == before


def test_two_who_call_at_once_both_have_their_contact(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(stage="follow_up"))
    with at(path) as dana, at(path, "jo") as jo:
        dana.contact("LMN-0001", SAID)
        jo.contact("LMN-0001", SAID)  # which does not know of dana's yet

        assert [row.by for row in jo.shown.case("LMN-0001").contacts] == ["dana", "jo"]


def test_the_letter_that_leaves_is_asked_for_on_the_next_business_day(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as board:
        look_over_and_sign(board, "LMN-0001")
        sending = board.proposed_sending("LMN-0001").given(to="512-555-0190")

        board.submit("LMN-0001", sending)

        touch = board.shown.case("LMN-0001").next_touch
        assert (touch.on, touch.what) == (MONDAY, "Confirm that the payer has the letter")


# ---------------------------------------------------------------------- put off
def test_a_case_is_put_off_until_a_day_and_taken_back(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(submit_by="2026-12-04"))
    with at(path) as board:
        with pytest.raises(Refused, match="past file by 12/04/2026"):
            board.snooze("LMN-0001", date(2026, 12, 5))
        board.snooze("LMN-0001", date(2026, 12, 1))
        assert board.shown.card("LMN-0001").snoozed_until == "2026-12-01"

        board.snooze("LMN-0001", None)

        assert board.shown.card("LMN-0001").snoozed_until is None


def test_a_case_that_is_put_off_comes_back_where_a_deadline_or_a_touch_is_set_before_it(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(submit_by=None), a_case(submit_by=None), a_case(submit_by=None))
    with at(path) as board:
        for case_id in ("LMN-0001", "LMN-0002", "LMN-0003"):
            board.snooze(case_id, date(2026, 12, 10))

        board.edit("LMN-0001", {"submit_by": "2026-12-09"})
        board.touch("LMN-0002", MONDAY, "Call")
        board.edit("LMN-0003", {"submit_by": "2026-12-11"})

        kept = [board.shown.card(f"LMN-000{n}").snoozed_until for n in (1, 2, 3)]
        assert kept == [None, None, "2026-12-10"]


# ---------------------------------------------------------------------- deadlines that stand
def test_a_deadline_that_stands_is_moved_with_a_reason_that_stays_on_the_case(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(submit_by="2026-12-04"))
    with at(path) as board:
        for act in (board.edit, board.revise):
            with pytest.raises(ReasonAsked, match="file by 12/04/2026 → 12/11/2026"):
                act("LMN-0001", {"submit_by": "2026-12-11", "value": 12.0})
        assert board.shown.case("LMN-0001").submit_by == date(2026, 12, 4)

        entry = board.edit("LMN-0001", {"submit_by": "2026-12-11"}, because="Payer's letter of 11/19")

        case = board.shown.case("LMN-0001")
        assert case.submit_by == date(2026, 12, 11)
        row = case.overrides[0]
        assert (row.what, row.because, row.by) == (
            "file by 12/04/2026 → 12/11/2026", "Payer's letter of 11/19", "dana",
        )  # fmt: skip
        assert entry.note == "Payer's letter of 11/19"


def test_the_first_setting_of_a_date_and_the_same_date_are_free(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(submit_by=None))
    with at(path) as board:
        assert not board.asks_why("LMN-0001", {"submit_by": "2026-12-11"})
        board.edit("LMN-0001", {"submit_by": "2026-12-11"})
        board.edit("LMN-0001", {"submit_by": "2026-12-11", "owner": "jo"})
        assert not board.shown.case("LMN-0001").overrides
        assert "12/11/2026 → no date" in board.asks_why("LMN-0001", {"submit_by": None})
        assert not board.asks_why("payers/meridian", {"name": "Other"})


@pytest.mark.parametrize("path", ["answer_due.on", "appeal.file_by", "appeal.continue_by", "responses/r1/due"])
def test_every_deadline_asks_and_a_counted_one_is_by_hand_from_then_on(tmp_path: Path, path: str) -> None:
    fields = {
        "answer_due": {"on": "2026-12-01", "rule": "ma_std_pa"},
        "appeal": {"file_by": "2026-12-01", "rule": "com_1", "continue_by": "2026-12-01"},
        "responses": [{"id": "r1", "outcome": "more_information", "due": "2026-12-01"}],
    }
    with at(a_board(tmp_path, a_case(stage="follow_up", **fields))) as board:
        with pytest.raises(ReasonAsked):
            board.edit("LMN-0001", {path: "2026-12-03"})

        board.edit("LMN-0001", {path: "2026-12-03"}, because="They extended it")

        case = board.shown.case("LMN-0001")
        assert [row.because for row in case.overrides] == ["They extended it"]
        counted = {
            "answer_due.on": (case.answer_due.rule, case.answer_due.because),
            "appeal.file_by": (case.appeal.rule, case.appeal.because),
        }
        by_hand = [named for named, told in counted.items() if told == ("by hand", "They extended it")]
        assert by_hand == [path] * (path in counted)


def test_the_reason_goes_with_rows_that_are_added_in_the_same_entry(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(submit_by="2026-12-04"))) as board:
        entry = board.revise(
            "LMN-0001", {"submit_by": "2026-12-11"}, added=[("tasks", {"title": "Ask again"})], because="Extended"
        )

        case = board.shown.case("LMN-0001")
        assert len(entry.changes) == 3
        assert len({case.tasks[-1].id, case.overrides[0].id}) == 2


# ---------------------------------------------------------------------- cover
def test_anybody_who_works_on_cases_says_who_covers_for_them_and_no_more(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana:
        dana.edit("staff/dana", {"role": "lead"})
        dana.edit("staff/jo", {"role": "staff"})
    with at(path, "jo") as jo:
        jo.cover("dana", date(2026, 11, 27), date(2026, 11, 23))

        assert _cover_of(jo) == ("dana", date(2026, 11, 27))
        assert not covering.is_away(jo.clinic.staff["jo"], date(2026, 11, 20))
        assert covering.said(jo.clinic.staff, "jo", MONDAY) == "dana covers you until 11/27"
        assert covering.said(jo.clinic.staff, "dana", MONDAY) == "you cover jo until 11/27"
        jo.undo()
        assert _cover_of(jo) == (None, None)
        jo.redo()
        jo.uncover()
        assert _cover_of(jo) == (None, None)
        for record, values in (("staff/jo", {"role": "lead"}), ("staff/dana", {"covered_by": "jo"})):
            with pytest.raises(NotAllowed, match="Only a lead"):
                jo.edit(record, values)
        with pytest.raises(NotAllowed):
            jo.edit("staff/jo", {"covered_by": "dana", "name": "Somebody"})


def test_cover_is_by_somebody_who_is_there_and_begins_before_it_ends(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path, "jo") as jo:
        jo.cover("miriam", date(2026, 11, 27))
    with at(path) as board:
        until = date(2026, 11, 25)
        for by, last, first, says in (
            ("dana", until, None, "for themselves"),
            ("nobody", until, None, "not on the staff list"),
            ("jo", until, None, "Jo Lindgren is away too"),
            ("miriam", date(2026, 11, 19), None, "over before it begins"),
            ("miriam", until, date(2026, 11, 26), "over before it begins"),
        ):
            with pytest.raises((Invalid, NotFound), match=says):
                board.cover(by, last, first)


def test_a_read_only_person_says_nobody_covers(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana:
        dana.edit("staff/dana", {"role": "lead"})
        dana.edit("staff/jo", {"role": "read_only"})
    with at(path, "jo") as jo, pytest.raises(NotAllowed, match="read-only"):
        jo.cover("dana", date(2026, 11, 27))


# ---------------------------------------------------------------------- another plan
def test_an_address_is_used_only_for_the_plans_it_was_verified_for(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as board:
        street = "900 Payer Plaza"
        known = {"fax": "+15125550190", "plans": ["Choice-POS II", "Gold"], "address.street": street}
        board.edit("payers/meridian", known)
        assert board.proposed_sending("LMN-0001", "fax").to == "(512) 555-0190"
        assert street in board.letter("LMN-0001").text
        assert _said_of_address(board) == ""

        board.edit("LMN-0001", {"coverage.plan_name": "Choice POS III"})

        assert [board.proposed_sending("LMN-0001", way).to for way in ("fax", "mail", "portal")] == ["", "", ""]
        letter = board.letter("LMN-0001").text
        assert street not in letter
        assert "(512) 555-0190" not in letter
        assert "[[street]]" in letter
        assert "verified for Choice-POS II, Gold, not for “Choice POS III”" in _said_of_address(board)
        with pytest.raises(Invalid, match="verified for"):
            board.submit("LMN-0001", board.proposed_sending("LMN-0001", "fax"), "sent anyway")


def _cover_of(board: Board) -> tuple[str | None, date | None]:
    jo = board.clinic.staff["jo"]
    return jo.covered_by, jo.away_to


def _said_of_address(board: Board) -> str:
    found = next(finding for finding in board.findings("LMN-0001") if finding.check == "CHK-030")
    return found.message if found.is_open else ""


def _fields(said: Contacted) -> dict[str, Any]:
    return {name: getattr(said, name) for name in said.__struct_fields__}
