"""What a practice is called in a letter: on its letterhead, in the foot, or where the opening says who writes.

Imports `blocks`, `people` and `vocabulary`. Called by `practice`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lmnboard.checklist.words.blocks import Blocks
from lmnboard.checklist.words.people import named_in, writer
from lmnboard.checklist.words.vocabulary import any_of
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.letter import Span

_NO_PRACTICE = Pattern(
    r"^\W*(?:from:|attending|director|chief|professor|npi|phone|tel|fax|cell|date|www|p\.?o\.? box|suite)",
    re.IGNORECASE,
)
_AT = Pattern(
    r"\b(?:at|of|with|from|for|here at)\s{1,24}(?:the\s{1,24})?(?P<name>(?:(?:[A-Z][\w'’&.-]{1,25}|of|and|for"
    r"|the|&)\s{1,24}){1,6}(?:Clinics?|Center|Centre|Hospital|Associates|Group|Institute|Practice|Medicine"
    r"|Partners|Pediatrics|Health|Healthcare|Medical|Orthopa?edics|Specialists|Physicians|Therapy"
    r"|Rehab(?:ilitation)?|Care|Surgery|Dermatology|Neurology|Cardiology|Oncology|Rheumatology|Psychiatry))\b"
)
_FIRM = Pattern(r",?\s{1,24}(?:PLLC|P\.?L\.?L\.?C\.?|P\.?C\.|PC|LLC|LLP|Inc\.?|Ltd\.?)\W*$")
_ORGANIZED = Pattern(
    r"(?<!\w)(?:clinics?|cent(?:er|re)s?|associates|group|hospital|institute|p\.?l\.?l\.?c|practice|partners|university"
    r"|specialists|consultants|physicians|laboratory|health system|healthcare|of [A-Z]\w+)(?!\w)",
    re.IGNORECASE,
)


def name_places(at: Blocks) -> Iterator[Span]:
    """Each place where the practice is named, the letterhead first."""
    for span in (*at.of("sender"), at.below):
        for line in at.lines_in(span):
            for part in re.finditer(r"(?:(?!\s[-–—~/]\s)[^|*•~\n])+", at.text[line.start : line.end]):
                if _is_practice(part.group(), at, line):
                    start = line.start + part.start() + len(part.group()) - len(part.group().lstrip())
                    yield Span(start, line.start + part.end())
    for said in _AT.finditer(at.text, *at.opening):
        yield Span(*said.span("name"))
    for span in at.of("sender")[:1]:
        first = next(at.lines_in(span), None)
        if first and at.has_own_sign(span) and _is_top_name(at.text[first.start : first.end], at, first):
            yield first


def _is_top_name(words: str, at: Blocks, line: Span) -> bool:
    """The first line of a letterhead with numbers, which is called as it likes: no label, field or signer's name."""
    by = writer(at.facts)
    rest = any_of("people", "specialties", "clinicians", "titles").without(words)
    return (
        at.blank_in(line) is None
        and words.strip()[:1].isupper()
        and not re.search(r"[:@]|\d{3}", words)
        and not _NO_PRACTICE.match(words)
        and bool(re.search(r"[A-Z][a-z]{2,}|[A-Z]{3,}", rest))
        and not any(one.letters or one.doctor for one in named_in(at, line))
        and not (by and by.signer.last and by.signer.last in words.lower())
    )


def _is_practice(words: str, at: Blocks, line: Span) -> bool:
    """A line or its part that names an organization: not a title, a label, a placeholder or somebody's name."""
    name = re.split(r",\s{0,24}(?=\d|suite|ste\b)", words.strip().removeprefix("From:"), maxsplit=1)[0]
    if at.blank_in(line) or not any_of("people", "practices").search(name) or len(name.split()) > 12:
        return False
    proper = re.findall(r"(?<!\w)(?:[A-Z][\w'’&.-]*|&)", name)
    if len(proper) < 2 or (_NO_PRACTICE.match(words) and not words.lstrip().lower().startswith("from:")):
        return False
    others = any_of("people", "specialties", "practices", "clinicians", "titles").without(name)
    # "Sleep Medicine Center" is a name too, though a list holds each of its words.
    own_word = re.search(r"[A-Z][a-z]{2,}|[A-Z]{3,}", others) or _ORGANIZED.search(name)
    signer = next(iter(named_in(at, line)), None)
    is_title = bool(any_of("people", "clinicians", "titles").search(name))
    is_person = signer is not None and bool(signer.letters) and signer.name in words and not _FIRM.search(words)
    return bool(own_word) and not is_person and not (is_title and len(proper) < 4)
