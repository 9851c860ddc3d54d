"""Fields edited in place, in the case and in the directory: what is typed and what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lmnboard.screens.directory import DirectoryScreen
from tests.screens.clinic import new_board, one_case
from tests.screens.user import User, at_the_board


async def _in_the_case(user: User, path: str) -> None:
    """Open the case under the cursor with the cursor on a field."""
    from lmnboard.screens.case import CaseScreen

    case = user.app.get_screen("case", CaseScreen)
    case.show_case(user.selected, path)
    user.app.push_screen("case")
    await user.sees(lambda: user.app.screen is case)
    await user.settled()


_FIELDS: list[tuple[str, str, Any]] = [
    ("patient.name", "Ada N. Okafor", "Ada N. Okafor"),
    ("patient.date_of_birth", "4/5/61", "1961-04-05"),
    ("purpose", "appe", "appeal"),
    ("payer", "harbor", "harbor"),
    ("value", "$1,850.50", 1850.5),
    ("tags", "spine, knee", ["spine", "knee"]),
    ("diagnoses/d1/code", "m5451", "M54.51"),
    ("diagnoses/d1/primary", "n", False),
    ("coverage.subscriber_relationship", "sp", "spouse"),
    ("request.start_on", "+1w", "2026-11-27"),
    ("evidence/e1/year", "2024", 2024),
]


@pytest.mark.parametrize(("path", "typed", "stored"), _FIELDS)
async def test_every_kind_of_field_is_edited_in_place(tmp_path: Path, path: str, typed: str, stored: Any) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        before = user.field("LMN-0001", path)
        await _in_the_case(user, path)
        user.keys("enter")
        user.clears()
        user.types(typed)
        user.keys("enter")
        await user.settled()
        assert user.field("LMN-0001", path) == stored
        user.keys("u")
        await user.sees("Undone")
        assert user.field("LMN-0001", path) == before
        user.keys("ctrl+r")
        await user.sees("Done again")
        assert user.field("LMN-0001", path) == stored


@pytest.mark.parametrize(
    ("path", "typed"),
    [("patient.date_of_birth", "2/30/1980"), ("diagnoses/d1/code", "hello"), ("value", "much"),
     ("purpose", "holiday"), ("evidence/e1/year", "last year")],
)  # fmt: skip
async def test_what_cannot_be_is_refused_and_stays_to_be_mended(tmp_path: Path, path: str, typed: str) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        before = user.field("LMN-0001", path)
        await _in_the_case(user, path)
        user.keys("enter")
        user.clears()
        user.types(typed)
        user.keys("enter")
        await user.settled()
        assert user.app.focused is not None
        await user.sees(typed)
        assert len(user.says) > 20
        await user.press("escape", sees=lambda: user.app.focused is None)
        assert user.field("LMN-0001", path) == before


async def test_long_text_grows_enter_is_a_new_line_and_tab_keeps(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(rationale="Line one."))) as user:
        await _in_the_case(user, "rationale")
        user.keys("enter")
        await user.sees("tab keeps")
        user.types("\nLine two.\n\nLine four, ")
        user.types("and words " * 20)
        await user.settled()
        at = next(at for at, line in enumerate(user.lines) if "Line one." in line)
        assert "Line two." in user.lines[at + 1]
        assert "Line four" in user.lines[at + 3]
        assert "and words" in user.lines[at + 5]
        user.keys("tab")
        await user.settled()
        text = user.field("LMN-0001", "rationale")
        assert text.startswith("Line one.\nLine two.\n\nLine four, and words")


async def test_long_text_that_is_left_is_as_it_was(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(rationale="Line one."))) as user:
        await _in_the_case(user, "rationale")
        user.keys("enter")
        user.types("\nLine two.")
        user.keys("escape")
        await user.settled()
        assert "Line two." not in user.text
        assert user.field("LMN-0001", "rationale") == "Line one."


async def test_text_that_is_pasted_keeps_all_its_lines(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(rationale=None))) as user:
        await _in_the_case(user, "rationale")
        user.keys("enter")
        user.pastes("First.\r\nSecond.\r\nThird.")
        user.keys("tab")
        await user.settled()
        assert user.field("LMN-0001", "rationale") == "First.\nSecond.\nThird."
        await user.press("escape", "escape", sees="1 open")
        user.keys("i")
        user.pastes("First.\nSecond.")
        user.keys("enter")
        await user.sees("Noted")
        assert user.field("LMN-0001", "notes")[0]["text"] == "First. Second."


async def test_rows_are_added_edited_moved_removed_and_brought_back(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        await _in_the_case(user, "treatments")
        user.keys("plus")
        user.types("Aquatic therapy\n")
        await user.settled()

        def names() -> list[str]:
            from lmnboard.model import paths

            return [row["name"] for row in paths.in_order(user.field("LMN-0001", "treatments"))]

        assert names()[-1] == "Aquatic therapy"
        assert len(names()) == 5
        await user.press("K", sees=lambda: names()[-2:] == ["Aquatic therapy", "Gabapentin 900 mg"])
        await user.press("J", sees=lambda: names()[-1] == "Aquatic therapy")
        await user.press("delete", sees="Removed from previous treatments")
        assert "Aquatic therapy" not in names()
        await user.press("u", sees="Undone")
        assert names()[-1] == "Aquatic therapy"
        user.keys("G")
        await user.sees("Aquatic therapy")


async def test_an_answer_that_has_a_deadline_is_removed_for_a_reason(tmp_path: Path) -> None:
    asked = {"id": "r1", "outcome": "more_information", "due": "2026-12-04"}
    async with at_the_board(new_board(tmp_path, one_case(responses=[asked]))) as user:
        await _in_the_case(user, "responses/r1/outcome")

        await user.press("delete", sees="our answer due 12/04/2026 → no date")
        user.types("Another patient's\t\t")
        await user.settled()
        await user.press("ctrl+s", sees="Removed from")

        assert not user.field("LMN-0001", "responses")
        assert user.field("LMN-0001", "overrides")[0]["because"] == "Another patient's"


async def test_a_row_added_by_enter_takes_what_is_typed_ahead(tmp_path: Path) -> None:
    """The row is written before its editor opens; nothing typed meanwhile may act as a command."""
    async with at_the_board(new_board(tmp_path, one_case(alternatives=[]))) as user:
        await _in_the_case(user, "alternatives")
        user.keys("enter")
        user.types("NSAIDs xx q\t")
        await user.settled()
        user.keys("escape")
        await user.settled()
        assert [row["name"] for row in user.field("LMN-0001", "alternatives")] == ["NSAIDs xx q"]
        assert not user.field("LMN-0001", "exports")


async def test_every_section_is_reached_and_each_field_can_be_opened(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        user.keys("enter")
        await user.sees("Purpose of the letter")
        for _section in range(15):
            user.keys("enter")
            await user.settled()
            if user.app.focused is not None:
                user.keys("escape")
            user.keys("tab")
            await user.settled()
            assert not user.app.fault
        assert "Purpose of the letter" in user.text


async def test_the_section_of_the_cursor_walks_on_at_its_end(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case())) as user:
        user.keys("enter", "G")
        await user.settled()
        assert "Coverage policy" not in user.text
        await user.press("j", sees="Coverage policy")


async def test_n_walks_the_fields_that_the_checklist_names(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("3", "j", "enter")
        await user.sees("Greta Halloran")
        user.keys("n")
        await user.settled()
        seen = {user.says.strip()[:25]}
        for _ in range(4):
            user.keys("n")
            await user.settled()
            seen.add(user.says.strip()[:25])
        assert any("Duration is missing" in said for said in seen)
        assert any("Group number is missing" in said for said in seen)


async def test_the_editor_in_a_case_stays_on_its_field_while_the_terminal_is_resized(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path, one_case(rationale="words " * 60)), 120, 40) as user:
        await _in_the_case(user, "rationale")
        user.keys("enter")
        user.types("xyzzy")
        await user.sees("xyzzy")
        for columns, rows in ((80, 24), (200, 60), (60, 20)):
            await user.resize(columns, rows)
            await user.settled()
            assert "xyzzy" in user.text
            assert "Rationale" in user.text
        user.keys("tab")
        await user.settled()
        assert user.field("LMN-0001", "rationale").endswith("words xyzzy")


# ---------------------------------------------------------------------- the directory
async def _record(user: User, record: str, path: str) -> None:
    user.app.get_screen("directory", DirectoryScreen).show_record(record, path)
    user.app.push_screen("directory")
    await user.sees("Directory")
    await user.settled()


async def test_an_npi_with_a_wrong_digit_is_refused(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await _record(user, "providers/castellanos", "npi")
        user.keys("enter")
        user.clears()
        user.types("1234567890")
        await user.press("enter", sees="NPI:")
        assert user.app.focused is not None
        user.clears()
        user.types("1234567893")
        await user.press("enter", sees=lambda: user.app.focused is None)
        assert user.field("providers/castellanos", "npi") == "1234567893"


async def test_a_real_clinic_can_be_entered(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        user.keys("D", "2", "N")
        user.types("Prairie Health Plan\n")
        await user.sees("is listed")
        user.keys("j", "enter")
        user.types("comm")
        user.keys("enter")
        await user.settled()
        assert user.field("payers/prairie-health-plan", "type") == "commercial"
        user.keys("escape", "4", "N")
        user.types("Lakeside\n")
        await user.sees("Lakeside is listed")
        user.keys("escape", "escape")
        await user.settled()
        user.keys("slash")
        user.types("payer:prairie\n")
        await user.sees("0 cases found")


async def test_a_clinics_phone_is_normalised_and_shown_as_people_write_it(tmp_path: Path) -> None:
    async with at_the_board(new_board(tmp_path)) as user:
        await _record(user, "payers/meridian", "phone")
        user.keys("enter")
        user.types("(512) 555 0123\n")
        await user.settled()
        assert user.field("payers/meridian", "phone") == "+15125550123"
        await user.sees("(512) 555-0123")
