"""The tasks of a case: which are asked of it, until when, and when each is done by itself."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest

from lmnboard.knowledge.tasks import TaskRule, rule_of, task_rules
from lmnboard.model import paths
from lmnboard.model.case import CASES
from lmnboard.model.choices import STAGES, AttachmentKind, Kind, PayerType, Purpose, Trigger
from lmnboard.model.clinic import typed_case
from lmnboard.workflow import tasks
from tests.checklist.builders import KINDS, PAYER_TYPES, PURPOSES, a_clinic, a_complete_case

FRIDAY = date(2026, 11, 20)
"""Thanksgiving is on the 26th."""


def asked(payer_type: str = "commercial", **case: Any) -> set[str]:
    """The ids of the tasks of a new case that has only these fields."""
    doc: dict[str, Any] = {"payer": "meridian"}
    for path, value in case.items():
        paths.put(doc, path.replace("__", "."), value)
    return {rule.id for rule in tasks.missing(typed_case(doc), a_clinic(payer_type))}


def test_every_rule_names_what_there_is() -> None:
    known = {
        "only_payers": PayerType, "but_not_payers": PayerType, "only_kinds": Kind, "but_not_kinds": Kind,
        "only_purposes": Purpose, "but_not_purposes": Purpose, "only_triggers": Trigger, "enclosed": AttachmentKind,
    }  # fmt: skip
    for rule in task_rules().values():
        assert rule.stage in STAGES[:3], rule.id
        assert rule.source, rule.id
        assert rule.id == rule.id.lower().replace("-", "_"), "it becomes a key in `ran`"
        for name, choices in known.items():
            assert set(getattr(rule, name)) <= set(get_args(choices)), (rule.id, name)
        for path in (path for either in rule.filled for path in either.split("|")):
            CASES.of(path.partition(":")[0].replace("*", "x1"))  # raises where there is no such field


def test_every_kind_of_case_is_asked_for_records_and_requirements() -> None:
    everywhere = {"patient_brings", "medical_history", "deadline_and_way", "requirements_read", "second_reader"}
    for payer in PAYER_TYPES:
        for kind in KINDS:
            for purpose in PURPOSES:
                found = asked(payer, kind=kind, purpose=purpose)
                assert everywhere <= found, (payer, kind, purpose)
                assert len(found) <= 22, (payer, kind, purpose, found)


def test_no_rule_is_asked_of_nobody() -> None:
    found: set[str] = set()
    for payer in PAYER_TYPES:
        for kind in KINDS:
            for purpose in PURPOSES:
                found |= asked(payer, kind=kind, purpose=purpose, off_label=True)
    for trigger in get_args(Trigger):
        found |= asked(trigger=trigger, purpose="prior_authorization")

    assert found == set(task_rules())


@pytest.mark.parametrize(
    ("payer", "case", "has", "has_not"),
    [
        ("medicare_ffs", {"kind": "equipment"}, {"dme_face_to_face", "dme_written_order", "medicare_lcd"},
         {"face_to_face_exam", "coverage_policy"}),
        ("commercial", {"kind": "equipment"}, {"face_to_face_exam", "coverage_policy"}, {"dme_written_order"}),
        ("workers_comp", {}, {"workers_comp_claim", "workers_comp_form", "workers_comp_causation"}, {"required_form"}),
        ("commercial", {"kind": "medication"}, {"prior_drugs", "prescription"}, {"treatment_records"}),
        ("commercial", {"off_label": True}, {"compendium"}, set()),
        ("commercial", {"off_label": False}, set(), {"compendium"}),
        ("commercial", {"kind": "therapy"}, {"plan_of_care", "visits_used"}, set()),
        ("hsa_fsa", {"purpose": "reimbursement"}, {"plan_own_form"}, {"guidelines", "coverage_policy"}),
        ("commercial", {"purpose": "continuation"}, {"progress_measures", "earlier_authorization"}, set()),
        ("part_d", {"purpose": "appeal"}, {"denial_letter", "denied_case_documents", "appeal_consent"}, set()),
        ("commercial", {"trigger": "requires_authorization"}, {"service_codes"}, {"claim_denial"}),
        ("medicaid_ffs", {}, {"medicaid_manual", "medicaid_form"}, {"required_form"}),
    ],
)  # fmt: skip
def test_a_case_is_asked_for_what_its_payer_and_kind_need(
    payer: str, case: dict[str, Any], has: set[str], has_not: set[str]
) -> None:
    found = asked(payer, **case)

    assert has <= found
    assert not has_not & found


def test_what_may_yet_be_excluded_waits_until_the_field_is_known() -> None:
    assert "treatment_records" not in asked()
    assert "treatment_records" in asked(kind="test", purpose="prior_authorization")


def test_a_complete_case_is_asked_for_nothing_of_the_stages_before() -> None:
    for kind in KINDS:
        case = typed_case(a_complete_case(kind) | {"stage": "review"})

        assert [rule.id for rule in tasks.missing(case, a_clinic())] == ["second_reader"]


@pytest.mark.parametrize(
    ("rule", "case", "done"),
    [
        ("requirements_read", {"policy": {"reviewed_on": "2026-11-02"}}, True),
        ("requirements_read", {"policy": {"reviewed_on": None}}, False),
        ("deadline_and_way", {"policy": {"submission_method": "fax"}, "appeal": {"file_by": "2026-12-01"}}, True),
        ("deadline_and_way", {"policy": {"submission_method": "fax"}}, False),
        ("denial_letter", {"attachments": [{"id": "a1", "kind": "denial"}]}, True),
        ("denial_letter", {"attachments": [{"id": "a1", "kind": "note"}]}, False),
        ("treatment_records", {"treatments": [{"id": "t1", "outcome": "failed"}]}, True),
        ("treatment_records", {"treatments": [{"id": "t1", "outcome": "failed"}, {"id": "t2"}]}, False),
        ("treatment_records", {}, False),
        ("second_reader", {"attestations": [{"id": "q1", "check": "CHK-181"}]}, True),
        ("second_reader", {"attestations": [{"id": "q1", "check": "PAYER-MERIDIAN-K2"}]}, False),
        ("compendium", {"evidence": [{"id": "e1", "kind": "compendium"}]}, True),
        ("compendium", {"evidence": [{"id": "e1", "kind": "guideline"}]}, False),
        ("dme_face_to_face", {"request": {"face_to_face_on": "2026-10-02"}}, False),
        ("dme_face_to_face",
         {"request": {"face_to_face_on": "2026-10-02"}, "attachments": [{"id": "a1", "kind": "note"}]}, True),
    ],
)  # fmt: skip
def test_a_task_is_done_when_what_it_asks_for_is_there(rule: str, case: dict[str, Any], done: bool) -> None:
    assert tasks.is_done(task_rules()[rule], typed_case(case)) is done


def test_a_task_that_names_nothing_to_look_for_is_done_by_a_person() -> None:
    rule = TaskRule(id="x", title="Think", stage="gathering", days=1, source="")

    assert not tasks.is_done(rule, typed_case({}))


@pytest.mark.parametrize(
    ("filing", "due"),
    [
        ({}, "2026-11-27"),
        ({"submit_by": "2026-12-11"}, "2026-11-27"),
        ({"submit_by": "2026-11-25"}, "2026-11-24"),
        ({"submit_by": "2026-11-30", "appeal": {"file_by": "2026-11-24"}}, "2026-11-23"),
        ({"submit_by": "2026-11-20"}, "2026-11-20"),
    ],
)
def test_a_task_is_due_in_business_days_and_before_the_letter_is_filed(filing: dict[str, Any], due: str) -> None:
    row = tasks.row(task_rules()["guidelines"], typed_case(filing), a_clinic(), FRIDAY)

    assert row["due"] == due


@pytest.mark.parametrize(
    ("opened", "filed", "due"),
    [
        ("2026-11-21", "2026-11-23", "2026-11-23"),  # on a Saturday for the Monday: nobody works on a Saturday
        ("2026-11-21", "2026-11-24", "2026-11-23"),
        (
            "2026-11-21",
            "2026-11-22",
            "2026-11-21",
        ),  # for the Sunday: no working day is left, and no day after it will do
        ("2026-11-21", "2026-11-19", "2026-11-23"),  # too late already
        ("2026-11-26", "2026-11-27", "2026-11-27"),  # on Thanksgiving, the clinic being open on the Friday after it
    ],
)
def test_a_task_of_a_case_that_is_opened_on_a_day_off_is_due_when_somebody_works(
    opened: str, filed: str, due: str
) -> None:
    case = typed_case({"submit_by": filed})

    row = tasks.row(task_rules()["guidelines"], case, a_clinic(), date.fromisoformat(opened))

    assert row["due"] == due


def test_a_task_knows_its_rule_and_its_stage() -> None:
    open_ = [{"id": "w1", "origin": "rule:second_reader"}, {"id": "w2", "title": "Call"}]
    done = [{"id": "w3", "origin": "rule:guidelines", "done_at": "2026-11-02"}]
    case = typed_case({"stage": "gathering", "tasks": open_ + done})

    assert [task.id for task in tasks.of_stage(case)] == ["w2"]
    assert rule_of("rule:gone_since") is rule_of("jo") is None
