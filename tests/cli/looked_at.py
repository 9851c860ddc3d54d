"""A machine for `doctor`: a folder that looks like `/proc`, `/sys` and `/run`, beside a real board."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from lmnboard.doctor import examine
from lmnboard.doctor.seen import Patient, Seen
from lmnboard.store.place import Place
from tests.builders import a_board, a_case, at
from tests.codes.conftest import NEW_YEAR, load


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
