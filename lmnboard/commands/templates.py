"""`templates`: which letter templates are the clinic's own, what is wrong with them, and one of ours to begin with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.commands.demo import example
from lmnboard.letters import set_letter
from lmnboard.letters.environment import is_there, our_names, templates_folder
from lmnboard.model.case import CASES
from lmnboard.model.clinic import Clinic, typed_case, typed_listed
from lmnboard.model.errors import Invalid, StoreError
from lmnboard.store.place import Place
from lmnboard.which_board import board_path


def run(name: str, what: str, board: str | None, given: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument(
        "act", metavar="copy", nargs="?", choices=["copy"], help="put one of ours into the clinic's folder"
    )
    line.add_argument("name", metavar="NAME", nargs="?", default="", help="as it is listed: opening/appeal.txt.j2")
    line.add_argument("--json", action="store_true", help="the list and what is wrong")
    args = line.read(given)
    if args.act and not args.name:
        line.error("copy which? 'lmnboard templates' lists them")
    with common.opened(args) as opened:
        folder = opened.templates(to_write=bool(args.act))
    if args.act:
        print(_copy(args.name, folder, Place(board_path(args.board))))
        return 0
    whose = _whose(folder)
    wrong = list(_wrong(folder, [name for name, of in whose.items() if of == "clinic"]))
    if args.json:
        common.print_json({"folder": str(folder), "templates": whose, "wrong": wrong})
        return 1 if wrong else 0
    for name, of in whose.items():
        print(f"{WORDS[of].ljust(9)} {name}{_meant(name) if of == 'unused' else ''}")
    for sentence in wrong:
        print(sentence)
    return 1 if wrong else 0


WORDS = {"ours": "ours", "clinic": "clinic's", "unused": "unused"}


def _whose(folder: Path) -> dict[str, str]:
    """Each template with whose it is; `unused` for a file in the clinic's folder that no letter asks for."""
    whose = dict.fromkeys(our_names(), "ours")
    if is_there(folder):
        from lmnboard.letters.own import own

        for name in own(folder).names():
            whose[name] = "clinic" if name in whose else "unused"
    return whose


def _meant(name: str) -> str:
    near = get_close_matches(name, our_names(), 1)
    return f"  (did you mean {near[0]}?)" if near else "  (no letter asks for this name)"


def _wrong(folder: Path, names: list[str]) -> Iterator[str]:
    """What the guard refuses, file by file; where it refuses none, what the example clinic's letters stumble over."""
    if not names:
        return
    from lmnboard.letters.own import own

    refused = [sentence for name in names if (sentence := own(folder).refusal(name))]
    yield from refused or dict.fromkeys(_stumbles(folder))


def _stumbles(folder: Path) -> Iterator[str]:
    """What keeps a letter from being set, with everything known (the example clinic) and with nothing."""
    tables = msgspec.json.decode(example().read_bytes())
    cases = {doc["id"]: typed_case(doc) for doc in tables["cases"].values()}
    directory: dict[str, Any] = {
        table: {doc["id"]: typed_listed(table, doc) for doc in tables[table].values()}
        for table in ("providers", "payers", "staff", "locations")
    }
    clinic = Clinic(**directory)
    empty = [typed_case({"id": "LMN-0000", "purpose": purpose}) for purpose in (None, *CASES.of("purpose").choices)]
    for case in (*cases.values(), *empty):
        try:
            set_letter(case, clinic, date(2026, 1, 2), denied=cases.get(case.appeal.of or ""), templates=folder)
        except Invalid as error:
            yield str(error)


def _copy(name: str, folder: Path, place: Place) -> Path:
    """Write one of ours into the clinic's folder. Raises `Invalid` where it is none of ours, or is there already."""
    if name not in our_names():
        raise Invalid(f"None of our templates is {name[:60]!r}: 'lmnboard templates' lists them.")
    is_there(folder)  # refuses what is no folder
    path = folder / name
    try:
        for above in (folder, *([path.parent] if path.parent != folder else [])):
            if not above.is_dir():
                above.mkdir()
                above.chmod(place.folder_mode)
        if path.parent.is_symlink():
            raise Invalid(f"{path.parent} is a link: put a folder there.")
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, place.file_mode)
        with os.fdopen(fd, "wb") as file:
            os.fchmod(fd, place.file_mode)
            file.write((templates_folder() / name).read_bytes())
    except FileExistsError:
        raise Invalid(f"{path} is there already: edit it, or remove it to begin again.") from None
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.") from None
    return path
