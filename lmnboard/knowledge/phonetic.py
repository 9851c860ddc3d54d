"""Spelling aloud: letters by the words of the radio alphabet (ICAO/NATO), digits one by one.

Imports nothing. Called by the call screen and the `call` command, for identifiers that are read out on the telephone.
"""

from __future__ import annotations

_WORDS = (
    "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima", "Mike",
    "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Uniform", "Victor", "Whiskey", "X-ray",
    "Yankee", "Zulu",
)  # fmt: skip
_LETTERS = {word[0]: word for word in _WORDS}
_SIGNS = {
    "-": "dash", ".": "dot", "/": "slash", "&": "and", "#": "number sign", "+": "plus", "_": "underscore", "@": "at",
    "'": "apostrophe", "\N{RIGHT SINGLE QUOTATION MARK}": "apostrophe",
}  # fmt: skip


def spelled(text: str) -> str:
    """A text as it is spelled aloud: `W12-3` is `Whiskey 1 2 dash 3`; words are parted by a comma.

    A letter of another alphabet, or with an accent, is said as it stands.
    """
    return ", ".join(" ".join(map(_said, word)) for word in text.replace(",", " ").split())


def _said(sign: str) -> str:
    return _LETTERS.get(sign.upper()) or _SIGNS.get(sign, sign)
