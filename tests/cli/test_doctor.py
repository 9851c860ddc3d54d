"""`doctor`: what it sees of a board and of the machine, and that each thing it finds wrong goes when it is mended.

The machine is a folder that looks like `/proc`, `/sys` and `/run`; the board and its files are real.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lmnboard.cli import main
from lmnboard.doctor import LOOKS, examine
from lmnboard.doctor.seen import Patient, Seen
from lmnboard.store import disk
from lmnboard.store.place import Place
from tests.builders import NOW, a_board, a_case, at
from tests.cli.conftest import ROOT, Shell
from tests.codes.conftest import NEW_YEAR, load

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away and mounts")


class Machine:
    """A machine that is in order, to be spoiled; `sees` looks it over."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir(mode=0o700)
        self.path = a_board(self.home, a_case(), settings={"time_zone": "America/Chicago", "service_account": None})
        with at(self.path) as board:
            board.edit("staff/dana", {"role": "lead"})
        self.proc, self.sys, self.run = folder / "proc", folder / "sys", folder / "run"
        self.configured = folder / "lmnboard.toml"
        for made in (self.proc / "self", self.proc / "7", self.sys / "dev" / "block", self.run):
            made.mkdir(parents=True)
        self.mounts("/dev/null / ext4 rw 0 0")
        self.swaps()
        (self.proc / "7" / "comm").write_text("chronyd\n")
        self.block("crypt", uuid="CRYPT-LUKS2-0123")
        load(self.home, NEW_YEAR, "icd10cm_order_addenda_2027.txt")
        backups = self.home / "backups"
        backups.mkdir(mode=0o700)
        (backups / "board-20261120T020000Z-3.tar.gz").touch(mode=0o600)

    def mounts(self, *lines: str) -> None:
        (self.proc / "self" / "mounts").write_text("".join(f"{line}\n" for line in lines))

    def swaps(self, *names: str) -> None:
        lines = ["Filename Type Size Used Priority", *(f"{name} partition 1 0 -2" for name in names)]
        (self.proc / "swaps").write_text("\n".join(lines) + "\n")

    def block(self, below: str, uuid: str = "") -> None:
        """What lies under the disk, for which `/dev/null` stands: a device of its own on another."""
        number = os.stat("/dev/null").st_rdev
        own = self.sys / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
        shutil.rmtree(own, ignore_errors=True)
        device = own / "slaves" / below
        (device / "dm").mkdir(parents=True)
        (device / "dm" / "uuid").write_text(uuid)

    def seen(self, now: datetime | None = None) -> list[Seen]:
        patient = Patient(
            Place(self.path), now or datetime.now(UTC), None, self.proc, self.sys, self.run, self.configured
        )
        return examine(patient)

    def wrong(self, now: datetime | None = None) -> list[tuple[str, str]]:
        return [(seen.level, seen.what) for seen in self.seen(now) if seen.level in ("warn", "bad")]

    def mend(self, what: str) -> str:
        return next(seen.mend for seen in self.seen() if what in seen.what)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_in_order_is_told_so(machine: Machine) -> None:
    assert machine.wrong() == []
    said = " ".join(seen.what for seen in machine.seen())
    for told in ("opens: 1 cases", "lead: Dana Whitcomb", "history is whole", "ext4", "dm-crypt", "America/Chicago"):
        assert told in said
    assert "weak phrases: as of" in said
    assert "ICD-10-CM is good to 09/30/2027" in said


def test_every_warning_says_how_to_mend_it(machine: Machine) -> None:
    machine.path.chmod(0o644)
    machine.home.chmod(0o755)
    machine.mounts("server:/x / nfs4 rw 0 0")
    machine.swaps("/dev/sda2")
    shutil.rmtree(machine.home / "backups")
    found = [seen for seen in machine.seen() if seen.level in ("warn", "bad")]
    assert len(found) == 6
    assert all(seen.mend for seen in found)


# ---------------------------------------------------------------------- files
@pytest.mark.parametrize("mode", [0o701, 0o705, 0o755])
def test_a_folder_that_others_may_enter(machine: Machine, mode: int) -> None:
    machine.home.chmod(mode)
    assert machine.wrong() == [("bad", f"{machine.home} ({mode:04o}) is open to every account")]
    _run(machine.mend("open to every account"))
    assert machine.wrong() == []


def test_files_that_others_may_read(machine: Machine) -> None:
    machine.path.chmod(0o604)
    (machine.home / "exports").mkdir(mode=0o700)
    (machine.home / "exports" / "LMN-0001-1.txt").touch()
    (machine.home / "exports" / "LMN-0001-1.txt").chmod(0o640)
    assert machine.wrong() == [
        ("bad", "open to every account: board.json"),
        ("bad", f"open to a group: {Path('exports/LMN-0001-1.txt')}"),
    ]
    for what in ("open to every account", "open to a group"):
        _run(machine.mend(what))
    assert machine.wrong() == []


@needs_root
def test_files_of_somebody_else(machine: Machine) -> None:
    os.chown(machine.path, 61001, 61001)
    assert machine.wrong() == [("bad", "not root's: board.json")]
    _run(machine.mend("not root's"))
    assert machine.wrong() == []


