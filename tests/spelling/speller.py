"""One Speller for all tests of this folder: reading the dictionaries takes a moment."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lmnboard.spelling import Speller, medical_words

HERE = Path(__file__).parent
CLEAN = (HERE / "clean.txt").read_text(encoding="utf-8")


class Slip(NamedTuple):
    """A row of `misspelled.toml`."""

    wrong: str
    right: str
    said: str


SLIPS = tuple(Slip(**row) for row in tomllib.loads((HERE / "misspelled.toml").read_text(encoding="utf-8"))["slip"])


@cache
def speller() -> Speller:
    """Without the system's medical dictionary, so that tests say the same on every machine."""
    return Speller((), medical_words(system=()))


def misspelled(text: str, *names: str) -> list[str]:
    """The words found misspelled in a text."""
    return [found.word for found in speller().misspelled(text, names)]
