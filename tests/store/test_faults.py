"""Kills, a full disk, a failing one: what was acknowledged is found, what was refused is not."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from lmnboard.model.errors import StoreError
from tests.soak import found, often
from tests.store import syscalls, workers
from tests.store.builders import (
    edit,
    entries,
    found_afresh,
    history_of,
    new_board,
    opened,
    process,
    set_to,
    tables,
    value,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


@pytest.mark.soak
def test_every_acknowledged_entry_outlives_its_killed_writer(tmp_path: Path) -> None:
    """`kill -9` at random moments: in the middle of a line, of a flush, of a snapshot, while waiting for the lock."""
    kills, together = often(15, 1000), often(3, 5)
    sums: Counter[str] = Counter()
    for round_ in range(kills // (together * 5)):
        folder = tmp_path / str(round_)
        folder.mkdir()
        path, told = new_board(folder), folder / "told"
        told.touch()
        for _ in range(5):
            sums.update(_kill_writers(path, told, together))
        sums.update(_what_was_told_is_kept(path, told))
        shutil.rmtree(folder)
    found("Kill -9 at random moments", **sums)


def _kill_writers(path: Path, told: Path, together: int) -> Counter[str]:
    """Let writers begin, kill each at some moment, and open what they left."""
    size = told.stat().st_size
    writers = [process(workers.edit_until_killed, path, told, number) for number in range(together)]
    end = time.monotonic() + 60
    while told.stat().st_size < size + 200:
        assert time.monotonic() < end, "the writers did not begin"
        time.sleep(0.005)
    for writer in writers:
        time.sleep(random.uniform(0, 0.1))
        writer.kill()
    for writer in writers:
        writer.join()
    torn = not history_of(path).read_bytes().endswith(b"\n")
    snapshots = len(list(path.parent.glob("*.tmp")))
    found_afresh(path)
    assert not list(path.parent.glob("*.tmp"))
    return Counter(kills=together, torn_lines=int(torn), half_snapshots=snapshots)


def _what_was_told_is_kept(path: Path, told: Path) -> Counter[str]:
    kept = {entry.seq: {change.after for change in entry.changes} for entry in entries(path)[1:]}
    answers = [line.split() for line in told.read_text().splitlines()]
    for seq, token in answers:
        assert kept[int(seq)] == {token}
    with opened(path) as store:
        first, second = (store.records.doc(f"cases/{n}") or {} for n in (1, 2))
        assert first["request"] == second["request"], "half applied"
        set_to(store, "cases/1", "stage", "review")
        before = tables(store.records)
    path.unlink()
    assert tables(found_afresh(path)) == before
    return Counter(acknowledged=len(answers))


def test_a_full_disk_says_so_and_changes_nothing(path: Path) -> None:
    """The limit on a file's size cuts the line off in the middle, as a full disk does."""
    writer = process(_write_beyond_the_limit, path)
    writer.join(30)
    assert writer.exitcode == 0
    assert value(found_afresh(path), "cases/1", "stage") == "review"


