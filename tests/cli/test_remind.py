"""The morning's lists, printed and handed to a real mail program that delivers on this machine (Debian's `dma`)."""

from __future__ import annotations

import mailbox
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lmnboard import mail as mailing
from lmnboard import people
from lmnboard.begin import begin
from lmnboard.knowledge.calendar import add_business_days
from lmnboard.model.errors import Invalid
from tests.builders import a_board, at
from tests.cli.conftest import Said, Shell, process

_DMA = os.path.basename(os.path.realpath(shutil.which("sendmail", path="/usr/sbin:/usr/bin") or ""))
needs_mail = pytest.mark.skipif(os.getuid() != 0 or _DMA != "dma", reason="only with dma, and as root")
_SPOOL = Path("/var/spool/dma")
TODAY: date = datetime.now(UTC).astimezone(ZoneInfo("America/Chicago")).date()
TOMORROW = add_business_days(TODAY, 1)
WHO = ("dana", "jo", "lead")


class Mail:
    """Accounts of this machine for the people of the clinic, each with its mailbox."""

    def __init__(self) -> None:
        self.logins = {who: f"lmn{os.getpid()}{who}" for who in WHO}

    def of(self, who: str, count: int = 1) -> list[Message]:
        """The messages of a mailbox, waited for: the mail program delivers after it has taken them."""
        path, end = Path("/var/mail", self.logins[who]), time.monotonic() + 10
        while True:
            found = list(mailbox.mbox(path, create=False)) if path.exists() else []
            if len(found) >= count or time.monotonic() > end:
                return list(found)
            time.sleep(0.02)

    def texts(self, who: str, count: int = 1) -> list[str]:
        found = []
        for message in self.of(who, count):
            text = message.get_payload(decode=True)
            assert isinstance(text, bytes)
            found.append(text.decode())
        return found


@pytest.fixture(scope="module")
def accounts() -> Iterator[Mail]:
    mail = Mail()
    for login in mail.logins.values():
        subprocess.run(["useradd", "--no-create-home", "--shell", "/usr/sbin/nologin", login], check=True)
    yield mail
    for login in mail.logins.values():
        subprocess.run(["userdel", login], check=True, capture_output=True)
        Path("/var/mail", login).unlink(missing_ok=True)


@pytest.fixture
def mail(accounts: Mail) -> Iterator[Mail]:
    for login in accounts.logins.values():
        Path("/var/mail", login).unlink(missing_ok=True)
    yield accounts
    # It delivers after it has taken a message: what is still on its way would be the next story's.
    end = time.monotonic() + 10
    while any(_SPOOL.glob("[MQ]*")) and time.monotonic() < end:
        time.sleep(0.02)


def _sparse(name: str, **more: Any) -> dict[str, Any]:
    """A case that no rule moves on by itself."""
    return {"stage": "gathering", "location": "main", "payer": "meridian", "patient": {"name": name}, **more}


@pytest.fixture
def clinic(sh: Shell, tmp_path: Path, mail: Mail) -> Shell:
    """Dana has a case to be filed tomorrow, Jo one without haste; the lead has none."""
    folder = tmp_path / "clinic"
    folder.mkdir()
    sh.board = a_board(
        folder,
        _sparse("Ada Okafor", owner="dana", submit_by=TOMORROW.isoformat()),
        _sparse("Ben Arroyo", owner="jo", next_touch={"on": TODAY.isoformat(), "what": "Call Ben Arroyo"}),
    )
    for who in ("dana", "jo"):
        sh("directory", "staff", who, "--set", f"login={mail.logins[who]}")
    sh("directory", "staff", "miriam", "--set", "role=read_only")
    sh(
        "directory",
        "staff",
        "lead",
        "--set",
        "name=Lee Lead",
        "--set",
        f"login={mail.logins['lead']}",
        "--set",
        "role=lead",
    )
    return sh


@needs_mail
def test_each_person_gets_one_message_a_day_without_patients_names(clinic: Shell, mail: Mail) -> None:
    said = clinic("remind", "--mail")
    assert (said.status, said.out) == (0, "3 lists mailed.\n"), said.err
    (text,) = mail.texts("dana")
    assert "LMN-0001" in text
    assert "Okafor" not in text
    assert "Agenda of Dana Whitcomb" in text
    assert "Arroyo" not in mail.texts("jo")[0]
    (message,) = mail.of("dana")
    assert message["Subject"].startswith("Agenda, ")
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert clinic("remind", "--mail").out == "0 lists mailed.\n"
    assert len(mail.of("dana")) == len(mail.of("jo")) == 1
    assert clinic("remind", "--mail", "--again", "--for", "jo").out == "1 list mailed.\n"
    assert len(mail.of("jo", 2)) == 2
    assert clinic("history", "--action", "remind").out.count("\n") == 4


@needs_mail
def test_names_stand_in_it_where_the_clinic_says_so(clinic: Shell, mail: Mail) -> None:
    clinic("directory", "settings", "--set", "names_in_mail=yes")
    assert clinic("remind", "--mail", "--for", "dana").out == "1 list mailed.\n"
    assert "Ada Okafor" in mail.texts("dana")[0]
    assert not mail.of("jo", 0)


