"""A server of a clinic, for tests that root runs: real accounts, a real group, sudo, sshd, set up as the page for
administrators says. The blocks of sudo's and sshd's settings are read from that page, so that what it says is tried.

Accounts and files go again at the end. One machine at a time: another test process waits.
"""

from __future__ import annotations

import compileall
import fcntl
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "administrators.md"
SERVICE, GROUP = "lmntest-service", "lmntest-staff"
PEOPLE = {"dana": "lmntest-dana", "jo": "lmntest-jo", "theo": "lmntest-theo", "kim": "lmntest-kim"}
"""Staff of the clinic and their accounts. Kim is in the group, and not on the staff list."""
SUDOERS = Path("/etc/sudoers.d/lmntest")
SEPARATED = Path("/run/sshd")
"""Where sshd locks up the part of it that talks to strangers; it does not start without."""
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
_TOOLS = ("sudo", "visudo", "sshd", "ssh", "ssh-keygen", "useradd", "userdel", "groupadd", "groupdel")


class Said(NamedTuple):
    status: int
    out: str
    err: str


class Machine:
    """`folder` is root's and everybody can look into it; the board lies where its mode says."""

    def __init__(self, folder: Path, program: Path, board: Path) -> None:
        self.folder = folder
        self.program = program
        self.board = board
        self.port = 0

    def run(
        self,
        *words: str | Path,
        given: bytes = b"",
        env: Mapping[str, str] | None = None,
        user: int | None = None,
        group: int | None = None,
        groups: Sequence[int] | None = None,
    ) -> Said:
        """Run a command as root or as a user, with nothing of this process' environment."""
        done = subprocess.run(
            [str(word) for word in words],
            input=given,
            capture_output=True,
            env={"PATH": _PATH, "TERM": "xterm-256color", **(env or {})},
            cwd="/",
            timeout=60,
            check=False,
            user=user,
            group=group,
            extra_groups=groups,
        )
        return Said(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def as_person(self, who: str, *words: str | Path, env: Mapping[str, str] | None = None, given: bytes = b"") -> Said:
        """Run a command as somebody who has a shell on the server."""
        known = pwd.getpwnam(PEOPLE[who])
        groups = os.getgrouplist(known.pw_name, known.pw_gid)
        home = {"HOME": known.pw_dir, "USER": known.pw_name, **(env or {})}
        return self.run(*words, given=given, env=home, user=known.pw_uid, group=known.pw_gid, groups=groups)

    def through_sudo(self, who: str, *words: str | Path, env: Mapping[str, str] | None = None) -> Said:
        """What somebody with a shell calls by themselves: the program as the service account."""
        return self.as_person(who, "sudo", "-n", "-u", SERVICE, self.program, *words, env=env)

    def as_service(self, *words: str) -> Said:
        """The program as cron runs it."""
        known = pwd.getpwnam(SERVICE)
        return self.run(self.program, *words, user=known.pw_uid, group=known.pw_gid, groups=[])

    def login(self, who: str, *options: str) -> list[str]:
        """The words of an ssh command that logs somebody in."""
        nobody = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]
        key = self.folder / "keys" / "own"
        return [
            "ssh",
            "-F",
            "none",
            *nobody,
            "-i",
            str(key),
            "-p",
            str(self.port),
            *options,
            f"{PEOPLE[who]}@127.0.0.1",
        ]

    def ssh(self, who: str, *asked: str, options: Sequence[str] = ()) -> Said:
        return self.run(*self.login(who, *options), *(("--", *asked) if asked else ()))


def missing() -> str:
    """Why there can be no such machine here, else nothing."""
    if os.geteuid() != 0:
        return "accounts are made by root"
    lacking = [tool for tool in _TOOLS if not shutil.which(tool, path=_PATH)]
    if lacking:
        return f"not installed: {', '.join(lacking)}"
    return ""


