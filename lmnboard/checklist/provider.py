"""Checks of the provider block: who writes, what makes them somebody to listen to, how to reach them.

Imports this room and `knowledge.identifiers`. Run by `runner`; all but the first need a provider in the directory.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmnboard.checklist.applies import npi_given, payer_addressed, provider_known
from lmnboard.checklist.criteria_own import is_therapist, therapist_refused
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge import identifiers


def _record(s: Subject) -> str:
    return f"providers/{s.case.provider}"


@check(
    "CHK-001", "Author is a licensed healthcare provider who may sign", part="A", section="case", source="guide A.007"
)
def author(s: Subject) -> Fault | None:
    if not s.case.provider:
        return missing("provider", "a letter stands on a clinician's name")
    if s.case.provider not in s.clinic.providers:
        return wrong(
            "provider",
            "Signing provider is not in the clinic's directory, so the letter has no name to stand on.",
            "Choose one of the directory's providers, or enter this one there.",
        )
    if s.provider.may_sign is False:
        return wrong(
            "provider",
            "The signing provider is marked as one who may not sign letters.",
            "Choose a provider who may sign, or correct 'may sign letters' in the directory.",
        )
    return None


@check(
    "CHK-014", "Provider full name", part="B", section="case", source="guide A.033-034, A.174", applies=provider_known
)
def name(s: Subject) -> Fault | None:
    if says_nothing(s.provider.name):
        return missing("name", "a payer asks who writes", record=_record(s))
    return None


@check("CHK-015", "Professional title", part="B", section="case", source="guide A.034", applies=provider_known)
def title(s: Subject) -> Fault | None:
    if says_nothing(s.provider.title):
        return missing("title", "it says in what role the provider treats the patient", record=_record(s))
    return None


@check("CHK-016", "Credentials", part="B", section="case", source="guide A.034, A.174", applies=provider_known)
def credentials(s: Subject) -> Fault | None:
    if says_nothing(s.provider.credentials):
        return missing("credentials", "a payer asks whether the writer is licensed", record=_record(s))
    return None


@check("CHK-017", "Specialty", part="B", section="case", source="guide A.034, A.175", applies=provider_known)
def specialty(s: Subject) -> Fault | None:
    if says_nothing(s.provider.specialty):
        return missing("specialty", "a reviewer weighs the opinion by it", record=_record(s))
    return None


@check(
    "CHK-018",
    "NPI number present",
    part="B",
    section="case",
    source="guide A.034, A.179; 45 CFR 162.410",
    applies=provider_known,
)
def npi(s: Subject) -> Fault | None:
    if says_nothing(s.provider.npi):
        return missing("npi", "a payer finds the provider by these 10 digits", record=_record(s))
    return None


@check(
    "CHK-019", "NPI is well formed", part="B", section="case", source="guide A.034; 45 CFR 162.406", applies=npi_given
)
def npi_form(s: Subject) -> Fault | None:
    given = s.provider.npi or ""
    try:
        identifiers.npi(given)
    except ValueError:
        return wrong(
            "npi",
            "NPI cannot be right: it has 10 digits, begins with 1 or 2, and its last is a check digit.",
            "Copy it from the NPI registry, for example 1234567893.",
            words=given[:20],
            record=_record(s),
        )
    return None


@check(
    "CHK-020",
    "NPI belongs to this provider",
    part="B",
    section="case",
    severity="info",
    source="guide A.034-035",
    applies=npi_given,
)
def npi_compared(s: Subject) -> Fault | None:
    on = s.provider.npi_checked_on
    if on is None:
        return missing("npi_checked_on", "an NPI of somebody else passes every other test", record=_record(s))
    if on > s.today:
        return wrong(
            "npi_checked_on",
            "NPI compared with the registry on lies in the future.",
            "Write the day on which somebody looked it up, for example today.",
            record=_record(s),
        )
    return None


@check(
    "CHK-172",
    "Therapist may write the letter where the payer allows it",
    part="O",
    section="case",
    source="guide B.037-038",
    applies=payer_addressed,
)
def therapist_allowed(s: Subject) -> Fault | None:
    if s.payer.therapist_letters is None and is_therapist(s):
        return missing(
            "therapist_letters",
            "some payers take letters of physicians only",
            "Ask the payer, then say yes or no in its directory record.",
            record=f"payers/{s.case.payer}",
            severity="warn",
        )
    return therapist_refused(s)


@check("CHK-021", "Practice name", part="B", section="case", source="guide A.034, A.176", applies=provider_known)
def practice(s: Subject) -> Fault | None:
    if says_nothing(s.provider.practice.name):
        return missing("practice.name", "it heads the letter", record=_record(s))
    return None


@check(
    "CHK-022",
    "Practice address",
    part="B",
    section="case",
    severity="warn",
    source="guide A.177",
    applies=provider_known,
)
def address(s: Subject) -> Fault | None:
    given = s.provider.practice.address
    for part in ("street", "city", "state", "zip"):
        if says_nothing(getattr(given, part)):
            return missing(f"practice.address.{part}", "the practice address heads the letter", record=_record(s))
    return None


@check(
    "CHK-023",
    "Contact information: phone",
    part="B",
    section="case",
    source="guide A.034, A.178",
    applies=provider_known,
)
def phone(s: Subject) -> Fault | None:
    return _number(s, "phone", s.provider.practice.phone, "the reviewer calls it to discuss the case")


@check(
    "CHK-024",
    "Contact information: fax",
    part="B",
    section="case",
    severity="warn",
    source="guide A.178",
    applies=provider_known,
)
def fax(s: Subject) -> Fault | None:
    if says_nothing(s.provider.practice.fax):
        return missing(
            "practice.fax",
            "many payers answer by fax",
            "Write the practice fax, for example 512-555-0148.",
            record=_record(s),
        )
    return _number(s, "fax", s.provider.practice.fax, "many payers answer by fax")


@check(
    "CHK-025",
    "Contact information: email",
    part="B",
    section="case",
    severity="warn",
    source="guide A.178",
    applies=provider_known,
)
def email(s: Subject) -> Iterator[Fault]:
    given = s.provider.practice.email or ""
    if says_nothing(given):
        yield missing("practice.email", "it belongs to the contact information", record=_record(s))
        return
    try:
        identifiers.email(given)
    except ValueError:
        yield wrong(
            "practice.email",
            "Practice e-mail is not an address that mail can reach.",
            "Write it like letters@example.org.",
            words=given[:40],
            record=_record(s),
        )


def _number(s: Subject, kind: str, given: str | None, why: str) -> Fault | None:
    if given is None or says_nothing(given):
        return missing(f"practice.{kind}", why, record=_record(s))
    try:
        identifiers.phone(given)
    except ValueError:
        return wrong(
            f"practice.{kind}",
            f"Practice {kind} is not a US number, so nobody reaches the practice by it.",
            "Write 10 digits, for example 512-555-0147.",
            words=given[:40],
            record=_record(s),
        )
    return None
