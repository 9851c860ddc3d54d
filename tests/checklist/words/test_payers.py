"""What each kind of payer wants said in a letter: one fact changed makes the row change."""

from __future__ import annotations

import time
from datetime import date

import pytest

from lmnboard.checklist.finding import Finding
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.runner import CHECKS
from lmnboard.written.facts import Told

_BY_ID = {check.id: check for check in CHECKS}
_NA = "not_applicable"
_TOLD = {
    "commercial": Told("prior_authorization", "procedure", "commercial"),
    "medicare": Told("prior_authorization", "equipment", "medicare_ffs"),
    "advantage": Told("prior_authorization", "equipment", "medicare_advantage"),
    "medi-cal": Told("prior_authorization", "procedure", "medicaid_ffs", "CA"),
    "medicaid": Told("prior_authorization", "procedure", "medicaid_mc", "TX"),
    "work": Told("prior_authorization", "procedure", "workers_comp"),
    "fsa": Told("reimbursement", "equipment", "hsa_fsa"),
    "appeal": Told("appeal", "procedure", "commercial"),
}
_WHOLE = "Date of Injury: 01/22/2026\nEmployer: Acme Corp\nClaim #: 123-456\n"


def said(row: str, payer: str, body: str, header: str = "", born: str = "03/14/1958") -> Finding:
    """The worst that a row says of a letter to this payer with this body, and these lines in its header."""
    text = (
        f"Payer\n\nRE: Request\nPatient: Ada Okafor\nDOB: {born}\n{header}\nDear Medical Director:\n\n"
        f"I am the physician who treats Ms. Okafor.\n\n{body}\n\nSincerely,\n\nJane Doe, MD\n"
    )
    order = ("fail", "placeholder", "weak", "pass", _NA)
    subject = LetterSubject.of(text, date(2026, 6, 1), _TOLD[payer])
    return min(_BY_ID[f"CHK-{row}"].judge_letter(subject), key=lambda found: order.index(found.status))


@pytest.mark.parametrize(
    ("row", "payer", "body", "status"),
    [
        ("152", "commercial", "InterQual 2026 criteria are met.", "pass"),
        ("152", "commercial", "MCG: met.", "pass"),
        ("152", "commercial", "She takes 10 mcg daily.", "fail"),
        ("152", "medicare", "She takes 10 mcg daily.", _NA),
        ("153", "medicare", "LCD L33797 and article A52514 are met.", "pass"),
        ("153", "medicare", "National Coverage Determination for CPAP (240.4) is met.", "pass"),
        ("153", "medicare", "Medicare has not published an LCD or NCD on this.", "pass"),
        ("153", "medicare", "The LCD criteria are met.", "fail"),
        ("153", "medicare", "LCD [number] applies.", "placeholder"),
        ("153", "medicare", "ICD-10 code L03.11, HCPCS L1833.", "fail"),
        ("153", "commercial", "The LCD criteria are met.", _NA),
        ("154", "medicare", "She can walk only\n40 feet with a walker.", "pass"),
        ("154", "medicare", "Berg score is 24 of 56.", "pass"),
        ("154", "medicare", "She falls about twice a month.", "pass"),
        ("154", "medicare", "She cannot climb stairs.", "weak"),
        ("154", "medicare", "She has had trouble walking since 3/2/2024.", "weak"),
        ("154", "medicare", "The goal is to walk 500 feet.", "fail"),
        ("154", "medicare", "She has pain.", "fail"),
        ("155", "medicare", "The chair will let her reach the kitchen.", "pass"),
        ("155", "medicare", "We expect a return to walking without a cane.", "pass"),
        ("155", "medicare", "She will feel better.", "fail"),
        ("155", "medicare", "Without it she would fall.", "fail"),
        ("156", "medicare", "It is needed to treat her COPD and meets accepted standards of medicine.", "pass"),
        ("156", "medicare", "It is the standard of care.", "weak"),
        ("156", "medicare", "It is needed to treat her pain.", "weak"),
        ("156", "medicare", "She wants it.", "fail"),
        ("160", "medi-cal", "It is needed to prevent significant disability.", "pass"),
        ("160", "medi-cal", "It will relieve her severe chronic pain.", "pass"),
        ("160", "medi-cal", "She has severe pain.", "fail"),
        ("160", "medicaid", "She has severe pain.", _NA),
        ("163", "work", "The fall at work caused the tear.", "pass"),
        ("163", "work", "Her condition is a direct result of the work injury of 1/22/2026.", "pass"),
        ("163", "work", "In reasonable medical probability he was hurt by it.", "pass"),
        ("163", "work", "The industrial accident aggravated his arthritis.", "pass"),
        ("163", "work", "NSAIDs caused gastritis. He was hurt at work.", "weak"),
        ("163", "work", "He has back pain.", "fail"),
        ("146", "work", "ODG recommends 24 visits.", "pass"),
        ("146", "work", "The New York Medical Treatment Guidelines support it.", "pass"),
        ("146", "work", "Guidelines support it.", "fail"),
        ("011", "fsa", "The filter treats her asthma (J45.40).", "pass"),
        ("011", "fsa", "It is not for general health but for asthma (J45.40).", "pass"),
        ("011", "fsa", "She attends the Wellness Center for asthma (J45.40).", "pass"),
        ("011", "fsa", "It supports her general health; asthma, J45.40.", "fail"),
        ("011", "fsa", "It helps everyone stay healthy; asthma, J45.40.", "fail"),
        ("011", "fsa", "She wants it.", "fail"),
        ("008", "appeal", "I appeal your denial.", "weak"),
        ("008", "appeal", "She has pain.", "fail"),
        ("008", "appeal", "You denied it because no step therapy was tried. She deserves better.", "fail"),
        ("008", "appeal", "You denied it as not medically necessary. In response: 12 visits of PT failed.", "pass"),
        (
            "008",
            "appeal",
            "The denial states that no conservative therapy was tried. She had 12 visits of conservative therapy.",
            "pass",
        ),
    ],
)
def test_what_a_payer_wants_said_is_found(row: str, payer: str, body: str, status: str) -> None:
    assert said(row, payer, body).status == status


