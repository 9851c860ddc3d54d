"""Stories about a case whose texts were copied from somebody else's: name, number, birth date, other patients."""

from __future__ import annotations

import sys
import threading
from datetime import date
from time import perf_counter

import msgspec
import pytest

from lmnboard.checklist import identity
from lmnboard.checklist.alike import apart, births_off, misspelled, numbers_off
from lmnboard.checklist.fault import Fault
from lmnboard.checklist.others import Others, Person
from lmnboard.checklist.registry import Rule
from lmnboard.checklist.subject import Subject
from lmnboard.model.case import Case
from lmnboard.model.case_facts import Coverage, History, Patient, Treatment
from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Payer, Provider

DAY = date(2026, 4, 16)
COURSE = "Ms. Okafor has had leg pain since 2025 (DOB 03/14/1958, member W123456789)."


def a_subject(course: str, others: Others | None = None) -> Subject:
    case = Case(
        provider="castellanos",
        payer="aetna",
        patient=Patient(name="Ada Okafor", date_of_birth=date(1958, 3, 14)),
        coverage=Coverage(policy_number="W123456789", subscriber_name="Samuel Okafor"),
        history=History(course=course),
        treatments=[Treatment(id="t1", name="Physical therapy", details="No relief.")],
    )
    clinic = Clinic(
        providers={"castellanos": Provider(name="Maria Castellanos")}, payers={"aetna": Payer(type="commercial")}
    )
    subject = Subject.of(case, clinic, DAY)
    return msgspec.structs.replace(subject, others=others)


def _all(subject: Subject) -> list[tuple[str, Fault]]:
    rules = {
        "045": identity.name_agrees,
        "046": identity.number_agrees,
        "047": identity.birth_agrees,
        "048": identity.nobody_else,
    }
    return [(row, fault) for row, rule in rules.items() for fault in _faults(rule, subject)]


def _faults(rule: Rule, subject: Subject) -> list[Fault]:
    found = rule(subject)
    assert found is not None
    assert not isinstance(found, Fault)
    return list(found)


def test_texts_that_speak_of_this_patient_hold() -> None:
    assert _all(a_subject(COURSE, Others())) == []


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("Ms. Okafor", "Ms. Okafer", "045"),
        ("W123456789", "W123456798", "046"),
        ("03/14/1958", "04/13/1958", "047"),
        ("Ms. Okafor", "Owen Castillo", "048"),
    ],
)
def test_one_slip_is_found_where_it_stands(old: str, new: str, row: str) -> None:
    others = Others()
    others.put("LMN-0002", Person("Owen Castillo", date(2015, 8, 27), "H90114426"))
    course = COURSE.replace(old, new)
    (found,) = _all(a_subject(course, others))
    assert found[0] == row
    assert found[1].field == "history.course"
    assert found[1].span is not None
    assert course[slice(*found[1].span)] in new


def test_another_patient_is_found_by_the_possessive_and_his_name_is_not_in_the_message() -> None:
    others = Others()
    others.put("LMN-0002", Person("Owen Castillo"))
    ((_, fault),) = _all(a_subject("Owen Castillo's knee is swollen.", others))
    assert "Castillo" not in fault.message


def test_the_provider_and_the_subscriber_are_nobody_elses_data() -> None:
    others = Others()
    others.put("LMN-0002", Person("Maria Castellanos"))
    others.put("LMN-0003", Person("Samuel Okafor"))
    assert _all(a_subject("Maria Castellanos saw her with Samuel Okafor.", others)) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("More pain since March. The train was late.", "Ada Moore"),
        ("Mr. Ruiz walks. Mr. Ruiz Delgado's knee. Mr. Delgado sits.", "Tomas Ruiz Delgado"),
        ("Dr. Barron saw Ms. Barrón.", "Ada Barrón"),
        ("Ms. Tran trains daily.", "Melissa Tran"),
    ],
)
def test_innocent_words_are_no_misspelled_names(text: str, name: str) -> None:
    assert misspelled(text, name) == []


def test_two_letters_swapped_are_one_slip() -> None:
    assert apart("okafor", "okafro") == 1
    assert apart("okafor", "okafor") == 0
    assert apart("okafor", "smith") == 3


def test_other_numbers_and_dates_are_left_alone() -> None:
    assert numbers_off("Claim 7720-A-19, CPT 63030, 512-555-0147", "W123456789") == []
    assert births_off("Seen on 03/15/2026, born 3/14/1958", date(1958, 3, 14)) == []


def test_a_case_of_five_kilobytes_among_ten_thousand_patients_is_judged_at_once() -> None:
    others = Others()
    for number in range(10_000):
        others.put(f"LMN-{number:05}", Person(f"First{number} Last{number}", date(1950, 1, 1), f"X{number:09}"))
    subject = a_subject((COURSE + " She walks with a cane and sleeps badly. ") * 45, others)
    _faults(identity.nobody_else, subject)
    taken = []
    for _ in range(20):
        began = perf_counter()
        assert _faults(identity.nobody_else, subject) == []
        taken.append(perf_counter() - began)
    assert min(taken) < 0.005


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (Person("Jon Reyes"), "Compare with Reyes, Jon, seen the same day."),
        (Person("José García"), "Jose Garcia walks 50 m."),
        (Person("John Smith Jr."), "John Smith was seen as well."),
        (Person("Smith, John, Jr"), "John Smith was seen as well."),
        (Person("Maria Lopez"), "Maria Elena de la Cruz Lopez was seen."),
        (Person("Ann Poe", date(1961, 1, 2)), "DOB: January 2, 1961"),
        (Person("Ann Poe", date(1961, 1, 2)), "date of birth is listed as 1/2/1961"),
        (Person("Ann Poe", date(1961, 1, 2)), "DOB 1961-01-02"),
        (Person("Ann Poe", None, "XYZ98765"), "Member ID XYZ 98765"),
    ],
)
def test_another_patient_is_known_in_every_way_of_writing(record: Person, text: str) -> None:
    others = Others([("LMN-0002", record)])
    (found,) = list(others.named_in(text, Person("Ada Okafor", date(1958, 3, 14), "W123456789")))
    assert found.case_id == "LMN-0002"


def test_those_who_judge_and_the_one_who_shows_do_not_meet() -> None:
    """A case changes while others judge: nobody sees it half taken out."""
    others = Others((f"LMN-{n}", Person(f"Ann P{n}")) for n in range(300))
    faults: list[BaseException] = []

    def judge() -> None:
        try:
            for _ in range(150):
                assert list(others.named_in("Ann P7 was seen.", Person()))
        except BaseException as fault:  # a thread would keep it to itself
            faults.append(fault)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        judges = [threading.Thread(target=judge) for _ in range(3)]
        for one in judges:
            one.start()
        for n in range(3000):
            others.put("LMN-7", Person("Ann P7", date(1960, 1, 1 + n % 28)))
        for one in judges:
            one.join()
    finally:
        sys.setswitchinterval(before)
    assert not faults
