"""Which stretches of a text are words, which of them are judged, and where a capital only begins a sentence.

Imports only the standard library. Called by `speller`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Token(NamedTuple):
    """A word as it stands, `text[start:end]`. Parts of a compound come one by one."""

    start: int
    end: int
    word: str


_LETTER = r"[^\W\d_]"
_TOKENS = re.compile(
    rf"""(?P<word>{_LETTER}++(?:['’]{_LETTER}++)*+)(?![\w@]|\.\w|://|[+%-][\w.+%-]{{0,64}}@)  # nearly every word
    | (?:                                            # left alone, and so swallowed whole
        (?:https?://|www\.)\S+
      | [\w.+%-]{{1,64}}@[\w.-]+                     # e-mail
      | (?:\b[\w-]{{1,64}}\.)+(?:com|org|net|gov|edu|us|health|care|example|pdf|docx?)\b(?:/\S*)?
      | \{{\{{.{{0,80}}?\}}\}}                       # a template's {{{{field}}}}
      | \b(?:{_LETTER}{{1,2}}\.){{2,}}(?:{_LETTER}\b)?     # b.i.d., Ph.D.
      | (?<=mab|ept|tim|lin|ine|art|xin|ase|cel|tin)-[a-z]{{4}}\b   # risankizumab-rzaa
      | \w*[\d_]\w*(?:[.-]\w*\d\w*)*                 # M54.51, L33718, FEV1, 10mg, field_name
    )
    | (?P<rest>{_LETTER}++(?:['’]{_LETTER}++)*+)
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(r"[A-Z]{1,6}s?\Z")
_ONE_LETTER = re.compile(r"(.)\1{3,}\Z")
_POSSESSIVE = re.compile(r"'s\Z", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"""(?:\A|[.!?;]["'”’)\]]*\s|\n|[•*]\s)[\s"'“‘(\[•*–—-]*\Z""")
_TITLE_OR_INITIAL = re.compile(r"\b(?:Dr|Drs|Mr|Mrs|Ms|Mx|Prof|St|Mt|Ft|[A-Z])\.\s*\Z")
_A_NAME_GOES_ON = re.compile(r"[ \t]*[,&|-]?[ \t]*[A-Z]|\s+(?:et\s+al\b|\([A-Z12])")
_LOOK_BACK = 12
_LAST_LATIN = "\xff"
_COMBINING = range(0x300, 0x370)


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in its order, without numbers, codes, fields, dotted abbreviations, addresses of the net and
    whatever holds a digit or an underscore."""
    for match in _TOKENS.finditer(text):
        if kind := match.lastgroup:
            start, end = match.span()
            yield Token(start, end, match[kind])


def asked(word: str) -> str | None:
    """What a dictionary is asked for a word: itself with straight apostrophes; None where it is left alone.

    Left alone are single letters, capitals of up to six letters (`NSAIDs` too), one letter again and again, a capital
    inside (`mmHg`, `OxyContin`) and letters that English lacks.
    """
    spelled = word.replace("’", "'")
    base = bare(spelled)
    if len(base) < 2 or _ABBREVIATION.match(base) or _ONE_LETTER.match(base) or max(base) > _LAST_LATIN:
        return None
    return spelled if base.isupper() or base[1:].islower() else None


def bare(spelled: str) -> str:
    """A word without its possessive ending."""
    return _POSSESSIVE.sub("", spelled)


def accented_apart(text: str, token: Token) -> bool:
    """Whether the token is part of a word whose accents are characters of their own, so that it is no word itself."""
    return any(ord(text[at]) in _COMBINING for at in (token.start - 1, token.end) if 0 <= at < len(text))


def begins_sentence(text: str, token: Token) -> bool:
    """Whether the token begins a sentence, so that its capital says nothing. A line of capitalised words is a name."""
    look = max(0, token.start - _LOOK_BACK)
    return (
        bool(_SENTENCE_ENDS.search(text, look, token.start))
        and not _TITLE_OR_INITIAL.search(text, look, token.start)
        and not _A_NAME_GOES_ON.match(text, token.end)
    )
