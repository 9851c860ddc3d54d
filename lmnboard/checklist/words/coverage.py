"""Rules for letters: plan, member number, group number and subscriber, by which the payer finds the member.

Imports this room. Run by `runner`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.applies import has_groups, has_subscriber, member_number_asked
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import Said, absent, blank, stands, weak
from lmnboard.checklist.words.blocks import blocks
from lmnboard.checklist.words.vocabulary import any_of
from lmnboard.knowledge import identifiers
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.letter import Span

_PLAN_LABEL = Pattern(
    r"(?<!\w)(?:(?:insurance|health|benefit|coverage|medical)[ \t]{1,24})?(?:plan|product|insurance"
    r"|coverage|program|line of business|network)(?:[ \t]{1,24}(?:name|type"
    r"|product))?[ \t]{0,24}[*_]{0,2}[:=][ \t*_]*(?P<value>[^\n|;]{2,80})",
    re.IGNORECASE,
)
_PRODUCT = Pattern(
    r"\b(?:PPO|HMO|POS(?![ \t]?(?:\d|code))|EPO|HDHP|HSA[- ]qualified|PDP|D-SNP|FEHB|FEP|CHIP|Part[ \t]{1,24}[ABCD]"
    r"|Medicare[ \t]{1,24}(?:Advantage|Part|Rx|Complete|Plus|Gold|Preferred|Supplement)|MedicareRx"
    r"|Medigap|Original[ \t]{1,24}Medicare"
    r"|Medi-Cal|Medicaid|TennCare|MassHealth|BadgerCare|AHCCCS|STAR(?:\+PLUS|[ \t]{1,24}Kids"
    r"|[ \t]{1,24}Health)|Tricare[ \t]{1,24}(?:Prime|Select|For Life)|Choice[ \t]{1,24}(?:POS|Plus)"
    r"|Open[ \t]{1,24}Access|Blue(?:Options|Choice|Care|Select|Card|Essentials|Advantage|Edge|Preferred"
    r"|Precision)"
    r"|(?:Blue|Gold|Silver|Bronze|Platinum|Open|Navigate|Choice|Select|Complete|Premier|Preferred|Value"
    r"|Essential|Freedom|Liberty)\w*[ \t]{1,24}(?:Plan|Plus|Choice|Options|Select|Preferred|Access"
    r"|Script|[IVX]{1,3}\b|\d{3,4}\b)|Medicare[ \t]{1,24}(?:number|no\.|ID|beneficiary)"
    r"|Medicare[ \t]{0,24}\#)",
    re.IGNORECASE,
)
_NO_PRODUCT = Pattern(r"^\W*(?:unknown|n/?a|none|see card|health insurance|insurance)\W*$", re.IGNORECASE)
_NUMBER_LABEL = Pattern(
    r"(?<!\w)(?:(?:member|policy|subscriber|insurance|identification|medicare|medicaid|medi-cal"
    r"|beneficiary|recipient|client|plan|enrollee|account|participant|cin|health|insured|patient"
    r"|certificate|contract)['’]?s?[ \t]{0,24}){0,2}"
    r"(?:\([^)\n]{1,20}\)[ \t]{0,24})?(?:i\.?d\.?(?:entification)?|number|num|no\b|\#|MBI|CIN|HICN"
    r"|policy|member)\.?[ \t]{0,24}(?:number|no\b\.?"
    r"|\#)?[ \t]{0,24}[*_]{0,2}[:#=.]{0,2}[*_]{0,2}[ \t]{1,24}(?P<value>[A-Z0-9][A-Z0-9-]{2,20}(?:"
    r"[ ][A-Z0-9-]{2,12}){0,4})"
    r"|(?<!\w)(?:id|member|policy|mbi)[ \t]{0,24}\#?[ \t]{0,24}:?[ \t]{0,24}(?P<short>[A-Z]{0,4}\d[A-Z0-9-]{4,20})",
    re.IGNORECASE,
)
_OTHER_NUMBER = Pattern(
    r"group|grp|npi|claim|tax|tin|ein|chart|mrn|fax|phone|case|denial|reference|record|license|employer"
    r"|bin|pcn|address|suite|tel|prior|auth",
    re.IGNORECASE,
)
_OF_MEMBER = Pattern(r"member|\bid\b|number|\bmbi\b", re.IGNORECASE)
_ID_GAP = Pattern(
    r"(?:member|policy|subscriber|medicare|medicaid|medi-cal|beneficiary|insurance|\bid|mbi|cin"
    r"|identification)[\w \t.'’#()/-]{0,24}[:#*_ \t]*$",
    re.IGNORECASE,
)
_GROUP = Pattern(
    r"(?<!\w)(?:employer[ \t]{1,24})?(?:group|grp)\b\.?[ \t]{0,4}(?:policy[ \t]{0,4})?(?:number"
    r"|no\b\.?|num\.?|id"
    r"|\#)?[ \t]{0,4}[*_]{0,2}[:#=]?[*_]{0,2}[ \t]{0,24}(?P<value>(?=[A-Z-]*\d)[A-Z0-9][A-Z0-9-]{1,20}"
    r"|none\b|n/?a\b|not[ \t]{1,24}applicable|individual)",
    re.IGNORECASE,
)
_NO_GROUP = Pattern(
    r"\bno\s{1,24}group(?:\s{1,24}(?:number|no\.?|\#))?|individual\s{1,24}(?:policy|plan|market)"
    r"|non-?group",
    re.IGNORECASE,
)
_HOLDER = Pattern(
    r"(?<!\w)(?:subscriber|policy[ -]?holder|primary\s{1,24}insured|insured\s{1,24}(?:person|party|member)"
    r"|main\s{1,24}insured|insured|primary\s{1,24}(?:subscriber"
    r"|member)|guarantor|(?:policy|card)[ -]?owner"
    r"|relationship(?:\s{1,24}to\s{1,24}(?:the\s{1,24})?(?:subscriber|insured"
    r"|policy[ -]?holder))?)(?:['’]s)?(?:\s{1,24}(?:name|information"
    r"|relationship))?[ \t]{0,24}[*_]{0,2}[:=][ \t*_]*(?P<value>[^\n|;]{2,70})",
    re.IGNORECASE,
)
_SELF_SAID = Pattern(
    r"\b(?:(?:he|she|they|patient|who)\s{1,24}(?:is"
    r"|are)\s{1,24}(?:also\s{1,24})?the\s{1,24}(?:subscriber|policy[ -]?holder|primary\s{1,24}insured)"
    r"|(?:subscriber|policy[ -]?holder)\s{0,24}(?:is|=|\()?\s{0,24}(?:self|the\s{1,24}patient)"
    r"|self[- ]?\(?subscriber|insured\s{1,24}(?:under|through)\s{1,24}(?:his|her|their)\s{1,24}own)",
    re.IGNORECASE,
)
_SELF = Pattern(r"\b(?:self|same|patient|him|her)\b|\bown\b", re.IGNORECASE)
_RELATION = Pattern(
    r"\b(?:spouse|husband|wife|father|mother|parent|partner|child|son|daughter|dependent|guardian"
    r"|grand\w+|step\w+|brother|sister|aunt|uncle|dad|mom)\b",
    re.IGNORECASE,
)
_COVERED_BY = Pattern(
    r"\b(?:covered|insured)\s{1,24}(?:under|through|by|on)\s{1,24}(?P<value>(?:his|her"
    r"|their)\s{1,24}(?:\w+\s{1,24})?(?:spouse|husband|wife|father|mother|parent"
    r"|partner)(?:['’]s)?[^\n.]{0,50})",
    re.IGNORECASE,
)
_NAME = Pattern(r"[A-ZÀ-Þ][\w'’-]+\s{1,24}(?:[A-Z]\.?\s{1,24})?[A-ZÀ-Þ][\w'’-]+")


def _head(s: LetterSubject) -> Span:
    """Where the labelled lines stand: before the text."""
    return Span(0, s.letter.body.start or len(s.letter.text))


@in_letter("CHK-040", member_number_asked)
def plan(s: LetterSubject) -> Said:
    text, head = s.letter.text, _head(s)
    for found in _PLAN_LABEL.finditer(text, *head):
        value = Span(*found.span("value"))
        if any(value.start <= gap.start < value.end for gap in s.facts.blanks):
            return blank("the insurance plan", value)
        if not _NO_PRODUCT.match(found["value"]) and not _is_company_alone(found["value"]):
            return stands(value)
    product = _PRODUCT.search(text, *head) or re.compile(
        _PRODUCT.pattern.split("|(?:Blue|Gold")[0] + ")", re.IGNORECASE
    ).search(text, *blocks(s.facts).opening)
    if product:
        return stands(product.span())
    return absent(
        "The insurance plan is not named, and one payer has many plans, each with its own rules.",
        "Add a line, for example 'Plan: Choice POS II'.",
        next(iter(blocks(s.facts).of("subject")), blocks(s.facts).greeting),
    )


def _is_company_alone(value: str) -> bool:
    rest = any_of("payers_named", "names", "sorts").without(value)
    return not re.search(
        r"\w{2,}", re.sub(r"(?i)\b(?:of|and|the|health|care|\w{0,2})\b", " ", rest)
    ) and not _PRODUCT.search(value)


@in_letter("CHK-041", member_number_asked)
def member_number(s: LetterSubject) -> Said:
    place = number_in(s)
    if place is None:
        gap = _number_gap(s)
        if gap:
            return blank("the member number", gap)
        return absent(
            "No policy or member number is given, and the payer cannot find the member without it.",
            "Add a line, for example 'Member ID: W123456789'.",
            next(iter(blocks(s.facts).of("subject")), blocks(s.facts).greeting),
        )
    if s.facts.payer_type == "medicare_ffs":
        try:
            identifiers.mbi(place.of(s.letter.text))
        except ValueError:
            return absent(
                "The number is not a Medicare number: that has 11 letters and digits in a fixed pattern.",
                "Copy it from the red, white and blue card, for example 1EG4-TE5-MK73.",
                place,
            )
    return stands(place)


def number_in(s: LetterSubject) -> Span | None:
    """The policy or member number behind its label above the text, or in the text where it stands only there."""
    text = s.letter.text
    for head in (_head(s), s.letter.body):
        for found in _NUMBER_LABEL.finditer(text, *head):
            which = "value" if found["value"] else "short"
            value = found[which]
            line = max(text.rfind("\n", 0, found.start()) + 1, found.start() - 18)
            label = text[line : found.start(which)]
            own_label = re.split(r"[|,;]|\s{3,}", label.rstrip())[-1]
            words = re.match(r"(?:[A-Z]{1,4} )?[^ ]*\d[^ ]*(?: (?=[A-Z0-9-]*\d)[A-Z0-9-]+)*", value, re.IGNORECASE)
            # In the text "policy L33718" is the payer's, not the member's.
            its_own = head.start == 0 or _OF_MEMBER.search(own_label)
            if words is None or _OTHER_NUMBER.search(own_label) or not its_own:
                continue
            start = found.start(which)
            if not any(gap.start < start + words.end() and gap.end > start for gap in s.facts.blanks):
                return Span(start, start + words.end())
    return None


def _number_gap(s: LetterSubject) -> Span | None:
    for gap in s.facts.blanks:
        before = s.letter.text[max(0, s.letter.text.rfind("\n", 0, gap.start) + 1) : gap.start]
        own = re.split(r"[|;]", before)[-1][-50:]
        if (_ID_GAP.search(own) and not _OTHER_NUMBER.search(own)) or re.search(
            r"(?i)(?:member|policy|subscriber|insurance)[\s_]*(?:id|number|no|#)", gap.of(s.letter.text)
        ):
            return gap
    return None


@in_letter("CHK-042", has_groups)
def group_number(s: LetterSubject) -> Said:
    text, head = s.letter.text, _head(s)
    found = next((one for one in _GROUP.finditer(text, *head) if not _in_blank(s, one.start("value"))), None)
    if found:
        return stands(found.span("value"))
    none = _NO_GROUP.search(text, *head)
    if none:
        return stands(none.span())
    gap = next(
        (
            b
            for b in s.facts.blanks
            if re.search(r"(?i)(?:group|grp)[\w .]{0,12}[\W_]{0,6}$", text[max(0, b.start - 24) : b.start])
        ),
        None,
    )
    if gap:
        return blank("the group number", gap)
    return absent(
        "No group number is given, and employer plans are found by it.",
        "Copy it from the card, for example 'Group #: 70042', or write 'Group: none'.",
        next(iter(blocks(s.facts).of("subject")), blocks(s.facts).greeting),
    )


def _in_blank(s: LetterSubject, place: int) -> bool:
    return any(gap.start <= place < gap.end for gap in s.facts.blanks)


@in_letter("CHK-043", has_subscriber)
def subscriber(s: LetterSubject) -> Said:
    text, head = s.letter.text, _head(s)
    other: Span | None = None
    for found in (*_HOLDER.finditer(text, *head), *_COVERED_BY.finditer(text)):
        value, place = found["value"], Span(*found.span("value"))
        if _in_blank(s, place.start):
            return blank("the subscriber", place)
        if re.match(r"(?i)insured", found.group().lstrip()) and not (_SELF.search(value) or _RELATION.search(value)):
            continue
        named = _NAME.search(value)
        if _SELF.search(value) or (named and _RELATION.search(text, place.start, min(len(text), place.end + 60))):
            return stands(place)
        if (
            named
            and s.facts.patient
            and named.group().split()[-1] == s.facts.patient.value.split()[-1:][0]
            and named.group().split()[0] == s.facts.patient.value.split()[0]
        ):
            return stands(place)
        other = other or place
    said = _SELF_SAID.search(text)
    if said:
        return stands(said.span())
    if other:
        return weak(
            "The subscriber is not said with name and relationship, and the payer asks whose policy it is.",
            "Write both, for example 'Subscriber: Daniel Moore, father', or 'Subscriber: self'.",
            other,
        )
    return absent(
        "It is not said who the subscriber is, and the payer asks whose policy it is.",
        "Add a line, for example 'Subscriber: self', or name and relationship.",
        next(iter(blocks(s.facts).of("subject")), blocks(s.facts).greeting),
    )
