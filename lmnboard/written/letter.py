"""The parts of a letter of plain text: header, salutation, paragraphs under headings, close, enclosures.

Letters come from many hands, so every part may be missing and every part has a span in the text. Imports `headings` and
`knowledge.phrases`. Called by `facts`, the checklist's rules for letters and the board.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import NamedTuple

from lmnboard.knowledge.pattern import AnyPattern, Pattern
from lmnboard.knowledge.phrases import sentence_starts
from lmnboard.written.headings import Heading, heading_at

_SALUTATION = Pattern(
    r"^[ \t]*(?:dear\b[^\n]{0,80}|to whom it may concern[^\n]{0,20}|attention: [^\n]{0,60}:"
    r"|(?:hello|hi|good (?:morning|afternoon)|greetings)\b[^\n.]{0,60}"
    r"|(?:ladies and gentlemen|sir or madam|medical director)\s*[:,])[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_RUN_ON_SALUTATION = Pattern(
    r"\b(?:dear (?:dr\.?|mr\.?|ms\.?|mrs\.?|medical|sir|madam|claims?|appeals?|prior|utilization|reviewer|review|plan)"
    r"[^\n:,]{0,60}|to whom it may concern)\s*[:,]",
    re.IGNORECASE,
)
_CLOSE = Pattern(
    r"^[ \t]*(?:(?:yours[ \t]+|very[ \t]+|most[ \t]+)*(?:sincere?ly|respectfully|truly|faithfully|cordially)"
    r"(?:[ \t]+(?:yours|submitted))?|(?:with[ \t]+)?(?:(?:best|kind|warm|kindest|warmest)[ \t]+)?(?:regards|wishes)"
    r"|with (?:\w+ ){0,3}(?:appreciation|gratitude|thanks|salutations|greetings|respect)"
    r"|thanks?(?: you)?(?: again| so much)?|in (?:good )?health)"
    r"[ \t]*[,.!]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_RUN_ON_CLOSE = Pattern(r"\b(?:sincerely|respectfully(?: submitted| yours)?|(?:best|kind) regards)\s*,", re.IGNORECASE)
_SIGNED = Pattern(r"^[ \t]*(?:/s/|electronically signed|signed\b|_{10,}|signature\b)", re.IGNORECASE | re.MULTILINE)
_PROSE_WORDS = 12
_LABEL = Pattern(r"^\s*[-•*]?\s*[\w/#.' ()-]{2,38}[:#]\s|^\s*(?:re|subject)\b", re.IGNORECASE)
_NEXT_PARAGRAPH = Pattern(r"\n[ \t]*\n")


class Span(NamedTuple):
    """A stretch of the letter."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def holds(self, at: int) -> bool:
        return self.start <= at < self.end


class Part(NamedTuple):
    """What stands under one heading; `topic` is what the heading is about, as `history`, or empty."""

    topic: str
    heading: Span | None
    span: Span


