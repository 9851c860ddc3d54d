"""The system calls of a small program on a board, and what becomes of it when one of them fails or is its last.

One run under strace finds the calls within the board's folder; each later run hurts one of them. Stands on strace
alone; used by the tests of every system call and of their order.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
SCENES = Path(__file__).with_name("scenes.py")
# A question mark: not every processor has the call.
CALLS = (
    "?open,openat,?creat,read,write,pread64,pwrite64,lseek,?getdents64,fsync,fdatasync,?rename,renameat,renameat2,"
    "ftruncate,flock,?link,linkat,?unlink,unlinkat,fchmod,?chmod,fchmodat,?mkdir,mkdirat,close,?stat,?lstat,fstat,"
    "?newfstatat"
)
FAULTS = {
    "kill": "signal=SIGKILL",
    "EIO": "error=EIO",
    "ENOSPC": "error=ENOSPC",
    "EROFS": "error=EROFS",
}
_PASSING = re.compile(r"[.][0-9]+[.][0-9a-f]{8}[.]")
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")


class Call(NamedTuple):
    """One system call: the how manieth of its name in the program, and on which file."""

    name: str
    nth: int
    on: str  # its name and its file's, without what differs from run to run


class Ran(NamedTuple):
    """How a program ended, what it said, the calls that were watched, and whether the fault came to the one meant."""

    status: int
    out: list[str]
    err: str
    calls: list[Call]
    hit: bool


def run(scene: str, path: Path, trace: Path, *, hurt: Call | None = None, fault: str = "", also: str = "") -> Ran:
    """Play a scene of `scenes.py` on a board, with a fault in one of its calls. `also`: one more injection."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    watched = CALLS if hurt is None else hurt.name
    inject = [] if hurt is None else ["-e", f"inject={hurt.name}:{FAULTS[fault]}:when={hurt.nth}"]
    inject += ["-e", f"inject={also}"] if also else []
    # -B: compiled modules that one run leaves behind would make the calls of the next one others.
    # The quick way of watching only some calls delivers no signals.
    quick = [] if fault == "kill" else ["--seccomp-bpf"]
    command = ["strace", "-f", *quick, "-y", "-s", "40", "-e", f"trace={watched}", *inject, "-o", str(trace)]
    command += [sys.executable, "-B", "-X", "utf8", str(SCENES), scene, str(path)]
    trace.unlink(missing_ok=True)
    steady = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, check=False, cwd=ROOT, env=steady, capture_output=True, text=True, timeout=60)
    if not trace.exists() or not trace.read_text():
        pytest.skip(f"strace may not trace here: {done.stderr[-200:]}")
    calls = _calls(trace.read_text(), str(path.parent))
    return Ran(done.returncode, done.stdout.splitlines(), done.stderr, calls, hurt is None or hurt in calls)


def _calls(trace: str, folder: str) -> list[Call]:
    """The calls within a folder, counted as strace counts them: each name by itself, from the program's start."""
    found, count = [], dict[tuple[str, str], int]()
    for line in trace.splitlines():
        match = _LINE.match(line)
        if match:
            process, name, shown = match.groups()
            nth = count[process, name] = count.get((process, name), 0) + 1
            file = re.search(rf"{re.escape(folder)}/?([^\">]*)", shown)
            if file:
                found.append(Call(name, nth, f"{name} {_PASSING.sub('.', file[1])}"))
    return found
