"""`lmnboard codes`: what staff read when they look a code up, and what loading CMS's files says and leaves."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from lmnboard.cli import main
from tests.builders import a_board, a_case
from tests.cli.conftest import Said
from tests.codes.conftest import NEW_YEAR, addenda, hcpcs


class Shell:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.board = a_board(folder, a_case())
        self._capsys = capsys

    def __call__(self, *words: str) -> Said:
        self._capsys.readouterr()
        status = main(["--board", str(self.board), "codes", *words])
        return Said(status, *self._capsys.readouterr())

    def file(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def kept(self) -> list[str]:
        folder = self.folder / "codes"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def sh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def test_alone_it_lists_the_sets_and_says_which_is_past(sh: Shell) -> None:
    said = sh("--on", "11/20/2026")

    assert said.status == 0
    assert said.out.splitlines()[0] == (
        "ICD-10-CM FY2026 (April 1 2026), 10/01/2025 to 09/30/2026: 98,186 codes, 74,719 billable; comes with lmnboard"
    )
    assert "ICD-10-CM is good to 09/30/2026" in said.out
    assert "icd10cm-order-2027.txt" in said.out
    assert "HCPCS: none is loaded" in said.out
    assert "is good to" not in sh("--on", "9/30/2026").out
    assert sh("--json").json[0]["last_day"] == "2026-09-30"


def test_a_header_is_said_to_be_one_and_its_codes_are_listed(sh: Shell) -> None:
    said = sh("m54.5", "--on", "3/2/2026")

    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("M54.5  Low back pain\n  ICD-10-CM, not billable: a header, FY2026 (April 1 2026)\n")
    assert "    M54.50  Low back pain, unspecified\n    M54.51  Vertebrogenic" in said.out
    assert "    M54.5: lumbago with sciatica (M54.4-)\n" in said.out
    assert "known to 09/30/2026 only" in sh("M54.5", "--on", "11/20/2026").out


def test_a_code_that_lacks_something_says_what(sh: Shell) -> None:
    assert "    S52.501A  A: initial encounter for closed fracture\n" in sh("S52501").out
    assert "  names the side:\n    M25.561  Pain in right knee\n" in sh("M25.569").out
    assert "  more specific:\n    M54.51  Vertebrogenic low back pain\n" in sh("M54.50").out


def test_words_list_codes_and_a_program_gets_them_as_json(sh: Shell) -> None:
    assert sh("back", "pain", "low", "--limit", "2").out == "M54.5-   Low back pain\nM54.59   Other low back pain\n"
    found = sh("back", "pain", "low", "--json", "--limit", "2").json
    assert [one["code"] for one in found] == ["M54.5", "M54.59"]
    (whole,) = sh("M54.5", "--json", "--on", "3/2/2026").json
    assert [one["code"] for one in whole["children"]] == ["M54.50", "M54.51", "M54.59"]
    assert (whole["valid"], whole["billable"], whole["set"]["last_day"]) == (True, False, "2026-09-30")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("zzz", "no code fits"),
        ("M54.55", "M54.5 is there: Low back pain."),
        ("E0601", "HCPCS is not loaded"),
        ("97110", "CPT is not loaded"),
    ],
)
def test_where_nothing_fits_the_status_is_one_and_it_says_why(sh: Shell, words: str, says: str) -> None:
    said = sh(words)
    assert (said.status, said.out) == (1, "")
    assert says in said.err
    assert said.err.count("\n") == 1
    assert sh(words, "--json").out == "[]\n"


@pytest.mark.parametrize(
    "line", ["load", "--year 2027", "M54 --limit 0", "M54 --limit x", "--on someday", "load x --year 27"]
)
def test_a_wrong_call_is_said_in_one_line(sh: Shell, line: str) -> None:
    said = sh(*line.split())
    assert (said.status, said.out) == (2, "")
    assert said.err.count("\n") == 1


def test_loading_says_what_it_took_and_twice_is_as_once(sh: Shell) -> None:
    file = sh.file("icd10cm_order_addenda_2027.txt", NEW_YEAR)

    said = sh("load", file)

    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("ICD-10-CM FY2027, 10/01/2026 to 09/30/2027: 98,192 codes, 74,722 billable; codes/icd10")
    assert said.out.endswith("; 7 added, 1 deleted, 2 revised\n")
    once = sh.kept()
    again = sh("load", file)
    assert again.out == said.out.replace("\n", "; was loaded already\n")
    assert sh.kept() == once
    assert "billable, so since 10/01/2026, FY2027\n" in sh("M67.A01", "--on", "11/20/2026").out
    gone = sh("M72.2", "--on", "11/20/2026")
    assert (gone.status, gone.out) == (
        1, "M72.2  Plantar fascial fibromatosis\n  ICD-10-CM, ended on 09/30/2026, FY2027\n",
    )  # fmt: skip
    early = sh("M67.A01", "--on", "9/1/2026")
    assert (early.status, "begins later, from 10/01/2026" in early.out) == (1, True)


def test_several_files_are_loaded_at_once_or_none_of_them(sh: Shell) -> None:
    good = sh.file("HCPC2026_OCT_ANWEB.txt", hcpcs(("E0601", "Airway device", "")))
    bad = sh.file("icd10cm_order_addenda_2027.txt", addenda(("Delete", "M99999", 1, "No such thing")))
    cpt = sh.file("ours.csv", b"97110,Exercises with a therapist\n")

    refused = sh("load", good, bad)
    assert refused.status == 2
    assert "addenda_2027.txt, line 1: M99999 is not there to delete" in refused.err
    assert refused.err.count("\n") == 1
    assert sh.kept() == []

    assert sh("load", good, cpt).status == 0
    assert [name.split("-")[0] for name in sh.kept()] == ["cpt", "hcpcs"]
    assert sh("E0601").out == "E0601  Airway device\n  HCPCS, October 2026\n"
    assert sh("exercises", "therapist").out == "97110   Exercises with a therapist\n"


@pytest.mark.parametrize(("mode", "folder", "file"), [(0o700, 0o700, 0o600), (0o2770, 0o2770, 0o660)])
def test_what_is_loaded_is_for_those_whose_the_board_is(sh: Shell, mode: int, folder: int, file: int) -> None:
    sh.folder.chmod(mode)
    assert sh("load", sh.file("ours.csv", b"97110,Exercises\n")).status == 0
    made = sh.folder / "codes"
    assert stat.S_IMODE(made.stat().st_mode) == folder
    assert [stat.S_IMODE(path.stat().st_mode) for path in made.iterdir()] == [file]


def test_only_a_lead_loads_codes_where_roles_are_in_force(sh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for who, role in (("lee", "lead"), ("jo", "staff")):
        fields = [f"name={who}", f"login=lmntest-{who}", f"role={role}"]
        line = ["--board", str(sh.board), "directory", "staff", who, *(word for f in fields for word in ("--set", f))]
        assert main(line) == 0
    monkeypatch.setattr("lmnboard.people.login", lambda service: "lmntest-jo")
    said = sh("load", sh.file("ours.csv", b"97110,Exercises\n"))
    assert (said.status, sh.kept()) == (1, [])
    assert "settings" in said.err


def test_a_list_that_is_not_needed_is_refused(sh: Shell) -> None:
    said = sh("load", sh.file("addenda.txt", NEW_YEAR), "--year", "2026")
    assert said.status == 2
    assert "not needed" in said.err
    assert sh.kept() == []


def test_codes_can_be_looked_up_where_there_is_no_board(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--board", str(tmp_path / "none" / "board.json"), "codes", "M54.50", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["code"] == "M54.50"
