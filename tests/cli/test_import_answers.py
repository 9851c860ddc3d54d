"""Denials and questions of payers that come from a spreadsheet: they run on the clocks of those recorded here."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Shell

HEADINGS = "name,payer,kind,drug,provider,owner,location,date submitted"
ADA = "Ada,meridian,medication,Humira,castellanos,jo,main,8/3/2026"


def as_it_stands(sh: Shell, case_id: str) -> dict[str, Any]:
    """What an answer changes of a case, without who recorded it, when, and in which case."""
    case = sh.stored(case_id)
    for row in case["responses"]:
        del row["recorded_by"]
    kept = ("stage", "owner", "waiting_on", "next_touch", "answer_due", "tasks", "outcome", "responses")
    marks = sorted(key for key in case["ran"] if key.startswith(("reply_due", "answer_due")))
    return {key: case.get(key) for key in kept} | {"marks": marks}


@pytest.mark.parametrize(
    ("outcome", "code", "due"),
    [("denied", "CO-50", "2027-03-21"), ("partly_approved", "", "2027-03-21"), ("more_information", "", None)],
)
def test_an_answer_from_a_spreadsheet_leaves_what_recording_it_leaves(
    sh: Shell, outcome: str, code: str, due: str | None
) -> None:
    headings = f"{HEADINGS},status,decision,decision date,answer date,denial code"
    said = sh("import", "-", given=f"{headings}\n{ADA},sent,,,,\n{ADA},sent,{outcome},9/18/2026,9/22/2026,{code}\n")
    assert said.status == 0, said.err
    where = "1 in Gathering, 1 in Follow-up" if outcome == "more_information" else "2 in Follow-up"
    assert said.out.startswith(f"2 cases, LMN-0003 to LMN-0004: {where}.")
    codes = ["--code", code] if code else []
    sh("respond", "3", outcome, "--notice", "9/18/2026", "--received", "9/22/2026", *codes)
    assert as_it_stands(sh, "4") == as_it_stands(sh, "3")
    answer = sh.stored("4")["responses"][0]
    assert answer.get("due") == due
    assert sh.stored("4")["waiting_on"] == "us"


def test_a_denial_whose_appeal_is_lost_is_late_at_once_and_an_undated_one_has_no_day(sh: Shell) -> None:
    rows = f"{HEADINGS},status,denial date\n{ADA},denied,9/18/2024\n{ADA},denied,\n"
    sh("import", "-", given=rows.replace("8/3/2026", "8/3/2024"))
    lost, undated = sh.stored("3"), sh.stored("4")
    assert lost["responses"][0]["due"] == "2025-03-17"
    assert "received_on" not in lost["responses"][0]
    assert "LMN-0003" in sh("list", "late").out
    assert (
        next(row["clock"] for row in sh("agenda", "--for", "all", "--json").json["items"] if row["id"] == lost["id"])
        == "reply due"
    )
    assert lost["next_touch"]["what"] == "Appeal, or say why not: to be filed by 03/17/2025"
    assert "due" not in undated["responses"][0]
    assert undated["next_touch"]["what"] == "Appeal, or say why not"


def test_what_the_file_says_of_whose_it_is_stays_and_what_cannot_be_is_a_fault(sh: Shell) -> None:
    headings = f"{HEADINGS},status,decision date,answer date,next touch,next step"
    given = f"{headings}\n{ADA},more info,9/18/2026,,9/30/2027,Ask Lee\n"
    said = sh("import", "-", given=given)
    assert said.status == 0, said.err
    case = sh.stored("3")
    assert (case["owner"], case["stage"]) == ("jo", "gathering")
    assert case["next_touch"] == {"on": "2027-09-30", "what": "Ask Lee"}
    rows = f"{ADA},denied,8/31/2025,,,\n{ADA},denied,9/18/2026,9/17/2026,,\n{ADA},sent,,,1/1/2062,Call\n"
    said = sh("import", "-", given=f"{headings}\n{rows}")
    assert said.status == 2
    for told in (
        "line 2: decided 08/31/2025, before it was submitted, 08/03/2026.",
        "line 3: A notice of 09/18/2026 cannot have come on 09/17/2026.",
        "line 4: next touch: 01/01/2062 is more than a year away: say a day within a year.",
    ):
        assert told in said.err


def test_a_payers_number_is_no_answer_and_a_date_without_one_is_refused(sh: Shell) -> None:
    headings = f"{HEADINGS},status,reference #,decision date"
    said = sh("import", "-", given=f"{headings}\n{ADA},sent,R-77,\n")
    assert said.status == 0, said.err
    case = sh.stored("3")
    assert (case.get("responses"), case["submissions"][0]["confirmation"]) == ([], "R-77")
    assert "LMN-0003" in sh("list", "waiting:payer").out
    refused = sh("import", "-", given=f"{headings}\n{ADA},sent,,12/1/2025\n")
    assert refused.status == 2
    assert "line 2: it has a date or a reason of a decision and no decision: say Denied" in refused.err


def test_an_appeal_that_was_not_sent_and_is_answered_is_told_with_its_line(sh: Shell) -> None:
    rows = f"{HEADINGS},status,decision,appeal of case\n{ADA.replace('8/3/2026', '')},drafting,denied,LMN-0001\n"
    said = sh("import", "-", given=f"{rows}{ADA.replace('8/3/2026', '2/30/2026')},,,\n")
    assert said.status == 2
    assert "line 2: it is an appeal that was not sent, and has an answer" in said.err
    assert "line 3" in said.err
