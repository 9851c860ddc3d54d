"""Findings and letters as lines to read: the same on the checklist, beside a case and in the letter's own screen."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from lmnboard.checklist.finding import Finding, count
from lmnboard.checklist.mistakes import mistakes
from lmnboard.checklist.silencing import flat
from lmnboard.widgets.card_lines import Told
from lmnboard.widgets.drawn import Span
from lmnboard.widgets.lines import Row

MARKS = {"block": "✗", "warn": "!", "info": "·"}
_TAGS = {"weak": "weak: ", "placeholder": "blank: "}
"""What stands before a message where something is there and will not do."""
_GAP = re.compile(r"(\[\[[^\]]*\]\])")
_LEFT = 3
"""Cells before a finding's text: its mark stands there."""


def finding_rows(
    finding: Finding, width: int, *, key: str = "", words: Sequence[Span] = (), here: bool = False
) -> list[Row]:
    """A finding as its mark, what is the matter, the `words` that it speaks of, and how to mend it.

    What holds is its title alone; what is silenced says why. `here`: it is about the field under the cursor.
    """
    key, room = key or finding_key(finding), max(width - _LEFT - 1, 20)
    mark, style = mark_of(finding)
    if finding.silenced:
        rows = _block(mark, style, "", finding.message or finding.title, "quiet", room, key)
        return rows + below(f"Silenced: {finding.silenced}", width)
    if finding.status == "pass":
        return _block(mark, style, "", finding.title, "quiet", room, key)
    said = finding.message or finding.title
    rows = _block(mark, style, _TAGS.get(finding.status, ""), said, "here" if here else "base", room, key)
    if words:
        rows.append(Row(((" " * _LEFT, "base"), *words)))
    return rows + below(finding.fix, width)


def said_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings in their order, with what a row of ticks asks alike said by the first of them."""
    before = ""
    for finding in findings:
        yield structs.replace(finding, fix="") if finding.fix == before else finding
        before = finding.fix if finding.status == "person" else ""


def below(text: str, width: int) -> list[Row]:
    """A text as the lines under a finding's first."""
    lines = textwrap.wrap(text, max(width - _LEFT - 1, 20))
    return [Row(((" " * _LEFT + line, "quiet"),)) for line in lines]


def _block(mark: str, style: str, tag: str, text: str, tone: str, room: int, key: str) -> list[Row]:
    first, *more = textwrap.wrap(tag + text, room) or [""]
    rows = [Row(((f" {mark} ", style), (first[: len(tag)], style), (first[len(tag) :], tone)), key)]
    return rows + [Row(((" " * _LEFT + line, tone),)) for line in more]


def words_in(text: str, place: tuple[int, int], room: int) -> tuple[Span, ...]:
    """Words where they stand in a text, with what is around them, on one line of at most `room` cells."""
    start, end = place
    words = " ".join(text[start:end].split())
    if len(words) > room - 2:
        return ((words[: room - 1] + "…", "words"),)
    before, after = " ".join(text[:start].split("\n")), " ".join(text[end:].split("\n"))
    left = room - len(words)
    ahead = min(len(before), max(left // 2, left - len(after)))
    behind = min(len(after), left - ahead)
    before = before if ahead >= len(before) else "…" + before[len(before) - ahead + 1 :] if ahead else ""
    after = after if behind >= len(after) else after[: behind - 1] + "…" if behind else ""
    return (before, "quiet"), (words, "words"), (after, "quiet")


def place_of(finding: Finding, text: str) -> tuple[int, int] | None:
    """Where the words of a finding stand in its field's text; None where they are not there (any more)."""
    words, span = finding.words, finding.span
    if span is not None and span[1] <= len(text) and (not words or flat(text[slice(*span)]) == flat(words)):
        return span
    at = text.lower().find(words.lower()) if words else -1
    return (at, at + len(words)) if at >= 0 else None


def summary(findings: Sequence[Finding]) -> Told:
    """A case's checklist for its card: how many of how many hold, the worst with its number, the named mistakes."""
    held, asked = count(findings)
    worst = "✓"
    for severity in ("block", "warn"):
        open_ = {f.check for f in findings if f.severity == severity and f.is_open}
        if open_:
            worst = f"{MARKS[severity]}{len(open_)}"
            break
    return Told(f"{held}/{asked}", worst, tuple(mistakes(findings)))


def mark_of(finding: Finding) -> tuple[str, str]:
    """The mark of a finding and its style."""
    if finding.silenced:
        return "-", "quiet"
    if finding.status == "pass":
        return "✓", "good"
    if finding.status == "person":
        return "☐", "person"
    return MARKS[finding.severity], finding.severity


def weight(finding: Finding, ticked: Iterable[str] = ()) -> int:
    """Where a finding stands in its section: failures, then what a person ticks, what holds, what is silenced.

    What is `ticked` stays where it was, so that a tick moves nothing under the cursor.
    """
    if finding.silenced:
        return 9
    if finding.status == "pass" and finding.check not in ticked:
        return 8
    by_person = finding.status in ("person", "pass")
    return {"block": 0, "warn": 2, "info": 4}[finding.severity] + by_person


def finding_key(finding: Finding) -> str:
    """What a line of the checklist stands for; a check that somebody ticks keeps it when it is ticked."""
    if finding.status == "person" or not (finding.is_open or finding.silenced):
        return finding.check
    return f"{finding.check} {finding.record} {finding.field} {flat(finding.words)}".rstrip()


def counted(number: int, what: str) -> str:
    """`1 blocker`, `2 blockers`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def marks_of(findings: Sequence[Finding]) -> dict[str, str]:
    """The worst of each field that a finding points at: its severity, or that a person has to look."""
    marks: dict[str, str] = {}
    open_ = [f for f in findings if f.is_open and f.record == "cases"]
    marks |= {f.field: "person" for f in open_ if f.status == "person"}
    for severity in ("info", "warn", "block"):
        marks |= {f.field: severity for f in open_ if f.severity == severity and f.status != "person"}
    return marks


def letter_rows(text: str, width: int = 0) -> list[Row]:
    """The lines of a letter, with what is missing standing out; broken to `width` where one is given."""
    lines = text.split("\n")
    if width:
        lines = [part for line in lines for part in textwrap.wrap(line, width) or [""]]
    return [Row(tuple(_spans(line))) for line in lines]


def _spans(line: str) -> Iterable[Span]:
    for part in _GAP.split(line):
        yield (part, "gap" if part.startswith("[[") else "base")
