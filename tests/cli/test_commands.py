"""Commands one by one, as scripts use them: which board, looking, the letter, history, the demo."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lmnboard import begin
from lmnboard.cli import COMMANDS, main
from lmnboard.commands.demo import around
from lmnboard.knowledge.typed_dates import us_date
from tests.cli.conftest import EXAMPLE, Shell, process

CHECK = "CHK-181"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help(sh: Shell, command: str) -> None:
    said = sh(command, "--help")

    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(f"usage: lmnboard {command}")
    assert max(map(len, said.out.splitlines())) <= 80


# ---------------------------------------------------------------------- which board
def test_the_board_is_named_before_or_after_the_command_or_by_the_environment_or_a_file(
    sh: Shell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    main(["init", str(empty)])
    for line in (
        ["--board", str(sh.board), "list"],
        [f"--board={sh.board}", "list"],
        ["list", "--board", str(sh.folder)],
    ):
        assert main(line) == 0
    assert main(["--board", str(sh.board), "list", "--board", str(empty)]) == 1

    config = tmp_path / "home" / ".config" / "lmnboard.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'board = "{empty}"\n')
    assert main(["list"]) == 1
    monkeypatch.setenv("LMNBOARD_BOARD", str(sh.board))
    assert main(["list"]) == 0
    monkeypatch.delenv("LMNBOARD_BOARD")
    capsys.readouterr()
    for content in ("bored = 1", "board =", "\x00"):
        config.write_text(content)
        assert main(["list"]) == 2
        assert "has no line 'board = " in capsys.readouterr().err
    config.unlink()
    monkeypatch.chdir(sh.folder)
    assert main(["list"]) == 0


def test_a_new_board_and_its_folder_are_private(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "a" / "clinic")]) == 0

    path = Path(capsys.readouterr().out.strip())
    assert path == tmp_path / "a" / "clinic" / "board.json"
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    assert main(["--board", str(path), "directory", "settings", "--set", "soon_days=9"]) == 0


def test_a_plain_tinydb_file_is_taken_in_with_its_rows_named_and_its_text_cleaned(sh: Shell, tmp_path: Path) -> None:
    path = tmp_path / "plain" / "board.json"
    path.parent.mkdir()
    case = {"patient": {"name": "Ada\x1b[2J Okafor"}, "treatments": [{"name": "Rest"}, {"name": "Ice"}], "later": 1}
    path.write_text(json.dumps({"cases": {"7": case}}))

    found = sh("show", "7", "--json", board=path).json
    assert found["id"] == "LMN-0007"
    assert found["patient"]["name"] == "Ada[2J Okafor"
    assert [row["id"] for row in found["treatments"]] == ["t1", "t2"]
    assert found["later"] == 1


# ---------------------------------------------------------------------- looking
def test_list_speaks_to_people_and_to_programs(sh: Shell) -> None:
    table = sh("list").out.splitlines()
    assert [line.split()[0] for line in table] == ["LMN-0002", "LMN-0001"]
    assert "‼" in table[0]

    found = sh("list", "--json", "late").json
    assert [(row["id"], row["stage"], row["band"], row["on"]) for row in found] == [
        ("LMN-0002", "gathering", "late", "2020-01-02")
    ]
    rows = list(csv.DictReader(io.StringIO(sh("list", "--csv").out)))
    assert [row["patient"] for row in rows] == ["Ada Okafor", "Ada Okafor"]
    nothing = sh("list", "nobody", "--json")
    assert (nothing.status, nothing.json) == (1, [])


def test_show_tells_a_case_by_the_sections_of_its_letter(sh: Shell) -> None:
    said = sh("show", "lmn-1").out

    assert said.startswith("LMN-0001  Review, file by 12/11/2026")
    assert said.index("\nPatient\n") < said.index("\nDiagnosis\n") < said.index("\nRequest\n")
    assert "  treatments/t2  previous treatment: Naproxen 500 mg;" in said
    assert sh("show", "1", "--json").json["patient"]["name"] == "Ada Okafor"


# ---------------------------------------------------------------------- letter
def test_check_answers_no_while_a_blocker_stands(sh: Shell) -> None:
    said = sh("check", "1", "2")
    assert said.status == 1
    assert "LMN-0001 " in said.out
    assert "LMN-0002 " in said.out
    assert f"☐ {CHECK}" in said.out

    judged = sh("check", "--all", "--json").json
    assert sorted(judged) == ["LMN-0001", "LMN-0002"]
    file = sh.write("case.json", json.dumps({"purpose": "appeal"}))
    assert list(sh("check", "--file", str(file), "--json").json) == [str(file)]
    assert list(sh("check", "--file", "-", "--json", given="{}").json) == ["-"]


def test_a_letter_is_signed_exported_and_submitted(sh: Shell) -> None:
    for check in (CHECK, "chk-184", "CHK-182", "CHK-183"):
        assert sh("attest", "1", check).status == 0
    assert sh("sign", "1", "--method", "electronic", "--word", "signed in the portal").status == 0
    assert sh("check", "1").status == 0

    target = sh.folder / "letter.txt"
    assert sh("export", "1", "-o", str(target)).out == f"{target}\n"
    assert target.stat().st_mode & 0o777 == 0o600
    assert sh("export", "1", "-o", "-").out == target.read_text("utf-8")
    said = sh("submit", "1", "--to", "512-555-0199", "--confirmation", "88120", "--next", "+90d")
    next_on = us_date(date.fromisoformat(sh.stored()["next_touch"]["on"]))
    assert said.out == f"Sent by fax to 512-555-0199; next: Confirm that the payer has the letter, {next_on}.\n"
    assert sh.stored()["submissions"][0]["to"] == "512-555-0199"


def test_a_draft_says_that_it_is_one(sh: Shell) -> None:
    sh("set", "1", "rationale=")
    said = sh("export", "1", "--draft", "-o", "-")

    assert said.out.startswith("DRAFT")
    assert "a draft, as" in said.err


def test_an_enclosure_voids_the_signature_and_says_so(sh: Shell) -> None:
    sh("sign", "1", "--method", "electronic", "--word", "signed in the portal")
    file = sh.write("mri.pdf", b"%PDF")
    said = sh("attach", "1", str(file), "--title", "MRI report", "--kind", "imaging", "--date", "10/2/2025")

    assert (said.status, said.out) == (0, "")
    assert "the signature no longer holds" in said.err
    row = sh.stored()["attachments"][-1]
    assert (row["title"], row["kind"], row["date"]) == ("MRI report", "imaging", "2025-10-02")


# ---------------------------------------------------------------------- directory, history
def test_the_directory_is_shown_made_and_edited(sh: Shell) -> None:
    assert sh("directory", "payers").out == "meridian  Meridian Health\n"
    assert (
        sh("directory", "payers", "--set", "name=Blue Bonnet", "--set", "fax=512-555-0147").out
        == "payers/blue-bonnet\n"
    )
    sh("directory", "payers", "blue-bonnet", "--set", 'criteria+={"text": "BMI of 40 or more"}', "--set", "type=part d")
    assert "criteria/k1  criterion: BMI of 40 or more" in sh("directory", "payers", "blue-bonnet").out
    found = sh("directory", "payers", "blue-bonnet", "--json").json
    assert (found["fax"], found["type"]) == ("+15125550147", "part_d")
    assert len(sh("directory", "payers", "--json").json) == 2
    sh("directory", "settings", "--set", "soon_days=9")
    assert "soon_days: 9" in sh("directory", "settings").out


def test_history_undo_and_redo_tell_what_they_did(sh: Shell) -> None:
    sh("set", "1", "request.duration=6 weeks")
    sh("move", "1", "drafting")

    assert [line.split()[5].rstrip(":") for line in sh("history", "1").out.splitlines() if line[:6].strip()] == [
        "begin", "edit", "move",
    ]  # fmt: skip
    assert sh("history", "--since", "1/1/2020").status == 0
    assert sh("history", "2").out.count("\n") == 2
    assert "stage: drafting -> review" in sh("undo").out
    assert sh("redo").out.startswith("Done again: entry 3\n")
    assert sh("undo", "2").out.startswith("Undone: entry 2, edit\n")
    case = sh.stored()
    assert (case["stage"], case["request"].get("duration")) == ("drafting", None)


def test_the_history_of_a_case_that_was_taken_back_can_still_be_read(sh: Shell) -> None:
    sh("new")
    sh("undo")

    assert [entry["action"] for entry in sh("history", "3", "--json").json] == ["new", "undo"]


def test_verify_says_what_is_whole_and_where_it_broke(sh: Shell) -> None:
    sh("set", "1", "request.duration=6 weeks")
    assert "whole. 2 entries" in sh("verify").out
    head = sh("verify", "--head").out.strip()
    assert len(head) == 64

    history = sh.folder / "board.history.jsonl"
    history.write_bytes(history.read_bytes().replace(b"6 weeks", b"7 weeks"))
    said = sh("verify")
    assert (said.status, "board.history.jsonl" in said.out) == (1, True)


# ---------------------------------------------------------------------- demo
def test_the_demo_is_made_anew_where_it_is_not_of_today_and_never_over_something_else(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    path = tmp_path / "data" / "lmnboard" / "demo" / "board.json"
    assert process("demo", env=env).out == f"{path}\n"
    process("--board", str(path), "set", "26", "request.duration=6 weeks", env=env)
    process("demo", env=env)
    assert "6 weeks" in process("--board", str(path), "show", "26", env=env).out
    process("demo", "--fresh", env=env)
    assert "6 weeks" not in process("--board", str(path), "show", "26", env=env).out
    assert len(process("--board", str(path), "list", "mine", "--json", env=env).json) > 3


def test_dates_of_the_example_move_with_today_and_birthdays_and_holidays_do_not() -> None:
    as_written, moved = begin.plain_tables(EXAMPLE), begin.plain_tables(EXAMPLE)
    around(date(2027, 11, 21), moved, date(2026, 11, 21))

    def at(table: str, number: int, *keys: str) -> tuple[Any, Any]:
        before, after = as_written[table][number], moved[table][number]
        for key in keys:
            before, after = before[key], after[key]
        return before, after

    assert at("cases", 1, "next_touch", "what")[1] == "Start the renewal: authorization ends 12/15/2027"
    assert at("cases", 1, "submit_by") == ("2026-06-12", "2027-06-12")
    assert at("cases", 1, "patient", "date_of_birth")[0] == at("cases", 1, "patient", "date_of_birth")[1]
    assert at("cases", 7, "next_touch", "what")[0] == at("cases", 7, "next_touch", "what")[1]  # names 11/19 only
    assert at("locations", 3, "holidays")[0] == at("locations", 3, "holidays")[1]
    assert at("payers", 2, "verified_on") == ("2026-09-14", "2027-09-14")


def test_several_cases_are_assigned_at_once_and_undone_together(sh: Shell) -> None:
    sh("directory", "staff", "maria", "--set", "name=Maria Ortega")
    done = sh("assign", "1", "99", "2", "maria")
    assert done.status == 1
    assert done.err == "lmnboard: There is no case '99'.\n"
    assert {sh.stored(case)["owner"] for case in ("1", "2")} == {"maria"}
    undone = sh("undo")
    assert undone.status == 0
    assert undone.out.count("Undone: entry") == 2
    assert "maria" not in {sh.stored(case).get("owner") for case in ("1", "2")}


def test_old_cases_leave_the_board_and_come_back(sh: Shell) -> None:
    # Else `today` is that of this machine's time zone, and may not have come yet at the case's location.
    sh("directory", "settings", "--set", "time_zone=America/Chicago")
    sh("set", "2", "outcome=withdrawn")
    assert sh("archive").err.startswith("lmnboard: The clinic has set no limit: say --before DATE")
    assert sh("move", "2", "resolved", "--because", "entered twice").status == 0
    assert sh("archive", "--before", "today").out.startswith("Archived: 0 cases")
    assert sh("archive", "--before", "+1d").out.startswith("Archived: 1 case.")
    assert "LMN-0002" not in sh("list").out
    assert "LMN-0002" in sh("list", "archived").out
    assert sh("show", "2").status == 0
    assert sh("archive", "--back", "2").out == "On the board again: LMN-0002\n"
    assert "LMN-0002" in sh("list").out
    assert sh("archive", "--back", "2").status == 1


def test_an_appeal_is_opened_from_a_denied_case(sh: Shell) -> None:
    assert sh("appeal", "1").err.startswith("lmnboard: LMN-0001 has no denial to appeal")
    sh("set", "1", 'responses+={"outcome": "denied", "received_on": "2026-11-18"}')
    assert sh("appeal", "1").out == "LMN-0003\n"
    assert sh.stored("3")["appeal"]["of"] == "LMN-0001"


def test_a_name_that_turns_the_line_around_is_shown_without_the_turn(sh: Shell) -> None:
    sh("set", "1", "patient.name=-", given="Ada \u202eOkafor")
    for command in ("list", "show 1"):
        out = sh(*command.split()).out
        assert "\u202e" not in out
        assert "Ada Okafor" in out
