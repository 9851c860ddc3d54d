"""`doctor` on a board and what lies beside it: what it finds wrong goes when it is mended.

The board and its files are real.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from lmnboard.cli import main
from lmnboard.doctor import LOOKS, examine
from lmnboard.doctor.seen import Patient
from lmnboard.store.last_seen import LastSeen, Seen
from lmnboard.store.place import Place
from lmnboard.store.presence import Presence
from tests.builders import NOW, a_board, a_case, at
from tests.cli.conftest import Shell
from tests.cli.looked_at import Machine

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away and mounts")


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


def test_what_was_made_before_the_folder_was_shared(machine: Machine) -> None:
    def be_there() -> None:
        place = Place(machine.path)
        here = Presence(place, "dana")
        here.be("dana", "")
        LastSeen(place, "dana").keep(Seen(1, "2026-11-20T15:00:00+00:00"), 1)
        here.leave()

    be_there()
    machine.home.chmod(0o2770)
    assert any(what.startswith("closed to group ") for _level, what in machine.wrong())
    _run(machine.mend("closed to group "))
    assert (machine.home / "present").stat().st_mode & 0o7777 == 0o2770
    assert [file.stat().st_mode & 0o777 for file in (machine.home / "seen").iterdir()] == [0o600]
    be_there()
    with at(machine.path) as board:
        board.edit("staff/jo", {"name": "Jo Reyes"})
    assert not any(what.startswith("closed to group ") for _level, what in machine.wrong())


def test_a_configuration_that_others_may_change(machine: Machine) -> None:
    machine.configured.write_text("board = '/x'\n")
    machine.configured.chmod(0o666)
    level, what = machine.wrong()[0]
    assert (level, "others than root may change" in what) == ("bad", True)


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
