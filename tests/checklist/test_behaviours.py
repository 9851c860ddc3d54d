"""What the board does of itself, where a row of the checklist asks for it and no other story shows it."""

from __future__ import annotations

from pathlib import Path

from tests.builders import NOW, a_board, a_case, at
from tests.checklist.builders import a_clinic, a_complete_case, findings_of

ID = "LMN-0001"


def test_equipment_turns_on_its_own_rules() -> None:
    """CHK-009."""

    def asked(kind: str) -> set[str]:
        found = findings_of(a_complete_case(kind), a_clinic("medicare_ffs"))
        return {finding.check for finding in found if finding.status != "not_applicable"}

    own = {"CHK-168", "CHK-169", "RULE-DME_SWO", "RULE-DME_PRACTITIONER"}
    assert own <= asked("equipment")
    assert not own & asked("test")


def test_every_edit_is_judged_anew_whoever_made_it(tmp_path: Path) -> None:
    """CHK-191: nobody asks for it."""
    path = a_board(tmp_path, a_case())
    with at(path) as dana, at(path, "jo") as jo:
        assert "CHK-081" not in {finding.check for finding in dana.findings(ID) if finding.is_open}

        jo.edit(ID, {"rationale": None})
        dana.catch_up()

        assert "CHK-081" in {finding.check for finding in dana.findings(ID) if finding.is_open}


def test_all_that_was_collected_goes_on_with_the_card(tmp_path: Path) -> None:
    """CHK-209: nothing is attached again."""
    with at(a_board(tmp_path, a_case(stage="gathering"))) as board:
        board.attach(ID, b"%PDF-1.7", title="MRI report", kind="imaging", on=NOW.date())
        board.note(ID, "The report came by fax.")
        collected = board.shown.case(ID)
        board.move(ID, "drafting")

        case = board.shown.case(ID)
        assert case.stage == "drafting"
        assert (case.attachments, case.notes) == (collected.attachments, collected.notes)
        assert (tmp_path / (case.attachments[-1].path or "")).read_bytes() == b"%PDF-1.7"


def test_what_the_payer_said_is_kept_with_who_when_and_what_comes_next(tmp_path: Path) -> None:
    """CHK-215."""
    call = {
        "at": "2026-11-19T15:00:00+00:00", "by": "jo", "with": "Ms. Ortiz", "channel": "phone",
        "summary": "The reviewer has all pages.", "next_on": "2026-11-27",
    }  # fmt: skip
    answer = {"outcome": "more_information", "received_on": "2026-11-20", "reference": "REF-77"}
    path = a_board(tmp_path, a_case(stage="follow_up"))
    with at(path) as board:
        board.add_row(ID, "contacts", call)
        board.add_row(ID, "responses", answer)

    with at(path, "jo") as board:
        case = board.shown.case(ID)
        assert [(row.by, row.with_, row.channel, str(row.next_on)) for row in case.contacts] == [
            ("jo", "Ms. Ortiz", "phone", "2026-11-27")
        ]
        assert (case.responses[-1].outcome, case.responses[-1].reference) == ("more_information", "REF-77")
