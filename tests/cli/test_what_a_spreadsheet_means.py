"""What headings and cells of a spreadsheet mean, and how what is not understood is told: all at once, in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmnboard.commands.cells import Faults, Reader
from lmnboard.commands.headings import TABLES, Unreadable, columns
from lmnboard.model.case import CASES
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.tabular import Row, Sheet
from lmnboard.workflow import edits
from tests.builders import NOW
from tests.cli.conftest import Shell
from tests.fuzz.fuzzing import text, thrown

HEADINGS = "Patient,DOB,Member ID#,Payer,Drug,ICD-10,Due Date,Status,Notes"


def files(folder: Path) -> dict[str, bytes]:
    """Every file of the board as it is on disk, but for the lock."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_all_that_is_wrong_is_named_at_once_with_line_and_column_and_nothing_is_written(sh: Shell) -> None:
    sh("list")
    file = sh.write(
        "cases.csv",
        HEADINGS + "\n"
        "Ben Arroyo,25/12/1990,1.23457E+11,Meridian Healht,MRI,M54,45000,Pending,\n"
        "Chloe Tran,2/30/1980,,Aetna,x,L40.0,12/4,Weird,,too,many\n"
        "Dan Ruiz,n/a,,Aetna,x,,#N/A,Resolved,\n"
        "Esme Tran,1/2/1980,,Aetna,x,I9,,,\n"
        ",,,meridian,x,,,,Total 3\n"
        "Ada Okafor,3/14/1958,W1,meridian,Secukinumab,L40.0,12/4/2027,New,good\n",
    )
    before = files(sh.folder)
    said = sh("import", str(file))
    assert said.status == 2
    assert files(sh.folder) == before
    told = said.err.splitlines()
    assert told[0] == "lmnboard: cases.csv cannot be taken in as it is; nothing was written."
    for line in (
        "column B (DOB): dates in it are written day/month/year",
        "line 2, column B (DOB): There is no month 25",
        "line 2, column C (Member ID#): the spreadsheet has shortened a number",
        "line 2, column D (Payer): “Meridian Healht” is not among the payers of the directory. Did you mean Me",
        "line 2, column G (Due Date): 45000 is a spreadsheet's own number for a day, 03/15/2023",
        "lines 3, 4, 5, column D (Payer): “Aetna” is not among the payers of the directory. Add it there first.",
        "line 3: more cells than headings",
        "line 3, column B (DOB): February has no day 30",
        "line 3, column G (Due Date): “12/4” has no year",
        "line 3, column H (Status): “Weird” is no stage",
        "line 4, column G (Due Date): #N/A is an error of the spreadsheet's own",
        "line 4: it is Resolved without an outcome",
        "line 5, column F (ICD-10): ",
        "line 6: no patient",
    ):
        assert any(f"- {line}" in one for one in told), line
    assert len(told) == 15
    assert not any("line 7" in line for line in told)


def test_no_more_than_fifty_faults_are_listed_and_the_rest_is_counted(sh: Shell) -> None:
    rows = "".join(f"Patient {n},2/30/19{n % 90 + 10}\n" for n in range(70))
    said = sh("import", "-", given=f"name,note,dob\n{rows}".replace(",2", ",x,2/30/2"))
    assert said.status == 2
    said = sh("import", "-", given="name,payer\n" + "".join(f"Patient {n},Payer {n}\n" for n in range(70)))
    assert said.err.count("\n") == 52
    assert said.err.endswith("  - and 20 more\n")


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Patient,Payerr", "column B (Payerr): this heading is not known. Did you mean payer?"),
        ("Patient,Pt Name", "column B (Pt Name): it is the same field as column A (Patient)"),
        ("Patient,", "column B has no heading"),
        ("Patient,archived_at", "archived at is kept by the board"),
        ("Patient,treatments", "number its rows, as treatments.1.name"),
        ("Patient,treatments.1.nam", "There is no field 'treatments/1/nam'"),
        ("Ada Okafor,3/14/1958", "the first line has to hold the headings"),
    ],
)
def test_a_heading_that_is_not_understood_is_named_with_what_it_may_mean(sh: Shell, heading: str, said: str) -> None:
    answer = sh("import", "-", given=f"{heading}\nBen,1\n")
    assert answer.status == 2
    assert said in answer.err


def test_a_person_says_what_a_column_is_or_leaves_it_out(sh: Shell) -> None:
    given = (
        "Subject,Our code,Extra,diagnoses.2.code,previous treatment 2,treatments.2.outcome\nAda,x,y,L40.0,Rest,failed\n"
    )
    said = sh("import", "-", "--map", "Subject=patient.name", "--map", "our CODE=", "--ignore-unknown", given=given)
    assert said.status == 0, said.err
    case = sh.stored("3")
    assert case["patient"]["name"] == "Ada"
    assert [row["code"] for row in case["diagnoses"]] == ["L40.0"]
    assert [(row["name"], row["outcome"]) for row in case["treatments"]] == [("Rest", "failed")]
    assert "no column has that heading" in sh("import", "-", "--map", "Sbject=patient.name", given=given).err
    assert "is not HEADING=PATH" in sh("import", "-", "--map", "Subject", given=given).err


def test_a_name_that_only_begins_like_ours_is_nobody(sh: Shell) -> None:
    said = sh("import", "-", given="name,owner\nAda,Dan\n")
    assert "“Dan” is not among the staff of the directory. Did you mean Dana Whitcomb?" in said.err
    assert sh("import", "-", given="name,owner\nAda,dana whitcomb\nBen,uid61002\n").status == 0
    assert (sh.stored("3")["owner"], sh.stored("4")["owner"]) == ("dana", "jo")


def test_the_headings_that_are_listed_are_the_headings_that_are_read(sh: Shell) -> None:
    for words, table in (
        (["import", "--columns"], "cases"),
        *((["directory", "import", "--columns", t], t) for t in TABLES),
    ):
        listed = [
            line.rpartition("  (")[0] for line in sh(*words).out.splitlines()[3:] if line and not line.startswith(" ")
        ]
        sheet = Sheet([heading for heading in listed if heading != "id"], [], [], [])
        assert len(columns(sheet, table, {})) == len(sheet.headings) > 5


CLINIC = Clinic()
FUZZED = (
    "name", "dob", "icd10", "status", "notes", "payer", "tags", "amount", "treatments.2.name", "submitted", "cpt",
    "decision", "tasks.1.due",
)  # fmt: skip
_pieces = st.one_of(text, st.sampled_from(["", "45000", "3/14/58", "L40.0; M54", "n/a", "Denied", "yes", "$5", "a,b"]))


@thrown(60)
@given(st.lists(st.sampled_from(FUZZED), min_size=1, unique=True), st.data())
def test_any_cells_are_a_case_that_can_be_kept_or_a_named_fault(headings: list[str], data: st.DataObject) -> None:
    cells = [data.draw(_pieces) for _ in headings]
    sheet = Sheet(headings, [Row(2, cells)], [], [])
    faults = Faults("f.csv")
    taken = Reader(CLINIC, NOW.date(), faults, "patient.name").rows(sheet, columns(sheet, "cases", {}))
    try:
        faults.settle()
    except Unreadable:
        return
    doc = edits.new_document(taken[0].whole())
    edits.name_rows(doc, CASES)
    assert typed_case(json.loads(json.dumps(doc))) == typed_case(doc)
