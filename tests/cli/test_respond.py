"""`respond`, `appeal`, `renew`: the same from the shell; what names a patient comes from standard input."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Shell


@pytest.fixture
def sent(sh: Shell) -> Shell:
    """The first case has been sent."""
    sh("move", "1", "follow_up", "--because", "sent by the provider's office")
    return sh


def test_a_denial_is_recorded_and_its_appeal_opened(sent: Shell) -> None:
    said = sent(
        "respond", "1", "denied", "--code", "co 50", "--code", "N115", "--reason", "-", given="No trial of Ada Okafor."
    )
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("Denied: it stays in Follow-up with ")
    assert "Ada" not in said.out
    answer = sent.stored()["responses"][-1]
    assert [reason.get("code") for reason in answer["reasons"]] == ["CO-50", "N115", None]
    assert answer["reasons"][2]["words"] == "No trial of Ada Okafor."

    opened = sent("appeal", "1")
    assert opened.out == "LMN-0003\n"
    assert "Internal appeal, file by" in opened.err
    assert "LMN-0001: denied" in sent("show", "3").out
    assert " -> LMN-0003, Internal appeal: file by " in sent("show", "1").out


def test_an_approval_is_recorded_and_renewed(sent: Shell) -> None:
    said = sent("respond", "1", "appr", "--number", "A-77", "--to-day", "5/20/2099", "--asked", "24", "--units", "12")
    assert "Granted 12 of 24 units. Approved. LMN-0001 is resolved." in said.out
    assert sent.stored()["authorization"] == {
        "number": "A-77", "to": "2099-05-20", "units_asked": 24, "units_granted": 12,
    }  # fmt: skip
    assert sent("renew", "1").out == "LMN-0003\n"
    assert sent.stored("3")["renewal"] == {"of": "LMN-0001"}


def test_what_a_payer_asks_for_comes_from_standard_input_one_a_line(sent: Shell) -> None:
    said = sent("respond", "1", "more", "--item", "-", "--due", "12/1/2099", given="CBC of October\n- Signed order\n")
    assert "2 tasks, due 12/01/2099" in said.out
    assert [task["title"] for task in sent.stored()["tasks"][-2:]] == ["CBC of October", "Signed order"]


def test_one_line_records_a_denial_and_appeals_it_or_says_why_not(sent: Shell) -> None:
    said = sent("respond", "1", "denied", "--code", "96", "--appeal")
    assert said.out.splitlines()[1].startswith("LMN-0003: Internal appeal")

    sent("move", "2", "follow_up", "--because", "sent on paper")
    said = sent("respond", "2", "denied", "--not-appealed", "the plan excludes it")
    assert said.out.startswith("Denied, and not appealed. LMN-0002 is resolved.")


def test_a_wrong_answer_is_refused_in_one_line(sent: Shell) -> None:
    assert "There is no answer 'maybe'" in sent("respond", "1", "maybe").err
    assert sent("respond", "1", "denied", "--reason", "Ada has no need").status == 2
    assert sent("respond", "1", "more", "--item", "-", "--reason", "-").status == 2
    assert sent("respond", "1", "approved", "--units", "few").status == 2
    assert "no approval to renew" in sent("renew", "1").err
    assert sent.stored().get("responses") in (None, [])
