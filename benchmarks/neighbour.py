"""A second process at the same board: writes each name it reads from standard input, and says when it was saved.

Run as `python -m benchmarks.neighbour BOARD CASE` by `face.others`. Times are of the monotonic clock, which all
processes of a machine share.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from lmnboard.opening import open_board


def main(path: str, case_id: str) -> None:
    board = open_board(Path(path))
    for line in sys.stdin:
        board.edit(case_id, {"patient.name": line.strip()})
        print(time.perf_counter(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