def _write_beyond_the_limit(path: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with opened(path) as store:
        before = history_of(path).read_bytes()
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
        for _ in range(2):
            with pytest.raises(StoreError, match=r"Not saved: No space left on device .*Nothing was changed"):
                edit(store, "cases/1", "stage", "drafting", "review")
        assert history_of(path).read_bytes() == before
        assert value(store.records, "cases/1", "stage") == "drafting"
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        edit(store, "cases/1", "stage", "drafting", "review")


def _traced(path: Path, trace: Path, *options: str) -> list[str]:
    """The system calls of a process that changes the board twice and says after each what came of it."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from lmnboard.model.errors import StoreError\n"
        "from tests.store.builders import opened, set_to\n"
        "with opened(Path(sys.argv[1])) as store:\n"
        "    for stage in ('review', 'follow_up'):\n"
        "        try:\n"
        '            answer = f\'saved {set_to(store, "cases/1", "stage", stage).seq}\'\n'
        "        except StoreError as error:\n"
        "            answer = str(error)\n"
        "        os.write(1, answer.encode() + b'\\n')\n"
    )
    command = ["strace", "-f", "-e", "trace=write,fdatasync,ftruncate", *options, "-o", str(trace)]
    command += [sys.executable, "-c", program, str(path)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
    if not trace.exists() or not trace.read_text():
        pytest.skip(f"strace may not trace here: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_order_is_write_then_flush_then_answer(path: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    assert _traced(path, trace) == ["saved 2", "saved 3"]
    calls = [
        line for line in trace.read_text().splitlines() if "seq" in line or "fdatasync" in line or '"saved' in line
    ]
    kinds = ["line" if "seq" in c else "flush" if "fdatasync" in c else "answer" for c in calls]
    assert kinds[:6] == ["line", "flush", "answer"] * 2
    assert all(call.endswith("= 0") for call in calls if "fdatasync" in call)


def _putting_in_place(calls: list[syscalls.Call]) -> list[str]:
    """The calls that write, flush and rename; the lock's own, and the pieces of one write, left out."""
    kinds = [
        call.on for call in calls if call.name in ("write", "fsync", "fdatasync", "rename", "renameat", "renameat2")
    ]
    return [on for on, _same in groupby(kinds)]


def test_a_snapshot_is_written_flushed_renamed_and_its_folder_flushed(path: Path, tmp_path: Path) -> None:
    whole = syscalls.run("edit", path, tmp_path.with_name("trace"))
    assert whole.out == ["saved one", "saved two"]
    history, temporary = "board.history.jsonl", ".board.json.tmp"
    assert _putting_in_place(whole.calls) == [
        *[f"write {history}", f"fdatasync {history}"] * 2,
        *[f"write {temporary}", f"fsync {temporary}", f"rename {temporary}", "fsync "],
    ]
    flushes = [call.on for call in whole.calls if call.name == "fdatasync"]
    assert len(flushes) == 3, "a snapshot flushes the history first: it never holds what a power cut could take from it"


def test_a_new_board_is_on_the_disk_before_it_is_said_to_be_there(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    whole = syscalls.run("begin", folder / "board.json", tmp_path / "trace")
    assert whole.out == ["saved begin"]
    steps = [f"{call} .board.json.tmp" for call in ("write", "fsync", "rename")] + ["fsync "]
    assert _putting_in_place(whole.calls) == steps * 2  # the history, then the snapshot


def test_a_disk_that_fails_to_flush_ends_writing_and_the_line_is_taken_back(path: Path, tmp_path: Path) -> None:
    before = history_of(path).read_bytes()
    first, second = _traced(path, tmp_path / "trace", "-e", "inject=fdatasync:error=EIO:when=1")
    assert first.startswith("Not saved: Input/output error")
    assert second.startswith("The disk has failed")
    assert history_of(path).read_bytes() == before
    assert value(found_afresh(path), "cases/1", "stage") == "drafting"


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("chattr"), reason="only root can mark a file append-only")
def test_a_history_that_may_only_grow_takes_changes_and_outlives_a_torn_line(path: Path) -> None:
    old = path.read_bytes()
    with history_of(path).open("ab") as file:
        file.write(b'{"seq":2,"at":"20')
    if subprocess.run(["chattr", "+a", history_of(path)], check=False).returncode:
        pytest.skip("this file system cannot mark files append-only")
    try:
        with opened(path) as store:
            edit(store, "cases/1", "stage", "drafting", "review")
            edit(store, "cases/1", "stage", "review", "follow_up")
        path.write_bytes(old)
        with opened(path) as store:
            assert value(store.records, "cases/1", "stage") == "follow_up"
            assert [entry.seq for entry in entries(path)] == [1, 2, 3]
    finally:
        subprocess.run(["chattr", "-a", history_of(path)], check=True)
