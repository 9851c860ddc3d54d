"""Rules for letters: what is asked for, by name and code, in which dose, how often and how long.

Imports this room, `asked` and `amounts`. Run by `runner`.
"""

from __future__ import annotations

from lmnboard.checklist.applies import goes_on, medication, quantity_or_code, reimbursement
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter
from lmnboard.checklist.said import NOT_ASKED, Said, absent, blank, stands, weak
from lmnboard.checklist.words import amounts
from lmnboard.checklist.words.asked import asked
from lmnboard.checklist.words.once import compiled
from lmnboard.knowledge.pattern import AnyPattern, Pattern
from lmnboard.written.letter import Span

_BY_PRESCRIPTION = compiled(r"\bprescri|\bRx\b")
_BLANK_DOSE = compiled(r"dos(?:e|age|ing)|strength|\bmg\b|amount")
_BLANK_OFTEN = compiled(r"frequen|how\s+often|schedule|times\s+per")
_BLANK_LONG = compiled(r"duration|length|how\s+long|weeks|months|period")
_BLANK_CODE = compiled(r"\b(?:cpt|hcpcs|ndc|procedure|billing|service|j)[\s-]*(?:/\s*\w+\s*)?(?:codes?)?\W*$")
_CODE_IN_BLANK = compiled(r"cpt|hcpcs|ndc|procedure code")
_STATE_BEFORE = compiled(r"\b[A-Z]{2}\.?,?\s+$|\b(?:box|icd-?10\S*|dx|diagnos\w+)\W*(?:codes?)?\W*$")
_WITH_MODIFIER = compiled(r"\b(?:CPT|HCPCS|codes?)\b[^.;\n]{0,30}?\b(\d{4}[0-9FTUM]|[A-V]\d{4})(?=-[A-Z0-9]{2}\b)")
_IN_BRACKETS = Pattern(r"[(\[]\s*(?:\d{4}[0-9FT]|[A-V]\d{4})(?=\s*[,;/)\]]|\s+(?:and|x)\b)")
_REFERRED = compiled(r"\b(?:consult\w*|referral|evaluation|visits?|specialist|Dr\.?\s+[A-Z])")
_SEEN = compiled(r"\b(?:visits?|sessions?|therapy)\b")


def _named_at_close(s: LetterSubject) -> Span | None:
    """Where the closing request names the item; visits of a therapy and a consultation of a referral are names."""
    places = asked(s).closing_words
    found = next((at for place in places if (at := asked(s).first_named(place))), None)
    same = {"referral": _REFERRED, "therapy": _SEEN}.get(s.facts.kind)
    if found or same is None or asked(s).named is None:
        return found
    return _in_any(s, same, places)


@in_letter("CHK-002")
def named(s: LetterSubject) -> Said:
    found = asked(s).first_named(Span(0, len(s.letter.text)))
    if found and asked(s).named is not None:
        return stands(found)
    gap = asked(s).blank_for(s.letter.body)
    if gap:
        return blank("what is requested", gap)
    at = asked(s).closing or asked(s).opening
    return weak(
        "The request is never named, so the payer cannot tell what to approve.",
        "Write its exact name, for example 'L4-L5 microdiscectomy' or 'galcanezumab 120 mg'.",
        at,
    )


@in_letter("CHK-099")
def named_twice(s: LetterSubject) -> Said:
    first = asked(s).first_named(asked(s).opening)
    last = _named_at_close(s)
    if first and last:
        return stands(last)
    if not first and not last:
        gap = asked(s).blank_for(s.letter.body)
        if gap:
            return blank("what is requested", gap)
        return absent(
            "Neither the opening nor the closing request names the treatment, and the payer approves a name.",
            "Name it in both, for example 'I request approval of a left L4-L5 microdiscectomy'.",
            asked(s).closing or asked(s).opening,
        )
    if first:
        return weak(
            "The closing request does not name the treatment again, and reviewers read the end first.",
            "Name it there, for example 'Please approve a left L4-L5 microdiscectomy (CPT 63030)'.",
            asked(s).closing or first,
        )
    return weak(
        "The opening does not name the treatment that the letter asks for at its end.",
        "Name it in the first two sentences, for example 'I request an MRI of the left knee'.",
        asked(s).opening,
    )


