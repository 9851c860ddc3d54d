"""What a description says of its kin: which words are its matter, what it leaves unspecified, whether it names a side.

Imports only the standard library; pure. `Book` compares the descriptions of codes that stand side by side with it.
"""

from __future__ import annotations

import re

_UNSPECIFIED = re.compile(r"\bunspecified\b", re.IGNORECASE)
# Of a fetus in a pregnancy: one child is "not applicable", and nobody left anything open.
_NOT_APPLICABLE = re.compile(r"not applicable or unspecified", re.IGNORECASE)
# What is left open without being the matter: "unspecified site", "stage unspecified".
_OPEN = "site|type|part|stage|severity|organism|cause|degree|trimester|location|region|level|nature|form|side"
_LEFT_OPEN = re.compile(rf"\bunspecified (?:{_OPEN})\b|\b(?:{_OPEN}) unspecified\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^]]*\]|\([^)]*\)")
_OTHER = re.compile(r"\bother\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+")
_SIDES = frozenset({"right", "left", "bilateral", "both"})
_OF_SIDES = _SIDES | {"dominant", "nondominant", "non", "side"}
_SMALL = frozenset({"a", "an", "and", "as", "at", "by", "due", "for", "in", "of", "on", "or", "the", "to", "with"})
_LEAST = 4
"""Letters of a word whose plural is taken for the same word."""


def unspecified(text: str) -> int:
    """How many things a description leaves unspecified."""
    return len(_UNSPECIFIED.findall(_NOT_APPLICABLE.sub("", text)))


def is_other(text: str) -> bool:
    """Whether a description only says that it is none of those beside it."""
    return bool(_OTHER.search(text))


def is_a_kind_of(text: str, general: str) -> bool:
    """Whether a description has all the matter of another that leaves something unspecified."""
    words, wanted = _words(text), _matter(general)
    return wanted <= words and ("without" in wanted or "without" not in words)


def is_the_same(text: str, general: str) -> bool:
    """Whether two descriptions differ in nothing but what is left unspecified, and in words in brackets."""
    return _matter(_BRACKETS.sub("", text)) == _matter(_BRACKETS.sub("", general))


def names_the_side(text: str, general: str) -> bool:
    """Whether a description is that of `general` with a side in the place of an unspecified one."""
    words, open_ = _words(text), _words(general)
    return (
        bool(words & _SIDES)
        and not open_ & _SIDES
        and unspecified(text) < unspecified(general)
        and _matter(text) - _OF_SIDES <= _matter(general)
    )


def _matter(text: str) -> frozenset[str]:
    return _words(_LEFT_OPEN.sub("", text)) - _SMALL - {"unspecified", "other"}


def _words(text: str) -> frozenset[str]:
    return frozenset(
        word[:-1] if len(word) > _LEAST and word.endswith("s") and not word.endswith("ss") else word
        for word in _WORD.findall(text.lower())
    )
