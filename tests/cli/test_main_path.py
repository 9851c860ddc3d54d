"""The whole path of a letter through real processes, as a script would go it; and what a command loads."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.cli.conftest import EXAMPLE, ROOT, process

ID = "LMN-0017"
"""A case of the example that is in review and lacks one fact."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a board of the example clinic, to be copied."""
    folder = tmp_path_factory.mktemp("example") / "clinic"
    process("init", str(folder), "--from", str(EXAMPLE))
    return folder


def test_from_the_example_to_a_letter_that_has_left(tmp_path: Path) -> None:
    board = tmp_path / "clinic" / "board.json"
    env = {"LMNBOARD_BOARD": str(board.parent), "HOME": str(tmp_path)}

    def lmn(*words: str, status: int = 0, given: str = "") -> str:
        said = process(*words, given=given, env=env)
        assert (said.status, "Traceback" in said.err) == (status, False), said
        return said.out

    assert lmn("init", str(board.parent), "--from", str(EXAMPLE)) == f"{board}\n"
    assert board.stat().st_mode & 0o777 == 0o600
    assert len(json.loads(lmn("list", "--json"))) == 30
    assert ID in lmn("list", "stage:review")

    assert "request.duration" in lmn("check", ID, status=1)
    refused = process("export", ID, env=env)
    assert (refused.status, refused.out) == (1, "")
    assert "Duration" in refused.err
    lmn("set", ID, "request.duration=24 weeks")
    for found in json.loads(lmn("check", ID, "--json", status=1))[ID]:
        if found["status"] == "person":
            lmn("attest", ID, found["check"])
    lmn("sign", ID, "--method", "electronic", "--word", "signed in the portal")
    lmn("check", ID)

    letter = Path(lmn("export", ID).strip())
    assert "24 weeks" in letter.read_text("utf-8")
    assert lmn("export", ID, "-o", "-") == letter.read_text("utf-8")
    assert "Sent by" in lmn("submit", ID, "--confirmation", "88120")
    case = json.loads(lmn("show", ID, "--json"))
    assert (case["stage"], case["submissions"][0]["confirmation"]) == ("follow_up", "88120")
    assert (board.parent / case["submissions"][0]["letter"]["path"]).read_text("utf-8") == letter.read_text("utf-8")

    assert "submit" in lmn("history", ID)
    assert lmn("undo").startswith("Undone: entry")
    assert json.loads(lmn("show", ID, "--json"))["stage"] == "review"
    lmn("redo")
    assert "whole" in lmn("verify")
    with TinyDB(board, access_mode="r") as database:
        found = database.table("cases").get(doc_id=17)
    assert isinstance(found, dict)
    assert (found["stage"], found["request"]["duration"]) == ("follow_up", "24 weeks")


def test_a_signed_letter_that_is_edited_says_that_the_signature_is_gone(example: Path, tmp_path: Path) -> None:
    board = ("--board", str(tmp_path))
    shutil.copytree(example, tmp_path, dirs_exist_ok=True)
    process(*board, "sign", ID, "--method", "electronic", "--word", "signed in the portal")

    said = process(*board, "set", ID, "request.duration=24 weeks")
    assert (said.status, said.out) == (0, "")
    assert "the signature no longer holds" in said.err


def test_six_scripts_at_once_lose_nothing(example: Path, tmp_path: Path) -> None:
    shutil.copytree(example, tmp_path, dirs_exist_ok=True)
    command = [sys.executable, "-m", "lmnboard", "--board", str(tmp_path), "set", "26"]
    running = [
        subprocess.Popen(
            [*command, f'treatments+={{"name": "Treatment {n}"}}'], env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        for n in range(6)
    ]
    assert [process_.wait(60) for process_ in running] == [0] * 6

    case = json.loads(process("--board", str(tmp_path), "show", "26", "--json").out)
    names = [row["name"] for row in case["treatments"]]
    assert {f"Treatment {n}" for n in range(6)} <= set(names)
    assert len({row["id"] for row in case["treatments"]}) == len(names)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["list"],
        ["list", "--csv", "late"],
        ["show", ID],
        ["new", "--set", "purpose=appeal"],
        ["set", "26", "request.duration=3 weeks"],
        ["move", "26", "drafting", "--because", "told by phone"],
        ["assign", "26", "jo"],
        ["note", "26"],
        ["check", ID],
        ["attach", "26", str(EXAMPLE), "--title", "A"],
        ["attest", ID, "CHK-181"],
        ["sign", ID, "--method", "electronic", "--word", "signed in the portal"],
        ["export", ID, "--draft"],
        ["submit", ID, "--because", "told by phone"],
        ["directory", "payers"],
        ["history"],
        ["undo"],
        ["redo"],
        ["verify"],
        ["demo"],
        ["init", "other"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_no_command_loads_the_screen_library(words: list[str], example: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from lmnboard.cli import main; status = main(sys.argv[1:]);"
        "print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(status)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    env["LMNBOARD_BOARD"] = str(tmp_path / "board.json")
    shutil.copytree(example, tmp_path, dirs_exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=env, cwd=tmp_path, input=b"Called.", capture_output=True, check=False
    )
    loaded = set(done.stderr.decode().partition("LOADED")[2].split())

    assert "lmnboard" in loaded, done.stderr.decode()
    assert not loaded & {"textual", "rich"}
    if words[0] in ("list", "show", "set", "new", "note", "assign", "directory", "history", "--help"):
        assert not loaded & {"jinja2", "tinydb", "asyncio"}
