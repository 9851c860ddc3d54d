"""Rules for letters: the subject line and the salutation.

Imports this room. Run by `runner`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import letter_check
from lmnboard.checklist.said import Said, absent, blank, stands, weak
from lmnboard.checklist.words.blocks import Blocks, blocks
from lmnboard.checklist.words.vocabulary import any_of
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.letter import Span

_SUBJECT_LINE = Pattern(
    r"^[ \t]*[*_#]{0,3}(?:re|ref|subj(?:ect)?|regarding|reference"
    r"|in re)\b[ \t]{0,24}[*_]{0,2}[ \t]{0,24}[:.;-]+[*_]{0,2}[ \t]{0,24}(?P<words>[^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_PURPOSE = Pattern(
    r"medical(?:ly)?\s{1,24}necess|necessity|pre-?\s?auth|prior[\s-]+(?:auth|approval)|authori[sz]ation"
    r"|pre-?\s?cert|pre-?\s?determination|precertification|appeal|reconsider|redeterminat|grievance"
    r"|exception|coverage\s{1,24}(?:request|determination|of)|request\s{1,24}for\s{1,24}coverage"
    r"|(?:re)?determination|adverse\s{1,24}(?:benefit\s{1,24})?determination|denial|denied"
    r"|peer[- ]to[- ]peer|external\s{1,24}review|independent\s{1,24}(?:medical\s{1,24})?review"
    r"|fair\s{1,24}hearing|\bL\.?M\.?N\b|reimbursement\s{1,24}(?:request|of)|\bRFA\b|overturn",
    re.IGNORECASE,
)
_LABEL = Pattern(r"^[ \t]*[*_]{0,3}[A-Za-z][\w /.'#()-]{1,34}:", re.MULTILINE)
_ROLE = Pattern(
    r"director|review|department|dept|committee|team|unit|manager|adjust|examiner|coordinator|pharmacist"
    r"|nurse|officer|appeals|authori[sz]ation|utilization|claims|administrator|representative|specialist"
    r"|\bdr\b|\bmr\b|\bms\b|\bmrs\b|advis|panel|board|staff|services|professional|physician|doctor"
    r"|colleague",
    re.IGNORECASE,
)


@letter_check(
    "CHK-031",
    "Subject line says what the letter is",
    part="C",
    field="letter.sections.opening",
    severity="warn",
    source="guide A.184",
)
def subject_line(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    start = at.greeting.end if at.greeting else s.letter.header.end
    head = Span(0, max(start, s.letter.header.end))
    lines = [*_SUBJECT_LINE.finditer(at.text, 0, min(len(at.text), head.end + 300))]
    for found in lines:
        if _PURPOSE.search(_whole_subject(at.text, found)):
            return stands(found.span())
    for line in at.lines_in(head):
        words = at.text[line.start : line.end]
        if _PURPOSE.search(words) and _is_heading(words, at, line):
            return stands(line)
    for found in lines:
        gap = at.blank_in(Span(*found.span("words")))
        if gap and gap.end - gap.start > len(found["words"].strip()) - 4:
            return blank("the subject", gap)
    if lines:
        return weak(
            "The subject line does not say what the letter is, so it may be filed as something else.",
            "Begin it so: 'RE: Letter of medical necessity, prior authorization of …'.",
            lines[0].span(),
        )
    return absent(
        "The letter has no subject line, so nobody sees at once what it is.",
        "Add one above the salutation, for example 'RE: Letter of medical necessity'.",
        at.greeting or next(at.lines_in(Span(0, len(at.text))), None),
    )


def _whole_subject(text: str, found: re.Match[str]) -> str:
    """The subject with the line after it, where that one goes on or where nothing stands on the first."""
    end = text.find("\n", found.end() + 1)
    below = text[found.end() + 1 : end if end >= 0 else len(text)]
    goes_on = bool(below.strip()) and not _LABEL.match(below)
    return found["words"] + ("\n" + below if goes_on else "")


def _is_heading(words: str, at: Blocks, line: Span) -> bool:
    """A title on a line of its own, and no line of the payer's block."""
    in_block = any(span.start <= line.start < span.end for span in at.of("addressee", "sender"))
    return (
        not in_block
        and len(words.split()) <= 14
        and not _LABEL.match(words.strip().upper() and words if ":" in words[:12] else "")
    )


@letter_check(
    "CHK-037",
    "Salutation to a person, a role or a department",
    part="C",
    field="letter.sections.opening",
    severity="warn",
    source="guide A.190",
)
def salutation(s: LetterSubject) -> Said:
    at = blocks(s.facts)
    if at.greeting is None:
        return absent(
            "The letter greets nobody, so no reviewer is asked to read it.",
            "Add a salutation, for example 'Dear Medical Director:'.",
            next((sentence for sentence in s.letter.sentences), None),
        )
    words = at.greeting.of(at.text)
    gap = at.blank_in(at.greeting)
    whom = re.sub(
        r"(?i)^\s*(?:dear|hello|hi|to|attention:|good (?:morning|afternoon)|greetings)\b\s{0,24}", "", words
    ).strip(" ,:\n")
    if gap and not _ROLE.search(whom.replace(gap.of(at.text), " ")):
        return blank("the name of the one it greets", gap)
    nameless = any_of("payers_named", "nobody").search(words) or any_of("payers_named", "names").fullmatch(whom)
    if not whom or (nameless and not _ROLE.search(re.sub(r"(?i)to whom.*|sir.*madam|sirs?|madam", " ", whom))):
        return weak(
            "The salutation names nobody, and a letter to nobody in particular is read last.",
            "Greet a person or a role, for example 'Dear Medical Director:'.",
            at.greeting,
        )
    return stands(at.greeting)
