"""A board's code books: opened when a code is first looked up, made where they are not there yet.

Imports `codes` when first asked, so that what only lists pays nothing. Every board has one; commands have it make what
is missing and say so, a face makes it in a thread of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lmnboard.model.errors import StoreError

if TYPE_CHECKING:
    from lmnboard.knowledge.code_book import CodeBook

BUILDING = "Building the index of diagnosis codes, once"


class Shelf:
    """`book` is None where there is no index yet, and codes are judged by their form.

    `tell`, where it is set, takes one line, and what is missing is made at once: two seconds.
    """

    def __init__(self, folder: Path | None, tell: Callable[[str], object] | None = None) -> None:
        self._folder = folder
        self._book: CodeBook | None = None
        self._looked = False
        self._one_looks = threading.Lock()
        self.tell = tell

    @property
    def book(self) -> CodeBook | None:
        """The books, where they can be had now. A millisecond the first time; any thread may ask."""
        if self._book is None:
            with self._one_looks:
                self._look()
        return self._book

    def _look(self) -> None:
        if self._looked:
            return
        try:
            from lmnboard.codes import Books

            books = Books(self._folder)
            self._book = books.open()
            if self._book is None and self.tell is not None:
                self.tell(f"{BUILDING} …")
                self._book = books.build()
                if books.notice:
                    self.tell(books.notice)
        except (StoreError, ImportError) as error:  # a Python without sqlite judges all the rest
            if self.tell is not None:
                self.tell(f"{error} Codes are judged by their form alone.")
        self._looked = True

    def close(self, why: str) -> None:
        """Do without the books from now on, because they cannot be read."""
        self._book, self._looked = None, True
        if self.tell is not None:
            self.tell(f"{why} Codes are judged by their form alone.")

    def make(self, progress: Callable[[int, int], None]) -> str:
        """Make the index where it is missing; what had to be done otherwise, in a sentence. Raises `StoreError`.

        `progress` is told how much of how much is done; what it raises ends the work.
        """
        from lmnboard.codes import Books

        books = Books(self._folder)
        self._book = books.build(progress)
        return books.notice
