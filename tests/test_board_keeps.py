"""What the board keeps beside its cases: papers on the disk, the directory, the order of the cards."""

from __future__ import annotations

import hashlib
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from lmnboard.board import Board
from lmnboard.model.choices import STAGES
from lmnboard.model.errors import Moved, NotFound, Refused
from lmnboard.shown import Shown
from tests.builders import NOW, a_board, a_case, at, look_over_and_sign

ID = "LMN-0001"


def rows(board: Board, path: str) -> list[str]:
    """The ids of a list's rows, in the order in which people see them."""
    from lmnboard.model import paths

    return [row["id"] for row in paths.in_order(paths.value_at(board.shown.doc(ID), path))]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---------------------------------------------------------------------- papers
def test_an_export_is_a_private_file_that_the_next_one_does_not_write_over(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        first, second = board.export(ID), board.export(ID)

        assert [first.path.name, second.path.name] == ["LMN-0001-1.txt", "LMN-0001-2.txt"]
        assert mode(first.path) == 0o600
        assert mode(first.path.parent) == 0o700
        assert "Ada Okafor" in first.path.read_text("utf-8")
        assert [row.path for row in board.shown.case(ID).exports] == [f"exports/LMN-0001-{n}.txt" for n in (1, 2)]


def test_with_a_blocker_a_letter_is_written_only_as_a_draft_that_says_so(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(rationale=None))) as board:
        with pytest.raises(Refused) as no:
            board.export(ID)
        assert no.value.reasons
        assert not (tmp_path / "exports").exists()

        exported = board.export(ID, draft=True)
        assert exported.path.read_text("utf-8").startswith("DRAFT")
        assert exported.blockers
        assert board.shown.case(ID).exports[0].draft