def test_a_reason_that_is_left_out_is_shown() -> None:
    denial = "You denied it because (1) no imaging was sent, (2) no exercise program was tried. "
    found = said("008", "appeal", denial + "Imaging of 3/2/2026 shows a tear.")
    assert found.status == "fail"
    assert "exercise" in found.words
    assert said("008", "appeal", denial + "Imaging of 3/2/2026 is sent. Exercise: 12 weeks.").status == "pass"


@pytest.mark.parametrize(
    ("body", "born", "status"),
    [
        ("Under EPSDT it is covered.", "02/01/2019", "pass"),
        ("It will correct or\nameliorate her scoliosis.", "02/01/2019", "pass"),
        ("It prevents significant disability.", "02/01/2019", "weak"),
        ("She needs it.", "02/01/2019", "fail"),
        ("She needs it.", "06/01/2005", _NA),
        ("She needs it.", "06/02/2005", "fail"),
        ("She needs it.", "13/25/2022", "fail"),
        ("The 7-year-old girl needs it.", "", "fail"),
        ("She needs it.", "", _NA),
    ],
)
def test_medicaid_under_21_is_asked_for_epsdt(body: str, born: str, status: str) -> None:
    assert said("161", "medicaid", body, born=born).status == status


@pytest.mark.parametrize(
    ("header", "body", "status"),
    [
        (_WHOLE, "", "pass"),
        ("Claim: 99-1 | DOI: 1/22/2026 | Employer: Acme\n", "", "pass"),
        ("WC Claim: 88-11\n", "On January 22, 2026 he fell from a ladder while working for Acme Roofing.", "pass"),
        ("Claim #: 123-456\n", "", "weak"),
        ("Date of injury: [date]\nEmployer: Acme\nClaim #: 77-1\n", "", "weak"),
        ("Claim: ___________\n", "He got hurt.", "placeholder"),
        ("", "He was injured.", "fail"),
    ],
)
def test_workers_compensation_finds_the_claim_by_three_facts(header: str, body: str, status: str) -> None:
    assert said("162", "work", body, header).status == status


def test_a_plan_of_medicare_advantage_is_only_warned_about_its_lcd() -> None:
    assert said("153", "advantage", "She needs it.").severity == "warn"
    assert said("153", "medicare", "She needs it.").severity == "block"


@pytest.mark.parametrize("words", ["You denied the reason that 1) ", "no LCD not NCD coverage ", "walk will 3. ", " "])
def test_a_hostile_letter_takes_no_long_time(words: str) -> None:
    body = (words * 60_000)[:60_000]
    for row, payer in (("008", "appeal"), ("153", "medicare"), ("154", "medicare"), ("162", "work"), ("163", "work")):
        begun = time.perf_counter()
        said(row, payer, body)
        assert time.perf_counter() - begun < 3, row
