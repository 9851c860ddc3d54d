"""The whole way of one letter, by somebody who has logged in over SSH with an 80×24 terminal: all of it is real."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import ENTER, ROOT, SPACE, Terminal, ctrl

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SEPARATED = Path("/run/sshd")
"""Where sshd locks up the part of it that talks to strangers; it does not start without."""
CASE = "LMN-0017"

pytestmark = [
    pytest.mark.skipif(SSHD is None or not shutil.which("ssh"), reason="no OpenSSH server and client here"),
    pytest.mark.skipif(os.geteuid() != 0, reason="an SSH server of one's own has to be started by root"),
]


def _keypair(folder: Path, name: str) -> Path:
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def login(tmp_path: Path) -> Iterator[list[str]]:
    """The words of an ssh command that logs in on this machine."""
    made = not SEPARATED.exists()
    SEPARATED.mkdir(mode=0o755, exist_ok=True)
    host, own, port = _keypair(tmp_path, "host"), _keypair(tmp_path, "own"), _free_port()
    settings = {
        "ListenAddress": "127.0.0.1",
        "Port": port,
        "HostKey": host,
        "PidFile": "none",
        "AuthorizedKeysFile": own.with_suffix(".pub"),
        "StrictModes": "no",
        "UsePAM": "no",
        "PermitRootLogin": "yes",
    }
    config = tmp_path / "sshd_config"
    config.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
    server = subprocess.Popen([str(SSHD), "-D", "-e", "-f", str(config)], stderr=subprocess.PIPE)
    try:
        end = time.monotonic() + 10
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > end:
                server.kill()
                said = server.stderr.read().decode() if server.stderr else ""
                pytest.skip(f"sshd does not start here: {said.strip()[-200:]}")
            time.sleep(0.02)
        nobody = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]
        yield ["ssh", "-tt", "-F", "none", *nobody, "-i", str(own), "-p", str(port), "root@127.0.0.1"]
    finally:
        server.terminate()
        server.wait(10)
        if made:
            SEPARATED.rmdir()


def _shell(folder: Path) -> str:
    """What the login runs: a plain shell in a folder, at the example clinic, in which `lmnboard` is this program."""
    lines = [
        f"cd {shlex.quote(str(folder))}",
        f"export PYTHONPATH={shlex.quote(str(ROOT))} PS1='ready> ' LC_ALL=C.UTF-8 TZ=America/Chicago",
        f"python=$(printf %s {shlex.quote(sys.executable)})",
        'lmnboard() { "$python" -m lmnboard "$@"; }',
    ]
    (folder / "profile").write_text("\n".join(lines) + "\n")
    return f"ENV={shlex.quote(str(folder / 'profile'))} exec /bin/sh -i"


def test_a_letter_from_first_sight_to_submission(tmp_path: Path, login: list[str]) -> None:
    with Terminal(*login, _shell(tmp_path), columns=80, rows=24) as terminal:
        terminal.sees("ready>")
        # The demo opens with the cursor on the most pressing case.
        terminal.press(f"lmnboard demo clinic{ENTER}", [CASE, "Theodora Pham", "‼ 2d late"])
        assert terminal.lines[2].find(CASE) > 0

        # What it lacks, and the way to each field.
        terminal.press("c", ["Group number is missing", "Duration is missing"])
        terminal.press(ENTER, ["Insurance plan", "Group number"])
        terminal.press(ENTER, "leave as it was")
        terminal.press("70042" + ENTER, f"{CASE} group number: 70042")
        terminal.press("c", "Duration is missing")
        terminal.gone("Group number is missing")
        terminal.press(ENTER, ["Requested treatment", "Frequency"])
        terminal.press(ENTER + "12 months" + ENTER, f"{CASE} duration: 12 months")

        # Ticked, signed with the provider's word, exported, submitted.
        terminal.press("c", "The letter is not signed")
        terminal.gone("Duration is missing")
        terminal.keys("j", *SPACE * 5)
        terminal.sees(lambda at: at.text.count("☐") == 0)
        terminal.press("S", "only Anjali Venkataraman signs it")
        terminal.press("electronic" + ENTER, "Electronic")
        terminal.press("signed in the chart" + ctrl("s"), f"{CASE} is signed.")
        terminal.press("x", "x again")
        terminal.press("x", f"Written: clinic/exports/{CASE}-1.txt")
        terminal.press(ctrl("s"), f"Submit {CASE}")
        assert "blocker" not in terminal.text
        terminal.press("FAX-7731" + ENTER + ctrl("s"), f"{CASE} was sent to")
        terminal.press("q", "a assign")
        terminal.sees(lambda at: "Follow-up 6" in at.lines[1])
        terminal.press("q", "ready>")

        # In the shell: the letter, and the change in a file that a plain TinyDB reads.
        terminal.press(f"clear; head -5 clinic/exports/{CASE}-1.txt{ENTER}", "Anjali Venkataraman, MD")
        terminal.press(f"clear; echo $(grep -c DRAFT clinic/exports/{CASE}-1.txt) times{ENTER}", "0 times\nready>")
        told = "from tinydb import TinyDB as T; c=T('clinic/board.json').table('cases').get(doc_id=17)"
        shown = "print(c['stage'], c['request']['duration'], c['submissions'][0]['confirmation'])"
        terminal.press(f'clear; "$python" -c "{told}; {shown}"{ENTER}', "follow_up 12 months FAX-7731")
        terminal.keys(f"exit{ENTER}")
        assert terminal.ends() == 0