def test_what_left_is_kept_read_only_with_its_digest(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        look_over_and_sign(board, ID)
        board.submit(ID, board.proposed_sending(ID).given(confirmation="88120"))

        case = board.shown.case(ID)
        (sent,) = case.submissions
        assert (sent.method, sent.confirmation, sent.sent_by) == ("fax", "88120", "dana")
        assert (case.stage, case.waiting_on) == ("follow_up", "payer")
        assert str(case.next_touch.on) == "2026-11-23"
        kept = tmp_path / (sent.letter.path or "")
        assert mode(kept) == 0o400
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == sent.letter.sha256
        assert "Ada Okafor" in kept.read_text("utf-8")


def test_a_letter_sent_with_open_checks_says_why_on_the_card(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.submit(ID, board.proposed_sending(ID), "the payer's clock runs out today")

        (override,) = board.shown.case(ID).overrides
        assert (override.what, override.because) == ("Submitted with open checks", "the payer's clock runs out today")


def test_an_enclosure_is_copied_in_under_its_digest(tmp_path: Path) -> None:
    report = tmp_path / "Okafor MRI.PDF"
    report.write_bytes(b"%PDF-1.7")
    with at(a_board(tmp_path, a_case())) as board:
        board.attach(ID, report, title="MRI report", kind="imaging", on=NOW.date() - timedelta(30))
        report.unlink()

        kept = board.shown.case(ID).attachments[-1]
        copy = tmp_path / (kept.path or "")
        assert copy.read_bytes() == b"%PDF-1.7"
        assert mode(copy) == 0o600
        assert "Okafor" not in (kept.path or "")
        assert (kept.title, kept.kind, str(kept.date)) == ("MRI report", "imaging", "2026-10-21")


def test_a_note_says_who_and_when(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case()), "jo") as board:
        board.note(ID, "Called; they have it.")

        (note,) = board.shown.case(ID).notes
        assert (note.by, note.at, note.text) == ("jo", "2026-11-20T16:00:00.000+00:00", "Called; they have it.")


# ---------------------------------------------------------------------- directory, other programs
def test_the_directory_is_entered_and_edited_on_the_board(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as board, at(path, "jo") as jo:
        board.new_listed("payers", {"name": "Bluebonnet Advantage", "criteria": [{"text": "BMI of 40 or more"}]})
        board.new_listed("payers", {"name": "Bluebonnet Advantage"})
        board.edit("payers/bluebonnet-advantage", {"fax": "+15125550111"})
        jo.catch_up()

        payer = jo.clinic.payers["bluebonnet-advantage"]
        assert (payer.name, payer.fax, payer.criteria[0].id) == ("Bluebonnet Advantage", "+15125550111", "k1")
        assert list(jo.clinic.payers) == ["meridian", "bluebonnet-advantage", "bluebonnet-advantage-2"]
        jo.edit(ID, {"payer": "bluebonnet-advantage"})
        assert "Bluebonnet Advantage" in jo.letter(ID).text
        with pytest.raises(NotFound, match="'plans'"):
            board.new_listed("plans", {"name": "x"})
        with pytest.raises(NotFound, match="meridian"):
            board.edit("payers/unknown", {"name": "x"})


def test_a_day_is_that_of_the_case_s_location(tmp_path: Path) -> None:
    late = NOW.replace(hour=4) + timedelta(days=1)  # 22:00 on the 20th in Texas, the 21st in London
    path = a_board(tmp_path, a_case(submit_by="2026-11-20"), settings={"time_zone": "Europe/London"})
    with at(path, now=late) as board:
        assert str(board.shown.today("main")) == "2026-11-20"
        assert str(board.shown.today()) == "2026-11-21"


def test_a_zone_that_no_machine_knows_does_not_stop_the_board(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.edit("locations/main", {"time_zone": "Texas/Riverside"})

        assert [card.id for card in board.shown.open_cards()] == [ID]


def test_a_plain_tinydb_reads_what_the_board_wrote(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as board:
        board.edit(ID, {"request.duration": "6 weeks"})

    with TinyDB(path, access_mode="r") as database:
        found = database.table("cases").get(doc_id=1)
    assert isinstance(found, dict)
    assert found["request"]["duration"] == "6 weeks"


def test_a_column_stays_in_order_while_cards_come_go_and_change(tmp_path: Path) -> None:
    cases = [a_case(stage="gathering" if number % 2 else "drafting", value=float(number)) for number in range(12)]
    with at(a_board(tmp_path, *cases)) as board:
        for stage in STAGES:
            board.shown.column(stage)
        for number in range(1, 13):
            moved = {"submit_by": f"2026-12-{(number * 7) % 13 + 10:02d}"}
            board.edit(f"LMN-{number:04d}", moved, because="The payer moved it")
            if number % 3 == 0:
                board.move(f"LMN-{number:04d}", "review", "to see the order")
        board.undo()

        anew = Shown(board.shown.records, lambda: NOW)
        for stage in STAGES:
            assert [card.id for card in board.shown.column(stage)] == [card.id for card in anew.column(stage)]
            assert +board.shown.pressing(stage) == +anew.pressing(stage)


def test_an_edit_of_one_resolved_case_leaves_the_others_where_they_are(tmp_path: Path) -> None:
    """Cases that came with the board share one revision, and each still has a place of its own."""
    cases = [a_case(stage="resolved", outcome="approved") for _ in range(4)]
    with at(a_board(tmp_path, *cases)) as board:
        assert len(board.shown.column("resolved")) == 4
        board.note("LMN-0003", "The patient called.")
        assert board.shown.column("resolved")[0].id == "LMN-0003"
        assert {card.id for card in board.shown.column("resolved")} == {f"LMN-000{n}" for n in (1, 2, 3, 4)}


def test_the_last_answer_stays_the_last_when_an_older_one_is_taken_out_and_put_back(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case(stage="follow_up"))) as board:
        first = {"outcome": "more_information", "due": "2026-12-01"}
        board.add_row(ID, "responses", first)
        board.add_row(ID, "responses", {"outcome": "approved"})
        older = rows(board, "responses")[0]
        board.remove_row(ID, f"responses/{older}", because="Recorded twice")
        board.undo()
        assert board.shown.card(ID).last_answer.outcome == "approved"
        board.move(ID, "resolved")
        assert board.shown.case(ID).outcome == "approved"


def test_two_people_who_tick_one_check_at_once_leave_it_ticked(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as dana:
        with at(tmp_path / "board.json", "jo") as jo:
            dana.attest(ID, "CHK-182")
            with pytest.raises(Moved, match="just ticked CHK-182"):
                jo.attest(ID, "CHK-182")
        assert [tick.by for tick in dana.shown.case(ID).attestations] == ["dana"]


def test_a_setting_beyond_reason_stops_nobody(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(stage="drafting", submit_by="2027-01-15"), settings={"soon_days": 99_999_999})
    with at(path) as board:
        assert [card.id for card in board.shown.column("drafting")] == [ID]
