"""`call`, `touch`, `snooze`, `cover`, a deadline that is moved, and a payer's clocks, from the shell."""

from __future__ import annotations

from lmnboard import people
from tests.cli.conftest import Shell


def test_a_call_is_read_out_and_recorded_with_what_comes_next(sh: Shell) -> None:
    aloud = sh("call", "1", "--phonetic").out
    assert "Member: 1EG4TE5MK73  (1 Echo Golf 4 Tango Echo 5 Mike Kilo 7 3)" in aloud
    assert aloud.index("NPI:") < aloud.index("Member:") < aloud.index("Born:") < aloud.index("Codes:")
    assert sh("call", "1", "--json").json["payer"] == "Meridian Health"

    said = "with: Lee\nThey have it.\nA nurse looks on Monday.\npromise: Decision by Friday\n"
    done = sh("call", "1", "--said", "-", "--reference", "C-7", "--next", "+3d", "--what", "Call again", given=said)

    assert (done.status, done.out.startswith("Recorded. Next: Call again")) == (0, True)
    row = sh.stored()["contacts"][0]
    assert row["summary"] == "They have it.\nA nurse looks on Monday."
    assert (row["with"], row["promise"], row["reference"], row["channel"]) == (
        "Lee", "Decision by Friday", "C-7", "phone",
    )  # fmt: skip
    assert "They promised: Decision by Friday" in sh("call", "1").out


def test_what_was_said_comes_on_standard_input_only(sh: Shell) -> None:
    for words in (("--said", "They have it"), ("--promise", "Friday"), ("--with", "Lee")):
        assert sh("call", "1", *words).status == 2
    assert sh("call", "1", "--said", "-", given="").err.startswith("lmnboard: Say with whom you spoke")
    assert "contacts" not in sh.stored()


def test_the_next_touch_is_proposed_and_set(sh: Shell) -> None:
    proposed = sh("touch", "1").out
    assert "the next business day" in proposed
    assert "next_touch" not in sh.stored()

    assert sh("touch", "1", "proposed").status == 0
    first = sh.stored()["next_touch"]
    assert proposed.split("  ")[1] == first["what"]
    assert sh("touch", "1", "+3d", "--what", "Ask Dr Shah").out.startswith("Next: Ask Dr Shah, ")
    assert sh("touch", "1", "yesterday").err.startswith("lmnboard: The next touch cannot be on")


def test_cases_are_put_off_and_brought_back(sh: Shell) -> None:
    assert sh("set", "1", "submit_by=", "--because", "no deadline").status == 0
    assert sh("set", "2", "submit_by=+5d", "--because", "moved").status == 0

    done = sh("snooze", "1", "2", "+30d")

    assert done.status == 1
    assert "LMN-0002 cannot be put off past file by" in done.err
    assert sh.stored()["snoozed_until"]
    assert sh("snooze", "1", "back").status == 0
    assert sh.stored()["snoozed_until"] is None


def test_a_deadline_is_moved_with_a_reason(sh: Shell) -> None:
    refused = sh("set", "1", "submit_by=1/4/2027")
    assert refused.status == 1
    assert "file by 12/11/2026 → 01/04/2027" in refused.err
    assert "--because" in refused.err

    assert sh("set", "1", "submit_by=1/4/2027", "--because", "Letter of 11/19").status == 0

    assert sh.stored()["submit_by"] == "2027-01-04"
    assert sh.stored()["overrides"][0]["because"] == "Letter of 11/19"


def test_somebody_says_who_covers_and_is_back(sh: Shell) -> None:
    sh("directory", "staff", "miriam", "--set", "login=")
    sh("directory", "staff", "dana", "--set", f"login={people.login(None)}")

    assert sh("cover", "Jo Lindgren", "--until", "+5d").out.startswith("Jo Lindgren has your cases until ")
    assert sh("directory", "staff", "dana", "--json").json["covered_by"] == "jo"
    assert sh("cover", "--end").status == 0
    assert sh("directory", "staff", "dana", "--json").json["covered_by"] is None
    for wrong in (("cover",), ("cover", "jo", "--end"), ("cover", "jo")):
        assert sh(*wrong).status == 2


def test_a_payers_clocks_are_shown_with_source_and_how_sure_they_are(sh: Shell) -> None:
    window = '{"level": "Internal appeal", "amount": 180, "unit": "calendar_day", "source": "Contract 2026"}'
    sh("directory", "payers", "meridian", "--set", f"appeal_windows+={window}", "--set", "type=medicaid_mc")
    before = sh("directory", "payers", "meridian").out
    assert "own       180 calendar days from the notice: file Internal appeal" in before
    assert "Contract 2026, not verified" in before
    assert "sure      7 calendar days: answer, standard: item or service [mcmc_std]" in before
    assert "recalled  24 hours: answer, standard, expedited: covered outpatient drug [mcd_drug]" in before

    sh("directory", "payers", "meridian", "--set", "confirmed_rules=mcd_drug")

    assert "sure      24 hours" in sh("directory", "payers", "meridian").out
