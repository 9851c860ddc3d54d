"""Checks of the diagnoses: said in words, coded, in a form that can be billed, dated.

Imports this room and `knowledge`. Run by `runner`. Without a code book, as while its index is being built, the form is
judged alone, and what is known of low back pain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lmnboard.checklist import coded
from lmnboard.checklist.applies import diagnosed, several_diagnoses
from lmnboard.checklist.coded import Amiss
from lmnboard.checklist.described import disagrees
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge import identifiers
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.code_book import CodeBook
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case_facts import Diagnosis

_LOW_BACK_PAIN_SPLIT = date(2021, 10, 1)
_TOO_GENERAL = {
    "M54.50": "M54.51 (vertebrogenic) or M54.59 (other low back pain)",
    "M54.9": "the code of the region, as M54.51 or M54.59 for the low back",
}
_UNSPECIFIED = re.compile(r"\bunspecified\b", re.IGNORECASE)
_DISAGREE = {
    "side": "{code} stands for another side than the diagnosis says.",
    "site": "{code} stands for another part of the body than the diagnosis says.",
    "number": "{code} stands for another type, class or stage than the diagnosis says.",
    "disease": "{code} stands for something else than the diagnosis says.",
}


def service_day(s: Subject) -> date:
    """The day whose code sets count: of the service where it is known, else today."""
    return s.case.request.start_on or s.today


def looked_up(s: Subject) -> bool:
    """There is a diagnosis, and a book to look its code up in."""
    return bool(s.case.diagnoses) and s.books is not None


def _amiss(row: Diagnosis, amiss: Amiss) -> Fault:
    code = row.code or ""
    return wrong(
        f"diagnoses/{row.id}/code",
        amiss.message,
        amiss.fix,
        words=code,
        span=(0, len(code)),
        severity=amiss.severity,
    )


def _well_formed(s: Subject) -> list[tuple[Diagnosis, str]]:
    """Each row that has a code in the form of one, with it as on a claim; the form has its own check."""
    kept = []
    for row in s.case.diagnoses:
        try:
            kept.append((row, identifiers.icd10cm(row.code or "")))
        except ValueError:
            continue
    return kept


@check("CHK-050", "ICD-10-CM code given", part="E", section="diagnosis", source="guide A.040, A.219", also=("CHK-059",))
def code_given(s: Subject) -> Iterator[Fault]:
    if not s.case.diagnoses:
        yield missing(
            "diagnoses",
            "without a diagnosis there is no necessity",
            "Add a row with the ICD-10-CM code and the diagnosis in words, for example M54.51.",
        )
    for row in s.case.diagnoses:
        if says_nothing(row.code):
            yield missing(f"diagnoses/{row.id}/code", "payers match it to the request", of=row.description)


@check(
    "CHK-049", "Diagnosis stated in words", part="E", section="diagnosis", source="guide A.039-040", applies=diagnosed
)
def words(s: Subject) -> Iterator[Fault]:
    for row in s.case.diagnoses:
        if says_nothing(row.description):
            yield missing(f"diagnoses/{row.id}/description", "a code alone tells a reader nothing", of=row.code)


@check(
    "CHK-036",
    "Re block: which diagnosis is the primary one",
    part="C",
    section="diagnosis",
    severity="warn",
    source="guide A.189",
    applies=several_diagnoses,
)
def primary(s: Subject) -> Fault | None:
    marked = [row for row in s.case.diagnoses if row.primary]
    if len(marked) == 1:
        return None
    row = marked[1] if marked else s.case.diagnoses[0]
    return wrong(
        f"diagnoses/{row.id}/primary",
        "More than one diagnosis is marked primary." if marked else "None of the diagnoses is marked primary.",
        "Mark the one diagnosis that the request is for.",
    )


@check("CHK-051", "Code is well formed", part="E", section="diagnosis", source="guide A.104", applies=diagnosed)
def form(s: Subject) -> Iterator[Fault]:
    for row in s.case.diagnoses:
        code = row.code or ""
        try:
            well_formed = says_nothing(code) or bool(identifiers.icd10cm(code))
        except ValueError:
            well_formed = False
        if not well_formed:
            yield wrong(
                f"diagnoses/{row.id}/code",
                f"{quoted(code)} is not in the form of an ICD-10-CM code, so the claim is returned.",
                "Write 3 to 7 characters with the dot after the third, for example M54.51.",
                words=code[:40],
            )


@check(
    "CHK-052",
    "Code exists and is valid on the day of the service",
    part="E",
    section="diagnosis",
    source="guide A.040, A.104; ICD-10-CM",
    applies=looked_up,
)
def exists(s: Subject) -> Iterator[Fault]:
    if s.books is not None:
        for row, code in _well_formed(s):
            amiss = coded.unknown(s.books, code, service_day(s))
            if amiss:
                yield _amiss(row, amiss)


@check(
    "CHK-053",
    "Code is billable (most granular level)",
    part="E",
    section="diagnosis",
    source="guide A.041-042; ICD-10-CM, fiscal year 2022",
    applies=diagnosed,
)
def billable(s: Subject) -> Iterator[Fault]:
    for row, code in _well_formed(s):
        if code == "M54.5" and service_day(s) >= _LOW_BACK_PAIN_SPLIT:
            yield wrong(
                f"diagnoses/{row.id}/code",
                f"M54.5 has not been billable since {us_date(_LOW_BACK_PAIN_SPLIT)}.",
                "Choose M54.51 (vertebrogenic), M54.59 (other), or M54.50 where no more is known.",
                words="M54.5",
                span=(0, 5),
            )
        elif s.books is not None:
            amiss = coded.not_billable(s.books, code, service_day(s))
            if amiss:
                yield _amiss(row, amiss)


@check(
    "CHK-055",
    "Low back pain is coded as specifically as it is known",
    part="E",
    section="diagnosis",
    severity="warn",
    source="guide A.043-044",
    applies=diagnosed,
)
def low_back_pain(s: Subject) -> Iterator[Fault]:
    for row in s.case.diagnoses:
        if row.code in _TOO_GENERAL:
            yield wrong(
                f"diagnoses/{row.id}/code",
                f"{row.code} leaves open what causes the pain, and a reviewer may ask.",
                f"Where more is known, choose {_TOO_GENERAL[row.code]}.",
                words=row.code,
                span=(0, len(row.code)),
            )


@check(
    "CHK-054",
    "No unspecified code when a more specific one exists",
    part="E",
    section="diagnosis",
    severity="warn",
    source="guide A.042, A.115-116; ICD-10-CM guidelines I.B.18",
    applies=diagnosed,
)
def unspecified(s: Subject) -> Iterator[Fault]:
    if s.books is None:
        yield from _called_unspecified(s)
        return
    for row, code in _well_formed(s):
        amiss = None if code in _TOO_GENERAL else coded.too_general(s.books, code, service_day(s))
        if amiss:
            yield _amiss(row, amiss)


def _called_unspecified(s: Subject) -> Iterator[Fault]:
    """What can be said without a book: the diagnosis itself says it."""
    for row in s.case.diagnoses:
        found = _UNSPECIFIED.search(row.description or "")
        if found and row.code not in _TOO_GENERAL:
            yield wrong(
                f"diagnoses/{row.id}/description",
                "The diagnosis says 'unspecified', which invites a question.",
                "Name side, type or stage if the chart has it; keep it where no more is known.",
                words=found.group(),
                span=found.span(),
            )


@check(
    "CHK-056",
    "Codes agree with the diagnoses in words, and with each other",
    part="E",
    section="diagnosis",
    severity="warn",
    source="guide A.043, A.104; ICD-10-CM, Excludes1 notes",
    applies=looked_up,
)
def agree(s: Subject) -> Iterator[Fault]:
    if s.books is None:
        return
    on, rows = service_day(s), _well_formed(s)
    codes = [code for _row, code in rows]
    for row, code in rows:
        yield from _disagreeing(s.books, row, code, codes, on)
    by_code = {code: row for row, code in rows}
    for second, amiss in coded.not_together(s.books, list(by_code), on):
        yield _amiss(by_code[second], amiss)


def _disagreeing(book: CodeBook, row: Diagnosis, code: str, codes: list[str], on: date) -> Iterator[Fault]:
    official = book.find("ICD-10-CM", code, on)
    if official is None or says_nothing(row.description):
        return
    in_what = disagrees(book, official, row.description or "", on, codes)
    if in_what:
        yield _amiss(row, Amiss(_DISAGREE[in_what].format(code=code), coded.official_words(official)))


@check("CHK-064", "Date of diagnosis", part="F", section="diagnosis", source="guide A.194", applies=diagnosed)
def dated(s: Subject) -> Iterator[Fault]:
    born = s.case.patient.date_of_birth
    # Only the diagnosis that the request is for needs its date; the others stand behind it.
    leading = [row for row in s.case.diagnoses if row.primary] or s.case.diagnoses[:1]
    for row in s.case.diagnoses:
        field, on = f"diagnoses/{row.id}/diagnosed_on", row.diagnosed_on
        if on is None:
            if row in leading:
                yield missing(field, "the payer asks how long it has been known", of=row.description)
        elif on > s.today or (born is not None and on < born):
            amiss = "lies in the future" if on > s.today else "is before the patient's birth"
            yield wrong(field, f"Date of diagnosis {amiss}.", "Copy the date from the chart.", words=us_date(on))
