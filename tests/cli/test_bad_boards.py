"""What may be in a file where a board should be: one line says what, where and how to mend it; it stays as it was."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.cli.no_boards import KINDS, UNREADABLE, WRONG, one_line
from tests.terminal import PROGRAM, Terminal

DEEP = 10_000


def _text(found: object) -> bytes:
    return json.dumps(found).encode()


def _case(inside: bytes) -> bytes:
    return b'{"cases": {"1": {%b}}}' % inside


FOREIGN: dict[str, tuple[bytes, str]] = {
    "white space": (b" \n", "not JSON (line 2)"),
    "null": (b"null", "no tables"),
    "a list": (b"[1, 2]", "no tables"),
    "binary": (b"\x00\xff\xfe\x80", "not UTF-8"),
    "UTF-16": ('{"cases": {}}'.encode("utf-16"), "not UTF-8"),
    "Latin-1": ('{"cases": {"1": {"tags": ["Zoë"]}}}'.encode("latin-1"), "not UTF-8"),
    "a byte-order mark": (b'\xef\xbb\xbf{"cases": {}}', "begins with a byte-order mark"),
    "another program's settings": (_text({"name": "x", "scripts": {"build": "y"}}), "no table of numbered"),
    "nested objects for tables": (_text({"cases": {"first": {"second": {}}}}), "a record 'first'"),
    "a list for a table": (_text({"cases": [{}]}), "no table of numbered"),
    "a record of pairs": (b'{"cases": {"1": [["a", 1]]}}', "cases 1 is no record"),
    "a record that is null": (b'{"cases": {"1": null}}', "cases 1 is no record"),
    "a record twice": (b'{"cases": {"1": {"tags": []}, "1": {}}}', "'1' is in it twice"),
    "a table twice": (b'{"cases": {"1": {}}, "cases": {}}', "'cases' is in it twice"),
    "a field twice": (_case(b'"purpose": "appeal", "purpose": "continuation"'), "'purpose' is in it twice"),
    "objects in one another": (_case(b'"x": ' + b'{"a": ' * DEEP + b"1" + b"}" * DEEP), "nested too deeply"),
    "lists in one another": (_case(b'"x": ' + b"[" * DEEP + b"]" * DEEP), "nested too deeply"),
    "lists that Python can just read": (_case(b'"x": ' + b"[" * 500 + b"]" * 500), "nested too deeply"),
    "1e999": (_case(b'"value": 1e999'), "cases 1 has a number that is too large"),
    "NaN": (_case(b'"value": NaN'), "NaN is no number"),
    "digits without end": (_case(b'"value": ' + b"9" * 9000), "a number in it is too large"),
    "a row number without end": (_case(b'"last_row": ' + b"9" * 30), "a number that is too large"),
    "a row number that is none": (_case(b'"last_row": "x"'), "its last_row is not"),
    "an escape sequence for a field": (_text({"cases": {"1": {"\x1b]0;owned\x07": 1}}}), r"'\x1b]0;owned\x07'"),
    "an escape sequence for a table": (_text({"\x9b31m": {"1": {}}}), r"'\x9b31m'"),
    "a lone surrogate for a table": (_text({"\ud800": {"1": {}}}), r"'\ud800'"),
    "a direction for a table": (_text({"\u202esesac": {"1": {}}}), r"'\u202esesac'"),
    "record -1": (b'{"cases": {"-1": {}}}', "a record '-1'"),
    "record 0": (b'{"cases": {"0": {}}}', "a record '0'"),
    "record 01": (b'{"cases": {"01": {}, "1": {}}}', "a record '01'"),
    "record 10^30": (b'{"cases": {"1%b": {}}}' % (b"0" * 30), "numbered from 1 to 999,999,999"),
    "another alphabet's record": ('{"cases": {"١": {}}}'.encode(), "a record '١'"),
    "an id that leaves the folder": (_case(b'"id": "../../etc/cron.d/x"'), "should be LMN-0001"),
    "an id with a NUL": (_case(rb'"id": "LMN-0001\u0000/../x"'), "should be LMN-0001"),
    "a row that leaves": (_case(b'"diagnoses": [{"id": "../../x"}]'), "cannot be the id of a row"),
    "a time that is none": (_case(b'"stage_since": "yesterday"'), "stage_since is 'yesterday'"),
    "a day that nobody counts from": (_case(b'"submit_by": "9999-12-31"'), "no day between 1900 and 2199"),
    "a stage that is none": (_case(b'"stage": "nowhere"'), "cases 1: "),
    "an instant of a row": (_case(b'"contacts": [{"at": "noon"}]'), "contacts/*/at is 'noon'"),
    "a newer version": (b'{"_lmnboard":{"1":{"checksum":"%b","schema":99,"seq":1}}}' % (b"0" * 64), "newer lmnboard"),
    "half a board": (b'{"_lmnboard":{"1":{"checksum":"%b","sch' % (b"0" * 64), "Bring both back"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_no_board_is_refused_in_one_line_and_left_as_it_was(sh: Shell, tmp_path: Path, kind: str) -> None:
    content, says = FOREIGN[kind]
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    path = folder / "board.json"
    path.write_bytes(content)
    for command in ("list", "show 1", "set 1 purpose=appeal"):
        said = sh(*command.split(), board=path)

        one_line(said, UNREADABLE, says)
        assert ("newer" in said.err) or str(path.parent) in said.err
        assert re.search(r"Bring |install that version", said.err)
    assert path.read_bytes() == content
    assert os.listdir(folder) == ["board.json"]


@pytest.mark.parametrize("kind", [kind for kind in FOREIGN if kind not in ("a newer version", "half a board")])
def test_no_board_is_made_from_it_either(sh: Shell, tmp_path: Path, kind: str) -> None:
    content, says = FOREIGN[kind]
    source = sh.write("source.json", content)
    said = sh("init", str(tmp_path / "new"), "--from", str(source))

    one_line(said, WRONG, says)
    assert str(source) in said.err
    assert not list((tmp_path / "new").glob("*"))
    assert source.read_bytes() == content


def _with_a_deep_value(history: Path) -> None:
    """An entry whose chain holds, as one who may write the file could make it."""
    lines = history.read_bytes().splitlines(keepends=True)
    text = lines[-1].rpartition(b',"digest"')[0].replace(b'"9 weeks"', b"[" * DEEP + b"]" * DEEP)
    lines[-1] = text + b',"digest":"%b"}\n' % hashlib.sha256(text).hexdigest().encode()
    history.write_bytes(b"".join(lines))


@pytest.mark.parametrize("snapshot", [True, False])
def test_a_history_that_is_nested_too_deeply_is_refused_in_words(sh: Shell, snapshot: bool) -> None:
    old = sh.board.read_bytes()
    assert sh("set", "1", "request.duration=9 weeks").status == 0
    _with_a_deep_value(sh.folder / "board.history.jsonl")
    sh.board.write_bytes(old)
    if not snapshot:
        sh.board.unlink()
    before = (sh.folder / "board.history.jsonl").read_bytes()
    for command in ("list", "set 1 purpose=appeal", "verify"):
        said = sh(*command.split())
        assert said.status in (1, UNREADABLE)
        assert "Traceback" not in said.err
        assert "fault of this program" not in said.err
    assert (sh.folder / "board.history.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    "kind", ["a newer version", "objects in one another", "an escape sequence for a field", "pipe"]
)
def test_on_a_terminal_the_same_line_is_all_that_comes(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "board.json"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(FOREIGN[kind][0])
    with Terminal(*PROGRAM, "--board", path, columns=250) as terminal:
        assert terminal.ends() == UNREADABLE
        said = terminal.sent.decode()
        assert said.startswith("lmnboard: ")
        assert said.count("\n") == 1
        assert (KINDS["pipe"][1] if kind == "pipe" else FOREIGN[kind][1]) in said
        assert "\x1b" not in said


def test_a_plain_file_with_nothing_wrong_is_still_taken_in(sh: Shell, tmp_path: Path) -> None:
    tables = json.loads(sh.board.read_bytes())
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    taken = folder / "board.json"
    taken.write_text(json.dumps({name: rows for name, rows in tables.items() if name != "_lmnboard"}))
    assert sh("list", board=taken).out == sh("list").out


@pytest.mark.parametrize("content", [b"", b"{}", b'{"_default": {"1": {"a": 1}}}'])
def test_what_is_no_board_does_not_become_one_by_being_read(sh: Shell, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "elsewhere.json"
    file.write_bytes(content)
    said = sh("list", board=file)
    assert said.status == 3
    assert "has none of a board's tables (cases, providers" in said.err
    assert file.read_bytes() == content


def test_a_lost_history_is_named_where_papers_or_backups_say_that_there_was_a_board(sh: Shell) -> None:
    assert sh("backup").status == 0
    backup = next((sh.folder / "backups").iterdir())
    sh.board.with_name(f"{sh.board.stem}.history.jsonl").unlink()
    for lost in (lambda: sh.board.write_bytes(b""), sh.board.unlink):
        lost()
        for command in (("list",), ("init", str(sh.board))):
            if command[0] == "init" and sh.board.exists():
                continue
            said = sh(*command)
            assert said.status == 3
            assert f"restore {backup}'" in said.err
    assert sh("restore", str(backup), "--yes").status == 0
    assert sh("list").status == 0


def test_a_plain_file_that_is_taken_in_is_said_and_kept(sh: Shell, tmp_path: Path) -> None:
    file = tmp_path / "plain.json"
    file.write_bytes(b'{"cases": {"1": {"patient": {"name": "Ada"}}}}')
    said = sh("list", board=file)
    assert said.status == 0
    assert "has been taken in; it is kept as plain.json.before-lmnboard-1" in said.err
    assert file.with_name("plain.json.before-lmnboard-1").exists()
