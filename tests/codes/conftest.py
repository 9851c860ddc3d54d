"""A cache of indexes for one run of the tests, and CMS's files in CMS's own columns, small enough to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from lmnboard.codes import Books, given
from lmnboard.codes.book import Book
from lmnboard.codes.loaded import keep

FY2026, FY2027 = date(2026, 3, 2), date(2026, 11, 20)

Line = tuple[str, str, int, str]


def order_line(number: int, code: str, billable: int, text: str) -> str:
    """Order number 0-4, code 6-12, flag 14, short description 16-75, long from 77."""
    return f"{number:05d} {code:<7} {billable} {text[:60]:<60} {text}"


def addenda(*lines: Line) -> bytes:
    """Action, flag in the 14th column, code in 16 to 22, short description from the 24th, long from the 85th."""
    return "".join(
        f"{act + ':':<12} {billable} {code:<7} {text[:60]:<60} {text}\r\n" for act, code, billable, text in lines
    ).encode()


def hcpcs(*codes: tuple[str, str, str]) -> bytes:
    """Code, long description (80 characters a record) and last day, which may be empty."""
    lines = []
    for code, text, until in codes:
        for at in range(0, len(text), 80):
            record = "3" if at == 0 else "4"
            line = f"{code}{(at // 80 + 1) * 100:05d}{record}{text[at : at + 80]:<80}{text[:28] if at == 0 else '':<28}"
            lines.append(f"{line:<284}{until:<8}".ljust(320))
    return "\r\n".join(["   A100100" + "7" + "Dressing for one wound".ljust(309), *lines, ""]).encode()


NEW_YEAR = addenda(
    ("Delete", "M722", 1, "Plantar fascial fibromatosis"),
    ("Add", "M67A", 0, "Plantar fascial disorders"),
    ("Add", "M67A0", 0, "Plantar fasciitis"),
    ("Add", "M67A01", 1, "Plantar fasciitis, right foot"),
    ("Add", "M67A02", 1, "Plantar fasciitis, left foot"),
    ("Add", "M67A09", 1, "Plantar fasciitis, unspecified foot"),
    ("Delete", "Z681", 1, "Body mass index [BMI] 19.9 or less, adult"),
    ("Add", "Z681", 0, "Body mass index [BMI] 19.9 or less, adult"),
    ("Add", "Z6810", 1, "Body mass index [BMI] less than 16.0, adult"),
    ("Add", "Z6811", 1, "Body mass index [BMI] 16.0-19.9, adult"),
    ("Revise from", "M5459", 1, "Other low back pain"),
    ("Revise to", "M5459", 1, "Other specified low back pain"),
)
"""Some of what changed on 10/01/2026: a code is gone, another has become a header, a third is worded otherwise."""


def load(folder: Path, data: bytes, name: str) -> None:
    """Put a file beside a board, as the command does."""
    for file in given.taken(data, name):
        keep(folder, file, file_mode=0o600, folder_mode=0o700)


@pytest.fixture(scope="session")
def kept_indexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where indexes are kept while these tests run: each set of files is indexed once, by the code as it is now."""
    return tmp_path_factory.mktemp("indexes")


@pytest.fixture(scope="module", autouse=True)
def run_cache(kept_indexes: Path) -> Iterator[Path]:
    """For each module, as a run goes from one folder of tests to another and back."""
    with _cache_at(kept_indexes):
        yield kept_indexes / "lmnboard"


@pytest.fixture(scope="session")
def book(kept_indexes: Path) -> Book:
    """What comes with the program, and nothing else."""
    with _cache_at(kept_indexes):
        return Books(None).build()


@pytest.fixture(scope="session")
def new_year(kept_indexes: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The same with the addenda of the fiscal year that follows."""
    folder = tmp_path_factory.mktemp("board")
    load(folder, NEW_YEAR, "icd10cm_order_addenda_2027.txt")
    with _cache_at(kept_indexes):
        return Books(folder).build()


@contextmanager
def _cache_at(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield
