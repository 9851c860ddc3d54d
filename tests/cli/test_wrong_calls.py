"""What is said to a call that cannot be answered: one line on standard error, an exit status, never a traceback."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell, process

NO, WRONG, UNREADABLE = 1, 2, 3


@pytest.mark.parametrize(
    ("line", "status", "says"),
    [
        ("frobnicate", WRONG, "no command 'frobnicate'"),
        ("-x", WRONG, "no option '-x'"),
        ("show", WRONG, "required: ID"),
        ("show 99", NO, "no case '99'"),
        ("show LMN-99999", NO, "no case 'LMN-99999'"),
        ("show ../../etc/passwd", NO, "no case"),
        ("show 1 2", WRONG, "unrecognized arguments: 2"),
        ("list colour:red", WRONG, "does not know 'colour'"),
        ("list due:whenever", WRONG, "due: "),
        ("list --json --csv", WRONG, "not allowed with"),
        ("move 1 nowhere", WRONG, "no stage 'nowhere'"),
        ("move 1 review", WRONG, "already"),
        ("move 99 review", NO, "no case '99'"),
        ("assign 1 nobody", WRONG, "none of Dana"),
        ("note 99", NO, "no case '99'"),
        ("note 1", WRONG, "empty"),
        ("note 1 hello", WRONG, "unrecognized arguments"),
        ("set 1", WRONG, "nothing was given"),
        ("set 99 purpose=appeal", NO, "no case '99'"),
        ("set 1 purpose", WRONG, "not PATH=VALUE"),
        ("set 1 =x", WRONG, "not PATH=VALUE"),
        ("set 1 request.durration=x", WRONG, "no field 'request.durration'. Did you mean request.duration"),
        ("set 1 purpose=revenge", WRONG, "none of Prior authorization"),
        ("set 1 value=lots", WRONG, "amount in dollars"),
        ("set 1 submit_by=someday", WRONG, "File by: "),
        ("set 1 diagnoses/1/code=ZZZ", WRONG, "ICD-10-CM code: "),
        ("set 1 diagnoses/d9/code=M54.51", NO, "not there any more"),
        ("set 1 stage=resolved", WRONG, "there is a command for it"),
        ("set 1 treatments=x", WRONG, "change its rows one by one"),
        ("set 1 treatments+={x", WRONG, "takes a JSON object"),
        ("set 1 treatments+=[1]", WRONG, "list of rows"),
        ("set 1 treatments+={}{}", WRONG, "takes a JSON object"),
        ('set 1 treatments+={"colour":"red"}', WRONG, "no field 'treatments/*/colour'"),
        ("set 1 request.dosage+={}", WRONG, "not a list of rows"),
        ("set 1 notes+={}", WRONG, "there is a command for it"),
        ("set 1 --remove treatments/t99", NO, "not there any more"),
        ("set 1 --remove rationale", WRONG, "not a row"),
        ("set 1 --remove exports/z1", WRONG, "Exports is kept by the board"),
        ("set 1 --remove notes/n1", WRONG, "Notes is kept by the board"),
        ("set 1 --remove overrides/o1", WRONG, "Overrides is kept by the board"),
        ("set 1 --remove submissions/s1", WRONG, "Submissions is kept by the board"),
        ("set 1 --remove attestations/q1", WRONG, "Attestations is kept by the board"),
        ("set 1 --from nowhere.json", WRONG, "No such file"),
        ("set 1 --from .", WRONG, "Is a directory"),
        ("new --from nowhere.json", WRONG, "No such file"),
        ("new --set purpose=revenge", WRONG, "none of Prior authorization"),
        ("check", WRONG, "name cases, or --all, or --count, or --file"),
        ("check 1 --all", WRONG, "name cases, or --all, or --count, or --file"),
        ("check 99", NO, "no case '99'"),
        ("check --file nowhere.json", WRONG, "No such file"),
        ("attach 1 nowhere.pdf --title MRI", WRONG, "not a file"),
        ("attach 1 . --title MRI", WRONG, "not a file"),
        ("attach 1 board.json", WRONG, "--title"),
        ("attach 1 board.json --title=", WRONG, "--title"),
        ("attach 1 board.json --title MRI --kind film", WRONG, "none of Note"),
        ("attach 1 board.json --title MRI --date 13/13/2026", WRONG, "Date of the document: "),
        ("attest 1 CHK-999", NO, "CHK-999"),
        ("sign 99", NO, "no case '99'"),
        ("sign 1", NO, "say how it was given"),
        ("sign 1 --method blood", WRONG, "invalid choice"),
        ("export 99", NO, "no case '99'"),
        ("export 1 --format pdf", WRONG, "invalid choice"),
        ("export 1 -o nowhere/letter.txt", WRONG, "it is at"),
        ("submit 2", NO, "submitted from Review"),
        ("submit 1 --method pigeon", WRONG, "none of Fax"),
        ("submit 1 --next someday", WRONG, "Next touch: "),
        ("submit 1 --method portal --because x", WRONG, "Say where it went"),
        ("directory", WRONG, "required: TABLE"),
        ("directory plans", WRONG, "invalid choice: 'plans'"),
        ("directory payers nobody", NO, "no 'nobody' in payers: meridian"),
        ("directory payers nobody --set fax=512-555-0147", NO, "give its name"),
        ("directory providers castellanos --set npi=1234567890", WRONG, "NPI"),
        ("directory settings --set soon_days=x", WRONG, "whole number"),
        ("history 99", NO, "no case '99'"),
        ("history --since someday", WRONG, "not a date"),
        ("undo x", WRONG, "not the number of an entry"),
        ("undo 0", WRONG, "not the number of an entry"),
        ("undo 99", NO, "cannot be taken back"),
        ("undo 1", NO, "cannot be taken back"),
        ("undo", NO, "nothing of yours"),
        ("redo", NO, "nothing to redo"),
        ("verify x y", WRONG, "unrecognized arguments"),
        ("init --from nowhere.json other", WRONG, "No such file"),
        ("init board.json", WRONG, "a board at board.json already"),
        ("demo .", WRONG, "not empty and holds no demo"),
    ],
)
def test_one_line_says_what_is_wrong(
    sh: Shell, monkeypatch: pytest.MonkeyPatch, line: str, status: int, says: str
) -> None:
    monkeypatch.chdir(sh.folder)
    said = sh(*line.split(" "))

    assert (said.status, said.out) == (status, "")
    assert says in said.err
    assert said.err.startswith("lmnboard")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


@pytest.mark.parametrize("line", ["move 2 drafting", "export 1", "submit 1"])
def test_a_gate_that_says_no_lists_what_is_missing_line_by_line(sh: Shell, line: str) -> None:
    sh("set", "1", "rationale=")
    sh("set", "2", 'tasks+={"title": "Collect MRI report"}')
    said = sh(*line.split())

    first, *reasons = said.err.splitlines()
    assert (said.status, said.out) == (NO, "")
    assert first.startswith("lmnboard: LMN-000") or "The letter of LMN-0001" in first
    assert reasons
    assert all(reason.startswith("  - ") for reason in reasons)


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (b"\x00\xff\xfe binary \x80", UNREADABLE, "not a TinyDB file"),
        (b"[1, 2]", UNREADABLE, "not a TinyDB file"),
        (b'"text"', UNREADABLE, "not a TinyDB file"),
        (b'{"cases": [1]}', UNREADABLE, "not a TinyDB file"),
        (b'{"cases": {"x": {}}}', UNREADABLE, "not a TinyDB file"),
        (b'{"cases": {"1": 5}}', UNREADABLE, "not a TinyDB file"),
        (b"[" * 100_000, UNREADABLE, "not a TinyDB file"),
        (b'{"cases": {"1": {"purpose": "revenge"}}}', UNREADABLE, "cases 1: "),
        (b'{"cases": {"1": {"id": "LMN-0002"}}}', UNREADABLE, "should be LMN-0001"),
        (b'{"cases": {"1": {"treatments": [{"id": "t1"}, {"id": "t1"}]}}}', UNREADABLE, "'t1'"),
        (b'{"payers": {"1": {"name": "A"}}}', UNREADABLE, "it has no id"),
        (b'{"payers": {"1": {"id": "a"}, "2": {"id": "a"}}}', UNREADABLE, "another record has"),
        (b'{"locations": {"1": {"id": "a", "time_zone": "Texas"}}}', UNREADABLE, "locations 1: "),
        (b'{"locations": {"1": {"id": "a", "holidays": ["yule"]}}}', UNREADABLE, "locations 1: "),
        (b"", UNREADABLE, "it has none of a board's tables"),
        (b"{}", UNREADABLE, "it has none of a board's tables"),
    ],
)
def test_a_file_that_is_no_board_is_left_as_it_was(
    sh: Shell, tmp_path: Path, content: bytes, status: int, says: str
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    path = folder / "board.json"
    path.write_bytes(content)
    said = sh("list", board=path)

    assert (said.status, said.out) == (status, "")
    assert says in said.err
    assert path.read_bytes() == content
    assert os.listdir(folder) == ["board.json"]


@pytest.mark.parametrize("command", ["list", "show 1", "check --all", "history", "undo", "verify", "directory payers"])
def test_where_there_is_no_board_it_says_so(sh: Shell, tmp_path: Path, command: str) -> None:
    for where in (tmp_path / "none.json", tmp_path / "no" / "folder", Path("x" * 3000)):
        said = sh(*command.split(), board=where)

        assert (said.status, said.out) == (UNREADABLE, "")
        assert said.err.count("\n") == 1


@pytest.mark.parametrize("line", [["--board"], ["--board="], ["--board", "~no-such-person/board.json", "list"]])
def test_a_board_option_that_names_none(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    from lmnboard.cli import main

    assert main(line) == WRONG
    assert capsys.readouterr().err.count("\n") == 1


def test_alone_and_without_a_terminal_it_says_what_works(tmp_path: Path) -> None:
    said = process(cwd=tmp_path)

    assert (said.status, said.out) == (WRONG, "")
    assert "needs a terminal" in said.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written_is_an_error_and_a_reader_that_has_enough_is_none(sh: Shell) -> None:
    said = process("--board", str(sh.board), "list", preexec_fn=lambda: os.dup2(os.open("/dev/full", os.O_WRONLY), 1))
    assert (said.status, said.err) == (UNREADABLE, "lmnboard: No space left on device.\n")

    def closed_pipe() -> None:
        reader, writer = os.pipe()
        os.dup2(writer, 1)
        os.close(reader)

    said = process("--board", str(sh.board), "history", "--json", preexec_fn=closed_pipe)
    assert (said.status, said.err) == (0, "")


def test_closed_streams_are_no_reason_to_fail(sh: Shell) -> None:
    assert process("--board", str(sh.board), "list", preexec_fn=lambda: os.close(1)).status == 0
    said = process("--board", str(sh.board), "note", "1", preexec_fn=lambda: os.close(0))
    assert (said.status, "empty" in said.err) == (WRONG, True)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_another_encoding_gets_utf_8(sh: Shell, encoding: str) -> None:
    said = process("--board", str(sh.board), "list", env={"PYTHONIOENCODING": encoding})

    assert said.status == 0
    assert "‼" in said.out


def test_a_fault_of_the_program_names_its_place_and_nothing_of_a_patient(
    sh: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lmnboard import query

    def fails(*_: object) -> None:
        raise KeyError("Ada Okafor")

    monkeypatch.setattr(query, "cards", fails)
    said = sh("list")

    assert said.status == UNREADABLE
    assert "KeyError in test_wrong_calls.py, line" in said.err
    assert "Ada" not in said.err
    assert sys.exc_info() == (None, None, None)
