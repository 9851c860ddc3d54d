"""Checks of one kind of payer: commercial plans, Medicare, Medicaid, workers' compensation.

Imports this room. Run by `runner`. What every payer asks is in `payer`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lmnboard.checklist.applies import (
    california_adult,
    commercial,
    medicaid,
    medicare,
    medicare_function,
    under_21,
    workers_comp,
)
from lmnboard.checklist.criteria_texts import says
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import has_number, says_none, says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.checklist.words.programs import said
from lmnboard.knowledge.typed_dates import us_date

_WHERE_ADDRESSED = ("rationale", "outcomes.expected", "outcomes.goals", "policy.criteria", "letter.sections")
_COVERAGE_DETERMINATION = re.compile(r"\b(?:[LA]\d{5}|\d{2,3}\.\d{1,3}(?:\.\d{1,2})?)\b|\bNCD\s*\d", re.IGNORECASE)
_MEDI_CAL = re.compile(
    r"protect\w*\s+(?:\w+\s+){0,2}life|sav\w+\s+(?:\w+\s+){0,2}life|significant\s+(?:illness|disability)|sever\w*\s+pain"
    r"|life[- ]threatening|prevent\w*\s+(?:\w+\s+){0,4}(?:illness|disability)",
    re.IGNORECASE,
)


@check(
    "CHK-152",
    "Commercial: InterQual or MCG criteria cited",
    part="N",
    section="policy",
    severity="info",
    source="guide A.138",
    applies=commercial,
)
def criteria_set(s: Subject) -> Fault | None:
    if says_nothing(s.case.policy.criteria_set):
        return missing(
            "policy.criteria_set",
            "many commercial reviewers go by one",
            "Write InterQual or MCG with its subset, or 'none' where the payer uses neither.",
        )
    return None


@check(
    "CHK-153",
    "Medicare: relevant LCD or NCD referenced",
    part="N",
    section="policy",
    source="guide A.139-141; 42 CFR 405.1060; 42 CFR 422.101(b)",
    applies=medicare,
)
def coverage_determination(s: Subject) -> Fault | None:
    given = s.case.policy.reference or ""
    # A Medicare Advantage plan may go by its own published criteria where Medicare's are not complete.
    of_a_plan = s.payer.type == "medicare_advantage"
    if says_none(given) or _COVERAGE_DETERMINATION.search(given):
        return None
    if says_nothing(given):
        return missing(
            "policy.reference",
            "Medicare decides by its LCD or NCD",
            "Write its number, for example L33718 or NCD 240.4, or 'none' where there is none.",
            severity="warn" if of_a_plan else None,
        )
    return wrong(
        "policy.reference",
        "Coverage policy names no LCD or NCD, and Medicare decides by them.",
        "Write its number, for example L33718 or NCD 240.4, or 'none' where there is none.",
        words=given[:40],
        severity="warn" if of_a_plan else None,
    )


@check(
    "CHK-154",
    "Medicare: functional limitations in detail",
    part="N",
    section="history",
    severity="warn",
    source="guide A.142",
    applies=medicare_function,
)
def functional_limits(s: Subject) -> Fault | None:
    told = s.case.history.functional_impact
    measured = any(row.kind in ("functional", "scale") for row in s.case.findings)
    if says_nothing(told) or measured or has_number(told):
        return None
    return wrong(
        "history.functional_impact",
        "Effect on daily functioning has no measure, and Medicare asks for limits in detail.",
        "Add a distance, time, score or degree of help, for example 'walks 40 m with a walker'.",
    )


@check(
    "CHK-155",
    "Medicare: how the treatment addresses each limitation",
    part="N",
    section="outcomes",
    severity="warn",
    source="guide A.142",
    applies=medicare_function,
)
def limits_addressed(s: Subject) -> Fault | None:
    # Where nothing is expected yet, that alone is the finding.
    if says_nothing(s.case.outcomes.expected) or says(s, said("function"), _WHERE_ADDRESSED):
        return None
    return wrong(
        "outcomes.expected",
        "Neither rationale nor goals speak of a daily function, and Medicare asks how each limit is addressed.",
        "Take up each limit of the history, for example 'the chair lets her reach bath and kitchen'.",
    )


@check(
    "CHK-156",
    "Medicare: needed to diagnose or treat, by accepted standards",
    part="N",
    section="justification",
    severity="warn",
    source="guide B.004, B.061-062; Social Security Act 1862(a)(1)(A)",
    applies=medicare,
)
def reasonable_and_necessary(s: Subject) -> Fault | None:
    to_treat, standards = says(s, said("to_treat")), says(s, said("standards"))
    if says_nothing(s.case.rationale) or (to_treat and standards):
        return None
    half = (
        "that it accords with accepted standards of medicine" if to_treat else "that it is needed to diagnose or treat"
    )
    return wrong(
        "rationale",
        f"Nothing says {half}, which is Medicare's own test.",
        "Say both halves, for example 'is needed to treat his hypoxemia by accepted standards of medicine (ATS 2020)'.",
    )


@check("CHK-157", "Medicaid: state recorded", part="N", section="case", source="guide A.143-144", applies=medicaid)
def state(s: Subject) -> Fault | None:
    if says_nothing(s.payer.state):
        return missing(
            "state",
            "each state's Medicaid has its own rules",
            "Write its two letters, for example TX.",
            record=f"payers/{s.case.payer}",
        )
    return None


@check(
    "CHK-160",
    "Medi-Cal adult (21 and over) definition addressed",
    part="N",
    section="justification",
    severity="warn",
    source="guide B.006; Cal. Welf. & Inst. Code 14059.5",
    applies=california_adult,
)
def medi_cal(s: Subject) -> Fault | None:
    told = (s.case.rationale, s.case.outcomes.expected, s.case.outcomes.without_treatment)
    if any(text and _MEDI_CAL.search(text) for text in told):
        return None
    return wrong(
        "rationale",
        "Rationale does not take up Medi-Cal's test for adults.",
        "Say how it protects life, prevents significant illness or disability, or eases severe pain.",
    )


@check(
    "CHK-161",
    "Medicaid under 21: the EPSDT standard is argued",
    part="N",
    section="justification",
    severity="warn",
    source="guide B.006; 42 U.S.C. 1396d(r)(5)",
    applies=under_21,
)
def epsdt(s: Subject) -> Fault | None:
    if says_nothing(s.case.rationale) or says(s, said("epsdt")) or says(s, said("maintains")):
        return None
    return wrong(
        "rationale",
        "No text argues that it corrects, ameliorates or maintains, which is what EPSDT asks under 21.",
        "Say what it corrects, ameliorates (makes more tolerable) or maintains; the test for adults does not bind.",
    )


@check(
    "CHK-162",
    "Workers' comp: treatment directly linked to a workplace injury",
    part="N",
    section="policy",
    source="guide A.147-148",
    applies=workers_comp,
)
def injury(s: Subject) -> Iterator[Fault]:
    given = s.case.injury
    if given.date is None:
        yield missing("injury.date", "the carrier ties the claim to a day")
    elif given.date > s.today:
        yield wrong(
            "injury.date",
            f"Date of injury is {us_date(given.date)}, which is still to come.",
            "Copy the date from the first report of injury.",
            words=us_date(given.date),
        )
    if says_nothing(given.employer):
        yield missing("injury.employer", "the carrier finds the claim by it")
    if says_nothing(given.claim_number):
        yield missing("injury.claim_number", "the carrier finds the claim by it")


@check(
    "CHK-163",
    "Workers' comp: clear causal connection",
    part="N",
    section="policy",
    source="guide A.149",
    applies=workers_comp,
)
def causation(s: Subject) -> Fault | None:
    if says_nothing(s.case.injury.causation):
        return missing(
            "injury.causation",
            "the carrier pays only for what the work caused",
            "Write how the incident led to this need, with reasonable medical probability.",
        )
    return None


@check(
    "CHK-146",
    "Workers' comp: treatment guideline of the state named",
    part="M",
    section="policy",
    severity="warn",
    source="guide A.086, A.147",
    applies=workers_comp,
)
def treatment_guideline(s: Subject) -> Fault | None:
    if says_nothing(s.case.policy.criteria_set):
        return missing(
            "policy.criteria_set",
            "utilization review goes by a treatment guideline",
            "Write ODG, MTUS or ACOEM as the state has it, or 'none'.",
        )
    return None