@needs_root
def test_a_service_account_that_does_not_have_the_files(machine: Machine) -> None:
    with at(machine.path) as board:
        board._account = "root"
        board.edit("settings/clinic", {"service_account": "daemon"})
    assert machine.wrong() == [("bad", "the service account is daemon, and the files are root's")]
    _run(machine.mend("the service account is daemon"))
    assert machine.wrong() == []


@needs_root
def test_a_service_account_that_the_board_does_not_know(machine: Machine) -> None:
    _run(f"chown -R daemon: {machine.home}")
    assert machine.wrong() == [
        ("bad", "nobody is told apart: the board does not know that daemon is its service account")
    ]
    assert machine.mend("nobody is told apart").startswith("sudo -u daemon lmnboard directory settings --set")


@needs_root
def test_root_does_not_shut_the_owner_out(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    _run(f"chown -R daemon: {machine.home}")
    assert main(["--board", str(machine.path), "set", "1", "request.treatment=MRI"]) == 3
    assert "is daemon's, who could not read what root writes there: use sudo -u daemon." in capsys.readouterr().err
    assert {file.owner() for file in machine.home.rglob("*")} == {"daemon"}
    _run(f"chgrp -R daemon {machine.home}; chmod 2770 {machine.home}; chmod g+rw {machine.home}/board*")
    assert main(["--board", str(machine.path), "set", "1", "request.treatment=MRI"]) == 0


@needs_root
def test_a_shared_folder_and_who_is_in_its_group(machine: Machine) -> None:
    _run(f"chgrp -R daemon {machine.home}; chmod 2770 {machine.home}")
    assert ("warn", "daemon is in group daemon and not on the staff list") in machine.wrong()
    with at(machine.path) as board:
        board.edit("staff/jo", {"login": "nobody"})
    assert ("warn", "nobody is on the staff list and not in group daemon") in machine.wrong()
    assert machine.mend("nobody is on the staff list") == "usermod -aG daemon nobody"


def test_a_configuration_that_others_may_change(machine: Machine) -> None:
    machine.configured.write_text("board = '/x'\n")
    machine.configured.chmod(0o666)
    level, what = machine.wrong()[0]
    assert (level, "others than root may change" in what) == ("bad", True)


# ---------------------------------------------------------------------- the machine
@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.rclone", "fuse", "virtiofs"])
def test_a_board_on_a_network_file_system(machine: Machine, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(disk.ALLOW, raising=False)
    machine.mounts("/dev/null / ext4 rw 0 0", f"server:/x {machine.home} {kind} rw 0 0")
    assert ("bad", f"the board is on a network file system ({kind})") in machine.wrong()
    assert "network file system" in disk.refused(machine.home, machine.proc)
    monkeypatch.setenv(disk.ALLOW, "1")
    assert disk.refused(machine.home, machine.proc) == ""


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "f2fs", "fuseblk", "tmpfs", "overlay"])
def test_a_disk_of_this_machine_is_none(machine: Machine, kind: str) -> None:
    machine.mounts("server:/x / nfs rw 0 0", f"/dev/null {machine.home} {kind} rw 0 0")
    assert disk.refused(machine.home, machine.proc) == ""


def test_the_mount_on_top_and_nearest_counts(machine: Machine) -> None:
    name = str(machine.home)
    machine.mounts(f"s:/x {name} nfs rw 0 0", f"/dev/sda1 {name} ext4 rw 0 0", f"s:/y {name}2 nfs rw 0 0")
    found = disk.mount_of(machine.home, machine.proc)
    assert found == disk.Mount(name, "/dev/sda1", "ext4")
    blank = machine.home / "a b"
    blank.mkdir()
    machine.mounts("/dev/sda1 / ext4 rw 0 0", f"s:/x {name}/a\\040b nfs rw 0 0")
    found = disk.mount_of(blank, machine.proc)
    assert found is not None
    assert found.network


@needs_root
def test_no_board_is_opened_on_a_network_file_system(machine: Machine) -> None:
    """A real process in a mount namespace of its own, in which its list of mounts is another."""
    if not shutil.which("unshare"):
        pytest.skip("no unshare here")
    machine.mounts("server:/x / nfs4 rw 0 0")
    program = f"{sys.executable} -m lmnboard --board {machine.path}"
    script = f"mount --bind {machine.proc}/self/mounts /proc/$$/mounts && exec {program} list"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    refused = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, env=env, check=False)
    if b"mount: " in refused.stderr:
        pytest.skip(f"nothing can be mounted here: {refused.stderr.decode()[:100]}")
    assert (refused.returncode, refused.stdout) == (3, b"")
    assert b"lies on a network file system (nfs4), which may lose what was saved" in refused.stderr
    env[disk.ALLOW] = "1"
    opened = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, env=env, check=False)
    assert opened.returncode == 0


def test_a_disk_without_encryption(machine: Machine) -> None:
    machine.block("sda1")
    assert machine.wrong() == [("warn", "no encryption of the disk is seen")]
    machine.block("lvm", uuid="LVM-0123")
    assert machine.wrong() == [("warn", "no encryption of the disk is seen")]


