"""What is played under strace: small programs on a board that say, line by line, what they were told.

`saved <token>` was acknowledged, `refused <token> <sentence>` was not. Run as a script with a scene and a board's path;
imports little, as it starts hundreds of times.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.errors import BoardError
from lmnboard.store.file import FileStore, create
from lmnboard.store.papers import Papers
from lmnboard.store.place import Place

AT = "2026-03-02T15:04:05.000+00:00"
LETTER = "To whom it may concern.\n" * 400


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def first_changes() -> tuple[Change, ...]:
    """Three cases, each as large as a real one."""
    cases = [{"id": f"LMN-{n:04d}", "stage": "drafting", "request": {"duration": "6 weeks" * 700}} for n in (1, 2, 3)]
    return tuple(Change(f"cases/{n}", "", UNSET, doc) for n, doc in enumerate(cases, 1))


def edit(path: Path) -> None:
    """Two entries of two changes each, and the snapshot at the end."""
    try:
        store = FileStore(path)
        store.load()
    except BoardError as error:
        say("refused", "load", error)
        return
    for token in ("one", "two"):
        before = [(store.records.doc(f"cases/{n}") or {})["request"]["duration"] for n in (1, 2)]
        changes = [Change(f"cases/{n}", "request.duration", old, token) for n, old in zip((1, 2), before, strict=True)]
        try:
            store.append(Entry(0, AT, "ana", "edit", tuple(changes)))
            say("saved", token)
        except BoardError as error:
            say("refused", token, error)
    store.close()


def archive(path: Path) -> None:
    """Two cases leave the board's file in one entry, and one of them comes back."""
    for token, (before, after), numbers in (("gone", (None, AT), (1, 2)), ("back", (AT, None), (1,))):
        changes = tuple(Change(f"cases/{n}", "archived_at", before, after) for n in numbers)
        try:
            store = FileStore(path)
            store.load()
            store.append(Entry(0, AT, "ana", token, changes))
            say("saved", token)
            store.close()
        except BoardError as error:
            say("refused", token, error)


def begin(path: Path) -> None:
    """A new board."""
    try:
        create(path, Entry(0, AT, "ana", "begin", first_changes()))
        say("saved", "begin")
    except BoardError as error:
        say("refused", "begin", error)


def take_in(path: Path) -> None:
    """A board made of the plain TinyDB file that lies in its place."""
    from lmnboard.opening import open_board

    try:
        board = open_board(path)
        say("saved", "begin")
        board.close()
    except BoardError as error:
        say("refused", "begin", error)


def keep_papers(path: Path) -> None:
    """A letter exported, one kept as it was sent, and an enclosure copied in."""
    source = path.parent.parent / "mri.pdf"
    try:
        papers = Papers(Place(path))
    except BoardError as error:
        say("refused", "all", error)
        return
    work: dict[str, Callable[[], str]] = {
        "export": lambda: papers.relative(papers.export("LMN-0001", LETTER)),
        "sent": lambda: papers.keep_sent("LMN-0001", LETTER)["path"],
        "attachment": lambda: papers.attach("LMN-0001", source)["path"],
    }
    for token, keep in work.items():
        try:
            say("saved", token, keep())
        except BoardError as error:
            say("refused", token, error)


def command(path: Path) -> None:
    """The command line, as a person calls it."""
    from lmnboard.cli import main

    status = main(["--board", str(path), "set", "LMN-0001", "request.duration=one", "request.setting=one"])
    say("saved" if status == 0 else "refused", "one")


def restore(path: Path) -> None:
    """The files of a backup put in place of the board's."""
    from lmnboard import restoring
    from lmnboard.store import copies

    try:
        place, copy = Place(path), copies.read(path.parent.parent / "backup.tar.gz")
        restoring.put_in_place(place, copy, restoring.kind_of(place, copy), AT)
        say("saved", "all")
    except (BoardError, OSError) as error:  # the command line makes a sentence of either
        say("refused", "all", f"{error}." if isinstance(error, OSError) else error)


def repair(path: Path) -> None:
    """A history that is cut or damaged, put right."""
    from lmnboard.store import repair

    try:
        plan = repair.plan(Place(path), AT, "ana")
        if plan:
            repair.carry_out(Place(path), plan)
        say("saved", "all")
    except (BoardError, OSError) as error:
        say("refused", "all", f"{error}." if isinstance(error, OSError) else error)


if __name__ == "__main__":
    scenes = (edit, archive, begin, take_in, keep_papers, command, restore, repair)
    next(scene for scene in scenes if scene.__name__ == sys.argv[1])(Path(sys.argv[2]))
