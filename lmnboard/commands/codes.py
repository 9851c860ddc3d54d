"""`codes`: look up ICD-10-CM, HCPCS and the clinic's own CPT list by code or words; `codes load` takes CMS's files.

Looking up opens no board: it reads the files of codes that lie beside it, and the index in the user's cache.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

from lmnboard import served
from lmnboard.codes import Books, given
from lmnboard.codes.book import Book
from lmnboard.codes.cms import LARGEST
from lmnboard.codes.loaded import Loaded, keep
from lmnboard.commands import common
from lmnboard.commands.common import Line
from lmnboard.knowledge.code_book import Code, CodeSet, Exclusion, System
from lmnboard.knowledge.typed_dates import read_date, us_date
from lmnboard.model import values
from lmnboard.model.errors import Invalid, NotAllowed
from lmnboard.store.lock import FolderLock
from lmnboard.store.outside import read_file
from lmnboard.store.place import Place
from lmnboard.which_board import board_path, expanded

_MOST = 500
_SHOWN = 12
"""Lines of each list that is shown with a code."""
_LOOKS: dict[System, re.Pattern[str]] = {
    "ICD-10-CM": re.compile(r"[A-Z][0-9A-Z]{2}(?:\.?[0-9A-Z]{0,4})-?", re.IGNORECASE),
    "HCPCS": re.compile(r"[A-V][0-9]{4}", re.IGNORECASE),
    "CPT": re.compile(r"[0-9]{4}[0-9FTUMA]", re.IGNORECASE),
}
_FILES: dict[System, str] = {
    "ICD-10-CM": "icd10cm-order-{year}.txt",
    "HCPCS": "HCPC2026_OCT_ANWEB.txt",
    "CPT": "own-list.csv",
}


def run(name: str, what: str, board: str | None, words: list[str]) -> int:
    line = Line(name, what, board)
    line.add_argument("words", metavar="WORD", nargs="*", help="a code, or words of a description; 'load FILE ...'")
    line.add_argument("--json", action="store_true", help="for a program")
    line.add_argument("--limit", type=_limit, default=20, help="how many at most; 20 unless told")
    line.add_argument("--on", metavar="DATE", type=_day, default=_today(), help="the day that it is asked for; today")
    line.add_argument("--year", type=_year, help="load: the fiscal year, where the file's name does not say it")
    line.add_argument("--from", dest="start", metavar="DATE", type=_day, help="load: the first day it is good for")
    args = line.read(words)
    if args.words[:1] == ["load"]:
        if len(args.words) == 1:
            line.error("load which file? CMS's order file or its addenda, its HCPCS file, or a CPT list of your own")
        return _load(args, args.words[1:])
    if args.year or args.start:
        line.error("--year and --from go with 'load'")
    folder = board_path(args.board).parent
    book = _book(Books(folder if folder.is_dir() else None))
    if not args.words:
        return _sets(book, args)
    asked = values.clean(" ".join(args.words), lines=False)
    status = _codes(book, asked, args)
    return _search(book, asked, args) if status is None else status


def _book(books: Books) -> Book:
    book = books.open() or _build(books)
    for file in books.not_needed:
        print(f"lmnboard: {file.label} is not needed: other lists have all of it.", file=sys.stderr)
    return book


def _build(books: Books) -> Book:
    """Make the index, with a line that says how far it is where somebody looks on."""
    told = sys.stderr is not None and sys.stderr.isatty()

    def progress(done: int, of: int) -> None:
        if told:
            print(f"\rMaking the index of codes, once: {done * 100 // of} %", end="", file=sys.stderr, flush=True)

    try:
        return books.build(progress)
    finally:
        if told:
            print("\r\x1b[K", end="", file=sys.stderr)
        if books.notice:
            print(f"lmnboard: {values.printable(books.notice)}", file=sys.stderr)


# ---------------------------------------------------------------------- the sets
def _sets(book: Book, args: argparse.Namespace) -> int:
    if args.json:
        common.print_json([_set_of(one) for one in book.sets()])
        return 0
    for one in book.sets():
        print(_described(one))
    for system in get_args(System):
        current = book.in_force(system, args.on)
        if current is None:
            print(f"{system}: none is loaded: 'lmnboard codes load {_FILES[system]}'.")
        elif current.last_day and current.last_day < args.on:
            print(f"{system} is good to {us_date(current.last_day)}, {_renew(system, args.on)}")
    return 0


def _renew(system: System, on: date) -> str:
    file = _FILES[system].format(year=on.year + (on.month > 9))
    return f"and what has changed since is not known: 'lmnboard codes load {file}' takes CMS's file."


def _described(one: CodeSet) -> str:
    good = f", {us_date(one.first_day)} to {us_date(one.last_day)}" if one.first_day and one.last_day else ""
    billable = f", {one.billable:,} billable" if one.billable < one.codes else ""
    source = "comes with lmnboard" if one.source == "packaged" else f"codes/{one.source}"
    return f"{one.system} {one.name}{good}: {one.codes:,} codes{billable}; {source}"


def _set_of(one: CodeSet) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in one._asdict().items()}


# ---------------------------------------------------------------------- one code
def _codes(book: Book, asked: str, args: argparse.Namespace) -> int | None:
    """Show what has been asked for by its code; None where it is none that is known. A status else."""
    systems = [system for system, looks in _LOOKS.items() if looks.fullmatch(asked)]
    known = [(system, found) for system in systems if (found := book.ever(system, asked))]
    if not known:
        return None
    valid = {system: book.find(system, asked, args.on) for system, _found in known}
    if args.json:
        common.print_json([_whole(book, valid[system] or last, args.on, bool(valid[system])) for system, last in known])
    else:
        for system, last in known:
            _show(book, valid[system] or last, args, valid=bool(valid[system]))
    return 0 if any(valid.values()) else 1


def _show(book: Book, code: Code, args: argparse.Namespace, *, valid: bool) -> None:
    on = args.on
    print(f"{code.code}  {code.description}")
    print(f"  {_standing(book, code, on, valid=valid)}")
    if code.system != "ICD-10-CM" or not valid:
        return
    sevenths = book.seventh_characters(code.code, on)
    _list("needs a 7th character:", [f"{one.code}  {one.character}: {one.meaning}" for one in sevenths])
    if not sevenths:
        _list("choose one of:", _lines(book.children(code.code, on)))
    _list("names the side:", _lines(book.naming_the_side(code.code, on)))
    _list("more specific:", _lines(book.more_specific(code.code, on)))
    _list("not coded together with (Excludes1):", [f"{at}: {note}" for at, note in book.exclusions(code.code)])


def _standing(book: Book, code: Code, on: date, *, valid: bool) -> str:
    current = book.in_force(code.system, on)
    said: list[str] = [code.system]
    if not valid:
        ended = code.until is not None and code.until < on
        said.append(f"ended on {us_date(code.until)}" if ended and code.until else "begins later")
    elif code.system == "ICD-10-CM":
        said.append("billable" if code.billable else "not billable: a header")
    if valid and code.since:
        said.append(f"so since {us_date(code.since)}")
    if code.until and code.until >= on:
        said.append(f"until {us_date(code.until)}")
    if not valid and code.since and code.since > on:
        said.append(f"from {us_date(code.since)}")
    if current:
        said.append(current.name)
    if current and current.last_day and current.last_day < on:
        said.append(f"known to {us_date(current.last_day)} only")
    return ", ".join(said)


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        print(f"  {title}")
        for text in lines[:_SHOWN]:
            print(f"    {text}")
        if len(lines) > _SHOWN:
            print(f"    and {len(lines) - _SHOWN} more: --json has all")


def _lines(codes: Iterable[Code]) -> list[str]:
    return [f"{one.code}{'-' * (not one.billable)}  {one.description}" for one in codes]


def _whole(book: Book, code: Code, on: date, valid: bool) -> dict[str, Any]:
    current = book.in_force(code.system, on)
    whole = {**_brief(code), "valid": valid, "set": _set_of(current) if current else None}
    if code.system == "ICD-10-CM":
        whole |= {
            "children": [_brief(one) for one in book.children(code.code, on)],
            "seventh_characters": [one._asdict() for one in book.seventh_characters(code.code, on)],
            "naming_the_side": [_brief(one) for one in book.naming_the_side(code.code, on)],
            "more_specific": [_brief(one) for one in book.more_specific(code.code, on)],
            "exclusions": [Exclusion(at, note)._asdict() for at, note in book.exclusions(code.code)],
        }
    return whole


def _brief(code: Code) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in code._asdict().items()}


# ---------------------------------------------------------------------- by words
def _search(book: Book, asked: str, args: argparse.Namespace) -> int:
    found = book.search(asked, args.on, limit=args.limit)
    if args.json:
        common.print_json([_brief(code) for code in found])
    else:
        width = max((len(code.code) for code in found), default=0) + 1
        for code in found:
            print(f"{(code.code + '-' * (not code.billable)).ljust(width)}  {code.description}")
    if not found:
        print(f"lmnboard: no code fits on {us_date(args.on)}.{_why_none(book, asked, args.on)}", file=sys.stderr)
    return 0 if found else 1


def _why_none(book: Book, asked: str, on: date) -> str:
    """What can be said where nothing is found: which list is lacking, or how far a code is known."""
    for system, looks in _LOOKS.items():
        if looks.fullmatch(asked) and not book.in_force(system, on):
            return f" {system} is not loaded: 'lmnboard codes load {_FILES[system]}'."
    if _LOOKS["ICD-10-CM"].fullmatch(asked):
        for end in range(len(asked) - 1, 2, -1):
            if known := book.find("ICD-10-CM", asked[:end], on):
                return f" {known.code} is there: {known.description}."
    return ""


# ---------------------------------------------------------------------- loading
def _load(args: argparse.Namespace, files: Sequence[str]) -> int:
    if served.is_served():
        raise NotAllowed("load is for administrators, on the server: the program cannot reach your files here.")
    with common.opened(args) as board:
        board.permit("settings")  # which lists count is a setting of the clinic
        place = Place(board_path(args.board))
        taken = [one for file in files for one in _taken(file, args)]
        if len({one.stem for one in taken}) < len(taken):
            raise Invalid("Two of these files are for the same thing: load the one that is right.")
        books = Books(place.folder, taken)
        for one in taken:
            if one in books.not_needed:
                raise Invalid(
                    f"What begins on {us_date(one.first) if one.first else 'no day'} is not needed: lists that are "
                    "there have all of it. 'lmnboard codes' shows them; --year says another year."
                )
        book = _build(books)
        with FolderLock(place.lock, place.file_mode).held():
            new = [keep(place.folder, one, file_mode=place.file_mode, folder_mode=place.folder_mode) for one in taken]
    for one, is_new in zip(taken, new, strict=True):
        entered = next(known for known in book.sets() if known.source == one.name)
        told = f"; {entered.added:,} added, {entered.deleted:,} deleted, {entered.revised:,} revised"
        changed = told if entered.added or entered.deleted or entered.revised else ""
        print(_described(entered) + changed + ("" if is_new else "; was loaded already"))
    return 0


def _taken(file: str, args: argparse.Namespace) -> list[Loaded]:
    """The files of codes in what somebody names. Raises `Invalid`."""
    if file == "-":
        return given.taken(common.standard_input_as_it_is(LARGEST), "Standard input", year=args.year, start=args.start)
    path = expanded(file)
    try:
        data = read_file(path, LARGEST)
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from None
    return given.taken(data, Path(path).name, year=args.year, start=args.start)


def _limit(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and 0 < int(typed[:9]) <= _MOST):
        raise argparse.ArgumentTypeError(f"a number from 1 to {_MOST}")
    return int(typed)


def _year(typed: str) -> int:
    if not re.fullmatch(r"20[0-9]{2}", typed, re.ASCII):
        raise argparse.ArgumentTypeError("a fiscal year, as 2027")
    return int(typed)


def _day(typed: str) -> date:
    try:
        return read_date(typed, _today())
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
