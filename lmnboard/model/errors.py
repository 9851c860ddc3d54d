"""The vocabulary of failure: each exception carries the one sentence that the user will read.

Raised anywhere, caught in two places: the command line (which prints the sentence and picks the exit status) and
the screens (which show it on the message line).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class BoardError(Exception):
    """Something a user has to be told in one sentence."""

    exit_status = 2


class Invalid(BoardError):
    """What was given cannot be right: an unknown field, an impossible date, a wrong check digit."""


class NotFound(BoardError):
    """No such case, row or entry."""

    exit_status = 1


class Refused(BoardError):
    """A gate said no. `reasons` lists each thing that is missing, with how to mend it."""

    exit_status = 1

    def __init__(self, sentence: str, reasons: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.reasons = tuple(reasons)


class ReasonAsked(Refused):
    """A deadline that stands is changed with a reason only: ask for one, then do it again with it."""


class NotAllowed(BoardError):
    """The person's role does not have this action, or the account is not on the staff list."""

    exit_status = 1


class Conflict(BoardError):
    """Somebody changed the same field first. `mine` are the changes that no longer fit, `theirs` what stands now."""

    exit_status = 1

    def __init__(self, sentence: str, mine: Sequence[Any] = (), theirs: Sequence[Any] = ()) -> None:
        super().__init__(sentence)
        self.mine = tuple(mine)
        self.theirs = tuple(theirs)


class Moved(Conflict):
    """The case changed after it was judged (`expect` no longer holds): judge it again, then try again."""


class StoreError(BoardError):
    """The board could not be read or written: busy, no permission, disk full."""

    exit_status = 3


class Damaged(StoreError):
    """A file of the board is not what was written. Reading goes on where it can, writing stops."""
