"""What a letter asks for: the words that name it, its opening, its requests and the last of them.

Imports this room and the written letter. Called by the rules for opening, request, order and outcomes.
"""

from __future__ import annotations

import re
from functools import cached_property

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.words.asked_words import (
    ABOUT,
    BEHIND,
    BEHIND_PARTS,
    LABEL,
    LABELLED,
    LONGEST_NAME,
    LOWER_CASE_SENTENCE,
    MILDLY,
    MOST,
    NAMED_PERSON,
    NOT_THE_ITEM,
    PLAN,
    PUT_FORWARD,
    REQUEST,
    REQUEST_PARTS,
    RESULT,
    SUBJECT,
    SUBJECT_ENDS,
    TO_WHOM,
    UNTIL,
    WORD,
    listed,
    names_of_items,
    same_things,
)
from lmnboard.checklist.words.once import once_a_letter
from lmnboard.knowledge.pattern import AnyPattern
from lmnboard.written.letter import Letter, Span


class Asked:
    """What one letter asks for and where. Every span is in the letter's text."""

    def __init__(self, s: LetterSubject) -> None:
        self._s = s
        self._letter: Letter = s.letter
        self._text = s.letter.text

    # ------------------------------------------------------------- where it asks
    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences of the body, those too that begin with a small letter."""
        return self._cut(self._letter.sentences)

    def sentences_with(self, parts: tuple[str, ...]) -> list[Span]:
        """The sentences in which one of these parts of words stands: a quick look before a slow one."""
        return [one for one, lowered in self._lowered if any(part in lowered for part in parts)]

    @cached_property
    def _lowered(self) -> list[tuple[Span, str]]:
        return [(one, one.of(self._text).lower()) for one in self._letter.sentences]

    @cached_property
    def opening(self) -> Span:
        """The first two sentences; an empty span where there is no body."""
        found = self.sentences[:2]
        return Span(found[0].start, found[-1].end) if found else Span(*[self._letter.body.start] * 2)

    @cached_property
    def first_paragraph(self) -> Span:
        paragraphs = self._letter.paragraphs
        return Span(self.opening.start, max(self.opening.end, paragraphs[0].end if paragraphs else 0))

    @cached_property
    def subject(self) -> list[Span]:
        """The lines of the header that say what the letter is about; no line of the address."""
        lines = [line for line in self._letter.lines if line.start < self._header_end]
        kept, on = [], False
        for line in lines:
            words = line.of(self._text)
            starts = SUBJECT.match(words)
            on = bool(starts) or (on and bool(words.strip()))
            heads_it = bool(starts) or bool(LABEL.match(words)) or not LABELLED.search(words)
            alone = not on and ABOUT.search(words) and not TO_WHOM.search(words)
            if ((on and heads_it) or alone or LABEL.match(words)) and words.strip():
                kept.append(line)
        return kept

    @cached_property
    def requests(self) -> list[re.Match[str]]:
        """Each place of the body where something is asked of the payer, but a call or a review."""
        return [
            match
            for sentence in self.sentences_with(REQUEST_PARTS)
            for match in self._letter.find_all(REQUEST, sentence)
            if not NOT_THE_ITEM.match(self._text, match.end())
        ]

    @cached_property
    def closing(self) -> Span | None:
        """The last sentence after the opening that asks, or what stands under a heading of the request."""
        after = [match for match in self.requests if match.start() >= self.opening.end]
        if after:
            return self._sentence(after[-1].start())
        parts = [part.span for part in self._letter.parts_of("request") if part.span.start >= self.opening.end]
        stands = [part for part in parts if part.of(self._text).strip() and part.start < self._letter.body.end]
        return stands[-1] if stands else None

    @cached_property
    def closing_zone(self) -> Span | None:
        """The closing request with its paragraph, and the list that follows where it leads to one."""
        if self.closing is None:
            return None
        around = self._letter.paragraph_at(self.closing.start)
        start, end = max(around.start, self.opening.end), max(around.end, self.closing.end)
        for part in self._letter.parts_of("request"):
            if part.span.holds(self.closing.start):
                start, end = max(part.span.start, self.opening.end), max(end, min(part.span.end, self._letter.body.end))
        if self._text[:end].rstrip().endswith(":"):
            end = next((p.end for p in self._letter.paragraphs if p.start >= end), end)
        return Span(min(start, self.closing.start), end)

    @cached_property
    def closing_words(self) -> list[Span]:
        """The sentences of the closing zone that ask or order, and those that follow; not what it expects."""
        zone, last = self.closing_zone, self.closing
        if zone is None or last is None:
            return []
        asks = [match.start() for match in self.requests]
        inside = [one for one in self.sentences if zone.start <= one.start < zone.end and one.start < last.start]
        before = [one for one in inside if self.plans(one) or any(one.holds(at) for at in asks)]
        return [*before, Span(last.start, max(last.end, zone.end))]

    @cached_property
    def zones(self) -> list[Span]:
        """Where the request may say how much, how often and how long: subject, each request, each plan for the item."""
        asks = [self._sentence(match.start()) for match in self.requests]
        plans = [sentence for sentence in self.sentences if self.plans(sentence)]
        parts = [part.span for part in self._letter.parts_of("request") if part.span.start < self._letter.body.end]
        return [*dict.fromkeys([*self.subject, *asks, *self.closing_words, *parts, *plans])]

    # ------------------------------------------------------------- how it is named
    @cached_property
    def named(self) -> re.Pattern[str] | None:
        """What finds the requested item by any of its names; None where the letter names nothing."""
        names = self._named_in([*self._subject_names, *self._phrases(BEHIND)]) or self._named_in(
            [*self._phrases(MILDLY)]
        )
        plain = sorted({_as_pattern(name) for name in names}, key=lambda part: (-len(part), part))
        parts = [*(group.pattern for group in same_things() if any(group.fullmatch(name) for name in names)), *plain]
        return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else None

    def first_named(self, within: Span | None) -> Span | None:
        """Where the item is first named in a part of the letter: by its name or its code."""
        if within is None:
            return None
        found = self.named.search(self._text, *within) if self.named else None
        if found:
            return Span(*found.span())
        return next((Span(*code.span) for code in self._s.facts.service_codes if within.holds(code.start)), None)

    def put_forward(self, within: Span) -> Span | None:
        """Where a part of the letter asks for the item, or names an item behind "needs", "in support of", "denied"."""
        found = self.first_named(within)
        if found:
            return found
        for match in self._letter.find_all(PUT_FORWARD, within)[:MOST]:
            end = min(match.end() + LONGEST_NAME, self._sentence(match.start()).end)
            stop = UNTIL.search(self._text, match.end(), end)
            item = self._letter.find(names_of_items(), Span(match.end(), stop.start() if stop else end))
            if item and not self._in_a_blank(item.start()):
                return Span(*item.span())
        return None

    def blank_for(self, within: Span) -> Span | None:
        """The placeholder that stands where the item should be named."""
        for match in self._letter.find_all(BEHIND, within)[:MOST]:
            for blank in self._s.facts.blanks:
                if 0 <= blank.start - match.end() <= 6:
                    return blank
        return None

    @property
    def _subject_names(self) -> list[Span]:
        found = []
        for line in self.subject:
            words = line.of(self._text)
            head = SUBJECT.match(words) or LABEL.match(words)
            start = line.start + (head.end() if head else 0)
            stop = SUBJECT_ENDS.search(self._text, start, line.end)
            found.append(Span(start, stop.start() if stop else line.end))
        return found

    def _phrases(self, cue: AnyPattern) -> list[Span]:
        """What stands behind each cue, up to the end of its clause."""
        found = []
        places = self.sentences_with(BEHIND_PARTS) if cue is BEHIND else [self._letter.body]
        for match in [one for place in places for one in self._letter.find_all(cue, place)][:MOST]:
            end = min(match.end() + LONGEST_NAME, self._sentence(match.start()).end)
            stop = UNTIL.search(self._text, match.end(), end)
            found.append(Span(match.end(), stop.start() if stop else end))
        return found

    def _named_in(self, places: list[Span]) -> set[str]:
        known = {
            match.group().lower()
            for place in places
            for match in self._letter.find_all(names_of_items(), place)
            if not self._in_a_blank(match.start())
        }
        brands, others = set(), set()
        for place in places:
            in_header = place.start < self._letter.body.start and self._letter.find(names_of_items(), place)
            for match in WORD.finditer(self._text, *place):
                word = match.group()
                plain = word.lower().rstrip("'’s")
                if len(word) < 3 or {word.lower(), plain} & (listed("generic") | listed("places") | self._people):
                    continue
                if self._in_a_blank(match.start()):
                    continue
                others.add(word.lower())
                if word[0].isupper() and not (word.isupper() or in_header or word in self._head_words):
                    brands.add(word.lower())
        known |= {name.split()[-1] for name in known}
        known = {name for name in known if name not in listed("generic") | listed("places")}
        return known | brands if known else brands or others

    def _in_a_blank(self, at: int) -> bool:
        return any(blank.holds(at) for blank in self._s.facts.blanks)

    @cached_property
    def _people(self) -> frozenset[str]:
        names = {part.lower() for m in NAMED_PERSON.finditer(self._text) for part in m.groups() if part}
        patient = self._s.facts.patient
        return frozenset(names | {part.lower() for part in (patient.value.split() if patient else ())})

    @cached_property
    def _head_words(self) -> frozenset[str]:
        """Words of practice and payer, which a request names too."""
        lines = [line for line in self._letter.lines if line.start < self._header_end and line not in self.subject]
        return frozenset(m.group() for line in lines for m in WORD.finditer(self._text, *line))

    # ------------------------------------------------------------- how it is cut
    @property
    def _header_end(self) -> int:
        return max(self._letter.header.end, self._letter.body.start)

    def _sentence(self, at: int) -> Span:
        return next((one for one in self._cut([self._letter.sentence_at(at)]) if one.holds(at)), Span(at, at))

    def _cut(self, sentences: list[Span]) -> list[Span]:
        """Sentences, those too that begin with a small letter."""
        found = []
        for sentence in sentences:
            start = sentence.start
            for gap in LOWER_CASE_SENTENCE.finditer(self._text, *sentence):
                found.append(Span(start, gap.start()))
                start = gap.end()
            found.append(Span(start, sentence.end))
        return found

    def plans(self, sentence: Span) -> bool:
        return bool(PLAN.search(self._text, *sentence)) and not RESULT.search(self._text, *sentence)


def _as_pattern(name: str) -> str:
    """A name that may be broken over lines, be plural, or have lost its plural."""
    words = [re.escape(word) for word in name.split()]
    stem = r"[\s-]+".join(words)
    return stem if name.endswith("s") else stem + "s?"


@once_a_letter
def asked(s: LetterSubject) -> Asked:
    """What the letter asks for, read once for all rules."""
    return Asked(s)
