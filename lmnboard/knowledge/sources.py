"""Where a text names a source that a reader can find: guideline, study, label, compendium, a payer's policy.

Imports only the standard library; the names are in `sources.toml`. Called by `phrases` and the checklist's rules for
letters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from lmnboard.knowledge.pattern import Pattern

Kind = Literal["guideline", "study", "label", "compendium", "policy"]


class Source(NamedTuple):
    """One naming of a source. `dated` where its year stands with it."""

    start: int
    end: int
    kind: Kind
    dated: bool


_GUIDES = Pattern(
    r"\b(?:guid(?:elines?|ance)|recommend\w*|standards?|statement|criteria|consensus|position|parameters?|assessment"
    r"|report|suggest\w*|advis\w+|names|lists|holds|endors\w+|support\w*|strategy|bulletin|updates?|pathways?)\b",
    re.IGNORECASE,
)
_BODY = Pattern(
    r"\b(?:Academy|Association|College|Society|Institute|Foundation|Task\s+Force|Federation|Initiative|League|Network"
    r"|Alliance|Working\s+Group)\b(?:\s+(?:of|for|on)(?:\s+the)?(?:\s+(?:and\s+|&\s+)?[A-Z][\w-]+,?){1,6})?"
)
_CAPITAL_BEFORE = Pattern(r"(?:\b[A-Z][\w-]+\s+){1,5}$")
_SHORT_NAME = Pattern(r"(?<![\w-])(?:[A-Z][A-Z0-9/&-]+[A-Z0-9]|InterQual|VA/DoD|Lexi-?Drugs|Micromedex)(?![\w-])")
_A_YEAR = Pattern(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/]|-\d\d?-)")
_OF_A_DATE = Pattern(
    r"(?:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?|\bsince)\s+$",
    re.IGNORECASE,
)
_BY_AN_AUTHOR = Pattern(
    r"\((?:e\.g\.,?\s+|see\s+)?(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)[A-Z][\w'’-]+(?:\s+[A-Z]{1,3})?"
    r"(?:\s+(?:and|&)\s+[A-Z][\w'’-]+|\s+et\s+al\.?)?,?\s+[^()\d]{0,60}$"
)
_MARKS = Pattern(
    r"\bet\s+al\b|\bPMID\b|\bdoi\b|(?<![\w-])(?!(?:MRI|EMG|EEG|ECG|CPAP|BIPAP|TENS|NSAID|DMARD|CGM|THE|THIS)\b)[A-Z][A-Z0-9-]{3,15}"
    r"(?=\s+(?:trial|study|\[\d))"
)
_GUIDELINE = Pattern(
    r"(?<![\w/-])(?:19|20)\d\d\s+(?:[A-Z][\w/&-]+\s+){1,6}(?:[a-z-]+\s+){0,3}(?:guidelines?|consensus|statement|recommendations?)\b"
    r"|\b(?:[A-Z][\w'’-]{1,60}+\s+(?:of\s+|and\s+|for\s+)?){2,6}(?:(?:clinical|practice|treatment|management)\s+)*guidelines?\b"
    r"|\bguidelines?\s+(?:of|from|by)\s+the\s+(?:[A-Z][\w'’-]+\s+(?:of\s+|and\s+|for\s+)?){1,6}"
    r"|\b(?:19|20)\d\d\s+(?:[A-Z]\w+\s+)?(?:systematic\s+review|meta-analysis|review|(?:randomi[sz]ed\s+)?trial)\b"
    r"|\b(?:[Tt]rial|[Ss]tudy|[Rr]eview|[Mm]eta-analysis)\s+by\s+[A-Z][\w'’-]+[^.;]{0,40}?\b(?:19|20)\d\d\b"
)
_LABEL = Pattern(
    r"\b(?:[Pp]rescribing\s+[Ii]nformation|[Pp]ackage\s+[Ii]nsert|(?:FDA|product|drug|approved|U\.?S\.?)\s+label(?:l?ing)?"
    r"|within\s+(?:the|its)\s+label|on[- ]label)\b|\bFDA\b(?=[^.;]{0,90}\b(?:19|20)\d\d\b)"
)
_RULE = Pattern(r"\b(?:policy|policies|criteria|determinations?|guidelines)\b", re.IGNORECASE)
_SECTION = Pattern(
    r"\bsection\s+\d[\w.()-]*\s+of\s+(?:the|her|his|your|their)\s+(?:plan|certificate|policy|contract|benefit)"
    r"|\b(?:provider|benefit|coverage)\s+manual\b|\bevidence\s+of\s+coverage\b",
    re.IGNORECASE,
)
_BEFORE, _AFTER, _TITLE = 40, 130, 80


def find_sources(text: str, start: int = 0, end: int | None = None) -> list[Source]:
    """Every naming of a source in a stretch of a text, in order; the same words may name it in two ways."""
    stop = len(text) if end is None else end
    found = {(*span, kind): Source(*span, kind, _has_year(text, *span)) for kind, span in _places(text, start, stop)}
    return sorted(found.values())


def has_source(text: str, start: int, end: int) -> bool:
    """A source is named in a stretch of a text, or the number of a reference stands there."""
    return bool(REFERENCE_NUMBER.search(text, start, end) or find_sources(text, start, end))


REFERENCE_NUMBER = Pattern(r"\[\d{1,2}(?:[-,–]\s?\d{1,2})*\]|\b(?:19|20)\d\d;\d")


def _places(text: str, start: int, stop: int) -> Iterator[tuple[Kind, tuple[int, int]]]:
    names = _names()
    for match in _SHORT_NAME.finditer(text, start, stop):
        kind = names.short(match.group())
        if kind == "society":
            if _guides(text, *match.span()):
                yield "guideline", match.span()
        elif kind:
            yield kind, match.span()
    for match in _BODY.finditer(text, start, stop):
        before = _CAPITAL_BEFORE.search(text, max(start, match.start() - 70), match.start())
        at = before.start() if before else match.start()
        if (before or match.end() - match.start() > 14) and _guides(text, at, match.end()):
            yield "guideline", (at, match.end())
    for match in names.guidance.finditer(text, start, stop):
        yield "guideline", match.span()
    for year in _A_YEAR.finditer(text, start, stop):
        near = max(start, year.start() - _TITLE)
        for pattern in (names.journal, _BY_AN_AUTHOR):
            title = pattern.search(text[near : year.start()])
            if title:
                yield "study", (near + title.start(), year.end())
                break
    for match in _GUIDELINE.finditer(text, start, stop):
        yield "guideline", match.span()
    for match in _MARKS.finditer(text, start, stop):
        yield "study", match.span()
    for match in _LABEL.finditer(text, start, stop):
        yield "label", match.span()
    yield from _policies(text, start, stop)


def _policies(text: str, start: int, stop: int) -> Iterator[tuple[Kind, tuple[int, int]]]:
    names = _names()
    for match in _RULE.finditer(text, start, stop):
        before = names.policy_before.search(text[max(start, match.start() - _BEFORE) : match.start()])
        after = names.policy_after.match(text, match.end())
        if before or (after and match.group().lower().startswith("polic")):
            yield "policy", (match.start() - (len(before.group()) if before else 0), match.end())
    for match in _SECTION.finditer(text, start, stop):
        yield "policy", match.span()


def _guides(text: str, start: int, end: int) -> bool:
    """A word of guidance stands with the name, in the same paragraph."""
    first, last = _paragraph(text, start, end, _BEFORE, _TITLE + _BEFORE)
    return bool(_GUIDES.search(text, end, last) or _GUIDES.search(text, first, start))


def _has_year(text: str, start: int, end: int) -> bool:
    """A year stands in the words, or near them in the same paragraph, that is not part of a day."""
    return any(
        not _OF_A_DATE.search(text, max(0, year.start() - 16), year.start())
        for year in _A_YEAR.finditer(text, *_paragraph(text, start, end, _BEFORE, _AFTER))
    )


def _paragraph(text: str, start: int, end: int, before: int, after: int) -> tuple[int, int]:
    """So many characters before and after a place, but none of another paragraph."""
    first, last = max(0, start - before), min(len(text), end + after)
    gap_before, gap_after = text.rfind("\n\n", first, start), text.find("\n\n", end, last)
    return max(first, gap_before), gap_after if gap_after >= 0 else last


class _Names(NamedTuple):
    """The lists of `sources.toml`, compiled."""

    kinds: tuple[tuple[Kind | Literal["society"], re.Pattern[str]], ...]
    guidance: re.Pattern[str]
    journal: re.Pattern[str]
    policy_before: re.Pattern[str]
    policy_after: re.Pattern[str]

    def short(self, word: str) -> Kind | Literal["society"] | None:
        """What a name in capitals stands for."""
        for kind, pattern in self.kinds:
            if pattern.fullmatch(word) or (kind == "society" and any(map(pattern.fullmatch, word.split("/")))):
                return kind
        return None


@cache
def _names() -> _Names:
    lists: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("sources.toml").read_text(encoding="utf-8"))
    any_of = {name: rf"(?:{'|'.join(words)})".replace(" ", r"\s+") for name, words in lists.items()}
    return _Names(
        kinds=(
            ("society", re.compile(any_of["societies"])),
            ("policy", re.compile(any_of["policies"])),
            ("compendium", re.compile(any_of["compendia"])),
        ),
        guidance=re.compile(rf"\b{any_of['guidance']}(?![\w-])"),
        journal=re.compile(rf"(?<![\w-]){any_of['journals']}[.,]?\s*[(;]?\s*$"),
        policy_before=re.compile(rf"(?<![\w-]){any_of['policy_before']}$", re.IGNORECASE),
        policy_after=re.compile(any_of["policy_after"], re.IGNORECASE),
    )
