"""`lmnboard agenda`: the page that prints and is read aloud, the same as JSON, a calendar that a strict reader takes.

Everything is as of Friday, 20 November 2026.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from lmnboard import begin
from tests.builders import a_board, a_case
from tests.cli.conftest import Shell

AT = "2026-11-19T15:00:00.000+00:00"
ON = ("--on", "11/20/2026")


def _case(name: str, treatment: str, **more: Any) -> dict[str, Any]:
    return {
        "stage": "gathering", "stage_since": AT, "created_at": AT, "owner": "dana", "location": "main",
        "payer": "meridian", "provider": "castellanos", "waiting_on": "us", "patient": {"name": name},
        "request": {"treatment": treatment}, "next_touch": {"on": "2026-12-14", "what": "Look again"}, **more,
    }  # fmt: skip


@pytest.fixture
def board(sh: Shell) -> Shell:
    (sh.folder / "day").mkdir()
    sh.board = a_board(
        sh.folder / "day",
        _case("Ada Okafor", "Continuous glucose monitor", submit_by="2026-11-20"),
        _case("Ben Arroyo", "Shower chair", stage="follow_up", answer_due={"on": "2026-11-18"}),
        _case("Chloe Tran", "Sleep study", owner=None, next_touch={}),
        _case("Greta Halloran", "Adalimumab", owner="jo", next_touch={"on": "2026-11-20", "what": "Ask Ms. Halloran"}),
    )
    return sh


PAGE = """\
Agenda of Dana Whitcomb, Fri 11/20/2026
4 open, 2 theirs, 0 snoozed, 1 without an owner, 1 without a date.

TODAY OR LOST (1)
1. LMN-0001 Ada Okafor, Meridian Health, Continuous glucose monitor
   file due TODAY, fax; read the requirements
   Its letter must be filed by Fri 11/20/2026, which ends before the next
   working morning.

PROMISED TODAY (1)
2. LMN-0002 Ben Arroyo, Meridian Health, Shower chair
   call: payer late 2d; the payer's phone is not known

STUCK (1)
3. LMN-0003 Chloe Tran, Meridian Health, Sleep study
   take it: read the requirements; nobody has it
   Nobody has it: until somebody takes it, it is everybody's.

