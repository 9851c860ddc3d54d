"""`doctor`: what about the machine endangers the board, worst news with an exit status of 1, and how to mend it."""

from __future__ import annotations

from datetime import UTC, datetime

from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.doctor import examine
from lmnboard.doctor.seen import Patient
from lmnboard.model.errors import StoreError
from lmnboard.store.place import Place
from lmnboard.which_board import board_path, is_there


def run(name: str, what: str, board: str | None, words: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("--json", action="store_true", help="a list of objects: level, what, mend")
    args = line.read(words)
    path = board_path(args.board)
    if not is_there(path):
        raise StoreError(f"There is no board at {path}.")
    seen = examine(Patient(Place(path), datetime.now(UTC)))
    if args.json:
        common.print_json(seen)
    else:
        for found in seen:
            print(f"{found.level:<4}  {found.what}" + (f"\n      mend: {found.mend}" if found.mend else ""))
    return 1 if any(found.level == "bad" for found in seen) else 0