def _blank_of(s: LetterSubject, about: AnyPattern) -> Span | None:
    """A placeholder of the body that by its words stands for an amount."""
    body = s.letter.body
    return next((one for one in s.facts.blanks if body.holds(one.start) and about.search(s.letter.text, *one)), None)


def _about_the_item(s: LetterSubject) -> list[Span]:
    """The requests, and each sentence in which the item itself is named."""
    item = asked(s).named
    places = [s.letter.sentence_at(match.start()) for match in s.letter.find_all(item)] if item else []
    return [*dict.fromkeys([*asked(s).zones, *places])]


def _in_any(s: LetterSubject, pattern: AnyPattern, places: list[Span]) -> Span | None:
    return next((Span(*m.span()) for place in places if (m := pattern.search(s.letter.text, *place))), None)


@in_letter("CHK-100", medication)
def dose(s: LetterSubject) -> Said:
    if reimbursement(s.asked) and not _BY_PRESCRIPTION.search(s.letter.text):
        return NOT_ASKED
    places = _about_the_item(s)
    amount = _in_any(s, amounts.DOSE, places)
    route = _in_any(s, amounts.ROUTE, places) or (_route_of(s, amount) if amount else None)
    if amount and route:
        return stands(amount)
    gap = _blank_of(s, _BLANK_DOSE)
    if gap and not amount:
        return blank("the dose", gap)
    if amount:
        return weak(
            "The dose has no route, and a payer asks dose, unit and route.",
            "Add how it is given, for example '60 mg by mouth' or '300 mg subcutaneously'.",
            amount,
        )
    if route:
        return weak(
            "The route is told without a dose, and a payer asks dose, unit and route.",
            "Add the dose with its unit, for example '300 mg subcutaneously'.",
            route,
        )
    return absent(
        "No dose of the requested drug is given; a payer asks dose, unit and route.",
        "Write all three, for example '300 mg subcutaneously'.",
        asked(s).closing or asked(s).opening,
    )


def _route_of(s: LetterSubject, amount: Span) -> Span | None:
    """The route in another sentence that gives the same dose: "so it is 300 mg under the skin"."""
    same = [one for one in s.letter.sentences if amount.of(s.letter.text) in one.of(s.letter.text)]
    return _in_any(s, amounts.ROUTE, same)


@in_letter("CHK-101", goes_on)
def duration(s: LetterSubject) -> Said:
    places = asked(s).zones
    found = _length_in(s, places)
    needed = s.letter.find(amounts.LENGTH_OF_NEED)
    if found or needed:
        return stands(found or (needed and needed.span()))
    gap = _blank_of(s, _BLANK_LONG)
    if gap and any(place.holds(gap.start) for place in places):
        return blank("the duration", gap)
    vague = _in_any(s, amounts.VAGUE_DURATION, places) or _in_any(s, amounts.OPEN_ENDED, [s.letter.body])
    visits = _in_any(s, amounts.VISITS, places) if s.facts.kind == "therapy" else None
    if vague or (visits and not amounts.SPENT.search(s.letter.text, *s.letter.sentence_at(visits.start))):
        return weak(
            "The request gives no end, and a payer approves for a time.",
            "Write a number and a unit, for example 'for 12 weeks', or 'lifetime' for equipment.",
            vague or visits,
        )
    return absent(
        "The request does not say for how long, and a payer approves for a time.",
        "Write a number and a unit, for example 'for 12 weeks', or 'lifetime' for equipment.",
        asked(s).closing or asked(s).opening,
    )


def _length_in(s: LetterSubject, places: list[Span]) -> Span | None:
    text = s.letter.text
    for place in places:
        for match in amounts.DURATION.finditer(text, *place):
            if not amounts.EACH_PERIOD.search(text, max(0, match.start() - 24), match.start()):
                return Span(*match.span())
    return None


