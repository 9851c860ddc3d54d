"""What was typed into a field that is gone, into the next one or on a full disk: no word of it is lost."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lmnboard.model import paths
from lmnboard.screens.directory import DirectoryScreen
from lmnboard.screens.merging import READ
from tests.screens.at_once import CASE, both, drafts_of, edit_field
from tests.screens.user import User


@contextmanager
def full_disk(user: User) -> Iterator[None]:
    """No room for another entry, as no file may grow beyond what the history has now; drafts are smaller."""
    history = user.board._papers.place.history
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (history.stat().st_size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


async def test_who_has_gone_on_to_the_next_field_goes_on_typing_there(tmp_path: Path) -> None:
    async with both(tmp_path) as (user, maria):
        await edit_field(user, "request.duration", "mine")
        maria.edit(CASE, {"request.duration": "theirs"})
        user.keys("tab", "ctrl+u")
        user.types("typed on")
        await user.sees("Yours is kept as a draft: R.")
        await user.sees("typed on")
        user.keys("escape")
        await user.settled()
        assert drafts_of(user) == ["mine"]


async def test_a_row_that_was_removed_is_made_again_with_what_was_typed(tmp_path: Path) -> None:
    async with both(tmp_path) as (user, maria):
        await edit_field(user, "treatments/t1/name", "Aquatic therapy")
        maria.remove_row(CASE, "treatments/t1")
        await user.sees("(removed)")
        await user.press("enter", sees="Maria Ortega has removed this row")
        assert "Previous treatment: Physical therapy" in user.text
        await user.press("ctrl+s", sees="previous treatment: Aquatic therapy")
        rows = paths.in_order(user.field(CASE, "treatments"))
        assert [row["name"] for row in rows].count("Aquatic therapy") == 1
        assert rows[-1]["duration"] == "12 weeks"
        assert drafts_of(user) == []


async def test_a_row_that_stays_removed_leaves_what_was_typed_as_a_draft(tmp_path: Path) -> None:
    async with both(tmp_path) as (user, maria):
        await edit_field(user, "treatments/t1/name", "Aquatic therapy")
        maria.remove_row(CASE, "treatments/t1")
        await user.press("enter", sees="has removed this row")
        await user.press("escape", sees="Yours is kept as a draft")
        await user.press("R", sees="What it belongs to is gone")
        assert "Aquatic therapy" in user.text
        user.keys("enter")
        await user.settled()
        assert "y copies the text" in user.text, "there is nothing to go to"
        assert "Aquatic therapy" not in str(user.field(CASE, "treatments"))


async def test_a_record_of_the_directory_shows_both_values_too(tmp_path: Path) -> None:
    async with both(tmp_path) as (user, maria):
        maria._account = user.board._account
        directory = user.app.get_screen("directory", DirectoryScreen)
        directory.show_record("payers/harbor", "department")
        user.app.push_screen("directory")
        await user.sees("Directory")
        await user.press("enter", sees="leave as it was")
        user.types("Appeals")
        maria.edit("payers/harbor", {"department": "Claims"})
        await user.press("enter", sees="keep theirs")
        assert "Claims" in user.text
        await user.press("ctrl+s", sees=lambda: user.field("payers/harbor", "department") == "Appeals")
        await user.settled()


@pytest.mark.parametrize("where", ["card", "case", "note", "form"])
async def test_what_a_full_disk_refuses_is_kept_as_a_draft_and_taken_when_there_is_room(
    tmp_path: Path, where: str
) -> None:
    async with both(tmp_path) as (user, _maria):
        begin: dict[str, Callable[[], None]] = {
            "card": lambda: user.keys("t", "tab"),
            "case": lambda: user.keys("enter", "g"),
            "note": lambda: user.keys("i"),
            "form": lambda: user.keys("N"),
        }
        if where == "case":
            await edit_field(user, "request.duration", "")
        else:
            begin[where]()
        await user.sees("leave as it was")
        user.types("not lost")
        with full_disk(user):
            await user.press("ctrl+s" if where == "form" else "enter", sees="Not saved")
            await user.settled()
            user.app.drafts.flush()
        assert [draft.typed or str(draft.filled) for draft in user.app.drafts.all()] == [
            "not lost" if where != "form" else "{'patient': {'name': 'not lost'}}"
        ]
        if where == "form":
            await user.press("ctrl+s", sees="not lost · no request yet")
        else:
            await user.press(*(("escape",) if where == "case" else ()), "R", "enter", sees="None is left")
            kept = {"card": "next_touch.what", "case": "request.duration", "note": "notes"}[where]
            assert "not lost" in str(user.field(CASE, kept))
        await user.settled()
        assert drafts_of(user) == []


async def test_the_reason_for_a_date_goes_with_it_and_waits_nowhere_once_mine_is_kept(tmp_path: Path) -> None:
    async with both(tmp_path, submit_by="2026-12-04") as (user, maria):
        await edit_field(user, "submit_by", "12/11/2026")
        await user.press("enter", sees="Why")
        user.types("The plan gave a week more.")
        await user.settled()
        maria.edit(CASE, {"submit_by": "2026-12-09"}, because="Told on the phone.")
        await user.press("ctrl+s", sees="keep theirs")
        await asyncio.sleep(READ)
        await user.press("ctrl+s", sees=f"{CASE} file by: ")
        assert user.field(CASE, "submit_by") == "2026-12-11"
        assert drafts_of(user) == []
