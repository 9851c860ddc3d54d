"""Stories about the blocks around a letter's text: who writes, to whom, about whom, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import perf_counter

import pytest

from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.others import Others, Person
from lmnboard.checklist.said import Said
from lmnboard.checklist.subject import Subject
from lmnboard.checklist.words import (
    addressee,
    agrees,
    closing,
    coverage,
    patient,
    practice,
    signature,
    subject_line,
    who,
)  # fmt: skip
from lmnboard.model.case import Case
from lmnboard.model.case_facts import Coverage, Diagnosis, Patient
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Location, Payer, Provider
from lmnboard.written.facts import Told

DAY = date(2026, 4, 16)
LETTER = """\
CEDAR BLUFF ORTHOPEDICS
1200 Alder Street, Austin, TX 78701
Phone (512) 555-0147 | Fax (512) 555-0148 | letters@cedarbluff.example
Maria Castellanos, MD, Orthopedic Surgeon, NPI 1234567893

April 16, 2026

Aetna
Attn: Medical Director, Prior Authorization
P.O. Box 14079
Lexington, KY 40512

RE: Letter of medical necessity, lumbar microdiscectomy
Patient: Ada Okafor
DOB: 03/14/1958
Plan: Choice POS II
Member ID: W123456789
Group #: 70042
Subscriber: self
Diagnosis: Intervertebral disc disorder with radiculopathy (M51.16)

Dear Medical Director:

I am the orthopedic surgeon who has treated Ms. Okafor since May 2024. I request authorization of a lumbar
microdiscectomy. Her left leg pain began in 2025, and it has outlasted twelve weeks of physical therapy.

In my medical opinion she needs the operation now. Thank you for your prompt review. I am glad to discuss this
case at (512) 555-0147.

Sincerely,

