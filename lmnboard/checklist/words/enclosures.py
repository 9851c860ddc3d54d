"""How a letter's words are read for its enclosures: named, listed, complete, and pointed at from the text.

Imports this room, `documents` and `cited_records`. Registered here, run by `runner`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lmnboard.checklist.applies import appeal, coverage_asked
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter, letter_check
from lmnboard.checklist.said import NOT_ASKED, Place, Said, absent, blank, stands, weak
from lmnboard.checklist.words.cited_records import cited_consult, cited_guidelines, cited_imaging, cited_lab
from lmnboard.checklist.words.documents import Reference, enclosed, kinds_in
from lmnboard.knowledge.pattern import Pattern

_LIST_THEM = "List them at the end, for example 'Enclosures: office note, 04/09/2026; MRI report, 03/02/2026'."
_OF_ANY_DOCUMENT = frozenset((
    "report", "reports", "enclosed", "attached", "enclosure", "attachment", "dated", "which", "shows", "document",
    "documents", "results", "record", "records",
))  # fmt: skip
_LITERATURE = Pattern(
    r"\b(?:literature|references?|articles?|publications?|citations?|evidence|statements?|excerpts?)\b", re.IGNORECASE
)
_LONG_WORD = Pattern(r"[A-Za-z]{5,}")


@in_letter("CHK-120", coverage_asked)
def names_enclosures(s: LetterSubject) -> Said:
    found = enclosed(s.letter)
    if found.listed or found.named:
        return stands(found.listed or found.named[0])
    if found.blank:
        return blank("the enclosures", found.blank)
    return absent("The letter names no enclosure, and a claim without proof is denied.", _LIST_THEM, found.bare)


@letter_check(
    "CHK-129",
    "Enclosures are listed",
    part="K",
    field="attachments",
    severity="warn",
    source="guide A.206",
    applies=coverage_asked,
)
def list_of_enclosures(s: LetterSubject) -> Said:
    found = enclosed(s.letter)
    if found.listed:
        return stands(found.listed)
    if found.blank:
        return blank("the list of enclosures", found.blank)
    if found.named or found.bare:
        return weak(
            "Enclosures are spoken of and not listed, so pages that get lost are not missed.",
            _LIST_THEM,
            found.named[0] if found.named else found.bare,
        )
    return absent("There is no list of enclosures, so nobody can tell whether all pages have come.", _LIST_THEM)


@in_letter("CHK-125", coverage_asked)
def clinical_note(s: LetterSubject) -> Said:
    return _enclosed(
        s,
        "note",
        "No clinical note is among the enclosures, and the reviewer checks the letter against it.",
        "Enclose the note of the visit that led to this request, for example 'office note, 04/09/2026'.",
    )


@in_letter("CHK-130", appeal)
def denial_notice(s: LetterSubject) -> Said:
    return _enclosed(
        s,
        "denial",
        "The payer's denial is not among the enclosures, and the appeal answers it.",
        "Enclose the notice and list it, for example 'denial notice, 05/11/2026'.",
    )


@in_letter("CHK-121", coverage_asked)
def laboratory(s: LetterSubject) -> Said:
    return _where_cited(
        s,
        cited_lab(s.letter),
        "lab",
        "A laboratory value is given, and no laboratory report is enclosed to prove it.",
        "Enclose it, for example 'laboratory report, 06/02/2026'.",
    )


@in_letter("CHK-122", coverage_asked)
def images(s: LetterSubject) -> Said:
    return _where_cited(
        s,
        cited_imaging(s.letter),
        "imaging",
        "An image is cited, and no imaging report is enclosed to prove it.",
        "Enclose the radiologist's report, for example 'MRI report, 03/02/2026'.",
    )


@in_letter("CHK-123", coverage_asked)
def consultation(s: LetterSubject) -> Said:
    authors = frozenset(match["name"].split()[-1].lower() for match in s.facts.authors)
    return _where_cited(
        s,
        cited_consult(s.letter, authors),
        "consult",
        "Another clinician's opinion is cited, and no report of it is enclosed.",
        "Enclose it, for example 'psychological evaluation, 01/27/2026'.",
    )


@in_letter("CHK-124", coverage_asked)
def guideline(s: LetterSubject) -> Said:
    cited = cited_guidelines(s.letter)
    if not cited:
        return NOT_ASKED
    found = enclosed(s.letter)
    of_organization = any(word in found.words for _, words in cited for word in words)
    if "guideline" in found.kinds or of_organization or _LITERATURE.search(found.words):
        return stands(cited[0][0])
    return absent(
        "A guideline is cited, and no copy of it is enclosed for the reviewer to look at.",
        "Enclose the page that is cited, for example 'GINA report 2025, table of step 5'.",
        cited[0][0],
    )


@in_letter("CHK-127", coverage_asked)
def references_told(s: LetterSubject) -> Iterator[Said] | Said:
    references = enclosed(s.letter).references
    if not references:
        return NOT_ASKED
    poor = [one for one in references if not (one.names and one.dated and one.shows)]
    return (_poor(one) for one in poor) if poor else stands(references[0].span)


def _poor(one: Reference) -> Said:
    if not one.names:
        message = "It points at an enclosure without saying which, and the reviewer has to search."
    else:
        lacks = " and ".join(word for word, told in (("its date", one.dated), ("what it shows", one.shows)) if not told)
        message = f"It points at an enclosure without {lacks}, and the reviewer has to search."
    return weak(message, "Say it whole, for example 'see enclosed MRI report of 03/02/2026, which shows …'.", one.span)


@in_letter("CHK-128", coverage_asked)
def references_listed(s: LetterSubject) -> Iterator[Said] | Said:
    found = enclosed(s.letter)
    if not found.listed or not found.references:
        return NOT_ASKED
    amiss = [said for one in found.references if (said := _not_listed(s, one)) is not None]
    return iter(amiss) if amiss else stands(found.references[0].span)


def _not_listed(s: LetterSubject, one: Reference) -> Said | None:
    found = enclosed(s.letter)
    if one.number:
        within = not one.number.isdigit() or int(one.number) <= found.items
        return None if within else _missing_from_list(one.span)
    if not one.names:
        return weak(
            "It points at an enclosure and does not say at which one of the list.",
            "Name it as the list does, for example 'see enclosed MRI report of 03/02/2026'.",
            one.span,
        )
    sorts = one.kinds - {"other"}
    own = {word.lower() for word in _LONG_WORD.findall(one.sentence.of(s.letter.text))} - _OF_ANY_DOCUMENT
    rows = found.listed.of(s.letter.text) if found.listed else ""
    listed = {word.lower() for word in _LONG_WORD.findall(rows)}
    # A bare "(enclosed)" behind words of no known kind may mean any row of the list.
    cannot_tell = not sorts and s.letter.text[one.span.start] in "(["
    if cannot_tell or sorts & kinds_in(rows) or own & listed:
        return None
    return _missing_from_list(one.span)


def _missing_from_list(span: Place) -> Said:
    return absent(
        "It points at an enclosure that is not in the list of enclosures.",
        "Enclose the document and add it to the list, or take the reference out.",
        span,
    )


def _enclosed(s: LetterSubject, kind: str, message: str, fix: str) -> Said:
    found = enclosed(s.letter)
    place = found.listed or (found.named[0] if found.named else None)
    return stands(place) if kind in found.kinds else absent(message, fix, place)


def _where_cited(s: LetterSubject, cited: Place | None, kind: str, message: str, fix: str) -> Said:
    if cited is None:
        return NOT_ASKED
    return stands(cited) if kind in enclosed(s.letter).kinds else absent(message, fix, cited)