@needs_mail
def test_the_day_before_a_deadline_a_lead_hears_of_a_case_that_nobody_touched(clinic: Shell, mail: Mail) -> None:
    clinic("remind", "--mail", "--for", "lead")
    (text,) = mail.texts("lead")
    assert text.startswith("NOBODY HAS TOUCHED THESE (1)")
    assert "- LMN-0001: file by" in text
    assert "with Dana Whitcomb" in text
    clinic("set", "1", "tags=called")
    clinic("remind", "--mail", "--again", "--for", "lead")
    assert not any("NOBODY HAS TOUCHED" in text for text in mail.texts("lead")[1:])


@needs_mail
def test_a_list_that_the_mail_program_refuses_is_said_and_tried_again(clinic: Shell, mail: Mail) -> None:
    clinic("directory", "staff", "jo", "--set", "login=nobody-has-this-name")
    said = clinic("remind", "--mail")
    assert (said.status, said.out) == (3, "2 lists mailed.\n")
    assert "The list of Jo Lindgren was not mailed; the next run tries again." in said.err
    assert "Arroyo" not in said.err
    clinic("directory", "staff", "jo", "--set", f"login={mail.logins['jo']}")
    assert clinic("remind", "--mail").out == "1 list mailed.\n"
    assert [len(mail.of(who)) for who in WHO] == [1, 1, 1]


@needs_mail
def test_who_covers_gets_the_list_of_who_is_away(clinic: Shell, mail: Mail) -> None:
    until = (TODAY + timedelta(days=5)).isoformat()
    clinic("directory", "staff", "dana", "--set", f"away_to={until}", "--set", "covered_by=jo")
    clinic("remind", "--mail")
    assert not mail.of("dana", 0)
    (text,) = mail.texts("jo")
    assert "LMN-0001" in text
    assert "for Dana Whitcomb, who is away" in text


@needs_mail
def test_two_crons_at_once_mail_nobody_twice(clinic: Shell, mail: Mail) -> None:
    said: list[Said] = []
    lines = [
        threading.Thread(target=lambda: said.append(process("--board", str(clinic.board), "remind", "--mail")))
        for _ in range(3)
    ]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    assert sorted(answer.out for answer in said) == ["0 lists mailed.\n", "0 lists mailed.\n", "3 lists mailed.\n"], (
        said
    )
    assert [len(mail.of(who)) for who in WHO] == [1, 1, 1]


def _sendmail(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "sendmail"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_what_a_mail_program_leaves_running_to_deliver_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sendmail(tmp_path, monkeypatch, f"cat > {tmp_path}/taken; sleep 5 & exit 0")
    begun = time.monotonic()
    mailing.hand_over(mailing.message("dana@example.org", "Agenda", "Nothing needs a person.\n", "one@example.org"))
    assert time.monotonic() - begun < 3
    assert "To: dana@example.org\n" in (tmp_path / "taken").read_text()


def test_a_mail_program_that_takes_nothing_and_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _sendmail(tmp_path, monkeypatch, "echo 'dma: no such user' >&2; exit 67")
    with pytest.raises(mailing.NotHanded, match="dma: no such user"):
        mailing.hand_over(mailing.message("dana@example.org", "Agenda", "x" * 1_000_000, "one@example.org"))


def test_an_id_that_no_header_takes_stops_nobodys_mail(
    sh: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sendmail(tmp_path, monkeypatch, f"cat >> {tmp_path}/taken")
    sh.board = tmp_path / "by-hand.json"
    staff = {
        1: {"id": "dana", "login": "uid61001", "role": "lead"},
        2: {"id": "zoë", "name": "Zoë Ortega", "email": "zoe@example.org"},
    }
    cases = {1: {"id": "LMN-0001", "stage": "gathering", "owner": "zoë", "submit_by": TODAY.isoformat()}}
    settings = {1: {"id": "clinic", "service_account": people.login(None)}}
    begin(sh.board, {"staff": staff, "cases": cases, "settings": settings})
    assert sh("remind", "--mail", "--for", "Zoë Ortega").out == "1 list mailed.\n"
    assert "To: zoe@example.org" in (tmp_path / "taken").read_text()


@pytest.mark.parametrize("to", ["dana@example.org\nBcc: all@example.org", "dana\r", "-oQ/tmp", "a b", "dana@", ""])
def test_no_address_brings_a_header_of_its_own(to: str) -> None:
    with pytest.raises(Invalid):
        mailing.message(to, "Agenda", "text", "one@example.org")


def test_printed_lists_name_no_patient_unless_somebody_looks_on(sh: Shell) -> None:
    sh(
        "new",
        "--from",
        "-",
        given='{"patient": {"name": "Ada Okafor"}, "owner": "dana", "next_touch.what": "Ask Okafor"}',
    )
    said = sh("remind", "--for", "dana")
    assert said.status == 0
    assert "LMN-0003" in said.out
    assert "Okafor" not in said.out
    sh("directory", "settings", "--set", "names_in_mail=yes")
    assert "Ada Okafor" in sh("remind", "--for", "dana").out


def test_only_a_lead_mails_everybodys_list(sh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with at(sh.board) as board:
        board.revise("staff/dana", {"role": "lead"})
    monkeypatch.setenv("SUDO_UID", "61002")
    said = sh("remind", "--mail")
    assert said.status == 1
    assert "Only a lead mails reminders" in said.err


def test_what_is_due_by_itself_is_done_first_and_only_once(sh: Shell) -> None:
    sh("set", "2", "owner=")
    first, again = sh("remind"), sh("remind")
    assert "done by itself" in first.err
    assert "done by itself" not in again.err
    assert sh.stored("2")["owner"]
