"""Cases from spreadsheets: what files of clinics mean, what is told of bad ones, and that all comes or nothing."""

from __future__ import annotations

import csv
import io
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmnboard.commands.cells import Faults, Reader
from lmnboard.commands.headings import TABLES, Unreadable, columns
from lmnboard.desk import CASES
from lmnboard.model.clinic import Clinic, typed_case
from lmnboard.model.errors import NotAllowed
from lmnboard.tabular import Row, Sheet
from lmnboard.workflow import edits
from tests.builders import NOW, a_board, a_case, at
from tests.cli.conftest import Said, Shell, process
from tests.fuzz.fuzzing import text, thrown

HEADINGS = "Patient,DOB,Member ID#,Payer,Drug,ICD-10,Due Date,Status,Notes"


def files(folder: Path) -> dict[str, bytes]:
    """Every file of the board as it is on disk, but for the lock."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_spreadsheet_becomes_cases_and_undo_takes_all_of_them_back(sh: Shell) -> None:
    sh("directory", "settings", "--set", "time_zone=America/Chicago")
    file = sh.write(
        "cases.csv",
        "sep=;\r\n"
        'Last Name;First Name;DOB (m/d/y);Member ID#;Insurance;Drug;ICD-10;CPT;Due Date;Status;Comments;"Assigned To";'
        "Prescriber;Priority;Date Submitted;Tags;Amount;Chart #\r\n"
        'Okafor;Ada;3/14/58;W123;meridian health;Secukinumab;"L40.0; M54.51";;2027-12-04 00:00:00;New;'
        '"Called.\r\nNo answer";'
        'Dana Whitcomb;"Castellanos, Miriam";STAT;;"psoriasis, urgent";"$1,250.00";RC-1\r\n'
        ";;;;;;;;;;;;;;;;;\r\n"
        "Núñez;José;Feb 3 1961;;Meridian Health;Shower chair;;E0240;;Submitted;'=SUM(A1);jo;Dr. Miriam Castellanos, MD;"
        "routine;11/2/2026 9:30;;;n/a\r\n".encode("cp1252"),
    )
    said = sh("import", str(file))
    assert said.status == 0, said.err
    assert said.out == (
        "2 cases, LMN-0003 to LMN-0004: 1 in Gathering, 1 in Follow-up. 'lmnboard undo' takes all of them back.\n"
    )
    assert "read as Windows-1252" in said.err
    ada, jose = sh.stored("3"), sh.stored("4")
    assert ada["patient"] == {"name": "Ada Okafor", "date_of_birth": "1958-03-14", "record_number": "RC-1"}
    assert (ada["payer"], ada["provider"], ada["owner"], ada["priority"]) == (
        "meridian",
        "castellanos",
        "dana",
        "expedited",
    )
    assert [row["code"] for row in ada["diagnoses"]] == ["L40.0", "M54.51"]
    assert (ada["submit_by"], ada["value"], ada["tags"]) == ("2027-12-04", 1250, ["psoriasis", "urgent"])
    assert ada["notes"][0]["text"] == "Called.\nNo answer"
    assert jose["patient"]["name"] == "José Núñez"
    assert jose["request"]["codes"][0] | {"id": "", "order": 1} == {
        "id": "",
        "order": 1,
        "code": "E0240",
        "system": "HCPCS",
    }
    assert jose["notes"][0]["text"] == "=SUM(A1)"
    assert (jose["stage"], jose["waiting_on"], jose["owner"]) == ("follow_up", "payer", "jo")
    assert jose["stage_since"] == jose["submissions"][0]["sent_at"] == "2026-11-02T15:30:00+00:00"
    assert jose["overrides"][0]["because"] == "imported from spreadsheet"
    assert not [task for task in jose.get("tasks", []) if "patient" in task["origin"]]
    assert ada["tasks"]
    assert ada["next_touch"]["on"]
    assert sh("undo").status == 0
    assert sh("show", "3").status == sh("show", "4").status == 1


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


def test_a_dry_run_shows_dates_as_they_were_read_and_changes_no_byte(sh: Shell) -> None:
    sh("list")
    file = sh.write("cases.csv", f'{HEADINGS}\n"Okafor, Ada",3/14/58,,meridian,Humira,,12/4/27,Denied,\n')
    before = files(sh.folder)
    said = sh("import", "--dry-run", str(file))
    assert said.out == (
        "line 2: new: Ada Okafor (born 03/14/1958) · Humira · Meridian Health · file by 12/04/2027 · Follow-up\n"
        "1 case would come: 1 in Follow-up. Nothing was written.\n"
    )
    assert files(sh.folder) == before


def test_who_is_on_the_board_already_is_warned_of_and_not_refused(sh: Shell) -> None:
    stands = sh.stored("1")
    name, treatment = stands["patient"]["name"].upper(), stands["request"]["treatment"]
    given = f'name,drug\n"{name}","{treatment}"\nX,y\nx,Y\n'
    said = sh("import", "-", given=given)
    assert said.status == 0
    assert "line 2: the same patient and treatment as LMN-000" in said.err
    assert "line 4: the same patient and treatment as line 3" in said.err


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


@pytest.mark.parametrize(
    ("status", "stage", "outcome", "answer"),
    [
        ("Approved", "resolved", "approved", None),
        ("denied", "follow_up", None, "denied"),
        ("Follow-up", "follow_up", None, None),
        ("in_review", "review", None, None),
        ("Draft", "drafting", None, None),
        ("cancelled", "resolved", "withdrawn", None),
    ],
)
def test_a_status_is_a_stage_with_the_answer_that_it_tells(
    sh: Shell, status: str, stage: str, outcome: str | None, answer: str | None
) -> None:
    said = sh("import", "-", given=f"name,status,decision date,location\nAda,{status},11/2/2026,main\n")
    assert said.status == 0, said.err
    case = sh.stored("3")
    assert (case["stage"], case.get("outcome")) == (stage, outcome)
    assert [row.get("outcome") for row in case["responses"]] == [answer]
    if stage == "resolved":
        assert case["stage_since"] == "2026-11-02T18:00:00+00:00"


def test_two_imports_at_once_both_come_whole_and_each_is_undone_by_itself(sh: Shell) -> None:
    file = {who: sh.write(f"{who}.csv", "name\n" + "".join(f"{who} {n}\n" for n in range(30))) for who in ("a", "b")}
    said: dict[str, Said] = {}

    def bring(who: str) -> None:
        said[who] = process("--board", str(sh.board), "import", str(file[who]))

    threads = [threading.Thread(target=bring, args=(who,)) for who in file]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in said.values()] == [0, 0], said
    names = [row["patient"] for row in sh("list", "--json").json]
    assert sorted(name for name in names if name[:2] in ("a ", "b ")) == sorted(
        f"{who} {n}" for who in file for n in range(30)
    )
    sh("undo")
    left = {row["patient"][0] for row in sh("list", "--json").json if row["patient"][:2] in ("a ", "b ")}
    assert left in ({"a"}, {"b"})


def test_what_was_written_before_a_refusal_is_taken_back(sh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up in the middle: a limit on the history's size stands for it, as the kernel enforces it."""
    import resource
    import signal

    history = sh.folder / "board.history.jsonl"
    sh("list")
    rows = "".join(f"Patient {n}\n" for n in range(40))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (history.stat().st_size + 20_000, before[1]))
        said = sh("import", "-", given=f"name\n{rows}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert said.status == 3
    assert "Not saved" in said.err
    assert "lmnboard undo" in said.err or "has been taken back" in said.err
    sh("undo")
    assert not [row for row in sh("list", "--json").json if row["patient"].startswith("Patient ")]


def test_whoever_may_only_look_imports_nothing(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as board:
        board.revise("staff/dana", {"role": "lead"})
        board.revise("staff/jo", {"role": "read_only"})
    with at(path, "jo") as board, pytest.raises(NotAllowed, match="read-only"):
        board.open_as({"patient.name": "Ada"}, "review", "imported")
    with at(path, "dana", NOW) as board:
        assert len(board.shown.cards) == 1


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
    typed_case(doc)


def test_a_file_of_a_spreadsheet_program_reads_back_what_the_board_exports(sh: Shell) -> None:
    listed = sh("list", "--csv").out
    rows = list(csv.DictReader(io.StringIO(listed)))
    out = io.StringIO()
    keep = ("patient", "request", "payer", "owner", "location", "priority")
    writer = csv.DictWriter(out, keep, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    said = sh("import", "-", given=out.getvalue())
    assert said.status == 0, said.err
    assert said.err.count("perhaps twice the same") == len(rows)


def test_what_the_rules_do_with_imported_cases_is_done_on_coming_so_that_undo_still_takes_them_back(sh: Shell) -> None:
    rows = "Ada,Submitted,11/2/2026,,Meridian Health,prior auth\nBen,Submitted,11/2/2026,12/9/2026,Meridian Health,pa\n"
    said = sh("import", "-", given=f"name,status,submitted,answer due,payer,purpose\n{rows}")
    assert said.status == 0, said.err
    assert sh.stored("3")["answer_due"]["rule"] != "by hand"
    ben = {"on": "2026-12-09", "rule": "by hand", "because": "imported from spreadsheet"}
    assert sh.stored("4")["answer_due"] == ben
    with at(sh.board, "dana") as board:
        assert not board.run_due(["LMN-0003", "LMN-0004"])
    assert sh("undo").status == 0
    assert sh("show", "3").status == sh("show", "4").status == 1
