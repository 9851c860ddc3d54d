"""Checks of the patient and the coverage: whom the payer has to find in its files.

Imports this room and `knowledge.identifiers`. Run by `runner`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmnboard.checklist.applies import coverage_asked, has_groups, has_subscriber, member_number_asked
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_none, says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge import identifiers
from lmnboard.knowledge.typed_dates import us_date

_OLDEST = 120


@check(
    "CHK-038",
    "Patient full legal name",
    part="D",
    section="patient",
    source="guide A.036-037, A.185",
    also=("CHK-032",),
)
def name(s: Subject) -> Fault | None:
    given = s.case.patient.name or ""
    if says_nothing(given):
        return missing("patient.name", "the payer cannot tell whom the letter is about")
    if len(given.split()) < 2:
        return wrong(
            "patient.name",
            "Full legal name is one word: the payer looks for first and last name as on the card.",
            "Write both names as on the insurance card, for example Ada Okafor.",
            words=given[:40],
            severity="warn",
        )
    return None


@check("CHK-039", "Date of birth", part="D", section="patient", source="guide A.037, A.186", also=("CHK-033",))
def date_of_birth(s: Subject) -> Fault | None:
    born = s.case.patient.date_of_birth
    if born is None:
        return missing("patient.date_of_birth", "the payer finds the member by name and birth date")
    if born > s.today:
        return wrong(
            "patient.date_of_birth",
            "Date of birth lies in the future.",
            "Copy it from the insurance card or the chart.",
            words=us_date(born),
        )
    if s.today.year - born.year > _OLDEST:
        return wrong(
            "patient.date_of_birth",
            f"Date of birth makes the patient older than {_OLDEST} years.",
            "Compare the year with the chart.",
            words=us_date(born),
        )
    return None


@check(
    "CHK-040", "Insurance plan name", part="D", section="coverage", source="guide A.037", applies=member_number_asked
)
def plan(s: Subject) -> Fault | None:
    if says_nothing(s.case.coverage.plan_name):
        return missing("coverage.plan_name", "one payer has many plans, each with its own rules")
    return None


@check(
    "CHK-041",
    "Policy number",
    part="D",
    section="coverage",
    source="guide A.037, A.187; CMS, Understanding the MBI format",
    applies=member_number_asked,
    also=("CHK-034",),
)
def policy_number(s: Subject) -> Fault | None:
    given = s.case.coverage.policy_number or ""
    if says_nothing(given):
        return missing("coverage.policy_number", "the payer cannot find the member without it")
    # A card of Medicare Advantage or Part D has the plan's own member number.
    if s.payer.type == "medicare_ffs":
        try:
            identifiers.mbi(given)
        except ValueError:
            return wrong(
                "coverage.policy_number",
                "Policy number is not a Medicare number: that has 11 letters and digits in a fixed pattern.",
                "Copy it from the red, white and blue card, for example 1EG4-TE5-MK73.",
                words=given[:40],
            )
    return None


@check(
    "CHK-042",
    "Group number",
    part="D",
    section="coverage",
    severity="warn",
    source="guide A.037, A.188",
    applies=has_groups,
    also=("CHK-035",),
)
def group_number(s: Subject) -> Fault | None:
    if says_nothing(s.case.coverage.group_number):
        return missing(
            "coverage.group_number",
            "employer plans are found by it",
            "Copy it from the card, or write 'none' where the plan has no groups.",
        )
    return None


@check("CHK-043", "Subscriber information", part="D", section="coverage", source="guide A.037", applies=has_subscriber)
def subscriber(s: Subject) -> Iterator[Fault]:
    given = s.case.coverage
    if given.subscriber_relationship is None:
        yield missing(
            "coverage.subscriber_relationship",
            "the payer asks whose policy it is",
            "Choose self where the patient holds the policy, else spouse, child or other.",
        )
    elif given.subscriber_relationship != "self":
        if says_nothing(given.subscriber_name) or says_none(given.subscriber_name):
            yield missing("coverage.subscriber_name", "the policy is held by somebody else")
        if given.subscriber_date_of_birth is None:
            yield missing("coverage.subscriber_date_of_birth", "the policy is held by somebody else")


@check(
    "CHK-113",
    "'Treating since' date",
    part="I",
    section="patient",
    source="guide A.092, A.192, B.025, B.081",
    applies=coverage_asked,
    also=("CHK-112", "CHK-176"),
)
def treated_since(s: Subject) -> Fault | None:
    since, born = s.case.patient.treated_since, s.case.patient.date_of_birth
    if since is None:
        return missing(
            "patient.treated_since",
            "the opening says how long the provider knows the patient",
            "Write the date of the first visit, for example 3/14/2024.",
        )
    if since > s.today or (born is not None and since < born):
        amiss = "lies in the future" if since > s.today else "is before the patient's birth"
        return wrong(
            "patient.treated_since",
            f"Treated since {amiss}.",
            "Write the date of the first visit, from the chart.",
            words=us_date(since),
        )
    return None
