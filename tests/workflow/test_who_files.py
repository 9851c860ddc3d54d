"""The ladders, who files with which paper, the amount in dispute, what goes on by itself, and a payer's lateness."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from lmnboard.workflow.deadlines import awaiting, filing, ladder, next_rung, payer_lateness
from lmnboard.workflow.filing import in_dispute
from tests.workflow.sent import a_case, a_clinic, denied

NOTICE = "2026-11-02"


@pytest.mark.parametrize(
    ("payer_type", "payer", "rungs"),
    [
        ("commercial", {}, "com_1 com_3 com_4"),
        ("commercial", {"internal_levels": 2}, "com_1 com_2 com_3 com_4"),
        ("medicare_ffs", {}, "ffs_1 ffs_2 ffs_3 ffs_4 ffs_5"),
        ("medicare_advantage", {}, "ma_1 ma_2 ma_3 ma_4 ma_5"),
        ("part_d", {}, "pd_1 pd_2 pd_3 pd_4 pd_5"),
        ("medicaid_mc", {}, "mc_1 mc_2"),
        ("medicaid_ffs", {}, "mf_1"),
        ("workers_comp", {"state": "CA"}, "wc_ca_1 wc_ca_2"),
        ("workers_comp", {"state": "TX"}, "wc_tx_1 wc_tx_2"),
        ("workers_comp", {"state": "NY"}, "wc_ny_1 wc_ny_2"),
        ("workers_comp", {}, ""),
        ("hsa_fsa", {}, "fsa_1"),
        ("other", {}, ""),
        ("other", {"program": "fehb"}, "fehb_1 fehb_2"),
        ("other", {"program": "tricare"}, "tricare_1"),
        (
            "other",
            {"appeal_windows": [{"id": "v1", "level": "Grievance"}, {"id": "v2", "level": "peer-to-peer"}]},
            "payer_v1",
        ),
    ],
)
def test_the_ladder_of_each_kind_of_payer(payer_type: str, payer: dict[str, Any], rungs: str) -> None:
    clinic = a_clinic(**{"payer_type": payer_type} | payer)

    assert " ".join(rung.id for rung in ladder(a_case(), clinic)) == rungs


@pytest.mark.parametrize(
    ("appeal", "following"),
    [
        ({"rung": "ma_1"}, "ma_2"),
        ({"level": "Reconsideration by the plan"}, "ma_2"),
        ({"level": "hearing before a judge"}, "ma_4"),
        ({"level": "level 3"}, "ma_4"),
        ({"of": "LMN-0009"}, "ma_2"),  # at no level that is known: it was the first
    ],
)
def test_the_next_rung_follows_the_one_that_was_denied(appeal: dict[str, Any], following: str) -> None:
    case = denied(NOTICE, purpose="appeal", appeal=appeal)
    rung = next_rung(case, a_clinic("medicare_advantage"))

    assert rung is not None
    assert rung.id == following


def said(payer_type: str, *, on: date = date(2026, 12, 1), rung: str = "", state: str = "NM", **fields: Any) -> str:
    clinic, case = a_clinic(payer_type, state), denied(NOTICE, rung=rung, **fields)
    following = next_rung(case, clinic)
    assert following is not None
    return "\n".join(filing(following, case, clinic, on))


def test_part_c_goes_on_by_itself_and_part_d_must_be_asked_for() -> None:
    assert "sends it on by itself: nothing has to be filed" in said("medicare_advantage", rung="ma_1")
    assert "within 65 calendar days" in said("medicare_advantage", rung="ma_1"), "where the plan dismissed it"
    assert "It must be asked for: the payer does not send it on." in said("part_d", rung="pd_1")


def test_external_review_is_for_medical_judgment_only_and_binds() -> None:
    told = said("commercial", rung="com_1")

    assert "Only where the denial rests on medical judgment" in told
    assert "binds the plan" in told


@pytest.mark.parametrize(
    ("appeal", "told"),
    [
        ({}, "No appointment (CMS-1696) is recorded."),
        ({"filed_by": "the patient herself"}, ""),
        ({"filed_by": "Patient"}, ""),
        ({"filed_by": "the patient's daughter"}, "No appointment (CMS-1696) is recorded."),
        ({"filed_by": "provider, for the patient"}, "No appointment (CMS-1696) is recorded."),
        ({"consent_on": "2026-01-15"}, "The appointment (CMS-1696) was signed on 01/15/2026."),
        ({"consent_on": "2025-12-01"}, "The appointment (CMS-1696) was signed on 12/01/2025."),
        ({"consent_on": "2025-11-30"}, "is older than 12 months: have it signed again"),
    ],
)
def test_an_appointment_is_good_for_a_year_on_the_day_of_filing(appeal: dict[str, Any], told: str) -> None:
    text = said("medicare_ffs", appeal=appeal)

    assert "CMS-20027" in text
    assert told in text
    assert ("recorded" in text or "signed on" in text or "older" in text) == bool(told)


@pytest.mark.parametrize(
    ("fields", "free"),
    [
        ({"purpose": "prior_authorization"}, True),
        ({"purpose": "reimbursement"}, False),
        ({"purpose": "prior_authorization", "appeal": {"filed_by": "the patient"}}, False),
    ],
)
def test_before_the_service_the_treating_physician_asks_a_part_c_plan_without_appointment(
    fields: dict[str, Any], free: bool
) -> None:
    """42 CFR 422.578."""
    assert ("physician needs none before the service" in said("medicare_advantage", **fields)) is free
    assert "needs none" not in said("medicare_ffs", **fields)


def test_a_medicaid_plan_hears_the_provider_only_with_the_patients_consent() -> None:
    assert "No consent is recorded." in said("medicaid_mc")
    assert "The employee" in said("workers_comp", state="CA")


@pytest.mark.parametrize(
    ("rung", "value", "on", "reached"),
    [
        ("ffs_2", 200.0, "2026-12-31", "met"),
        ("ffs_2", 199.99, "2026-12-31", "not met"),
        ("ffs_2", None, "2026-12-31", "value unknown"),
        ("ffs_2", 200.0, "2028-01-02", "amount unknown"),
        ("ffs_4", 1960.0, "2026-12-31", "met"),
        ("ffs_4", 1960.0, "2027-01-01", "not met"),
        ("ffs_4", 2000.0, "2027-01-01", "met"),
        ("ffs_1", None, "2026-12-31", "none asked"),
    ],
)
def test_the_amount_in_dispute_is_that_of_the_year_of_filing(
    rung: str, value: float | None, on: str, reached: str
) -> None:
    clinic, case = a_clinic("medicare_ffs"), denied(NOTICE, rung=rung, value=value)
    following = next_rung(case, clinic)

    assert following is not None
    assert in_dispute(following, case, date.fromisoformat(on)) == reached


def test_the_amount_in_dispute_is_said() -> None:
    on = date(2027, 1, 4)

    assert "$200 or more must be in dispute" in said("part_d", rung="pd_2", on=on)
    assert ": met, the value is $1,250.00." in said("part_d", rung="pd_2", value=1250.0, on=on)
    assert "that of 2030 is not known here" in said("part_d", rung="pd_2", on=date(2030, 1, 4))


# ---------------------------------------------------------------------- lateness
@pytest.mark.parametrize(
    ("fields", "now", "days"),
    [
        ({}, "2026-11-30T23:00", None),  # due on 11/30, still that day in Chicago
        ({}, "2026-12-01T05:00", None),
        ({}, "2026-12-01T07:00", 1),
        ({}, "2026-12-02T18:00", 2),
        ({"kind": "medication"}, "2026-11-26T14:00", None),  # 72 hours end at nine in Chicago
        ({"kind": "medication"}, "2026-11-26T16:00", 0),
        ({"kind": "medication"}, "2026-11-27T16:00", 1),
        ({"answer_due": {"on": "2026-12-04", "rule": "by hand"}}, "2026-12-02T18:00", None),
        ({"answer_due": {"on": "2026-12-04", "rule": "by hand"}}, "2026-12-06T18:00", 2),
        ({"responses": [{"id": "r2", "outcome": "denied"}]}, "2026-12-06T18:00", None),
        ({"sent": None}, "2026-12-06T18:00", None),
    ],
)
def test_how_late_a_payer_is(fields: dict[str, Any], now: str, days: int | None) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    late = payer_lateness(a_case(**fields), a_clinic("medicare_advantage"), at)

    assert (late.days if late else None) == days


def test_a_case_that_the_payer_sent_on_itself_can_be_late_without_a_submission_of_ours() -> None:
    sent_on = a_case(sent=None, purpose="appeal", appeal={"rung": "ma_2"}, answer_due={"on": "2026-12-01"})
    late = payer_lateness(sent_on, a_clinic("medicare_advantage"), date(2026, 12, 3))

    assert awaiting(sent_on)
    assert late is not None
    assert late.days == 2


def test_lateness_says_what_the_rule_allows_then() -> None:
    late = payer_lateness(a_case(), a_clinic("medicare_advantage"), date(2026, 12, 2))
    plain = payer_lateness(a_case(kind="therapy"), a_clinic("medicaid_ffs"), date(2026, 12, 2))

    assert late is not None
    assert plain is not None
    assert late.said == "payer late 2d: an answer was due Mon 11/30/2026."
    assert "may be appealed to the plan at once (422.568(f))" in late.allows
    assert plain.allows.startswith("No rule says what follows.")


def test_what_is_sent_again_after_an_answer_waits_anew() -> None:
    """Rows are numbered as they are added: the answer r2 is older than what was sent as s3."""
    answered = a_case(responses=[{"id": "r2", "outcome": "more_information"}])
    again = a_case(
        responses=[{"id": "r2", "outcome": "more_information"}],
        submissions=[{"id": "s1", "sent_at": "2026-11-02T15:00:00Z"}, {"id": "s3", "sent_at": "2026-11-23T15:00:00Z"}],
    )

    assert (awaiting(a_case()), awaiting(answered), awaiting(again)) == (True, False, True)
