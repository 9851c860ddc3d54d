"""The example clinic, `board.json.example`: what `lmnboard demo` opens is whole, synthetic and shows every situation.

Reads the file with a plain TinyDB, as a third party would, and then through the typed records.
"""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from tinydb import TinyDB

from lmnboard.knowledge import identifiers
from lmnboard.knowledge.calendar import add_business_days
from lmnboard.model.case import Case
from lmnboard.model.choices import STAGES, Kind, PayerType, Purpose
from lmnboard.model.clinic import typed_case, typed_listed
from lmnboard.model.directory import DIRECTORY, Provider
from lmnboard.model.fields import Catalogue, catalogue

EXAMPLE = Path(__file__).parent.parent / "board.json.example"
IDENTIFIERS = {
    "npi": identifiers.npi,
    "phone": identifiers.phone,
    "email": identifiers.email,
    "zip": identifiers.zip_code,
    "state": identifiers.us_state,
    "icd10cm": identifiers.icd10cm,
}
CODES = {"CPT": identifiers.cpt, "HCPCS": identifiers.hcpcs, "NDC": identifiers.ndc}

Tables = dict[str, dict[int, dict[str, Any]]]


@pytest.fixture(scope="module")
def tables() -> Tables:
    with TinyDB(EXAMPLE, access_mode="r", encoding="utf-8") as db:
        return {name: {row.doc_id: dict(row) for row in db.table(name)} for name in db.tables()}


@pytest.fixture(scope="module")
def cases(tables: Tables) -> list[Case]:
    return [typed_case(doc) for doc in tables["cases"].values()]


@pytest.fixture(scope="module")
def today(tables: Tables) -> date:
    return date.fromisoformat(tables["_example"][1]["as_of"])


