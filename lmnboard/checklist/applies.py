"""Which cases a check is asked of: by purpose, kind of request, payer type and state of the case.

Imports `subject` alone. Every registration names one of these; a check that does not apply is never asked.
"""

from __future__ import annotations

from collections.abc import Callable

from lmnboard.checklist.subject import Subject

Predicate = Callable[[Subject], bool]

_MEDICARE = ("medicare_ffs", "medicare_advantage")
_MEDICAID = ("medicaid_ffs", "medicaid_mc")


def always(_: Subject) -> bool:
    """Every letter."""
    return True


def provider_known(s: Subject) -> bool:
    """A signing provider who stands in the directory; where none does, that alone is the finding."""
    return s.case.provider in s.clinic.providers


def npi_given(s: Subject) -> bool:
    """A signing provider with an NPI; where there is none, that alone is the finding."""
    return bool(s.provider.npi)


def payer_known(s: Subject) -> bool:
    """A payer who stands in the directory; where none does, that alone is the finding."""
    return s.case.payer in s.clinic.payers


def payer_addressed(s: Subject) -> bool:
    """A payer of the directory who decides on coverage."""
    return payer_known(s) and coverage_asked(s)


def reimbursement(s: Subject) -> bool:
    """HSA, FSA and HRA letters: they show medical care for a diagnosed condition and argue with no coverage policy."""
    return s.case.purpose == "reimbursement" or s.payer.type == "hsa_fsa"


def coverage_asked(s: Subject) -> bool:
    """All but HSA, FSA and HRA letters: a payer decides on coverage, so the letter argues in full and proves it."""
    return not reimbursement(s)


def has_groups(s: Subject) -> bool:
    """Plans with groups: Medicare and Medicaid have none, workers' compensation has a claim number instead."""
    return coverage_asked(s) and s.payer.type in (None, "commercial", "other")


def member_number_asked(s: Subject) -> bool:
    """Not workers' compensation, which goes by the claim number, nor an HSA or FSA, which goes by its owner."""
    return coverage_asked(s) and not workers_comp(s)


def has_subscriber(s: Subject) -> bool:
    """Not Medicare, Medicaid and workers' compensation, where the patient is the only person insured."""
    return has_groups(s)


def medicare(s: Subject) -> bool:
    """Original Medicare and Medicare Advantage."""
    return s.payer.type in _MEDICARE


def medicare_function(s: Subject) -> bool:
    """Medicare, for something that is to restore or replace a function: not a drug, a test or a referral."""
    return medicare(s) and s.case.kind in ("procedure", "equipment", "therapy")


def medicaid(s: Subject) -> bool:
    """Medicaid, fee for service and managed care."""
    return s.payer.type in _MEDICAID


def california_adult(s: Subject) -> bool:
    """Medi-Cal from 21 years on; under 21 the EPSDT standard stands instead."""
    years = age(s)
    return medicaid(s) and s.payer.state == "CA" and years is not None and years >= 21


def under_21(s: Subject) -> bool:
    """Medicaid until the day before the 21st birthday, where EPSDT is the test."""
    years = age(s)
    return medicaid(s) and years is not None and years < 21


def age(s: Subject) -> int | None:
    """The patient's full years today, or None without a birth date."""
    born = s.case.patient.date_of_birth
    if born is None:
        return None
    return s.today.year - born.year - ((s.today.month, s.today.day) < (born.month, born.day))


def commercial(s: Subject) -> bool:
    """Commercial payers."""
    return s.payer.type == "commercial" and coverage_asked(s)


def workers_comp(s: Subject) -> bool:
    """Workers' compensation."""
    return s.payer.type == "workers_comp"


def policy_cited(s: Subject) -> bool:
    """Payers with coverage policies of their own: Medicare has LCDs and NCDs, workers' compensation guidelines."""
    return coverage_asked(s) and s.payer.type not in ("medicare_ffs", "workers_comp")