def settings(kind: str, program: Path) -> str:
    """A block of the page for administrators, for the accounts and the program of the test."""
    blocks = re.findall(rf"^```{kind}\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert len(blocks) == 1
    own = str(blocks[0]).replace("/usr/local/bin/lmnboard", str(program)).replace("lmnstaff", GROUP)
    return own.replace("-u lmnboard", f"-u {SERVICE}").replace("(lmnboard)", f"({SERVICE})")


@contextmanager
def hardened() -> Iterator[Machine]:
    """The board belongs to the service account; staff reach it through sudo, and by SSH nothing but it."""
    with _machine() as machine, _board_in(machine, Path(pwd.getpwnam(SERVICE).pw_dir)):
        SUDOERS.write_text(settings("sudoers", machine.program))
        SUDOERS.chmod(0o440)
        assert machine.run("visudo", "-c").status == 0
        lmnboard = ("sudo", "-u", SERVICE, str(machine.program))
        _begin(machine, lmnboard, ["directory", "settings", "--set", f"service_account={SERVICE}"])
        with _sshd(machine, settings("sshd", machine.program)):
            yield machine


@contextmanager
def forced_by_key(machine: Machine) -> Iterator[None]:
    """Another SSH server, on which it is the line in `authorized_keys` that the page gives which holds people."""
    options = re.search(r"`(restrict,pty,command=\"[^`]*\") ssh-ed25519", PAGE.read_text())
    assert options
    before = machine.port
    line = options[1].replace("/usr/local/bin/lmnboard", str(machine.program)).replace("-u lmnboard", f"-u {SERVICE}")
    with _sshd(machine, "", f"{line} "):
        yield
    machine.port = before


@contextmanager
def shared() -> Iterator[Machine]:
    """The board lies in a folder of the group."""
    with _machine() as machine, _board_in(machine, machine.folder / "shared"):
        machine.run("install", "-d", "-g", GROUP, "-m", "2770", machine.board.parent)
        _begin(machine, (str(machine.program),))
        yield machine


@contextmanager
def _machine() -> Iterator[Machine]:
    with open("/tmp/lmntest.lock", "w") as one_at_a_time, ExitStack() as at_the_end:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        # As a root shell has it; a test before may have run the program in this process.
        at_the_end.callback(os.umask, os.umask(0o022))
        folder = Path(tempfile.mkdtemp(prefix="lmntest-"))
        at_the_end.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        machine = Machine(folder, _installed(folder), Path())
        _remove_accounts(machine)
        at_the_end.callback(_remove_accounts, machine)
        useradd = ("useradd", "--create-home", "-p", "*", "--shell", "/bin/bash")
        home = Path("/var/lib/lmntest")
        at_the_end.callback(shutil.rmtree, home, ignore_errors=True)
        system = ("useradd", "--system", "--home-dir", str(home), "--shell", "/usr/sbin/nologin")
        machine.run("groupadd", GROUP)
        for made in ((*system, SERVICE), *((*useradd, "-G", GROUP, name) for name in PEOPLE.values())):
            said = machine.run(*made)
            assert said.status == 0, said.err
        machine.run("install", "-d", "-o", SERVICE, "-g", SERVICE, "-m", "700", home)
        yield machine


def _remove_accounts(machine: Machine) -> None:
    SUDOERS.unlink(missing_ok=True)
    for name in (SERVICE, *PEOPLE.values()):
        machine.run("userdel", "--force", "--remove", name)
    machine.run("groupdel", GROUP)


@contextmanager
def _board_in(machine: Machine, folder: Path) -> Iterator[None]:
    machine.board = folder / "board.json"
    (machine.folder / "lmnboard.toml").write_text(f'board = "{machine.board}"\n')
    yield


def _begin(machine: Machine, lmnboard: tuple[str, ...], *more: list[str]) -> None:
    """The board and its first people, in the words of the page."""
    commands = [["init"], *more]
    for who, role in (("dana", "lead"), ("jo", "staff"), ("theo", "read_only")):
        fields = (f"name={who.title()}", f"login={PEOPLE[who]}", f"role={role}")
        commands.append(["directory", "staff", who, *(word for field in fields for word in ("--set", field))])
    commands.append(["new", "--set", "owner=dana"])
    for words in commands:
        said = machine.run(*lmnboard, *words)
        assert said.status == 0, said.err


def _installed(folder: Path) -> Path:
    """A copy of the program that every account can run. Skips where the libraries lie out of their sight."""
    own = folder / "installed"
    for part in ("lmnboard", "templates"):
        shutil.copytree(
            ROOT / part, own / part, ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copy
        )
    compileall.compile_dir(own, quiet=2)
    libraries = (str(own), str(Path(pytest.__file__).parents[1]))
    for python in (Path(sys.executable).resolve(), Path(f"/usr/bin/python3.{sys.version_info.minor}")):
        made = folder / "venv"
        subprocess.run([python, "-m", "venv", "--without-pip", "--clear", made], check=False, capture_output=True)
        for site in made.glob("lib/*/site-packages"):
            (site / "lmnboard.pth").write_text("\n".join(libraries))
        program = made / "bin" / "lmnboard"
        # The one thing that is not as on a clinic's server: its configuration would be that of every other test too.
        program.write_text(
            f"#!{made}/bin/python\nimport sys\nfrom lmnboard import served\n"
            f"served.CONFIGURED = '{folder}/lmnboard.toml'\nfrom lmnboard.cli import main\nsys.exit(main())\n"
        )
        program.chmod(0o755)
        asked = [str(made / "bin" / "python"), "-c", "import lmnboard.cli, tinydb"]
        try:
            seen = subprocess.run(asked, user=65534, capture_output=True, check=False, cwd="/", env={})
        except OSError:
            continue
        if seen.returncode == 0:
            return program
    pytest.skip("no Python here that other accounts can run this checkout with")


@contextmanager
def _sshd(machine: Machine, own: str, key_options: str = "") -> Iterator[None]:
    """An SSH server with the page's settings; the same key lets everybody in, each with their own account."""
    keys = machine.folder / "keys"
    if not keys.exists():
        keys.mkdir(mode=0o755)
        for name in ("host", "own"):
            machine.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys / name)
    authorized = keys / f"authorized{len(key_options)}"
    authorized.write_text(key_options + (keys / "own.pub").read_text())
    made = not SEPARATED.exists()
    SEPARATED.mkdir(mode=0o755, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        machine.port = int(probe.getsockname()[1])
    config = machine.folder / f"sshd_config_{machine.port}"
    server_settings = {
        "ListenAddress": "127.0.0.1",
        "Port": machine.port,
        "HostKey": keys / "host",
        "PidFile": "none",
        "AuthorizedKeysFile": authorized,
        "StrictModes": "no",
        "UsePAM": "no",
        # More than any distribution lets through, so that it is sudo that is seen to stop it.
        "AcceptEnv": "*",
    }
    config.write_text("".join(f"{key} {value}\n" for key, value in server_settings.items()) + own)
    sshd = shutil.which("sshd", path=_PATH)
    server = subprocess.Popen([str(sshd), "-D", "-e", "-f", config], stderr=subprocess.PIPE)
    try:
        end = time.monotonic() + 10
        while not _answers(machine.port):
            assert server.poll() is None, "sshd does not start"
            assert time.monotonic() < end, "sshd does not answer"
            time.sleep(0.02)
        yield
    finally:
        server.terminate()
        server.wait(10)
        if made:
            SEPARATED.rmdir()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
