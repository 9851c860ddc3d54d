"""What comes from outside and is not as it should be: streams that are closed, cells without an end, days gone by."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lmnboard import mail, people
from tests.cli.conftest import Shell, process

WRONG = 2


@pytest.mark.parametrize("line", [["stats", "--csv"], ["list", "--totals", "owner", "--csv"], ["remind"]])
def test_nobody_to_hear_the_answer_is_no_fault(sh: Shell, line: list[str]) -> None:
    said = process("--board", str(sh.board), *line, preexec_fn=lambda: os.close(1))
    assert (said.status, said.out) == (0, "")
    assert "fault" not in said.err


def test_a_mail_program_that_hangs_is_waited_for_once_and_nobody_counts_as_told(
    sh: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "sendmail"
    program.write_text(f"#!/bin/sh\necho asked >> {tmp_path}/asked\nexec sleep 30\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("lmnboard.commands.remind.PATIENCE", 0.3)
    begun = time.monotonic()
    for who in ("dana", "jo"):
        sh("directory", "staff", who, "--set", f"email={who}@example.org")
    said = sh("remind", "--mail")
    assert time.monotonic() - begun < 10
    assert (said.status, said.out) == (mail.Hangs.exit_status, "0 lists mailed.\n")
    assert "and those after it were not mailed; the next run tries again." in said.err
    assert said.err.count("\n") == len([line for line in said.err.splitlines() if line.startswith("lmnboard: ")])
    assert (tmp_path / "asked").read_text() == "asked\n"
    assert sh("history", "--action", "remind").out == ""


def test_a_day_without_its_year_is_the_next_one_and_one_gone_by_is_refused(sh: Shell) -> None:
    gone = datetime.now(UTC).date() - timedelta(days=20)
    sh("directory", "staff", "dana", "--set", f"login={people.login(None)}")
    refused = {
        ("cover", "jo", "--until"): "is over before it begins: say a day to come.",
        ("snooze", "2"): "is not after today: say a day to come.",
        ("touch", "2"): "which has passed.",
    }
    for line, sentence in refused.items():
        said = sh(*line, f"{gone:%m/%d/%Y}")
        assert (said.status != 0, said.out, said.err.count("\n")) == (True, "", 1)
        assert said.err.endswith(f"{sentence}\n")
    either = sh("cover", "jo", "--until", f"{gone.month}/{gone.day}")
    assert "was 20 days ago: type" in either.err
    ahead = gone + timedelta(days=100)
    said = sh("cover", "jo", "--until", f"{ahead.month}/{ahead.day}")
    assert f"{ahead:%m/%d/%Y}" in said.out


def test_the_next_touch_is_not_set_to_a_day_gone_by(sh: Shell) -> None:
    said = sh("set", "1", "next_touch.on=1/2/2020")
    assert (said.status, said.err) == (WRONG, "lmnboard: The next touch cannot be on 01/02/2020, which has passed.\n")
    assert sh("set", "2", "next_touch.on=1/2/2020").status == 0, "it stands there already"


def test_a_cell_without_an_end_is_not_read_out(sh: Shell) -> None:
    file = sh.write("cases.csv", f"patient name,payer\nAda Okafor,{'x' * 5000}\n")
    said = sh("import", str(file))
    assert said.status == WRONG
    assert "column B (payer): 5,000 characters are no payer" in said.err
    assert len(said.err) < 500


def test_a_file_whose_name_would_act_on_the_terminal_is_named_harmlessly(sh: Shell) -> None:
    file = sh.write("a\x1b[31m.csv", b"patient name\nZo\xe9\n")
    assert "\x1b" not in sh("import", "--dry-run", str(file)).err


def test_words_that_were_announced_and_did_not_come_are_missed(sh: Shell) -> None:
    said = sh("respond", "1", "denied", "--reason", "-")
    assert said.status == WRONG
    assert "standard input, which is empty: nothing was recorded" in said.err


def test_nothing_is_counted_from_a_day_to_come(sh: Shell) -> None:
    said = sh("stats", "--since", "1/2/2199")
    assert (said.status, said.err.startswith("lmnboard: --since: Wed 01/02/2199 is still to come")) == (WRONG, True)
