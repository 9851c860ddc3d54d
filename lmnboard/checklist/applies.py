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
    return True


def provider_known(s: Subject) -> bool:
    """The signing provider stands in the directory; where not, that alone is the finding."""
    return s.case.provider in s.clinic.providers


def npi_given(s: Subject) -> bool:
    return bool(s.provider.npi)


def payer_known(s: Subject) -> bool:
    return s.case.payer in s.clinic.payers


def payer_addressed(s: Subject) -> bool:
    return payer_known(s) and coverage_asked(s)


def reimbursement(s: Subject) -> bool:
    """An HSA, FSA or HRA letter: it shows medical care for a diagnosed condition and argues with no coverage policy."""
    return s.case.purpose == "reimbursement" or s.payer.type == "hsa_fsa"


def coverage_asked(s: Subject) -> bool:
    """A payer decides on coverage, so the letter argues in full and proves what it says."""
    return not reimbursement(s)


def has_groups(s: Subject) -> bool:
    """Medicare and Medicaid have no groups, workers' compensation has a claim number instead."""
    return coverage_asked(s) and s.payer.type in (None, "commercial", "other")


def member_number_asked(s: Subject) -> bool:
    """Workers' compensation goes by the claim number, an HSA or FSA by the account's owner."""
    return coverage_asked(s) and not workers_comp(s)


def has_subscriber(s: Subject) -> bool:
    """Under Medicare, Medicaid and workers' compensation the patient is the only person insured."""
    return has_groups(s)


def medicare(s: Subject) -> bool:
    return s.payer.type in _MEDICARE


def medicare_function(s: Subject) -> bool:
    """Medicare, for something that is to restore or replace a function: not a drug, a test or a referral."""
    return medicare(s) and s.case.kind in ("procedure", "equipment", "therapy")


def medicaid(s: Subject) -> bool:
    return s.payer.type in _MEDICAID


def california_adult(s: Subject) -> bool:
    """Medi-Cal from 21 years on; under 21 the EPSDT standard stands instead."""
    born = s.case.patient.date_of_birth
    if not medicaid(s) or s.payer.state != "CA" or born is None:
        return False
    birthday_to_come = (s.today.month, s.today.day) < (born.month, born.day)
    return s.today.year - born.year - birthday_to_come >= 21


def commercial(s: Subject) -> bool:
    return s.payer.type == "commercial" and coverage_asked(s)


def workers_comp(s: Subject) -> bool:
    return s.payer.type == "workers_comp"


def policy_cited(s: Subject) -> bool:
    """Payers with coverage policies of their own: Medicare has LCDs and NCDs, workers' compensation guidelines."""
    return coverage_asked(s) and s.payer.type not in ("medicare_ffs", "workers_comp")


def appeal(s: Subject) -> bool:
    return s.case.purpose == "appeal"


def continued_therapy(s: Subject) -> bool:
    return s.case.purpose == "continuation"


def medication(s: Subject) -> bool:
    return s.case.kind == "medication"


def medication_coverage(s: Subject) -> bool:
    return medication(s) and coverage_asked(s)


def off_label(s: Subject) -> bool:
    return medication_coverage(s) and s.case.off_label is True


def therapy(s: Subject) -> bool:
    return s.case.kind == "therapy"


def therapy_coverage(s: Subject) -> bool:
    return therapy(s) and coverage_asked(s)


def procedure(s: Subject) -> bool:
    return s.case.kind == "procedure" and coverage_asked(s)


def goes_on(s: Subject) -> bool:
    """Given again and again or for a time; a procedure, a test and a referral happen once."""
    return s.case.kind in ("medication", "therapy", "equipment")


def supplied_in_quantity(s: Subject) -> bool:
    return s.case.kind in ("therapy", "equipment") and coverage_asked(s)


def quantity_or_code(s: Subject) -> bool:
    """What is billed by a code or dispensed by number; a referral has neither."""
    return s.case.kind in ("procedure", "medication", "equipment", "therapy", "test") and coverage_asked(s)


def function_measured(s: Subject) -> bool:
    """Therapy and equipment stand on a functional assessment."""
    return s.case.kind in ("therapy", "equipment") and coverage_asked(s)


def may_come_first(s: Subject) -> bool:
    """A screening test or a referral may come before any complaint, result or treatment: those are asked mildly."""
    return s.case.kind in ("test", "referral")


def goal_asked(s: Subject) -> bool:
    """A treatment has a measurable goal; a test or a referral has an answer."""
    return s.case.kind in ("procedure", "medication", "equipment", "therapy") and coverage_asked(s)


def codes_requested(s: Subject) -> bool:
    return bool(s.case.request.codes)


def diagnosed(s: Subject) -> bool:
    """There is a diagnosis; where not, that alone is the finding."""
    return bool(s.case.diagnoses)


def several_diagnoses(s: Subject) -> bool:
    return len(s.case.diagnoses) > 1


def findings_told(s: Subject) -> bool:
    return coverage_asked(s) and bool(s.case.findings)


def treatments_told(s: Subject) -> bool:
    return coverage_asked(s) and bool(s.case.treatments)


def course_told(s: Subject) -> bool:
    """The course is written; where not, that alone is the finding."""
    return coverage_asked(s) and bool(s.case.history.course)


def consequences_told(s: Subject) -> bool:
    return coverage_asked(s) and bool(s.case.outcomes.without_treatment)


def evidence_told(s: Subject) -> bool:
    return coverage_asked(s) and bool(s.case.evidence)


def signed(s: Subject) -> bool:
    return bool(s.case.signature.by)


def still_gathering(s: Subject) -> bool:
    """Tasks of later stages are no condition of writing."""
    return s.case.stage == "gathering"
