"""`demo`: the example clinic in a folder of its own, with its dates set around today. The real board is not touched."""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from lmnboard import begin, people
from lmnboard.commands.common import Line
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.errors import Invalid, StoreError
from lmnboard.opening import open_board
from lmnboard.which_board import expanded

AS_WRITTEN = frozenset({"date_of_birth", "subscriber_date_of_birth", "holidays"})
"""Fields whose dates stand in the calendar, not around today."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")
_US = re.compile(r"\b(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])/(\d{4})\b")


def run(name: str, what: str, board: str | None, words: list[str]) -> int | str:
    """A path to open on the screen where there is a terminal, else 0."""
    line = Line(name, what, board)
    line.add_argument("folder", metavar="FOLDER", nargs="?", type=Path, help="where; else a folder of your own")
    line.add_argument("--fresh", action="store_true", help="start over, though there is one of today")
    args = line.read(words)
    data = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share")
    path = expanded(args.folder or data / "lmnboard" / "demo") / "board.json"
    try:
        if args.fresh or not _of_today(path):
            _make(path)
    except OSError as error:
        raise StoreError(f"The demo cannot be made: {error.strerror} ({error.filename}).") from None
    if sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty():
        return str(path)
    print(path)
    return 0


def example() -> Path:
    """The example clinic: inside an installed package, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_example" / "board.json.example"
    return installed if installed.exists() else package.parent / "board.json.example"


def around(today: date, tables: begin.Tables, as_of: date) -> None:
    """Shift every date so that it stands to `today` as it was written to stand to `as_of`."""
    for table in tables.values():
        for doc in table.values():
            _shift(doc, today - as_of)


def _make(path: Path) -> None:
    def change(tables: begin.Tables) -> None:
        around(_today(), tables, as_of)
        # Whoever tries the demo sits at the desk of the staff member who has most to do.
        next(person for person in tables["staff"].values() if person["id"] == "dana")["login"] = people.login(None)

    as_of = date.fromisoformat(msgspec.json.decode(example().read_bytes())["_example"]["1"]["as_of"])
    _clear(path.parent)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    begin.take_in(path, example(), change)
    board = open_board(path)
    try:
        board.run_due()  # else the first thing that a stranger sees is a burst of rules
    finally:
        board.close()
    path.with_name("DEMO").touch()


def _of_today(path: Path) -> bool:
    """Whether a demo board was made today: tomorrow its dates would no longer stand around today."""
    mark = path.with_name("DEMO")
    return mark.exists() and datetime.fromtimestamp(mark.stat().st_mtime, UTC).astimezone().date() == _today()


def _clear(folder: Path) -> None:
    """Remove a demo that was made here. Nothing is removed from a folder that no demo made."""
    import shutil

    if (folder / "DEMO").exists():
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise Invalid(f"{folder} is not empty and holds no demo: name another folder.")


def _shift(value: Any, by: timedelta) -> Any:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in AS_WRITTEN:
                value[key] = _shift(item, by)
    elif isinstance(value, list):
        value[:] = [_shift(item, by) for item in value]
    elif isinstance(value, str):
        return _shifted(value, by)
    return value


def _shifted(text: str, by: timedelta) -> str:
    """A stored date or instant, or prose whose full dates (`10/20/2026`) stand in it; `10/20` alone stays."""
    try:
        if match := _ISO.fullmatch(text):
            kind = datetime if match[1] else date
            return (kind.fromisoformat(text) + by).isoformat()
        return _US.sub(lambda m: us_date(date(int(m[3]), int(m[1]), int(m[2])) + by), text)
    except ValueError:
        return text


def _today() -> date:
    return datetime.now().astimezone().date()