/s/ Maria Castellanos, MD
Maria Castellanos, MD
Date: 04/16/2026
"""
RULES: dict[str, Callable[[LetterSubject], object]] = {
    "001": who.author, "014": who.name, "015": who.title, "016": who.credentials, "017": who.specialty, "018": who.npi,
    "019": who.npi_form, "021": practice.practice, "022": practice.address, "023": practice.phone, "024": practice.fax,
    "025": practice.email, "026": practice.provider_first, "027": addressee.letter_date, "028": addressee.addressee,
    "029": addressee.attention, "030": addressee.where_it_goes, "031": subject_line.subject_line,
    "037": subject_line.salutation, "038": patient.name, "039": patient.date_of_birth, "036": patient.diagnosis_line,
    "049": patient.diagnosis_in_words, "040": coverage.plan, "041": coverage.member_number,
    "042": coverage.group_number, "043": coverage.subscriber, "132": closing.thanks, "133": closing.offer,
    "134": closing.close, "178": closing.own_judgment, "141": closing.placeholders, "135": signature.signature,
    "136": signature.printed_name, "137": signature.printed_credentials, "138": signature.signature_date,
    "045": agrees.name_agrees, "046": agrees.number_agrees, "047": agrees.birth_agrees, "048": agrees.nobody_else,
    "058": agrees.codes_agree,
}  # fmt: skip


def judged(row: str, text: str, told: Told | None = None, record: Subject | None = None) -> list[Said]:
    said = RULES[row](LetterSubject.of(text, DAY, told, record))
    if isinstance(said, Said):
        return [said]
    assert isinstance(said, list)
    return said


def status(row: str, text: str, told: Told | None = None, record: Subject | None = None) -> str:
    said = judged(row, text, told, record)
    return said[0].status if said else "pass"


def with_(old: str, new: str) -> str:
    assert old in LETTER
    return LETTER.replace(old, new)


@pytest.mark.parametrize("row", [row for row in RULES if row not in ("045", "046", "047", "048", "058")])
def test_a_whole_letter_holds_in_every_row(row: str) -> None:
    assert status(row, LETTER) == "pass"


@pytest.mark.parametrize(
    ("row", "old", "new", "found"),
    [
        ("014", "/s/ Maria Castellanos, MD\nMaria Castellanos, MD", "Dr. Castellanos", "pass"),
        ("015", "Orthopedic Surgeon, NPI", "NPI", "pass"),
        ("019", "1234567893", "1234567890", "fail"),
        ("018", "NPI 1234567893", "NPI: [NPI]", "placeholder"),
        ("018", ", NPI 1234567893", "", "fail"),
        ("022", "1200 Alder Street, Austin, TX 78701", "Austin, TX", "weak"),
        ("022", "1200 Alder Street, Austin, TX 78701\n", "", "fail"),
        ("022", "1200 Alder Street, Austin, TX 78701", "1200 Alder Street\nSuite 4\nAustin, Texas 78701", "pass"),
        ("024", " | Fax (512) 555-0148", "", "fail"),
        ("024", "Phone (512) 555-0147 | Fax (512) 555-0148", "(512) 555-0147 phone, (512) 555-0148 fax", "pass"),
        ("025", " | letters@cedarbluff.example", "", "fail"),
        ("027", "April 16, 2026\n\nAetna", "April 2026\n\nAetna", "weak"),
        ("027", "April 16, 2026\n\nAetna", "Aetna", "fail"),
        ("027", "April 16, 2026\n\nAetna", "[Date]\n\nAetna", "placeholder"),
        ("028", "Aetna\n", "Granite Peak Mutual\n", "pass"),
        ("029", "Attn: Medical Director, Prior Authorization\n", "", "fail"),
        ("030", "P.O. Box 14079\nLexington, KY 40512\n", "", "fail"),
        ("030", "P.O. Box 14079\nLexington, KY 40512", "Fax: 512-555-0190", "pass"),
        ("031", "Letter of medical necessity, lumbar", "Lumbar", "weak"),
        ("031", "RE: Letter of medical necessity, lumbar microdiscectomy\n", "", "fail"),
        ("037", "Dear Medical Director:", "To whom it may concern:", "weak"),
        ("037", "Dear Medical Director:", "Dear [Name]:", "placeholder"),
        ("037", "Dear Medical Director:", "To the Appeals Reviewer:", "pass"),
        ("038", "Patient: Ada Okafor", "Patient: Ada O.", "weak"),
        ("038", "Patient: Ada Okafor", "Patient: [Patient Name]", "placeholder"),
        ("039", "03/14/1958", "13/14/1958", "fail"),
        ("039", "03/14/1958", "3/14/58", "weak"),
        ("039", "DOB: 03/14/1958\n", "", "fail"),
        ("039", "03/14/1958", "03/14/2027", "fail"),
        ("036", " (M51.16)", "", "weak"),
        ("040", "Plan: Choice POS II\n", "", "fail"),
        ("041", "Member ID: W123456789\n", "", "fail"),
        ("041", "W123456789", "XXXXXXXXX", "placeholder"),
        ("042", "70042", "none", "pass"),
        ("042", "Group #: 70042\n", "", "fail"),
        ("043", "Subscriber: self", "Subscriber: Daniel Moore, father", "pass"),
        ("043", "Subscriber: self", "Subscriber: spouse", "weak"),
        ("043", "Subscriber: self\n", "", "fail"),
        ("132", "Thank you for your prompt review. ", "", "fail"),
        ("133", " at (512) 555-0147.", ".", "weak"),
        ("133", " I am glad to discuss this\ncase at (512) 555-0147.", "", "fail"),
        ("134", "Sincerely,\n", "", "fail"),
        ("178", "In my medical opinion she", "She", "fail"),
        ("135", "/s/ Maria Castellanos, MD\n", "", "person"),
        ("135", "/s/ Maria Castellanos, MD", "[Signature]", "placeholder"),
        ("137", "/s/ Maria Castellanos, MD\nMaria Castellanos, MD", "/s/ Maria Castellanos", "fail"),
        ("138", "Date: 04/16/2026\n", "", "fail"),
        ("138", "Date: 04/16/2026", "Date: 04/10/2026", "fail"),
        ("138", "Date: 04/16/2026", "Date: ____________", "placeholder"),
        ("138", "Date: 04/16/2026", "________________________________\nDate", "person"),
        ("041", "Member ID: W123456789", "Claim number:       WC-88120", "fail"),
    ],
)  # fmt: skip
def test_one_fact_changed_changes_its_row(row: str, old: str, new: str, found: str) -> None:
    assert status(row, with_(old, new)) == found


def test_office_staff_is_no_author_whatever_the_letterhead_says() -> None:
    signed = with_("/s/ Maria Castellanos, MD\nMaria Castellanos, MD", "Kim Oster\nBilling Coordinator")
    assert status("001", signed) == "fail"
    assert status("137", signed) == "fail"


def test_a_doctor_by_title_alone_is_weak_where_nothing_else_names_the_credential() -> None:
    bare = LETTER.replace("Maria Castellanos, MD, Orthopedic Surgeon, NPI 1234567893\n", "")
    assert status("001", bare.replace("/s/ Maria Castellanos, MD\nMaria Castellanos, MD", "Dr. Shah")) == "weak"


def test_a_misspelled_close_is_still_a_close() -> None:
    letter = with_("Sincerely,", "Sincerly,")
    assert [status(row, letter) for row in ("134", "136", "137", "138")] == ["pass"] * 4


def test_a_practice_that_stands_only_below_does_not_come_first() -> None:
    head, rest = LETTER.split("April 16, 2026", 1)
    letter = f"April 16, 2026{rest}{head}"
    assert status("026", letter) == "fail"
    assert [status(row, letter) for row in ("021", "022", "023", "024", "025")] == ["pass"] * 5


def test_only_original_medicare_asks_for_the_form_of_its_number() -> None:
    assert status("041", LETTER, Told(payer_type="medicare_ffs")) == "fail"
    assert status("041", LETTER, Told(payer_type="medicare_advantage")) == "pass"


def test_each_placeholder_is_reported_with_its_place() -> None:
    letter = with_("W123456789", "[Member ID]")
    (said,) = judged("141", letter)
    assert said.span is not None
    assert letter[slice(*said.span)] == "[Member ID]"


# ------------------------------------------------------------- beside a record
def _record(name: str = "Ada Okafor", codes: tuple[str, ...] = ("M51.16",)) -> Subject:
    others = Others()
    others.put("LMN-0002", Person("Owen Castillo", date(2015, 8, 27), "H90114426"))
    case = Case(
        provider="castellanos",
        payer="payer",
        patient=Patient(name=name, date_of_birth=date(1958, 3, 14)),
        coverage=Coverage(policy_number="W123456789"),
        diagnoses=[Diagnosis(id=f"d{n}", code=code) for n, code in enumerate(codes)],
    )
    clinic = Clinic(
        providers={"castellanos": Provider(name="Maria Castellanos")}, payers={"payer": Payer(type="commercial")}
    )
    return Subject(case, clinic, clinic.provider_of(case), clinic.payer_of(case), Location(), DAY, others=others)


@pytest.mark.parametrize("row", ["045", "046", "047", "048", "058"])
def test_a_letter_that_agrees_with_its_record_holds_and_without_one_nothing_is_asked(row: str) -> None:
    assert status(row, LETTER, record=_record()) == "pass"
    assert status(row, LETTER) == "not_applicable"


@pytest.mark.parametrize(
    ("row", "old", "new"),
    [
        ("045", "treated Ms. Okafor", "treated Ms. Okafer"),
        ("045", "Patient: Ada Okafor", "Patient: Ada Okofor"),
        ("046", "W123456789", "W123456798"),
        ("047", "03/14/1958", "03/14/1985"),
        ("048", "Her left leg", "Owen Castillo's left leg"),
        ("048", "Her left leg pain began", "Mr. Whitlock's pain began"),
        ("058", "M51.16", "M51.17"),
    ],
)
def test_what_differs_from_the_record_is_found(row: str, old: str, new: str) -> None:
    assert status(row, with_(old, new), record=_record()) == "fail"


@pytest.mark.parametrize(
    "new",
    ["treated Mrs. Okafor's back", "treated Ada Okafor", "treated Ms. Okafor, whose husband, Mr. Brandt, drives her,"],
)
def test_other_ways_to_name_the_patient_and_her_family_are_no_strangers(new: str) -> None:
    letter = with_("treated Ms. Okafor", new)
    assert status("045", letter, record=_record()) == "pass"
    assert status("048", letter, record=_record()) == "pass"


def test_letters_of_strangers_end_in_time() -> None:
    for hostile in ("A" * 5_000, "Patient " + " " * 5_000, ("group" + " " * 40) * 110, "1-" * 2_500):
        began = perf_counter()
        subject = LetterSubject.of(hostile, DAY)
        for rule in RULES.values():
            assert rule(subject) is not None
        assert perf_counter() - began < 3, hostile[:10]


def _sort_of(head: str) -> tuple[str, str, str]:
    """Purpose, kind and payer type of a letter with such a header and subject."""
    facts = LetterSubject.of(
        f"{head}\n\nDear Reviewer:\n\nPlease see below.\n\nSincerely,\n\nMaria Castellanos, MD", DAY
    ).facts
    return facts.purpose, facts.kind, facts.payer_type


def test_the_sort_of_a_letter_is_read_from_who_pays_and_what_is_asked() -> None:
    compensation = "Pinnacol Assurance\nAttn: claims representative\nRE: authorization of a carpal tunnel release"
    assert _sort_of(compensation) == ("prior_authorization", "procedure", "workers_comp")
    qualified = "Cigna\nPlan: HSA-qualified PPO\nRE: request for Dupixent 300 mg"
    assert _sort_of(qualified) == ("prior_authorization", "medication", "commercial")
    assert _sort_of("Humana Medicare HMO\nRE: appeal, wheelchair")[2] == "medicare_advantage"


def test_a_department_called_appeals_makes_no_appeal() -> None:
    head = "SilverScript\nCoverage Determinations & Appeals\nRE: tier exception for Aimovig 70 mg"
    assert _sort_of(head) == ("prior_authorization", "medication", "part_d")


@pytest.mark.parametrize("name", ["Sleep Medicine Center", "UCHealth", "ProMotion PT", "Jane Doe, MD, PLLC"])
def test_a_practice_may_be_called_as_it_likes(name: str) -> None:
    text = LETTER.replace("CEDAR BLUFF ORTHOPEDICS", name)
    said = practice.practice(LetterSubject.of(text, DAY))
    assert isinstance(said, Said)
    assert said.status == "pass"
