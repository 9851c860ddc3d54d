"""Cases from spreadsheets: what comes on the board from a file, all of it or nothing, and back by one undo."""

from __future__ import annotations

import csv
import io
import threading
from pathlib import Path

import pytest

from lmnboard.model.errors import NotAllowed
from tests.builders import NOW, a_board, a_case, at
from tests.cli.conftest import Said, Shell, process

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


def test_a_dry_run_shows_dates_as_they_were_read_and_changes_no_byte(sh: Shell) -> None:
    sh("list")
    rows = '"Okafor, Ada",3/14/58,,meridian,Humira,,12/4/27,Denied,,10/1/26,11/2/26\n"Arroyo, Ben",,,,,,,Denied,,,\n'
    file = sh.write("cases.csv", f"{HEADINGS},Date Submitted,Decision Date\n{rows}")
    before = files(sh.folder)
    said = sh("import", "--dry-run", str(file))
    assert said.out == (
        "line 2: new: Ada Okafor (born 03/14/1958) · Humira · Meridian Health · file by 12/04/2027 · Follow-up · "
        "Denied · sent at 10/01/2026 · date of the notice 11/02/2026 · our answer due 05/01/2027\n"
        "line 3: new: Ben Arroyo · Follow-up · Denied\n"
        "2 cases would come: 2 in Follow-up. Nothing was written.\n"
    )
    assert "Denied without a decision date: line 3. Nothing says by when to appeal" in said.err
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
    decided = "11/2/2026" if answer or stage == "resolved" else ""
    said = sh("import", "-", given=f"name,status,decision date,location\nAda,{status},{decided},main\n")
    assert said.status == 0, said.err
    case = sh.stored("3")
    assert (case["stage"], case.get("outcome")) == (stage, outcome)
    assert [row.get("outcome") for row in case.get("responses", [])] == ([answer] if decided else [])
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