class Letter:
    """A letter's text and its parts. `text` has `\\n` at its line ends and no control characters but them."""

    def __init__(self, text: str) -> None:
        self.text = text

    # ------------------------------------------------------------- the five parts
    @cached_property
    def salutation(self) -> Span | None:
        """The line that greets somebody, or nothing."""
        found = _SALUTATION.search(self.text) or _RUN_ON_SALUTATION.search(self.text)
        return Span(*found.span()) if found else None

    @cached_property
    def header(self) -> Span:
        """Everything before the salutation; without one, before the first paragraph of prose."""
        return Span(0, self.salutation.start if self.salutation else self._first_prose)

    @cached_property
    def body(self) -> Span:
        """From the salutation to the close; where there is none, to the end or to the list of enclosures."""
        start = self.salutation.end if self.salutation else self._first_prose
        return Span(start, max(start, self._body_end))

    @cached_property
    def close(self) -> Span | None:
        """`Sincerely,` or the like: the last one of the letter."""
        closes = [*_CLOSE.finditer(self.text, self._after_greeting)] or [
            *_RUN_ON_CLOSE.finditer(self.text, self._after_greeting)
        ]
        return Span(*closes[-1].span()) if closes else None

    @cached_property
    def signature_block(self) -> Span:
        """What follows the close, up to a list of enclosures."""
        start = self.close.end if self.close else self._body_end
        after = [part.span.start for part in self.parts_of("enclosures") if part.span.start >= start]
        heads = [
            part.heading.start for part in self.parts_of("enclosures") if part.heading and part.heading.start >= start
        ]
        return Span(start, min([*after, *heads, len(self.text)]))

    @cached_property
    def enclosures(self) -> Span | None:
        """The list of enclosures under its heading."""
        parts = self.parts_of("enclosures")
        return parts[-1].span if parts else None

    # ------------------------------------------------------------- paragraphs and headings
    @cached_property
    def lines(self) -> list[Span]:
        spans, at = [], 0
        for line in self.text.split("\n"):
            spans.append(Span(at, at + len(line)))
            at += len(line) + 1
        return spans

    @cached_property
    def headings(self) -> list[Heading]:
        """Lines, or words at the beginning of a line, that name what follows."""
        return [found for line in self.lines if (found := heading_at(self.text, line.start, line.end)) is not None]

    @cached_property
    def parts(self) -> list[Part]:
        """The letter after its header, cut at its headings; what stands before the first has no topic."""
        starts = [h for h in self.headings if h.start >= self._after_greeting]
        cuts = [*(h.start for h in starts), len(self.text)]
        parts = [Part("", None, Span(self._after_greeting, cuts[0]))]
        for heading, end in zip(starts, cuts[1:], strict=True):
            last = (
                end if heading.topic == "enclosures" or self._close_at is None else self._until_close(heading.end, end)
            )
            parts.append(Part(heading.topic, Span(heading.start, heading.end), Span(heading.end, last)))
        return parts

    def parts_of(self, *topics: str) -> list[Part]:
        return [part for part in self.parts if part.topic in topics]

    @cached_property
    def paragraphs(self) -> list[Span]:
        """The paragraphs of the body that are more than a heading."""
        headed = {h.start: h.end for h in self.headings if not h.runs_on}
        found = []
        start = self.body.start
        for gap in (*_NEXT_PARAGRAPH.finditer(self.text, self.body.start, self.body.end), None):
            end = gap.start() if gap else self.body.end
            inner = self._trimmed(start, end)
            while inner.start in headed:
                inner = self._trimmed(headed[inner.start], end)
            if inner.end > inner.start:
                found.append(inner)
            start = gap.end() if gap else end
        return found

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences of the body, in order; a row of a list is one."""
        return [sentence for paragraph in self.paragraphs for sentence in self._sentences_in(paragraph)]

    def _sentences_in(self, paragraph: Span) -> list[Span]:
        inside = paragraph.of(self.text)
        cuts = [paragraph.start + at for at in sentence_starts(inside)]
        return [
            trimmed
            for start, end in zip(cuts, [*cuts[1:], paragraph.end], strict=True)
            if (trimmed := self._trimmed(start, end)).end > trimmed.start
        ]

    def sentences_in(self, within: Span) -> list[Span]:
        """The sentences of the body that begin in a part of it."""
        starts = self._sentence_starts
        return self.sentences[bisect_left(starts, within.start) : bisect_left(starts, within.end)]

    def sentence_at(self, at: int) -> Span:
        """The sentence of the body in which a place lies, or its line where it lies elsewhere."""
        place = bisect_right(self._sentence_starts, at) - 1
        if place >= 0 and self.sentences[place].holds(at):
            return self.sentences[place]
        return self.lines[bisect_right(self._line_starts, at) - 1]

    def around(self, at: int, before: int = 0, after: int = 1) -> Span:
        """The sentence at a place with so many of those before and after it in the letter."""
        place = bisect_right(self._sentence_starts, at) - 1
        if place < 0 or not self.sentences[place].holds(at):
            return self.sentence_at(at)
        first = self.sentences[max(0, place - before)]
        last = self.sentences[min(len(self.sentences) - 1, place + after)]
        return Span(first.start, last.end)

    def paragraph_at(self, at: int) -> Span:
        """The paragraph in which a place lies, or its line."""
        return next((p for p in self.paragraphs if p.holds(at)), self.sentence_at(at))

    def find(self, pattern: AnyPattern, within: Span | None = None) -> re.Match[str] | None:
        """The first place of a pattern in the letter, or in a part of it."""
        return pattern.search(self.text, *(within or Span(0, len(self.text))))

    def find_all(self, pattern: AnyPattern, within: Span | None = None) -> list[re.Match[str]]:
        return list(pattern.finditer(self.text, *(within or Span(0, len(self.text)))))

    # ------------------------------------------------------------- how it is cut
    @cached_property
    def _after_greeting(self) -> int:
        return self.salutation.end if self.salutation else self._first_prose

    @cached_property
    def _first_prose(self) -> int:
        """Where the first paragraph begins that reads like a sentence and not like a block of lines."""
        start = 0
        for gap in (*_NEXT_PARAGRAPH.finditer(self.text), None):
            end = gap.start() if gap else len(self.text)
            block = self.text[start:end]
            words = len(block.split())
            if words >= _PROSE_WORDS and words / (block.strip().count("\n") + 1) > 6 and not _LABEL.match(block):
                return start
            start = gap.end() if gap else end
        return 0

    @cached_property
    def _close_at(self) -> int | None:
        return self.close.start if self.close else None

    def _until_close(self, start: int, end: int) -> int:
        close = self._close_at
        return min(end, close) if close is not None and close >= start else end

    @cached_property
    def _body_end(self) -> int:
        if self.close:
            return self.close.start
        ends = [h.start for h in self.headings if h.topic == "enclosures" and h.start >= self._after_greeting]
        signed = _SIGNED.search(self.text, self._after_greeting)
        return min([*ends, *([signed.start()] if signed else []), len(self.text)])

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def _trimmed(self, start: int, end: int) -> Span:
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Span(start, end)