def values_of(doc: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every value of a document with its path, rows as `*`, as the field catalogue writes it."""
    found = []
    for key, value in doc.items():
        if isinstance(value, dict):
            found += values_of(value, f"{path}{key}.")
        elif isinstance(value, list) and all(isinstance(row, dict) for row in value) and value:
            for row in value:
                found += values_of(row, f"{path}{key}/*/")
        else:
            found.append((path + key, value))
    return found


def rows_of(doc: Any) -> list[list[dict[str, Any]]]:
    """Every list of rows in a document, however deep."""
    found = []
    for value in doc.values():
        if isinstance(value, dict):
            found += rows_of(value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            found.append(value)
            for row in value:
                found += rows_of(row)
    return found


def records(tables: Tables) -> list[tuple[str, dict[str, Any], Catalogue]]:
    kinds = {"cases": Case, **DIRECTORY}
    return [(f"{t}/{n}", doc, catalogue(kind)) for t, kind in kinds.items() for n, doc in tables[t].items()]


def test_a_plain_tinydb_finds_the_whole_clinic(tables: Tables) -> None:
    counts = {name: len(rows) for name, rows in tables.items()}
    assert counts == {
        "cases": 30,
        "providers": 5,
        "payers": 9,
        "staff": 8,
        "locations": 3,
        "settings": 1,
        "_example": 1,
    }
    assert {n: doc["id"] for n, doc in tables["cases"].items()} == {n: f"LMN-{n:04d}" for n in range(1, 31)}


def test_every_record_is_what_its_declaration_says_and_nothing_else(tables: Tables) -> None:
    for doc in tables["cases"].values():
        typed_case(doc)
    for table in DIRECTORY:
        for doc in tables[table].values():
            typed_listed(table, doc)
    for name, doc, fields in records(tables):
        unknown = {path for path, _ in values_of(doc) if path.rsplit("/", 1)[-1] not in ("id", "order")} - set(
            fields.fields
        )
        assert not unknown, f"{name} has fields that no declaration knows"


def test_every_identifier_is_stored_the_way_the_editors_would_store_it(tables: Tables) -> None:
    for name, doc, fields in records(tables):
        for path, value in values_of(doc):
            field = fields.fields.get(path)
            if field is None or value is None:
                continue
            if field.editor in IDENTIFIERS:
                assert IDENTIFIERS[field.editor](value) == value, f"{name} {path}"
            if field.editor == "instant":
                assert datetime.fromisoformat(value).utcoffset() == timedelta(0), f"{name} {path}"
    for doc in tables["cases"].values():
        for code in doc.get("request", {}).get("codes", []):
            assert CODES[code["system"]](code["code"]) == code["code"], doc["id"]


def test_no_provider_is_a_real_person_and_only_the_new_one_has_no_npi(tables: Tables) -> None:
    providers = [typed_listed("providers", doc) for doc in tables["providers"].values()]
    npis = {p.id: p.npi for p in providers if isinstance(p, Provider)}
    given = [npi for npi in npis.values() if npi]
    assert [who for who, npi in npis.items() if not npi] == ["whitfield"]
    assert [identifiers.npi(npi) for npi in given] == given
    assert all(npi.startswith("2") for npi in given), "numbers that begin with 2 have been given to nobody so far"
    assert len(set(given)) == len(given)


def test_no_telephone_rings_and_no_address_on_the_net_exists() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    numbers = set(re.findall(r"\+1\d{10}", text)) | set(re.findall(r"\(?\b\d{3}\)?[ -]\d{3}-\d{4}\b", text))
    assert numbers
    assert not [n for n in numbers if not re.fullmatch(r"1?\d{3}55501\d\d", re.sub(r"\D", "", n))]
    hosts = re.findall(r"[\w-]+@([\w.-]+)", text) + re.findall(r"https?://([\w.-]+)", text)
    assert hosts
    assert all(host.endswith((".example", ".example.org", ".example.com")) for host in hosts)


def test_every_stage_purpose_kind_and_payer_type_is_there(cases: list[Case], tables: Tables) -> None:
    types = {doc["id"]: doc["type"] for doc in tables["payers"].values()}
    stages = Counter(case.stage for case in cases)
    assert stages == {"gathering": 7, "drafting": 6, "review": 5, "follow_up": 7, "resolved": 5}
    assert set(stages) == set(STAGES)
    assert {case.purpose for case in cases} == set(get_args(Purpose))
    assert {case.kind for case in cases} == set(get_args(Kind))
    assert {types[case.payer] for case in cases if case.payer} == set(types.values()) == set(get_args(PayerType))
    assert sum(bool(case.off_label) for case in cases) >= 3
    assert sum(case.priority == "expedited" for case in cases) >= 3


def test_every_reference_leads_to_a_record_of_the_clinic(tables: Tables) -> None:
    ids = {name: {doc["id"] for doc in rows.values()} for name, rows in tables.items() if name != "_example"}
    for name, doc, fields in records(tables):
        for path, value in values_of(doc):
            field = fields.fields.get(path)
            if field and field.about.table and value:
                for wanted in value if isinstance(value, list) else [value]:
                    assert wanted in ids[field.about.table], f"{name} {path}"
    assert all(doc["login"] == doc["id"] for doc in tables["staff"].values())


def test_every_row_has_an_id_of_its_own_and_its_place(tables: Tables) -> None:
    for name, doc, _ in records(tables):
        for rows in rows_of(doc):
            assert len({row["id"] for row in rows}) == len(rows), name
            assert [row["order"] for row in rows] == list(range(1, len(rows) + 1)), name


def test_every_finding_names_an_enclosure_that_is_there(cases: list[Case]) -> None:
    for case in cases:
        enclosures = {attachment.id for attachment in case.attachments}
        assert {finding.attachment for finding in case.findings if finding.attachment} <= enclosures, case.id


def test_every_appeal_leads_to_a_denial_with_its_reasons(cases: list[Case]) -> None:
    by_id = {case.id: case for case in cases}
    appeals = [case for case in cases if case.purpose == "appeal"]
    assert len(appeals) >= 2
    for appeal in appeals:
        denied = by_id[appeal.appeal.of or ""]
        denial = denied.responses[-1]
        assert denied.stage in ("follow_up", "resolved")
        assert denial.outcome == "denied"
        assert denial.reasons
        assert all(reason.code and reason.words for reason in denial.reasons)
        assert (appeal.patient, appeal.payer) == (denied.patient, denied.payer)
        assert appeal.appeal.level
        assert appeal.appeal.file_by
        assert appeal.submit_by
        assert denial.notice_on
        assert denial.notice_on < appeal.submit_by <= appeal.appeal.file_by


def test_what_has_left_tells_when_and_by_whom_and_what_comes_next(cases: list[Case]) -> None:
    for case in cases:
        if case.stage == "follow_up":
            assert case.submissions, case.id
            assert case.signature.by == case.provider, case.id
            assert case.next_touch.on, case.id
        if case.stage == "resolved":
            assert case.outcome, case.id
            assert case.responses, case.id
        if case.outcome in ("approved", "partly_approved"):
            assert case.authorization.number, case.id
            assert case.authorization.to, case.id


def test_the_deadlines_show_every_band(cases: list[Case], today: date) -> None:
    still_here = [case for case in cases if case.stage in ("gathering", "drafting", "review")]
    urgent = add_business_days(today, 3)
    soon = today + timedelta(days=7)
    bands = Counter(
        "none"
        if case.submit_by is None
        else "late"
        if case.submit_by < today
        else "today"
        if case.submit_by == today
        else "urgent"
        if case.submit_by <= urgent
        else "soon"
        if case.submit_by <= soon
        else "later"
        for case in still_here
    )
    assert set(bands) == {"late", "today", "urgent", "soon", "later", "none"}
    touches = {case.next_touch.on for case in cases if case.stage == "follow_up" and case.next_touch.on}
    assert min(touches) < today
    assert today in touches


def test_the_most_pressing_case_can_leave_today(cases: list[Case], today: date) -> None:
    dated = [case for case in cases if case.submit_by and case.stage in ("gathering", "drafting", "review")]
    first = min(dated, key=lambda case: (case.submit_by or today, case.priority != "expedited"))
    assert (first.id, first.stage, first.priority) == ("LMN-0017", "review", "expedited")
    assert (first.request.duration, first.coverage.group_number) == (None, None)
    assert first.rationale
    assert first.outcomes.without_treatment
    assert all(treatment.outcome and treatment.duration for treatment in first.treatments)


def test_nothing_that_has_happened_lies_ahead(tables: Tables, today: date) -> None:
    for name, doc, fields in records(tables):
        for path, value in values_of(doc):
            field = fields.fields.get(path)
            if field and field.about.past and value:
                assert date.fromisoformat(value) <= today, f"{name} {path}"
            if field and field.editor == "instant":
                assert datetime.fromisoformat(value).date() <= today, f"{name} {path}"
