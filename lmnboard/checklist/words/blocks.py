"""The blocks around a letter's text: the sender's, the addressee's, the subject's, and what stands under the close.

Letters set them in any order and run them together, so each line is judged by what it holds and by what came before.
Imports the written letter and `vocabulary`. Called by the rules for who writes, to whom, and how it is signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from lmnboard.checklist.words.vocabulary import any_of
from lmnboard.knowledge.pattern import AnyPattern, Pattern
from lmnboard.written.facts import Facts
from lmnboard.written.found import first_date, month_and_year
from lmnboard.written.letter import Span

Sort = Literal["sender", "addressee", "subject", "date"]

_GREETING = Pattern(
    r"^[ \t]*(?:[Tt]o[ \t]{1,24}(?:the|whom|all|our)\b[^\n]{0,70}"
    r"|(?:[A-Z][\w'’.-]{0,20}[ \t]{1,24}){0,4}(?:Reviewer|Director|Department|Committee|Team|Manager"
    r"|Colleague|Adjuster|Pharmacist)s?)"
    r"[ \t]{0,24}[:,][ \t]{0,24}$",
    re.MULTILINE,
)
_CLOSE = Pattern(
    r"^[ \t]*(?:(?:yours[ \t]{1,24}|very[ \t]{1,24}|most[ \t]{1,24})*(?:sinc?e?r\w{1,5}|resp\w{5,11}"
    r"|cordially|truly|faithfully|gratefully|warmly)"
    r"(?:[ \t]{1,24}(?:yours|submitted))?|(?:with[ \t]{1,24})?(?:many[ \t]{1,24}|best[ \t]{1,24}"
    r"|kind\w*[ \t]{1,24}|warm\w*[ \t]{1,24}|our[ \t]{1,24}|my[ \t]{1,24}|distinguished[ \t]{1,24}"
    r"|cordial[ \t]{1,24}|sincere[ \t]{1,24}|deep[ \t]{1,24}|great[ \t]{1,24})*"
    r"(?:thanks?|thank[ \t]{1,24}you|reg[ae]rds|wishes|salutations|greetings|appreciation|gratitude"
    r"|respect|best|cheers)"
    r"(?:[ \t]{1,24}(?:again|so much|very much|in advance|and best|for your (?:time|help|attention"
    r"|consideration|review)))?)[ \t]{0,24}[,.!]{0,2}[ \t]{0,24}$",
    re.IGNORECASE | re.MULTILINE,
)
_LIST_BELOW = Pattern(
    r"^[ \t*_#]*(?:cc\b|c\.c\.|bcc\b|encl?s?\b|enclos|attach|references?\b|exhibits?\b|supporting doc|sources\b|\[1\])",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT = Pattern(
    r"^[ \t]*[*_#]{0,3}(?:re|ref|subj(?:ect)?|regarding|reference|in re)\b[ \t]{0,24}[*_]{0,2}[:.;-]"
    r"|^[ \t]*[*_]{0,3}(?:patient|pt\b|member|beneficiary|insured|claimant|employee|injured worker"
    r"|enrollee|recipient|client|subscriber|policy"
    r"|d\.?o\.?b|date of birth|birth ?date|group|claim|diagnos[ie]s|dx\b|icd|medicare #|medicare (?:no"
    r"|number|id)|medicaid (?:no|number|id|#)|medi-cal id|plan\b|id ?#|mbi\b)"
    r"[^\n:#]{0,30}[:#]",
    re.IGNORECASE,
)
_TO = Pattern(
    r"^[ \t]*[*_]{0,2}(?:to|attn|attention|via|by (?:fax|mail|portal)|sent (?:by|via))\b[*_]{0,2}[ \t]{0,24}[:. ]",
    re.IGNORECASE,
)
_FROM = Pattern(r"^[ \t]*from[ \t]{0,24}:", re.IGNORECASE)
_TRANSPORT = Pattern(r"^[ \t]*from[ \t]{0,24}:[^\n]*<[^>\n]*@[^>\n]*>", re.IGNORECASE)
_DATE_LABEL = Pattern(r"^[ \t]*(?:letter )?date(?: of (?:this )?letter)?[ \t]{0,24}:", re.IGNORECASE)
_OWN_SIGN = Pattern(
    r"\bNPI\b|(?:\b(?:tel(?:ephone)?|ph(?:one)?|office)\b|(?<!\w)[TP]:)[.: ]*\(?\d|\blicen[sc]e\b"
    r"|\bTIN\b|\bEIN\b|letterhead|practice|physician name"
    r"|\bphone\b|@[\w-]+\.|\bboard[- ]certified\b",
    re.IGNORECASE,
)
_NOT_FAX = Pattern(
    r"(?<!\w)(?:fax|facsimile|fx)\b\W{0,6}[\d() .-]{10,16}|(?P<phone>\(?\d{3}\)?[-. ]{1,2}\d{3}[-. ]\d{4})",
    re.IGNORECASE,
)
_WEEKDAY = Pattern(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
_TITLE_OF_LETTER = Pattern(
    r"medical necessity|appeal of|prior authori[sz]ation request|request for (?:prior "
    r"|pre)?authori[sz]ation|letter of appeal",
    re.IGNORECASE,
)
_TREATS = Pattern(r"\b(?:clinics?|hospitals?|medical (?:center|group)|physicians|surgeons|pharmacy)\b", re.IGNORECASE)
_SIGN_LINE = Pattern(
    r"^[ \t]*(?:(?:physician|provider|prescriber|clinician|therapist"
    r"|doctor)['’]?s?[ \t]{1,24})?(?:signature\b|signed\b|/s/)",
    re.IGNORECASE | re.MULTILINE,
)
_SENTENCE_WORDS = 9


class Stanza(NamedTuple):
    """Lines of the header that belong together."""

    sort: Sort
    span: Span


class Blocks:
    """The blocks of one letter. `head` are the header's stanzas in their order."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.letter = facts.letter
        self.text = facts.letter.text

    @cached_property
    def greeting(self) -> Span | None:
        """The salutation, also one such as `To the Reviewer:`."""
        if self.letter.salutation:
            return self.letter.salutation
        found = _GREETING.search(self.text)
        return Span(*found.span()) if found else None

    @cached_property
    def head(self) -> list[Stanza]:
        end = self.greeting.start if self.greeting else self.letter.header.end
        lines = [line for line in self.letter.lines if line.start < end]
        stanzas: list[Stanza] = []
        for group in self._grouped(lines):
            sort = self._sort_of(group, stanzas)
            stanzas.append(Stanza(sort, Span(group[0].start, group[-1].end)))
        return stanzas

    def of(self, *sorts: Sort) -> list[Span]:
        return [stanza.span for stanza in self.head if stanza.sort in sorts]

    @cached_property
    def close(self) -> Span | None:
        """`Sincerely,` or the like, also one that is misspelled or is no more than thanks."""
        start = self.greeting.end if self.greeting else self.letter.body.start
        closes = list(_CLOSE.finditer(self.text, start))
        if closes:
            return Span(*closes[-1].span())
        return self.letter.close

    @cached_property
    def text_end(self) -> int:
        """Where the letter's own text ends: at the close, else behind the last sentence."""
        if self.close:
            return self.close.start
        end = self.letter.body.end
        signed = _SIGN_LINE.search(self.text, self.greeting.end if self.greeting else self.letter.body.start)
        if signed:
            return signed.start()
        for line in reversed(self.letter.lines):
            words = self.text[line.start : line.end].split()
            if (
                line.end <= end
                and len(words) >= _SENTENCE_WORDS
                and not _LIST_BELOW.match(self.text[line.start : line.end])
            ):
                return line.end
        return end

    @cached_property
    def below(self) -> Span:
        """Everything after the close, or after the last sentence."""
        return Span(self.close.end if self.close else self.text_end, len(self.text))

    @cached_property
    def foot(self) -> Span:
        """What stands under the close, up to copies, enclosures or references."""
        cut = _LIST_BELOW.search(self.text, *self.below)
        return Span(self.below.start, cut.start() if cut else self.below.end)

    @cached_property
    def own(self) -> list[Span]:
        """Where the writer's name, practice and numbers may stand."""
        return [*self.of("sender"), self.below]

    @cached_property
    def opening(self) -> Span:
        """The first two sentences of the text; a first one of courtesy counts as none."""
        body = [s for s in self.letter.sentences if not self.greeting or s.start >= self.greeting.end][:3]
        if not body:
            return Span(self.letter.body.start, min(len(self.text), self.letter.body.start + 400))
        return Span(body[0].start, body[min(1, len(body) - 1)].end)

    def lines_in(self, span: Span) -> Iterator[Span]:
        """The lines of a stretch that are not empty."""
        for line in self.letter.lines:
            start, end = max(line.start, span.start), min(line.end, span.end)
            if start < end and self.text[start:end].strip():
                yield Span(start, end)

    def has_own_sign(self, span: Span) -> bool:
        """A number or a label that only the writer's own block has stands there."""
        words = span.of(self.text)
        return bool(_OWN_SIGN.search(words)) or any(found["phone"] for found in _NOT_FAX.finditer(words))

    def blank_in(self, span: Span) -> Span | None:
        """The first placeholder of a stretch."""
        return next((b for b in self.facts.blanks if span.start <= b.start < span.end), None)

    def blank_about(self, about: AnyPattern) -> Span | None:
        """The first placeholder among the writer's own lines that speaks of something."""
        own = (gap for gap in self.facts.blanks if any(part.holds(gap.start) for part in self.own))
        return next((gap for gap in own if about.search(gap.of(self.text))), None)

    # ------------------------------------------------------------- how the header is cut
    def _grouped(self, lines: list[Span]) -> Iterator[list[Span]]:
        """Lines up to an empty one, a date, a subject, a `To:`, or a payer under the sender's own block."""
        group: list[Span] = []
        for line in lines:
            words = self.text[line.start : line.end]
            if not words.strip():
                if group:
                    yield group
                group = []
                continue
            lone = self._is_date(words)
            begins = lone or bool(_SUBJECT.match(words)) or bool(_TO.match(words)) or bool(_FROM.match(words))
            in_subject = bool(group) and bool(_SUBJECT.match(self.text[group[0].start : group[0].end]))
            turns = (
                bool(group)
                and not in_subject
                and self._own(group)
                and bool(any_of("payers_named", "names").search(words))
            )
            to_on = (
                bool(_TO.match(words))
                and not self._own(group)
                and not _FROM.match(self.text[group[0].start : group[0].end])
                if group
                else False
            )
            if group and (begins or turns) and not (in_subject and not lone) and not to_on:
                yield group
                group = []
            group.append(line)
            if lone:
                yield group
                group = []
        if group:
            yield group

    def _is_date(self, words: str) -> bool:
        """Nothing but a date stands there, or a date behind its label, or a placeholder for one."""
        if _DATE_LABEL.match(words):
            return True
        whole = Span(0, len(words))
        found = first_date(words, whole) or month_and_year(words, whole)
        if found:
            rest = _WEEKDAY.sub("", words[: found.start] + words[found.end :])
            return not any(sign.isalnum() for sign in rest)
        return bool(
            re.fullmatch(
                r"\s{0,24}[\[<{]{1,2}[^\]>}\n]*(?:date|MM)[^\]>}\n]*[\]>}]{1,2}\s{0,24}|\s{0,24}MM/DD/YYYY\s{0,24}",
                words,
                re.IGNORECASE,
            )
        )

    def _own(self, group: list[Span]) -> bool:
        return self.has_own_sign(Span(group[0].start, group[-1].end))

    def _sort_of(self, group: list[Span], before: list[Stanza]) -> Sort:
        words = self.text[group[0].start : group[-1].end]
        first = self.text[group[0].start : group[0].end]
        if len(group) == 1 and self._is_date(first):
            return "date"
        if _FROM.match(first):
            return "sender"
        if _SUBJECT.match(first) or (len(group) <= 2 and _TITLE_OF_LETTER.search(words)):
            return "subject"
        if any(_TO.match(self.text[line.start : line.end]) for line in group):
            return "addressee"
        seen = {stanza.sort for stanza in before}
        names_payer = bool(any_of("payers_named", "names").search(first)) and not (
            not before and self._own(group) and _TREATS.search(first)
        )
        if "addressee" not in seen and not names_payer and self._own(group):
            return "sender"
        if names_payer or any_of("payers_named", "departments", "sorts").search(words):
            return "addressee" if seen or names_payer or not any_of("people", "practices").search(first) else "sender"
        if "subject" in seen:
            return "subject"
        if "addressee" in seen:
            return "sender" if self._own(group) else "addressee"
        if "date" in seen and "sender" in seen:
            return "addressee"
        if "date" in seen and not any_of("people", "practices").search(words):
            return "addressee"
        return "sender"


@lru_cache(maxsize=4)
def blocks(facts: Facts) -> Blocks:
    """The blocks of a letter, cut once for all rules; few are kept, as they name patients."""
    return Blocks(facts)


def is_mail_header(text: str, span: Span) -> bool:
    """A `From:` line with an address, as mail programs write it: no block of the letter's own."""
    return bool(_TRANSPORT.match(text[span.start : span.end]))