def appeal(s: Subject) -> bool:
    """Appeals."""
    return s.case.purpose == "appeal"


def continued_therapy(s: Subject) -> bool:
    """Continuations of a therapy."""
    return s.case.purpose == "continuation"


def medication(s: Subject) -> bool:
    """Medications."""
    return s.case.kind == "medication"


def medication_coverage(s: Subject) -> bool:
    """Medications that a payer decides on."""
    return medication(s) and coverage_asked(s)


def off_label(s: Subject) -> bool:
    """Medications outside the indications that the FDA approved."""
    return medication_coverage(s) and s.case.off_label is True


def therapy(s: Subject) -> bool:
    """Therapies."""
    return s.case.kind == "therapy"


def therapy_coverage(s: Subject) -> bool:
    """Therapies that a payer decides on."""
    return therapy(s) and coverage_asked(s)


def procedure(s: Subject) -> bool:
    """Procedures that a payer decides on."""
    return s.case.kind == "procedure" and coverage_asked(s)


def goes_on(s: Subject) -> bool:
    """Medication, therapy and equipment, given again and again; a procedure, a test and a referral happen once."""
    return s.case.kind in ("medication", "therapy", "equipment")


def supplied_in_quantity(s: Subject) -> bool:
    """Therapy and equipment."""
    return s.case.kind in ("therapy", "equipment") and coverage_asked(s)


def quantity_or_code(s: Subject) -> bool:
    """What is billed by a code or dispensed by number; a referral has neither."""
    return s.case.kind in ("procedure", "medication", "equipment", "therapy", "test") and coverage_asked(s)


def function_measured(s: Subject) -> bool:
    """Therapy and equipment, which stand on a functional assessment."""
    return s.case.kind in ("therapy", "equipment") and coverage_asked(s)


def may_come_first(s: Subject) -> bool:
    """A screening test or a referral may come before any complaint, result or treatment: those are asked mildly."""
    return s.case.kind in ("test", "referral")


def goal_asked(s: Subject) -> bool:
    """Treatments, which have a measurable goal; a test or a referral has an answer."""
    return s.case.kind in ("procedure", "medication", "equipment", "therapy") and coverage_asked(s)


def codes_requested(s: Subject) -> bool:
    """Requests with a code."""
    return bool(s.case.request.codes)


def diagnosed(s: Subject) -> bool:
    """Cases with a diagnosis; where there is none, that alone is the finding."""
    return bool(s.case.diagnoses)


def several_diagnoses(s: Subject) -> bool:
    """Cases with more than one diagnosis."""
    return len(s.case.diagnoses) > 1


def findings_told(s: Subject) -> bool:
    """Letters that tell results."""
    return coverage_asked(s) and bool(s.case.findings)


def treatments_told(s: Subject) -> bool:
    """Letters that tell previous treatments."""
    return coverage_asked(s) and bool(s.case.treatments)


def course_told(s: Subject) -> bool:
    """Letters that tell the course; where none is written, that alone is the finding."""
    return coverage_asked(s) and bool(s.case.history.course)


def consequences_told(s: Subject) -> bool:
    """Letters that tell what follows without the treatment."""
    return coverage_asked(s) and bool(s.case.outcomes.without_treatment)


def evidence_told(s: Subject) -> bool:
    """Letters that cite evidence."""
    return coverage_asked(s) and bool(s.case.evidence)


def signed(s: Subject) -> bool:
    """Letters that are signed."""
    return bool(s.case.signature.by)


def still_gathering(s: Subject) -> bool:
    """Cases in gathering: tasks of later stages are no condition of writing."""
    return s.case.stage == "gathering"


def tasks_asked(s: Subject) -> bool:
    """Cases in gathering, and until the letter leaves those with facts from an earlier case to be confirmed."""
    return still_gathering(s) or (
        s.case.stage in ("drafting", "review") and any((t.origin or "").startswith("carried:") for t in s.case.tasks)
    )
