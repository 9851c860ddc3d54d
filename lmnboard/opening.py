"""Opening a board; a plain TinyDB file that has no history yet is taken in first.

Called by the commands and by the program with a face; stands on the board and the store.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lmnboard.begin import Tables, refuse_over_a_lost_board, refuse_where_it_is_risked, take_in
from lmnboard.board import Board
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Damaged, Invalid, NotAllowed, StoreError
from lmnboard.store import plain
from lmnboard.store.file import FileStore
from lmnboard.store.opening import NotBegun
from lmnboard.store.papers import Papers
from lmnboard.store.place import Place
from lmnboard.which_board import is_there

if TYPE_CHECKING:
    from lmnboard.store.verify import Verified


def open_board(path: Path, *, in_background: bool = False) -> Board:
    """The board at a path; a plain TinyDB file that has no history yet is taken in first. Raises `StoreError`."""
    plain.refuse_what_is_no_board(path)
    refuse_where_it_is_risked(path)
    store = FileStore(path, in_background=in_background)
    papers = Papers(store.place)
    try:
        return Board(store, papers)
    except NotAllowed:
        store.close()
        raise
    except NotBegun:
        if not os.path.exists(path):
            refuse_over_a_lost_board(store.place)
            raise
        try:
            take_in(path, path, lambda tables: _refuse_what_has_no_table_of_a_board(tables, store.place))
        except Invalid as why:
            raise StoreError(f"{why} {plain.MEND}") from None
        store.notices.append(
            f"{path.name} was a plain TinyDB file and has been taken in; it is kept as {path.name}.before-lmnboard-1."
        )
        return Board(store, papers)
    except (RecursionError, msgspec.MsgspecError) as error:
        raise _cannot_be_shown(path, error) from None


def _refuse_what_has_no_table_of_a_board(tables: Tables, place: Place) -> None:
    if not tables.keys() & {"cases", *DIRECTORY}:
        refuse_over_a_lost_board(place)
        raise Invalid(f"it has none of a board's tables ({', '.join(('cases', *DIRECTORY))}).")


class Opening(threading.Thread):
    """A board that is being opened for the screen while the caller does something else."""

    def __init__(self, path: Path) -> None:
        super().__init__(name="opening", daemon=True)
        self._path = path
        self._board: Board | None = None
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._board = open_board(self._path, in_background=True)
            # Made here as well: the first picture wants every card.
            self._board.shown.most_pressing()
        except BaseException as error:  # whatever it was: `board` raises it where somebody waits
            self._error = error

    def board(self) -> Board:
        """The board, once it is open. Raises what opening it raised."""
        self.join()
        if self._board is None:
            assert self._error is not None
            raise self._error
        return self._board


def verified(path: Path) -> Verified:
    """What is wrong with the files of a board, or with a backup. Raises `StoreError` where there is none to check."""
    from lmnboard.store import copies, verify

    if not is_there(path):
        raise StoreError(f"There is no board at {path}.")
    if path.is_file() and copies.is_backup(path):
        return copies.read(path).checked
    plain.refuse_what_is_no_board(path)
    try:
        return verify.verify(path)
    except (RecursionError, msgspec.MsgspecError) as error:
        raise _cannot_be_shown(path, error) from None


def _cannot_be_shown(path: Path, error: Exception) -> Damaged:
    """A record whose every byte is as it was written, and which is none that this version can have written."""
    odd = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).rstrip(".")
    return Damaged(f"{path} holds a record that this version cannot show: {odd}. {plain.MEND}")
