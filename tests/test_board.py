"""The board on real files: two people at once, conflicts, taking back, papers on the disk, the directory."""

from __future__ import annotations

import hashlib
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from lmnboard.board import Board
from lmnboard.model.choices import STAGES
from lmnboard.model.errors import Conflict, Invalid, Moved, NotFound, Refused
from lmnboard.shown import Shown
from tests.builders import NOW, a_board, a_case, at, look_over_and_sign

ID = "LMN-0001"


def rows(board: Board, path: str) -> list[str]:
    """The ids of a list's rows, in the order in which people see them."""
    from lmnboard.model import paths

    return [row["id"] for row in paths.in_order(paths.value_at(board.shown.doc(ID), path))]


def history(board: Board) -> list[str]:
    return [entry.action for entry in board.history()][::-1]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---------------------------------------------------------------------- two people
def test_two_people_edit_different_fields_of_one_case(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks"}, found={"request.duration": None})
        jo.edit(ID, {"request.setting": "Clinic"}, found={"request.setting": "Outpatient surgery center"})
        dana.catch_up()

        for board in (dana, jo):
            request = board.shown.case(ID).request
            assert (request.duration, request.setting) == ("6 weeks", "Clinic")


def test_the_same_field_is_a_conflict_that_shows_both_values(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks"}, found={"request.duration": None})
        with pytest.raises(Conflict) as conflict:
            jo.edit(ID, {"request.duration": "8 weeks"}, found={"request.duration": None})

        assert conflict.value.mine[0].after == "8 weeks"
        assert conflict.value.theirs == ("6 weeks",)
        assert history(jo) == ["begin", "edit"]


def test_both_typing_the_same_is_no_conflict(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks"}, found={"request.duration": None})
        jo.edit(ID, {"request.duration": "6 weeks"}, found={"request.duration": None})

        assert jo.shown.case(ID).request.duration == "6 weeks"


def test_two_people_add_rows_to_one_list_and_neither_is_lost(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.add_row(ID, "treatments", {"name": "Massage"})
        jo.add_row(ID, "treatments", {"name": "Acupuncture"})
        dana.catch_up()

        assert [row.name for row in dana.shown.case(ID).treatments][-2:] == ["Massage", "Acupuncture"]
        assert len(set(rows(dana, "treatments"))) == 6


def test_one_removes_a_row_while_another_edits_a_different_one(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.remove_row(ID, "treatments/t2")
        jo.edit(ID, {"treatments/t3/duration": "1 day"})
        with pytest.raises(NotFound, match="not there any more"):
            jo.edit(ID, {"treatments/t2/duration": "1 day"})

        assert rows(jo, "treatments") == ["t1", "t3", "t4"]


def test_a_row_added_after_one_was_removed_takes_a_new_id(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        last = board.add_row(ID, "treatments", {"name": "Massage"}).changes[0].path
        board.remove_row(ID, last)
        again = board.add_row(ID, "treatments", {"name": "Massage"}).changes[0].path

        assert again != last


def test_rows_go_up_and_down_and_stop_at_the_ends(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.move_row(ID, "treatments/t3", -1)
        assert rows(board, "treatments") == ["t1", "t3", "t2", "t4"]
        board.move_row(ID, "treatments/t1", 1)
        assert rows(board, "treatments") == ["t3", "t1", "t2", "t4"]

        before = len(history(board))
        board.move_row(ID, "treatments/t3", -1)
        board.move_row(ID, "treatments/t4", 1)
        assert rows(board, "treatments") == ["t3", "t1", "t2", "t4"]
        assert len(history(board)) == before


def test_two_people_reorder_and_edit_the_same_list(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.move_row(ID, "treatments/t4", -1)
        jo.move_row(ID, "treatments/t1", 1)
        jo.edit(ID, {"treatments/t4/name": "Gabapentin 1200 mg"})
        dana.catch_up()

        assert rows(dana, "treatments") == rows(jo, "treatments") == ["t2", "t1", "t4", "t3"]


def test_a_board_sees_what_others_did_without_being_asked_to_read_it_all_again(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(stage="drafting"), a_case())
    with at(path) as dana, at(path, "jo") as jo:
        assert not dana.changed()
        jo.move(ID, "review")
        jo.assign("LMN-0002", "jo")

        assert dana.changed()
        dana.catch_up()
        assert not dana.changed()
        assert dana.shown.column("drafting") == []
        assert [card.id for card in dana.shown.column("review")] == [ID, "LMN-0002"]
        assert dana.shown.card("LMN-0002").owner == "jo"


def test_an_edit_that_changes_nothing_is_no_entry(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        assert board.edit(ID, {"request.setting": "Outpatient surgery center"}).seq == 0
        assert history(board) == ["begin"]


def test_several_edits_of_one_call_are_one_entry_or_none(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        entry = board.revise(
            ID,
            {"request.duration": "6 weeks"},
            added=[("treatments", {"name": "Massage"}), ("treatments", {"name": "Ice"})],
            removed=["treatments/t2"],
        )
        assert len(entry.changes) == 4
        assert rows(board, "treatments")[:3] == ["t1", "t3", "t4"]
        assert len(rows(board, "treatments")) == 5

        with pytest.raises(NotFound):
            board.revise(ID, {"request.duration": "7 weeks"}, removed=["treatments/t99"])
        assert board.shown.case(ID).request.duration == "6 weeks"
        board.undo()
        assert rows(board, "treatments") == ["t1", "t2", "t3", "t4"]


def test_a_value_that_no_board_could_show_is_refused(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        for values in ({"request": "x"}, {"submit_by": "soon"}, {"treatments/t1/order": "first"}):
            with pytest.raises(Invalid, match="cannot be kept"):
                board.edit(ID, values)
        with pytest.raises(Invalid, match="cannot be kept"):
            board.new({"purpose": "revenge"})


def test_a_case_goes_to_somebody_on_the_staff_list(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.assign(ID, "jo")
        assert board.shown.card(ID).owner == "jo"
        with pytest.raises(NotFound, match="staff list: dana, jo, miriam"):
            board.assign(ID, "nobody")


def test_who_is_not_in_the_directory_acts_under_the_account(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case()), "stranger") as board:
        assert board.note(ID, "Hello.").by == "uid61004"


# ---------------------------------------------------------------------- taking back
def test_each_person_takes_back_their_own(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks"})
        jo.edit(ID, {"request.setting": "Clinic"})
        dana.undo()
        jo.catch_up()

        request = jo.shown.case(ID).request
        assert (request.duration, request.setting) == (None, "Clinic")
        with pytest.raises(NotFound, match="nothing of yours"):
            dana.undo()


def test_undo_and_redo_go_step_by_step_and_survive_a_restart(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())

    def duration(board: Board) -> str | None:
        return board.shown.case(ID).request.duration

    with at(path) as board:
        for weeks in ("1 week", "2 weeks", "3 weeks"):
            board.edit(ID, {"request.duration": weeks})
    with at(path) as board:
        board.undo()
        assert duration(board) == "2 weeks"
    with at(path) as board:
        board.undo()
        assert duration(board) == "1 week"
        board.redo()
        assert duration(board) == "2 weeks"
    with at(path) as board:
        board.redo()
        assert duration(board) == "3 weeks"
        with pytest.raises(NotFound, match="nothing to redo"):
            board.redo()
        board.undo()
        assert duration(board) == "2 weeks"


def test_what_was_done_again_can_be_undone_again(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.edit(ID, {"request.duration": "6 weeks"})
        for _ in range(3):
            board.undo()
            assert board.shown.case(ID).request.duration is None
            board.redo()
            assert board.shown.case(ID).request.duration == "6 weeks"


def test_after_something_new_there_is_nothing_to_redo(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.edit(ID, {"request.duration": "6 weeks"})
        board.undo()
        board.edit(ID, {"request.setting": "Clinic"})

        with pytest.raises(NotFound, match="nothing to redo"):
            board.redo()


def test_an_undo_stays_away_from_what_somebody_has_changed_since(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks", "request.frequency": "weekly"})
        jo.catch_up()
        jo.edit(ID, {"request.duration": "8 weeks"})

        taken = dana.undo()
        request = dana.shown.case(ID).request
        assert (request.duration, request.frequency) == ("8 weeks", None)
        assert [change.path for change in taken.kept] == ["request.duration"]


def test_an_undo_with_nothing_left_to_take_back_is_refused(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.edit(ID, {"request.duration": "6 weeks"})
        jo.catch_up()
        jo.edit(ID, {"request.duration": "8 weeks"})

        with pytest.raises(Conflict, match="since"):
            dana.undo()


def test_half_a_move_is_not_taken_back(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(stage="drafting"))
    with at(path) as dana, at(path, "jo", NOW + timedelta(minutes=5)) as jo:
        dana.move(ID, "review")
        jo.catch_up()
        jo.move(ID, "drafting")
        jo.move(ID, "review")

        with pytest.raises(Conflict, match="since"):
            dana.undo()


def test_a_new_case_is_taken_back_and_its_number_is_not_given_again(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.new({"purpose": "appeal"})
        board.undo()
        with pytest.raises(NotFound):
            board.shown.card("LMN-0002")
        board.new({"purpose": "continuation"})
        assert sorted(card.id for card in board.shown.cards.values()) == [ID, "LMN-0003"]


def test_a_new_case_goes_back_after_the_first_edit_of_an_empty_field_has_gone_back(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.new({"purpose": "appeal"})
        board.edit("LMN-0002", {"request.duration": "12 weeks", "off_label": False})
        board.undo()
        board.undo()
        with pytest.raises(NotFound):
            board.shown.card("LMN-0002")


def test_a_new_case_that_was_taken_back_comes_again_under_its_number(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.new({"purpose": "appeal"})
        board.undo()
        board.redo()

        assert board.shown.card("LMN-0002").purpose == "appeal"


def test_a_new_case_that_somebody_works_on_is_not_taken_back(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        dana.new({"purpose": "appeal"})
        jo.catch_up()
        jo.edit("LMN-0002", {"kind": "test"})

        with pytest.raises(Conflict):
            dana.undo()
        assert dana.shown.card("LMN-0002").kind == "test"


def test_a_removed_row_comes_back_where_it_stood(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.move_row(ID, "treatments/t4", -1)
        board.remove_row(ID, "treatments/t1")
        board.undo()

        assert rows(board, "treatments") == ["t1", "t2", "t4", "t3"]


def test_the_beginning_and_exports_are_not_taken_back(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        exported = board.export(ID)
        for seq in (1, exported.entry.seq, 99):
            with pytest.raises(NotFound, match="cannot be taken back"):
                board.undo(seq)
        assert exported.path.exists()


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
        board.remove_row(ID, f"responses/{older}")
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


def test_an_undone_edit_brings_no_signature_back_over_another_letter(tmp_path: Path) -> None:
    with at(a_board(tmp_path, a_case())) as board:
        board.sign(ID, method="electronic", word="signed in the portal")
        voiding = board.edit(ID, {"rationale": "She has 9 swollen joints after 3 drugs in 2 years."})
        board.edit(ID, {"request.setting": "At home"})
        board.undo(voiding.seq)
        assert board.shown.case(ID).signature.by is None


def test_a_setting_beyond_reason_stops_nobody(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case(stage="drafting", submit_by="2027-01-15"), settings={"soon_days": 99_999_999})
    with at(path) as board:
        assert [card.id for card in board.shown.column("drafting")] == [ID]