def test_swap_in_the_clear(machine: Machine) -> None:
    machine.block("sda1")
    machine.swaps("/dev/null", "/dev/zram0")
    assert ("warn", "memory is swapped out to /dev/null, and no encryption of it is seen") in machine.wrong()
    machine.block("crypt", uuid="CRYPT-PLAIN-swap")
    assert machine.wrong() == []
    machine.swaps("/swapfile")
    assert machine.wrong() == []


def test_the_clock(machine: Machine) -> None:
    assert any("clock says 2001" in what for _level, what in machine.wrong(datetime(2001, 1, 1, tzinfo=UTC)))
    behind = datetime.now(UTC) - timedelta(hours=2)
    assert ("warn", "the board was last written 120 minutes from now: the clock went back") in machine.wrong(behind)
    (machine.proc / "7" / "comm").write_text("bash\n")
    assert any("nothing is seen that keeps the clock right" in seen.what for seen in machine.seen())


def test_lists_grow_old(machine: Machine) -> None:
    later = datetime.now(UTC) + timedelta(days=800)
    assert any(level == "warn" and what.startswith("weak phrases: as of") for level, what in machine.wrong(later))


# ---------------------------------------------------------------------- the board and what lies beside it
def test_without_a_lead_everybody_may_everything(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    seen = examine(Patient(Place(path), NOW))
    assert any("nobody with a login is a lead" in found.what and "role=lead" in found.mend for found in seen)


def test_diagnosis_codes_of_last_year(machine: Machine) -> None:
    shutil.rmtree(machine.home / "codes")
    assert [what.partition(":")[0] for _level, what in machine.wrong()] == ["ICD-10-CM was good to 09/30/2026"]
    assert machine.mend("ICD-10-CM").startswith("lmnboard codes load")


def test_a_backup_that_is_old_or_not_there(machine: Machine) -> None:
    kept = next((machine.home / "backups").iterdir())
    days_ago = time.time() - 5 * 86400 - 60
    os.utime(kept, (days_ago, days_ago))
    assert machine.wrong() == [("warn", "the last of 1 backups is 5 days old")]
    kept.unlink()
    assert machine.wrong() == [("warn", "there is no backup in backups/")]


def test_what_was_left_behind(machine: Machine) -> None:
    (machine.home / "drafts").mkdir(mode=0o700)
    for name in ("board.json.aside-1", ".board.json.99999.abcd.tmp", "drafts/gone-account.1234.json"):
        left = machine.home / name
        left.touch(mode=0o600)
        os.utime(left, (1e9, 1e9))
    notes = [seen.what for seen in machine.seen() if seen.level == "note"]
    assert "board.json.aside-1 was set aside and is read by nobody" in notes
    assert ".board.json.99999.abcd.tmp is what a killed process left" in notes
    assert "half-typed text of 'gone-account', an account that is gone" in notes


@pytest.mark.parametrize("spoil", ["middle", "gone", "folder"])
def test_a_board_that_is_damaged_is_looked_at_all_the_same(machine: Machine, spoil: str) -> None:
    history = machine.home / "board.history.jsonl"
    if spoil == "middle":
        data = bytearray(history.read_bytes())
        data[len(data) // 3] ^= 1
        history.write_bytes(data)
    else:
        history.unlink()
    if spoil == "folder":
        history.mkdir(mode=0o700)
    found = machine.seen()
    assert any(seen.level == "bad" and seen.mend.endswith("lmnboard repair") for seen in found)
    assert not any("lmnboard restore" in seen.mend for seen in found)
    assert any("ext4" in seen.what for seen in found)


def test_it_changes_nothing(machine: Machine) -> None:
    def all_of_it() -> list[tuple[str, int, int]]:
        return sorted((str(f), f.stat().st_mtime_ns, f.stat().st_ino) for f in machine.home.rglob("*"))

    (machine.home / "board.json").write_text("{}")
    before = all_of_it()
    machine.seen()
    assert all_of_it() == before


# ---------------------------------------------------------------------- the command
@pytest.fixture
def mended(sh: Shell) -> Shell:
    sh.folder.chmod(0o700)
    return sh


def test_the_command_answers_with_its_status_and_as_json(mended: Shell) -> None:
    said = mended("doctor", "--json")
    assert {*said.json[0]} <= {"level", "what", "mend"}
    assert said.status == int(any(found["level"] == "bad" for found in said.json))
    mended.board.chmod(0o666)
    said = mended("doctor")
    assert said.status == 1
    assert f"bad   open to every account: board.json\n      mend: chmod -R o-rwx {mended.folder}" in said.out
    assert mended("doctor", board=mended.folder / "nothing.json").status == 3


def test_the_program_dumps_no_memory(mended: Shell) -> None:
    assert "dumps no memory" in mended("doctor").out


def test_every_look_is_named_for_what_it_looks_at() -> None:
    names = [look.__name__ for look in LOOKS]
    assert len(names) == len(set(names)) >= 16


def _run(command: str) -> None:
    subprocess.run(["sh", "-c", command], check=True)
