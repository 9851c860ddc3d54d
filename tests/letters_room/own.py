"""A folder of a clinic's own templates, and the letter that they set."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lmnboard.letters import Letter, set_letter
from lmnboard.model.case import Case
from tests.letters_room.builders import MEDICATION, a_case, a_clinic

TODAY = date(2026, 11, 21)


def put(folder: Path, name: str, text: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def the_letter(folder: Path, case: Case | None = None) -> Letter:
    return set_letter(case or a_case(MEDICATION), a_clinic(), TODAY, templates=folder)