Waiting: 1 for the payer, 1 of them late.
Yesterday: 3 came in, 1 left us, 0 left over.
Due in the next 7 days: Sat 0, Sun 0, Mon 0, Tue 0, Wed 0, Thu 0, Fri 0.
"""


def test_the_page_is_plain_words_in_the_agendas_order(board: Shell) -> None:
    said = board("agenda", "--for", "dana", *ON)
    assert (said.status, said.err, said.out) == (0, "", PAGE)
    assert said.out.isascii()
    assert max(map(len, said.out.splitlines())) <= 79


def test_another_day_another_person_and_everybody(board: Shell) -> None:
    assert "file 3d LATE, fax" in board("agenda", "--for", "Dana Whitcomb", "--on", "11/23/2026").out
    jo = board("agenda", "--for", "jo", *ON, "--json").json
    assert [(item["id"], item["section"]) for item in jo["items"]] == [("LMN-0004", "promised"), ("LMN-0003", "stuck")]
    everybody = board("agenda", "--for", "all", *ON, "--json").json
    assert everybody["for"] == "all"
    assert len(everybody["items"]) == 4
    assert "Dana Whitcomb has it" in board("agenda", "--for", "all", *ON).out
    assert "Dana Whitcomb has it" not in board("agenda", "--for", "dana", *ON).out


def test_the_json_has_what_the_page_says(board: Shell) -> None:
    found = board("agenda", "--for", "dana", *ON, "--json").json
    assert (found["for"], found["on"], found["open"], found["unowned"]) == ("dana", "2026-11-20", 4, 1)
    first, second, _third = found["items"]
    assert first["act"] == "file due TODAY, fax"
    assert first["why"].startswith("Its letter must be filed by Fri 11/20/2026")
    assert (second["clock"], second["on"], second["patient"]) == ("payer late", "2026-11-18", "Ben Arroyo")
    assert found["waits"]["payer"] == {"count": 1, "late": 1, "oldest": AT}


def test_who_or_which_day_is_not_known_is_said(board: Shell) -> None:
    nobody = board("agenda", "--for", "zoe")
    assert (nobody.status, nobody.out) == (1, "")
    assert "'zoe' is nobody on the staff list: dana, jo, miriam, or all." in nobody.err
    assert "--on: " in board("agenda", "--on", "someday").err


def test_an_empty_board_has_nothing_to_do(sh: Shell) -> None:
    empty = sh.folder / "empty.json"
    begin.make(empty, None)
    said = sh("agenda", "--for", "all", board=empty)
    assert said.status == 1
    assert "Nothing needs a person." in said.out
    assert _events(sh("agenda", "--ics", board=empty).out) == []


# ---------------------------------------------------------------------- the calendar
def test_each_clock_of_each_case_is_a_day_with_a_lasting_name_and_no_patient(board: Shell) -> None:
    said = board("agenda", "--for", "all", *ON, "--ics")
    events = _events(said.out)
    assert [(event["UID"].partition("@")[0], event["DTSTART"]) for event in events] == [
        ("LMN-0001.file-by", "20261120"),
        ("LMN-0001.next-touch", "20261214"),
        ("LMN-0002.next-touch", "20261214"),
        ("LMN-0002.answer-due", "20261118"),
        ("LMN-0004.next-touch", "20261120"),
    ]
    assert events[0]["SUMMARY"] == "LMN-0001, file by: file the letter"
    assert events[-1]["SUMMARY"] == "LMN-0004, next touch: Ask Ms. H."
    for name in ("Okafor", "Arroyo", "Tran", "Halloran", "glucose"):
        assert name not in said.out
    board("directory", "settings", "--set", "clinic=Riverside Clinic")
    again = _events(board("agenda", "--for", "all", "--on", "12/1/2026", "--ics").out)
    assert {event["UID"] for event in again} == {event["UID"] for event in events}
    assert not any("riverside" in event["UID"].lower() for event in again), "the clinic is nobody's business"


def test_names_are_in_the_calendar_where_the_clinic_says_so(board: Shell, tmp_path: Path) -> None:
    assert board("directory", "settings", "--set", "names_in_mail=yes").status == 0
    events = _events(board("agenda", "--for", "dana", "--ics", *ON).out)
    assert events[0]["SUMMARY"] == "LMN-0001 Ada Okafor, file by: file the letter"
    assert "Continuous glucose monitor" in events[0]["DESCRIPTION"]


def test_a_snoozed_case_and_a_renewal_to_come_stay_in_the_calendar(sh: Shell) -> None:
    (sh.folder / "day").mkdir()
    path = a_board(
        sh.folder / "day",
        _case("Ada Okafor", "CGM", snoozed_until="2026-11-30", submit_by="2026-12-25"),
        _case("Ben Arroyo", "Chair", stage="resolved", next_touch={"on": "2027-01-04", "what": "Start the renewal"}),
    )
    assert sh("agenda", "--for", "dana", *ON, board=path).status == 1
    events = _events(sh("agenda", "--for", "dana", *ON, "--ics", board=path).out)
    assert [event["DTSTART"] for event in events] == ["20261225", "20261214", "20270104"]
    assert events[0]["SUMMARY"] == "LMN-0001, file by: file the letter, best by Thu 12/24/2026"  # a holiday is its day


def test_long_lines_are_folded_and_signs_escaped(sh: Shell) -> None:
    (sh.folder / "day").mkdir()
    what = "Rückfrage; Größe, Gewicht \\ " + "ä" * 120
    path = a_board(sh.folder / "day", a_case(next_touch__on="2026-12-01", next_touch__what=what))
    said = sh("agenda", "--for", "all", *ON, "--ics", board=path)
    texts = [event["SUMMARY"] for event in _events(said.out) if "next-touch" in event["UID"]]
    assert texts == [f"LMN-0001, next touch: {what}"]


_NAME = re.compile(r"([A-Z-]+)((?:;[A-Z]+=[A-Z]+)*):(.*)", re.DOTALL)


def _events(text: str) -> list[dict[str, str]]:
    """The events of a calendar, read by the letter of RFC 5545; fails where a line is not as it should be."""
    assert text.endswith("\r\n")
    physical = text[:-2].split("\r\n")
    assert not any("\n" in line or "\r" in line for line in physical)
    assert max(len(line.encode()) for line in physical) <= 75
    lines: list[str] = []
    for line in physical:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[2].startswith("PRODID:")
    assert lines[-1] == "END:VCALENDAR"
    events: list[dict[str, str]] = []
    event: dict[str, str] | None = None
    for line in lines[3:-1]:
        match = _NAME.fullmatch(line)
        assert match, line
        name, given, value = match.groups()
        if line == "BEGIN:VEVENT":
            assert event is None
            event = {}
        elif line == "END:VEVENT":
            assert event is not None
            assert {"UID", "DTSTAMP", "DTSTART"} <= event.keys()
            events.append(event)
            event = None
        elif event is not None:
            assert name not in event, name
            if name == "DTSTART":
                assert given == ";VALUE=DATE"
                date.fromisoformat(value)
            if name == "DTSTAMP":
                datetime.strptime(value, "%Y%m%dT%H%M%SZ")
            event[name] = _unescaped(value) if name in ("SUMMARY", "DESCRIPTION", "UID") else value
    assert event is None
    assert len({event["UID"] for event in events}) == len(events)
    return events


def _unescaped(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    return re.sub(r"\\([\\;,nN])", lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
