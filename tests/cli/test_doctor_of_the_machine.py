"""`doctor` on the machine: file systems, encryption, swap, clock; what it finds wrong goes when it is mended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lmnboard.store import disk
from tests.cli.conftest import ROOT
from tests.cli.looked_at import Machine

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away and mounts")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


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
