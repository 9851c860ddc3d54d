"""`make bench`: measures, prints one table, and writes nothing that stays. It never fails for a figure.

`python -m benchmarks --sizes 100,1000 --only start,keys --folder /srv/disk`.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks import agenda, checking, codes, face, letters, processes, saving, spelling, stats
from benchmarks.boards import Made
from benchmarks.table import Row, drawn

MEASURES: dict[str, Callable[[Made], Iterator[Row]]] = {
    "start": face.start,
    "keys": face.keys,
    "lanes": face.lanes,
    "idle": face.idle,
    "others": face.others,
    "edit": saving.edits,
    "open": processes.opening,
    "commands": processes.commands,
    "archive": processes.archived,
    "judge": checking.judging,
    "agenda": agenda.figures,
    "stats": stats.stats,
}
ONCE: dict[str, Callable[[], Iterator[Row]]] = {
    "words": checking.letters,
    "codes": codes.figures,
    "spelling": spelling.spelling,
}
"""What does not hang on the size of a board: measured once."""
RIGHT = "letters"
"""How right the checklist is about the labelled letters: no time, so a table of its own."""
ALL = [*MEASURES, *ONCE, RIGHT]


def main() -> None:
    """Make a board of each size, measure it, remove it; the table last."""
    args = _arguments()
    began = time.perf_counter()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="lmnboard-bench-", dir=args.folder) as folder:
        print(_machine(Path(folder)), flush=True)
        for cases in args.sizes:
            _tell(f"{cases:,} cases: making the board")
            made = Made(Path(folder), cases)
            for name in (name for name in args.only if name in MEASURES):
                _tell(f"{cases:,} cases: {name}")
                try:
                    rows += MEASURES[name](made)
                except (RuntimeError, OSError, ValueError) as error:
                    print(f"{name} at {cases:,} cases was not measured: {error}", flush=True)
    for name in (name for name in args.only if name in ONCE):
        _tell(name)
        rows += ONCE[name]()
    if rows:
        print(drawn(rows))
    if RIGHT in args.only:
        for of in ("tuning", "measuring"):
            print(f"\nThe labelled letters, {of}\n{letters.report(of)}")
    print(f"\n{time.perf_counter() - began:.0f} s; load at the end {os.getloadavg()[0]:.1f}")


def _arguments() -> argparse.Namespace:
    line = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the board beside its peers.")
    line.add_argument("--sizes", type=_sizes, default=[100, 1000, 10000], help="cases, as 100,1000")
    line.add_argument("--only", type=_names, default=ALL, help=f"of {', '.join(ALL)}")
    line.add_argument("--folder", help="where the boards are made: the disk that is measured")
    return line.parse_args()


def _sizes(text: str) -> list[int]:
    sizes = [int(part) for part in text.split(",")]
    if min(sizes) < 100:
        raise ValueError("Fewer than a hundred cases do not fill the columns that the keys walk through.")
    return sizes


def _names(text: str) -> list[str]:
    names = text.split(",")
    if not set(names) <= set(ALL):
        raise ValueError
    return names


def _machine(folder: Path) -> str:
    disk = next(
        (kind for point, kind in sorted(_mounts(), key=lambda mount: -len(mount[0])) if folder.is_relative_to(point)),
        "?",
    )
    return (
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {disk}; Python {platform.python_version()}, "
        f"Textual {version('textual')}; terminal {face.SIZE}, TERM=xterm-256color"
    )


def _mounts() -> list[tuple[str, str]]:
    lines = Path("/proc/mounts").read_text().splitlines()
    return [(line.split()[1], line.split()[2]) for line in lines]


def _tell(what: str) -> None:
    print(f"... {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
