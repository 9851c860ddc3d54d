"""`backup`, `restore` and `repair` as an administrator types them, in processes and at a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.cli.conftest import ROOT, Shell, process
from tests.cli.kept import Clinic
from tests.store.builders import entries, found_afresh, tables
from tests.terminal import PROGRAM, Terminal


@pytest.fixture
def clinic(sh: Shell) -> Clinic:
    return Clinic(sh)


def test_a_backup_says_what_it_holds_and_verify_finds_a_flipped_byte(clinic: Clinic) -> None:
    clinic("set", "1", "request.duration=24 weeks")
    said = clinic("backup")
    assert "2 entries, head " in said.out
    assert "read back" in said.out
    file = Path(said.out.partition(": ")[0])
    assert file.parent == clinic.board.parent / "backups"
    assert "whole. 2 entries" in clinic("verify", str(file)).out
    assert clinic("verify", str(file), "--head").out == clinic("verify", "--head").out
    data = file.read_bytes()
    file.write_bytes(data[:-6] + bytes([data[-6] ^ 1]) + data[-5:])  # behind the history, wherever that ends
    assert "damaged" in clinic("verify", str(file), status=1).out


def test_older_backups_go_with_keep(clinic: Clinic, tmp_path: Path) -> None:
    for count in range(3):
        clinic("set", "1", f"request.duration={count + 1} weeks")
        said = clinic("backup", str(tmp_path), "--keep", "2")
    assert "Removed: board-" in said.out
    assert len(list(tmp_path.glob("board-*.tar.gz"))) == 2


def test_a_backup_goes_into_a_pipe(clinic: Clinic, tmp_path: Path) -> None:
    piped = tmp_path / "piped.tar.gz"
    with piped.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "lmnboard", "--board", clinic.board, "backup", "-"],
            stdout=out,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
        )
    assert b"not read back" in done.stderr
    assert "whole. 1 entries" in clinic("verify", str(piped)).out
    assert not (clinic.board.parent / "backups").exists()


def test_a_restore_shows_what_would_change_writes_it_when_told_and_is_undone(clinic: Clinic) -> None:
    before = clinic.duration()
    file = clinic.backup()
    clinic("set", "1", "request.duration=24 weeks")
    clinic("note", "1", given="called the payer")
    said = clinic("restore", str(file), status=1)
    assert "LMN-0001\n" in said.out
    assert "Duration (request.duration): 24 weeks -> " in said.out
    assert "of 1 record changed, 0 to come, 0 to go." in said.out
    assert "--yes" in said.err
    assert clinic.duration() == "24 weeks"
    assert "Restored, as entry 4" in clinic("restore", str(file), "--yes").out
    assert clinic.duration() == before
    assert "nothing to restore" in clinic("restore", str(file)).out
    clinic("undo", "4")
    assert clinic.duration() == "24 weeks"
    assert "whole" in clinic("verify").out


def test_one_case_goes_back_to_an_entry_or_a_day(clinic: Clinic) -> None:
    for case in ("1", "2"):
        clinic("set", case, "request.duration=24 weeks")
        clinic("set", case, "request.duration=48 weeks")
    clinic("restore", "--to", "3", "--only", "LMN-0001", "LMN-0002", "--yes")
    assert (clinic.duration("1"), clinic.duration("2") == "48 weeks") == ("48 weeks", False)
    clinic("restore", "--to", "2", "--only", "LMN-0001", "--yes")
    assert clinic.duration("1") == "24 weeks"
    assert "the board began later" in clinic("restore", "--to", "01/02/2020", status=1).err.lower()
    assert "nothing to restore" in clinic("restore", "--to", "today 23:59").out


def test_a_new_machine_gets_the_whole_board(clinic: Clinic, tmp_path: Path) -> None:
    clinic("export", "1", "--draft")
    file, new = clinic.backup(), tmp_path / "new" / "machine" / "board.json"
    said = process("--board", str(new), "restore", str(file))
    assert said.status == 0, said
    assert tables(found_afresh(new)) == tables(found_afresh(clinic.board))
    assert clinic.history.read_bytes() == new.with_name(clinic.history.name).read_bytes()
    assert [p.name for p in (new.parent / "exports").iterdir()] == [
        p.name for p in (clinic.board.parent / "exports").iterdir()
    ]


def test_a_board_that_went_another_way_is_replaced_and_kept(clinic: Clinic) -> None:
    old = clinic.history.read_bytes(), clinic.board.read_bytes()
    clinic("set", "1", "request.duration=24 weeks")
    file = clinic.backup()
    clinic.history.write_bytes(old[0])
    clinic.board.write_bytes(old[1])
    clinic("set", "1", "request.duration=48 weeks")
    said = clinic("restore", str(file), status=1)
    assert "Only here, and set aside with the board's files: 1 entry.\n  2  " in said.out
    assert clinic.duration() == "48 weeks"
    said = clinic("restore", str(file), "--yes")
    assert "board.history.jsonl.before-restore-1" in said.out
    assert clinic.duration() == "24 weeks"
    assert [entry.action for entry in entries(clinic.board)] == ["begin", "edit", "restore"]
    assert "whole" in clinic("verify").out


def test_what_another_program_wrote_is_shown_and_taken_in(clinic: Clinic) -> None:
    with TinyDB(clinic.board) as database:
        database.table("cases").update(lambda doc: doc["request"].update(duration="7 weeks"), doc_ids=[1, 2])
        database.table("cases").update({"stage": "nowhere"}, doc_ids=[2])
    assert "board.json.aside-1" in clinic("set", "2", "request.duration=9 weeks").err
    aside = str(clinic.board.with_name("board.json.aside-1"))
    said = clinic("restore", aside, status=1)
    assert "What it changed since entry 1" in said.out
    assert "Conflict, stays as it is here: LMN-0002" in said.out
    assert "Refused: cases 2" in said.out
    assert "Restored, as entry 3" in clinic("restore", aside, "--yes").out
    assert (clinic.duration("1"), clinic.duration("2")) == ("7 weeks", "9 weeks")


def test_a_repair_says_what_it_keeps_and_makes_the_board_writable(clinic: Clinic) -> None:
    assert "nothing in its history is damaged. 1 entries" in clinic("repair").out
    for weeks in (24, 36, 48):
        clinic("set", "1", f"request.duration={weeks} weeks")
    whole = clinic.history.read_bytes().splitlines(keepends=True)
    clinic.history.write_bytes(b"".join([*whole[:2], whole[2].replace(b"36", b"63"), whole[3]]))
    assert "line 3" in clinic("set", "1", "request.duration=1 week", status=3).err
    said = clinic("repair", status=1)
    assert "No backup in backups/ has more." in said.out
    assert "is whole up to entry 2" in said.out
    assert "has the board as it stood at entry 4" in said.out
    assert "not who did it and when: entries 3 to 4.\n  3: " in said.out
    assert clinic.history.read_bytes().endswith(whole[3])
    assert "board.history.jsonl.before-repair-1" in clinic("repair", "--yes").out
    assert clinic.duration() == "48 weeks"
    assert "whole. 3 entries" in clinic("verify").out
    clinic("set", "1", "request.duration=52 weeks")
    assert "There is nothing of yours" not in clinic("undo").err
    assert "cannot be taken back" in clinic("undo", "3", status=1).err


def test_all_that_ask_about_a_damaged_history_are_told_to_see_repair_which_names_the_backup(clinic: Clinic) -> None:
    for weeks in (24, 36, 48, 52):
        clinic("set", "1", f"request.duration={weeks} weeks")
    older = clinic.backup()
    before = clinic.history.read_bytes()
    clinic("set", "1", "request.duration=1 week")
    clinic.history.write_bytes(clinic.history.read_bytes().replace(b"36 weeks", b"63 weeks", 1))
    for command in ("verify", "doctor"):
        assert "lmnboard repair" in clinic(command, status=1).out, command
    said = clinic("repair", status=1)
    assert f"backups/{older.name} has entries up to 5: 'lmnboard restore {older}' brings them back, but not" in said.out
    clinic.history.write_bytes(before.replace(b"36 weeks", b"63 weeks", 1))
    clinic.board.unlink()
    assert "Nothing is written. 'lmnboard repair' says what it would keep" in clinic("list").err
    assert f"'lmnboard restore {older}' brings them all back." in clinic("repair", status=1).out
    clinic("restore", str(older), "--yes")
    assert clinic.duration() == "52 weeks"
    assert [entry.seq for entry in entries(clinic.board)] == [1, 2, 3, 4, 5, 6]


def test_an_entry_that_is_lost_is_named(clinic: Clinic) -> None:
    for weeks in (24, 36, 48):
        clinic("set", "1", f"request.duration={weeks} weeks")
    data = clinic.history.read_bytes()
    clinic.history.write_bytes(data.replace(b"36 weeks", b"63 weeks", 1))
    clinic.board.unlink()
    said = clinic("repair", "--yes")
    assert "Lost for good: entry 3.\n  3: " in said.out
    assert "edit, as far as its line can be read" in said.out
    assert clinic.duration() == "48 weeks"
    assert "lost: entry 3" in clinic("history", "--action", "repair").out


def test_at_a_terminal_it_asks(clinic: Clinic) -> None:
    before = clinic.duration()
    clinic("set", "1", "request.duration=24 weeks")
    command = (*PROGRAM, "--board", clinic.board, "restore", "--to", "1")
    with Terminal(*command) as terminal:
        terminal.sees("Restore this? [y/N]")
        terminal.keys("\r")
        assert terminal.ends() == 1
    assert clinic.duration() == "24 weeks"
    with Terminal(*command) as terminal:
        terminal.sees("Restore this? [y/N]")
        terminal.keys("y\r")
        assert terminal.ends() == 0
    assert clinic.duration() == before


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("restore", 2, "Say what to restore from"),
        ("restore nowhere.tar.gz", 3, "nowhere.tar.gz cannot be read: No such file"),
        ("restore garbage.tar.gz", 3, "cut short or damaged"),
        ("restore notes.txt", 2, "not a TinyDB file"),
        ("restore old.json --to 1", 2, "without a history: leave out --to"),
        ("restore empty", 3, "holds no board"),
        ("restore --to 99", 1, "There is no entry 99"),
        ("restore --to whenever", 2, "whenever"),
        ("restore --to 1 --only LMN-0999", 1, "neither now nor then"),
        ("backup elsewhere/", 2, "is no folder that is there"),
        ("backup elsewhere/x.tar.gz", 3, "No such file or directory"),
        ("backup garbage.tar.gz", 2, "is there already"),
        ("backup --keep 0", 2, "not how many backups"),
        ("backup - --keep 2", 2, "--keep is for a folder"),
        ("verify nowhere.tar.gz", 3, "There is no board"),
    ],
)
def test_a_wrong_call_is_answered_in_one_line(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, words: str, status: int, said: str
) -> None:
    folder = clinic.board.parent
    (folder / "garbage.tar.gz").write_bytes(b"\x1f\x8b garbage")
    (folder / "notes.txt").write_text("not a board")
    (folder / "old.json").write_text("{}")
    (folder / "empty").mkdir()
    before = clinic.history.read_bytes()
    monkeypatch.chdir(folder)
    answer = clinic(*words.split(), status=status)
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert clinic.history.read_bytes() == before
