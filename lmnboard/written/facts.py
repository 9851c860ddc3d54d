"""What a letter states of itself: who writes, to whom, about which patient, what for, with which codes.

Imports this room, `model.choices` and `knowledge`. Called by `as_case` and the checklist's rules for letters.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from lmnboard.knowledge import identifiers
from lmnboard.knowledge.pattern import Pattern
from lmnboard.knowledge.us_states import us_state
from lmnboard.model.choices import Kind, PayerType, Purpose
from lmnboard.written import found, sort
from lmnboard.written.found import Found, labelled
from lmnboard.written.letter import Letter, Span

_NPI = Pattern(
    r"\bNPI\b[^\S\n]*(?:number|no\.?|num\.?)?[^\S\n]*(?:\([^)\n]*\))?[^\S\n]*[:#]*[^\S\n]*"
    r"(?P<value>\d[\d -]{5,16}\d|[^\s,;|]+)",
    re.IGNORECASE,
)
_LETTER_DATE = Pattern(r"^[ \t]*(?:letter\s+)?date(?: of (?:this )?letter)?[ \t]*:[ \t]*", re.IGNORECASE | re.MULTILINE)
_ICD = Pattern(r"(?<![\w.-])([A-TV-Za-tv-z]\d[0-9A-Za-z](?:\.[0-9A-Za-z]{1,4})?)(?![\w-]|\.\d)")
_ICD_CUE = Pattern(r"icd[- ]?10|diagnos|\bdx\b|\bcodes?\b", re.IGNORECASE)
_LIKE_A_CODE = Pattern(r"ICD-?\s?10(?:-?CM)?[)\s]*(?:codes?|dx)?[\s:#(]*([A-Za-z0-9][A-Za-z0-9.-]{1,9})", re.IGNORECASE)
_SERVICE_CODE = Pattern(r"(?<![\w.$/-])(?:\d{4}[0-9FTUM]|[A-V]\d{4})(?![\w/-]|\.\d|,\d{3})")
_SERVICE_CUE = Pattern(r"\b(?:CPT|HCPCS|NDC|procedure codes?|billing codes?|codes?)\b", re.IGNORECASE)
_NDC = Pattern(r"\bNDC\W{0,3}(\d{4,5}-\d{3,4}-\d{1,2})\b", re.IGNORECASE)
_ZIP = Pattern(r"\d{5}(?:-\d{4})?")
_STATE_ZIP = Pattern(r"\b([A-Z]{2})\.?,?\s+(\d{5})(?:-\d{4})?\b")
_NAMED_IN_SUBJECT = Pattern(
    r"^[ \t]*(?:re|subject|ref)\b[^\n]{0,120}?(?<!\w)"
    r"(?:patient|member|pt\.?|claimant|insured|beneficiary|enrollee|subscriber)[ \t]*[:#]?[ \t]+"
    r"(?P<name>(?:m(?:r|s|rs)\.?[ \t]+)?[a-zà-ý][\w'’-]+(?:[ \t]+[a-zà-ý][\w.'’-]*){1,3}?)"
    r"(?=[ \t]*(?:[,;|(]|$|[ \t]dob|[ \t]id))",
    re.IGNORECASE | re.MULTILINE,
)
_NAME_ENDS = Pattern(
    r",?\s+(?:\(?d\.?o\.?b|date of birth|member|id\b|policy|born)|\s+[-–—]\s|\s*\(|\s{2,}", re.IGNORECASE
)
_OF_BIRTH = Pattern(r"(?:born|birth|d\.?o\.?b\.?)[\s:]*\Z", re.IGNORECASE)
_NO_NAME = ("necessity", "letter", "appeal", "request")
_OTHER_NUMBERS = ("group", "npi", "claim", "tax", "chart", "fax", "phone")


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = tomllib.loads(
        Path(__file__).with_name("labels.toml").read_text(encoding="utf-8")
    )
    return read


def _label(name: str) -> str:
    """The words of a label as one pattern."""
    return "|".join(_tables()["labels"][name]).replace(" ?", r"[^\S\n]*").replace(" ", r"[^\S\n]+")


@cache
def credentialed() -> re.Pattern[str]:
    """A name with the letters of a credential behind it: groups `name` and `letters`."""
    known = "|".join(word for words in _tables()["credentials"].values() for word in words)
    return re.compile(
        r"(?P<name>(?:Dr\.?[ \t]+)?[A-ZÀ-Ý][\w'’-]+(?:[ \t]+(?:[A-Z]\.?|[A-ZÀ-Ýa-z][\w'’-]+)){1,3}),?[ \t]+"
        rf"(?P<letters>(?:{known})(?:,?[ \t]+(?:{known})){{0,4}})(?!\w|\.[A-Z])"
    )


@cache
def may_sign() -> re.Pattern[str]:
    """The letters of somebody who may write and sign a letter."""
    return re.compile(rf"\b(?:{'|'.join(_tables()['credentials']['may_sign'])})(?!\w)")


@cache
def _policy() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w/])(?:{_label('policy')})[ \t]*[*_]{{0,2}}[:#=]?[ \t#:*_]+"
        r"(?P<value>[A-Z0-9][A-Z0-9 -]{3,20}[A-Z0-9]\b|[\[<_X{][^\n|;]*)",
        re.IGNORECASE,
    )


class Told(NamedTuple):
    """What sort of letter it is, as somebody says who knows; None is to be read from the words."""

    purpose: Purpose | None = None
    kind: Kind | None = None
    payer_type: PayerType | None = None
    state: str = ""


class Facts:
    """What one letter states. Every value may be missing; each has its place in the text."""

    def __init__(self, letter: Letter, judged_on: date, told: Told | None = None) -> None:
        self.letter = letter
        self.judged_on = judged_on
        self._told = told or Told()

    # ------------------------------------------------------------- what sort of letter
    @cached_property
    def payer_type(self) -> PayerType:
        return self._told.payer_type or sort.payer_type(self.letter)

    @cached_property
    def purpose(self) -> Purpose:
        return self._told.purpose or sort.purpose(self.letter, self.payer_type)

    @cached_property
    def kind(self) -> Kind:
        return self._told.kind or sort.kind(self.letter)

    @cached_property
    def state(self) -> str:
        """The state whose rules are asked: as told, else that of the letter's first address."""
        if self._told.state:
            return self._told.state
        for match in _STATE_ZIP.finditer(self.letter.text):
            try:
                return us_state(match[1])
            except ValueError:
                continue
        return ""

    # ------------------------------------------------------------- the letter
    @cached_property
    def dated(self) -> Found[date | None] | None:
        """The letter's own date: labelled, or alone on a line of the header."""
        text = self.letter.text
        for match in _LETTER_DATE.finditer(text, *self.letter.header):
            line_end = text.find("\n", match.end())
            given = found.first_date(text, Span(match.end(), line_end if line_end >= 0 else len(text)))
            if given:
                return given
        for line in self.letter.lines:
            if line.start >= max(self.letter.header.end, 1):
                break
            given = found.first_date(text, line)
            if (
                given
                and not _OF_BIRTH.search(text, max(0, line.start - 40), given.start)
                and len(text[line.start : line.end].strip()) - (given.end - given.start) <= 3
            ):
                return given
        return None

    @cached_property
    def day(self) -> date:
        """The day of the letter, or the day on which it is judged."""
        return (self.dated.value if self.dated else None) or self.judged_on

    # ------------------------------------------------------------- who writes
    @cached_property
    def authors(self) -> list[re.Match[str]]:
        """Names with credentials, in header or signature block, the signature first."""
        blocks = (self.letter.signature_block, self.letter.header)
        return [match for block in blocks for match in self.letter.find_all(credentialed(), block)]

    @cached_property
    def npi(self) -> Found[str] | None:
        for match in self.letter.find_all(_NPI):
            value = match["value"].strip()
            if value[:1].isdigit():
                return Found(re.sub(r"\D", "", value), *match.span("value"))
            place = Span(match.start("value"), match.end("value"))
            if any(blank.start <= place.start < blank.end for blank in self.blanks):
                return Found(value, *place, blank=True)
        return None

    # ------------------------------------------------------------- the patient
    @cached_property
    def patient(self) -> Found[str] | None:
        """The patient's name on a labelled line, or named so in the subject line."""
        subject = self.letter.find(_NAMED_IN_SUBJECT, Span(0, self.letter.body.start or len(self.letter.text)))
        if subject is not None and len(subject["name"].split()) > 1:
            return Found(subject["name"], *subject.span("name"))
        for label in (_label("patient"), "re", "name"):
            given = labelled(self.letter, label, Span(0, self.letter.body.start))
            if given is not None:
                name = _NAME_ENDS.split(given.value, maxsplit=1)[0].strip(" ,;")
                if given.blank or _like_a_name(name):
                    return Found(name, given.start, given.start + len(name), given.blank)
        return None

    @cached_property
    def birth(self) -> Found[date | None] | None:
        """The date of birth behind its label; value None where it is no possible day."""
        given = labelled(self.letter, _label("birth"))
        if given is None:
            unlabelled = re.compile(
                rf"{_label('birth')}\s+(?:is\s+|on\s+)?(?=\d|[A-Z][a-z]{{2,8}}\.? \d)", re.IGNORECASE
            )
            match = self.letter.find(unlabelled)
            if match is None:
                return None
            day = found.first_date(self.letter.text, Span(match.end(), match.end() + 24))
            return day
        day = found.first_date(self.letter.text, Span(given.start, min(given.end + 1, given.start + 30)))
        return day or Found(None, given.start, given.end, given.blank)

    @cached_property
    def policy_number(self) -> Found[str] | None:
        for match in self.letter.find_all(_policy(), Span(0, self.letter.body.start or len(self.letter.text))):
            label = match.group()[: match.start("value") - match.start()].lower()
            if any(word in label for word in _OTHER_NUMBERS):
                continue
            value = match["value"].strip()
            if label.strip() == "id" and _ZIP.fullmatch(value):
                continue  # Boise, ID 83702
            blank = any(b.start < match.end("value") and b.end > match.start("value") for b in self.blanks)
            if blank or any(sign.isdigit() for sign in value):
                return Found(value, match.start("value"), match.start("value") + len(value), blank)
        return None

    @cached_property
    def group_number(self) -> Found[str] | None:
        return labelled(self.letter, _label("group"), Span(0, self.letter.body.start))

    @cached_property
    def plan(self) -> Found[str] | None:
        return labelled(self.letter, _label("plan"), Span(0, self.letter.body.start))

    @cached_property
    def claim_number(self) -> Found[str] | None:
        return labelled(self.letter, _label("claim"))

    @cached_property
    def diagnosis(self) -> Found[str] | None:
        """What stands behind the label of a diagnosis, words and codes."""
        return labelled(self.letter, _label("diagnosis"))

    @cached_property
    def codes(self) -> list[Found[str]]:
        """Every ICD-10-CM code in its normal form, where it stands; a bare category only where a code is spoken of."""
        kept = []
        for match in self.letter.find_all(_ICD):
            code = match[1]
            if "." not in code:
                line = Span(max(0, match.start() - 90), match.start())
                if not _ICD_CUE.search(self.letter.text, *line) or code[0].islower():
                    continue
            elif code[0].islower() and not _ICD_CUE.search(self.letter.text, max(0, match.start() - 60), match.start()):
                continue
            kept.append(Found(code.upper(), *match.span(1)))
        return kept

    @cached_property
    def malformed_codes(self) -> list[Found[str]]:
        """What is called an ICD-10-CM code and is not in the form of one."""
        bad = []
        for match in self.letter.find_all(_LIKE_A_CODE):
            token = match[1].rstrip(".-")
            if not any(sign.isdigit() for sign in token) or token.lower() in ("10", "10-cm"):
                continue
            try:
                identifiers.icd10cm(token)
            except ValueError:
                bad.append(Found(token, match.start(1), match.start(1) + len(token)))
        return bad

    @cached_property
    def service_codes(self) -> list[Found[str]]:
        """CPT, HCPCS and NDC codes where a code is spoken of."""
        kept = [Found(match[1], *match.span(1)) for match in self.letter.find_all(_NDC)]
        for match in self.letter.find_all(_SERVICE_CODE):
            near = self.letter.text[max(0, match.start() - 80) : match.start()]
            is_letter_first = match.group()[0].isalpha()
            if _SERVICE_CUE.search(near) or (is_letter_first and match.group()[0] not in "L"):
                kept.append(Found(match.group(), *match.span()))
        return kept

    @cached_property
    def blanks(self) -> list[Span]:
        return found.blanks(self.letter)


def _like_a_name(words: str) -> bool:
    lower = words.lower()
    return (
        1 <= len(words.split()) <= 5 and not any(c.isdigit() for c in words) and not any(n in lower for n in _NO_NAME)
    )
