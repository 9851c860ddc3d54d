"""A word of a text that no dictionary has: what the spelling check hands to the checklist.

Imports only the standard library. Made by `lmnboard.spelling`, which reads dictionaries; judged by whoever gets it.
"""

from typing import NamedTuple


class Misspelling(NamedTuple):
    """One place in a text, `text[start:end] == word`; a word that stands there twice comes twice."""

    start: int
    end: int
    word: str
