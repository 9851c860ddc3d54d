"""Checks of the requested codes: there, in the form of their system, on its list, supported by a diagnosis.

Imports this room and `knowledge`. Run by `runner`. HCPCS codes are looked up where CMS's file is loaded, CPT
codes where the clinic keeps a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lmnboard.checklist import coded
from lmnboard.checklist.applies import codes_requested, quantity_or_code
from lmnboard.checklist.criteria_own import not_covered
from lmnboard.checklist.diagnosis import service_day
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge import identifiers
from lmnboard.knowledge.as_typed import quoted
from lmnboard.model.case_facts import RequestedCode

_FORMS: dict[str, Callable[[str], str]] = {"CPT": identifiers.cpt, "HCPCS": identifiers.hcpcs, "NDC": identifiers.ndc}
_EXAMPLES = {"CPT": "97110", "HCPCS": "E0601", "NDC": "00002-8215-01"}


@check(
    "CHK-103",
    "Codes of what is requested",
    part="H",
    section="request",
    severity="warn",
    source="guide A.068, B.049",
    applies=quantity_or_code,
)
def codes(s: Subject) -> Iterator[Fault]:
    asked = s.case.request
    if s.case.kind == "medication":
        # A drug from the pharmacy often has no code in the letter; then the number says what is asked.
        if not asked.codes and says_nothing(asked.quantity):
            yield missing("request.quantity", "the payer approves so much for so long")
    elif not asked.codes:
        yield missing(
            "request.codes",
            "the payer decides by code",
            "Add the CPT or HCPCS code that will be billed, for example E0601.",
        )
    for row in asked.codes:
        if says_nothing(row.code):
            yield missing(f"request.codes/{row.id}/code", "the row says nothing without it", of=row.description)
        elif row.system is None:
            yield missing(
                f"request.codes/{row.id}/system",
                "the same signs can be two codes",
                "Choose CPT, HCPCS or NDC.",
                of=row.code,
            )
        elif not _in_form(row.system, row.code or ""):
            yield wrong(
                f"request.codes/{row.id}/code",
                f"{quoted(row.code or '')} is not in the form of a code of {row.system}.",
                f"Write it like {_EXAMPLES[row.system]}, without a modifier.",
                words=(row.code or "")[:40],
                severity="block",
            )
        else:
            yield from _not_listed(s, row)


def _not_listed(s: Subject, row: RequestedCode) -> Iterator[Fault]:
    code = (row.code or "").strip().upper()
    if s.books is None or row.system not in ("CPT", "HCPCS"):
        return
    amiss = coded.not_listed(s.books, row.system, code, service_day(s))
    if amiss:
        yield wrong(
            f"request.codes/{row.id}/code",
            amiss.message,
            amiss.fix,
            words=code,
            severity=amiss.severity or "block",
        )


def _in_form(system: str, code: str) -> bool:
    try:
        return bool(_FORMS[system](code))
    except ValueError:
        return False


@check(
    "CHK-057",
    "Diagnosis code supports the requested service",
    part="E",
    section="request",
    severity="warn",
    source="guide B.001, B.056-057, B.087",
    applies=codes_requested,
)
def supported(s: Subject) -> Iterator[Fault]:
    diagnosed = {row.code for row in s.case.diagnoses}
    for row in s.case.request.codes:
        field = f"request.codes/{row.id}/supports"
        strange = [code for code in row.supports if code not in diagnosed]
        if strange:
            yield wrong(
                field,
                f"{quoted(strange[0])} is named as support for a code and is no diagnosis of this case.",
                "Name one of the case's diagnoses, or add this one to them.",
                words=strange[0][:40],
            )
        elif not row.supports and len(diagnosed) > 1:  # of one alone it is plain which
            yield missing(field, "the payer pairs each code with one", "Name it by its code.", of=row.code)
    yield from not_covered(s)
