"""`lmnboard history` of a case, of a person, between days, for people, programs and spreadsheets; what is recorded."""

from __future__ import annotations

import csv
import io
import json
import os
import tracemalloc
from pathlib import Path

import pytest

from lmnboard.cli import main
from lmnboard.model.change import Change, Entry
from lmnboard.store.file import FileStore
from tests.cli.conftest import Shell
from tests.store import builders

ID = "LMN-0001"
LP = """#!/bin/sh
cat > "$0.text"
printf '%s\\n' "$@" > "$0.words"
echo "request id is HP-Front-12 (1 file(s))"
"""


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A printer on this machine."""
    command = tmp_path / "bin" / "lp"
    command.parent.mkdir()
    command.write_text(LP)
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:{os.environ['PATH']}")
    return command


def by_somebody(sh: Shell, by: str, at: str, *changes: Change, action: str = "edit") -> None:
    """An entry of another person, on another day."""
    store = FileStore(sh.board)
    store.load()
    store.append(Entry(0, at, by, action, changes))
    store.close()


# ---------------------------------------------------------------------- what is asked for
def test_one_line_a_change_for_a_spreadsheet(sh: Shell) -> None:
    sh("set", "1", "request.duration=6 weeks", "submit_by=12/4/2026", "--because", "moved by the payer")
    sh("note", "1", given="Called the plan")

    found = rows(sh("history", "1", "--csv").out)
    columns = "seq at by action record path title before after note batch of"
    assert " ".join(found[0]) == columns
    edits = {row["path"]: row for row in found if row["action"] == "edit"}
    duration = edits["request.duration"]
    assert (duration["record"], duration["title"], duration["after"]) == (ID, "Duration", "6 weeks")
    assert (edits["submit_by"]["before"], edits["submit_by"]["after"]) == ("12/11/2026", "12/04/2026")
    (note,) = [row for row in found if row["action"] == "note"]
    assert "note: Called the plan" in note["after"]
    assert {row["seq"] for row in found} == {"1", "2", "3"}


def test_the_entries_of_one_person(sh: Shell) -> None:
    by_somebody(sh, "jo", "2026-11-20T16:00:00.000+00:00", Change("cases/1", "request.duration", None, "6 weeks"))
    sh("set", "1", "request.duration=7 weeks")

    for named in ("jo", "Jo Lindgren", "jo lin", "uid61002"):
        assert [entry["by"] for entry in sh("history", "--by", named, "--json").json] == ["jo"], named
    assert sh("history", "--by", "nobody").status == 1
    assert sh("history", "--by", "nobody", "--json").out == "[]\n"


def test_the_entries_between_two_days_of_the_clinic(sh: Shell) -> None:
    sh("directory", "settings", "--set", "time_zone=America/Chicago")
    before = None
    for day, weeks in (("2026-11-18T12:00", "6"), ("2026-11-19T05:30", "7"), ("2026-11-20T12:00", "8")):
        change = Change("cases/1", "request.duration", before, f"{weeks} weeks")
        by_somebody(sh, "jo", f"{day}:00.000+00:00", change)
        before = f"{weeks} weeks"

    def weeks_of(*words: str) -> list[str]:
        found = json.loads(sh("history", "1", "--by", "jo", "--json", *words).out)
        return [entry["changes"][0]["after"] for entry in found]

    assert weeks_of("--until", "11/18/2026") == ["6 weeks", "7 weeks"]  # half past eleven at night in Austin
    assert weeks_of("--since", "11/19/2026") == ["8 weeks"]
    assert weeks_of("--since", "11/18/2026", "--until", "11/18/2026") == ["6 weeks", "7 weeks"]


def test_the_entries_of_one_kind(sh: Shell) -> None:
    sh("set", "1", "request.duration=6 weeks")
    sh("note", "1", given="Called the plan")
    assert [entry["action"] for entry in sh("history", "--action", "note", "--json").json] == ["note"]
    assert sh("history", "--action", "print").status == 1


# ---------------------------------------------------------------------- a file that is opened elsewhere
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "  =cmd|' /C calc'!A0"])
def test_no_cell_is_worked_out_by_a_spreadsheet(sh: Shell, text: str) -> None:
    by_somebody(sh, "=jo", "2026-11-20T16:00:00.000+00:00", Change("cases/1", "request.duration", None, text))

    row = rows(sh("history", "1", "--csv").out)[-1]
    assert row["after"].startswith("'")
    assert row["after"][1:].strip() == text.strip()
    assert row["by"] == "'=jo"
    assert sh("set", "1", "patient.name=-", given=text).status == 0
    assert {row["id"]: row["patient"] for row in rows(sh("list", "--csv").out)}["LMN-0001"] == f"'{text.strip()}"


def test_no_cell_has_a_control_character_or_breaks_its_line(sh: Shell) -> None:
    change = Change("cases/1", "request.duration", None, 'a\x1b[31m"b"\nc,\x00d\x9b')
    by_somebody(sh, "jo", "2026-11-20T16:00:00.000+00:00", change)

    said = sh("history", "1", "--by", "jo", "--csv").out
    assert said.count("\n") == 2
    assert all(char.isprintable() or char == "\n" for char in said)
    assert rows(said)[0]["after"] == 'a[31m"b" c,d'


def test_a_field_that_this_version_does_not_know_is_told_all_the_same(sh: Shell) -> None:
    by_somebody(
        sh, "jo", "2026-11-20T16:00:00.000+00:00",
        Change("cases/1", "of_tomorrow.kind", None, "blue"), Change("cases/1", "submit_by", "2026-12-11", "someday"),
        Change("gadgets/1", "", after={"x": [1, 2]}),
    )  # fmt: skip
    told = {row["path"]: row for row in rows(sh("history", "--by", "jo", "--csv").out)}
    assert (told["of_tomorrow.kind"]["title"], told["of_tomorrow.kind"]["after"]) == ("of_tomorrow.kind", "blue")
    assert told["submit_by"]["after"] == "someday"
    assert "[1, 2]" in told[""]["after"]


# ---------------------------------------------------------------------- what leaves is recorded
def test_each_letter_that_leaves_is_an_entry_that_says_where_to(sh: Shell, lp: Path) -> None:
    target = sh.folder / "for the payer.txt"
    sh("export", "1")
    sh("export", "1", "-o", "-")
    sh("export", "1", "-o", str(target))
    assert sh("export", "1", "--print").out == "Printed: HP-Front-12\n"
    assert sh("export", "1", "--print", "HP-Back").status == 0

    left = [entry for entry in sh("history", "1", "--json").json if entry["action"] in ("export", "print")]
    assert [(entry["action"], entry.get("note", "")) for entry in left] == [
        ("export", ""),
        ("export", "to standard output"),
        ("export", "to for the payer.txt"),
        ("print", "HP-Front-12"),
        ("print", "HP-Front-12"),
    ]
    kept = [row["path"] for row in sh.stored()["exports"]]
    assert kept == [*(f"exports/{ID}-{n}.txt" for n in (1, 2, 3)), "printer HP-Front", "printer HP-Front"]


def test_the_printer_gets_the_letter_on_its_input_and_no_name(sh: Shell, lp: Path) -> None:
    letter = sh("export", "1", "-o", "-").out
    sh("export", "1", "--print", "HP-Back")

    assert lp.with_name("lp.text").read_text("utf-8") == letter
    assert lp.with_name("lp.words").read_text().splitlines() == ["-t", ID, "-d", "HP-Back"]
    assert "Okafor" in letter


@pytest.mark.parametrize(
    ("script", "words", "says"),
    [
        ("echo 'lp: Error - no default destination available.' >&2; exit 1", (), "no default destination available"),
        ("exit 3", (), "lp ended with 3"),
        ("cat >/dev/null", ("-x",), "expected at most"),
        ("cat >/dev/null", ("a b",), "not the name of a printer"),
        ("cat >/dev/null", ("--draft", "-o", "-"), "not with -o"),
    ],
)
def test_what_is_wrong_with_the_printer_is_said_and_nothing_is_recorded(
    sh: Shell, lp: Path, script: str, words: tuple[str, ...], says: str
) -> None:
    lp.write_text(f"#!/bin/sh\n{script}\n")
    said = sh("export", "1", "--print", *words)

    assert said.status in (1, 2)
    if words != ("-x",):
        assert says in said.err
    assert said.err.count("\n") == 1
    assert sh("history", "--action", "print").status == 1


def test_a_server_without_a_printer_says_so(sh: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = sh("export", "1", "--print")
    assert (said.status, "'lp' is not installed" in said.err) == (1, True)


def test_a_letter_with_a_blocker_is_printed_only_as_a_draft(sh: Shell, lp: Path) -> None:
    sh("set", "1", "rationale=")
    assert sh("export", "1", "--print").status == 1
    assert not lp.with_name("lp.text").exists()
    assert "a draft, as 1 blockers stand" in sh("export", "1", "--print", "--draft").err
    assert lp.with_name("lp.text").read_text("utf-8").startswith("DRAFT")


# ---------------------------------------------------------------------- years of it
def test_verify_says_since_when_it_is_known_who_changed_what(sh: Shell) -> None:
    at = json.loads((sh.folder / "board.history.jsonl").read_text().splitlines()[0])["at"]
    assert f"1 entries since {at[5:7]}/{at[8:10]}/{at[:4]}," in sh("verify").out


def test_a_long_history_is_listed_in_little_memory(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = builders.new_board(tmp_path)
    with builders.opened(path) as store:
        for number in range(300):
            builders.set_to(store, "cases/1", "rationale", f"{number} " + "x" * 20_000)
    size = builders.history_of(path).stat().st_size
    assert size > 10_000_000
    assert main(["--board", str(path), "history", "1", "--action", "none"]) == 1  # what a first run loads is there

    tracemalloc.start()
    assert main(["--board", str(path), "history", "1", "--action", "none"]) == 1
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < size / 2, f"{most:,} of {size:,}"
    capsysbinary.readouterr()
    assert main(["--board", str(path), "history", "1", "--csv"]) == 0
    assert capsysbinary.readouterr().out.count(b"\n") == 302


def test_a_change_deep_in_a_long_text_is_shown_where_it_is(sh: Shell) -> None:
    text = "Seen every week since March, with the same complaint and the same finding. "
    for end in ("Better.", "Worse."):
        assert sh("set", "1", "rationale=-", given=f"{text}{end}").status == 0
    last = sh("history", "1").out.splitlines()[-1]
    assert last.endswith("rationale: …d the same finding. Better. -> …d the same finding. Worse.")