@in_letter("CHK-102", goes_on)
def frequency(s: LetterSubject) -> Said:
    places = asked(s).zones
    found = _in_any(s, amounts.FREQUENCY, places)
    if found:
        return stands(found)
    gap = _blank_of(s, _BLANK_OFTEN)
    if gap and any(place.holds(gap.start) for place in places):
        return blank("the frequency", gap)
    vague = _in_any(s, amounts.VAGUE_FREQUENCY, places)
    if vague:
        return weak(
            "How often is left open, and a payer approves so many per week or month.",
            "Write a number per period, for example 'every 2 weeks' or 'nightly'.",
            vague,
        )
    # An item named with its use, away from any request: "he wears it every night".
    by_item = _in_any(s, amounts.FREQUENCY, [] if s.facts.kind == "medication" else _about_the_item(s))
    if by_item:
        return stands(by_item)
    return absent(
        "The request does not say how often, and a payer approves so many per week or month.",
        "Write a number per period, for example 'every 2 weeks', '3 visits per week' or 'nightly'.",
        asked(s).closing or asked(s).opening,
    )


@in_letter("CHK-103", quantity_or_code)
def code(s: LetterSubject) -> Said:
    text = s.letter.text
    for one in s.facts.service_codes:
        if not _STATE_BEFORE.search(text, max(0, one.start - 24), one.start):
            return stands(one.span)
    unlabelled = s.letter.find(_WITH_MODIFIER)
    in_request = _in_any(s, _IN_BRACKETS, asked(s).zones)
    if unlabelled or in_request:
        return stands(in_request or (unlabelled and unlabelled.span(1)))
    if s.facts.kind == "medication":
        supply = _in_any(s, amounts.PACKS, asked(s).zones)
        if supply:
            return stands(supply)
    for gap in s.facts.blanks:
        if _BLANK_CODE.search(text, max(0, gap.start - 30), gap.start) or _CODE_IN_BLANK.search(text, *gap):
            return blank("the code of what is requested", gap)
    if s.facts.kind == "medication":
        return absent(
            "Neither a code nor a quantity of the drug is given, and the payer approves so much for so long.",
            "Add them, for example 'HCPCS J9312' or '30 tablets per 30 days'.",
            asked(s).closing or asked(s).opening,
        )
    return absent(
        "The requested item has no CPT or HCPCS code, and the payer decides by code.",
        "Add the code that will be billed, for example 'CPT 63030' or 'HCPCS E0601'.",
        asked(s).closing or asked(s).opening,
    )


@in_letter("CHK-108")
def closing(s: LetterSubject) -> Said:
    if reimbursement(s.asked):
        return NOT_ASKED
    if asked(s).closing is None:
        return absent(
            "No closing request tells the payer what to approve.",
            "End with one, for example 'Please approve 12 visits, two a week for six weeks'.",
            s.letter.paragraphs[-1] if s.letter.paragraphs else None,
        )
    lacks = _what_lacks(s, asked(s).closing_words)
    if lacks:
        return weak(
            f"The closing request does not restate {lacks}.",
            "Say it all there, for example 'Please approve 12 visits, two a week for six weeks'.",
            asked(s).closing,
        )
    return stands(asked(s).closing)


def _what_lacks(s: LetterSubject, places: list[Span]) -> str:
    if _named_at_close(s) is None:
        return "what is asked for by its name"
    kind = s.facts.kind
    counted = _in_any(s, amounts.FREQUENCY, places) or _length_in(s, places)
    if kind == "medication":
        if not _in_any(s, amounts.DOSE, places):
            return "the dose"
        return "" if counted or _in_any(s, amounts.PACKS, places) else "how often and how long"
    if kind in ("therapy", "referral"):
        return "" if counted or _in_any(s, amounts.VISITS, places) else "the number of visits"
    if kind == "equipment":
        return "" if counted or _in_any(s, amounts.ITEMS, places) else "how many, how often or how long"
    return ""
