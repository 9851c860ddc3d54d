"""Checks of what has to be known before writing and answered in the letter: policy, criteria, form, deadline, denial.

Imports this room. Run by `runner`. Who the payer is and where letters go is in `payer`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmnboard.checklist.applies import (
    appeal,
    codes_requested,
    commercial,
    coverage_asked,
    policy_cited,
    still_gathering,
    tasks_asked,
)
from lmnboard.checklist.criteria_own import asked_forms, over_most_units
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_none, says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.tasks import rule_of
from lmnboard.model.sections import SECTIONS


@check(
    "CHK-142",
    "Payer's requirements for this treatment were read",
    part="M",
    section="policy",
    stage="gathering",
    source="guide A.081-083, A.087, A.137, A.146, A.217",
    applies=coverage_asked,
    also=("CHK-147", "CHK-159"),
)
def requirements_read(s: Subject) -> Iterator[Fault]:
    on = s.case.policy.reviewed_on
    if on is None:
        yield wrong(
            "policy.reviewed_on",
            "Nobody has read this payer's requirements yet, and most rejections begin there.",
            "Read its policy or manual for this treatment, then write the day, for example today.",
        )
    elif on > s.today:
        yield wrong(
            "policy.reviewed_on",
            "Payer's requirements read on lies in the future.",
            "Write the day on which somebody read the payer's policy or manual.",
        )
    if says_nothing(s.case.policy.reviewed_by) and on is not None:
        yield missing("policy.reviewed_by", "somebody answers for it", severity="warn")


@check(
    "CHK-151",
    "Commercial: where the policy was found",
    part="N",
    section="policy",
    severity="warn",
    stage="gathering",
    source="guide A.135-137",
    applies=commercial,
)
def policy_found(s: Subject) -> Iterator[Fault]:
    policy = s.case.policy
    if says_nothing(policy.reference) or says_none(policy.reference):
        return
    if says_nothing(policy.found_at):
        yield missing("policy.found_at", "a policy from elsewhere may be another plan's or out of date")
    if policy.effective_on is None:
        yield missing("policy.effective_on", "a policy that has been replaced is answered in vain")
    elif policy.effective_on > s.today:
        yield wrong(
            "policy.effective_on",
            "The policy is in effect only from a day to come, and another one binds until then.",
            "Cite the policy that is in effect on the day of service.",
        )


@check(
    "CHK-094",
    "Amount asked for is within the policy's limit",
    part="G",
    section="request",
    severity="warn",
    source="guide B.023",
    applies=codes_requested,
)
def within_limits(s: Subject) -> Iterator[Fault]:
    return over_most_units(s)


@check(
    "CHK-004",
    "Letter answers the payer's coverage criteria",
    part="A",
    section="policy",
    source="guide A.009, A.119-121",
    applies=coverage_asked,
    also=("CHK-195",),
)
def criteria_answered(s: Subject) -> Iterator[Fault]:
    policy = s.case.policy
    if policy_cited(s) and says_nothing(policy.reference) and not policy.criteria:
        yield missing(
            "policy.reference",
            "the reviewer checks the letter against it",
            "Write the policy's number, for example CPB 0236, or 'none' where there is none.",
        )
    elif not policy.criteria and not says_nothing(policy.reference) and not says_none(policy.reference):
        yield missing(
            "policy.criteria",
            "the letter cites a policy without answering it",
            "Add each criterion of the policy and how the patient meets it.",
            severity="warn",
        )
    for row in policy.criteria:
        if says_nothing(row.met_by):
            yield missing(
                f"policy.criteria/{row.id}/met_by",
                "an open criterion is a denial",
                "Write the fact that meets it, or 'not applicable' and why.",
                of=row.text,
            )


@check(
    "CHK-143",
    "Required payer forms or templates identified",
    part="M",
    section="policy",
    stage="gathering",
    source="guide A.084",
    applies=coverage_asked,
)
def form_identified(s: Subject) -> Fault | None:
    has_none = any(says_none(form) for form in s.payer.required_forms)
    if says_nothing(s.case.policy.required_form) and not asked_forms(s) and not has_none:
        return missing(
            "policy.required_form",
            "a letter without the payer's form comes back",
            "Write the form's name, or 'none' where the payer has none.",
        )
    return None


@check(
    "CHK-149",
    "Payer's own form is attached",
    part="M",
    section="enclosures",
    source="guide A.106, A.134, A.145",
    applies=coverage_asked,
    also=("CHK-158",),
)
def form_attached(s: Subject) -> Fault | None:
    forms = asked_forms(s)
    if not forms or any(row.kind == "form" for row in s.case.attachments):
        return None
    return wrong(
        "attachments",
        f"The payer asks for its form {quoted(forms[0])}, and no form is enclosed.",
        "Attach the filled form as kind form.",
    )


@check(
    "CHK-144",
    "Submission deadline recorded",
    part="M",
    section="case",
    stage="gathering",
    source="guide A.085",
    applies=appeal,
)
def deadline(s: Subject) -> Fault | None:
    if s.case.submit_by is None and s.case.appeal.file_by is None:
        return missing(
            "submit_by",
            "a late appeal is not read",
            "Write the last day to file, from the denial notice, for example +60d.",
        )
    return None


@check(
    "CHK-008",
    "Appeal answers each reason of the denial",
    part="A",
    section="answer",
    severity="warn",
    source="guide A.017-018",
    applies=appeal,
)
def denial_answered(s: Subject) -> Iterator[Fault]:
    # An answer to the appeal itself is for the next level to answer.
    kept_here = [(f"responses/{row.id}/reasons", row.reasons) for row in s.case.responses if not s.case.appeal.of]
    for rows, reasons in (("appeal.points", s.case.appeal.points), *kept_here):
        for reason in reasons:
            if says_nothing(reason.answered):
                yield missing(
                    f"{rows}/{reason.id}/answered",
                    "the appeal is read against it",
                    "Write where the letter answers it, for example 'Previous treatments'.",
                    of=reason.words or reason.code,
                )


@check(
    "CHK-206",
    "Everything gathered before writing",
    part="R",
    section="log",
    stage="gathering",
    source="guide A.077-078",
    applies=tasks_asked,
)
def gathered(s: Subject) -> Iterator[Fault]:
    for task in s.case.tasks:
        if task.done_at is not None or not says_nothing(task.waived_because):
            continue
        carried, _, section = (task.origin or "").partition("carried:")
        rule = rule_of(task.origin)
        if section and not carried:
            yield wrong(
                f"tasks/{task.id}/done_at",
                f"{SECTIONS.get(section, section)}: it came from an earlier case, and nobody has confirmed it.",
                "Look at its fields, then o there confirms them; or waive the task with a reason.",
            )
        elif still_gathering(s) and (rule is None or rule.stage == "gathering"):
            yield wrong(
                f"tasks/{task.id}/done_at",
                f"Task {quoted(task.title or 'without a title')} is open.",
                "Do it and mark it done, or waive it with a reason.",
            )
