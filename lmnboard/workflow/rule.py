"""What an automatic rule is: what it may look at, and what it changes, with the sentence of the history. Pure.

Imports the model and the steps. Made by `by_rule` and `counted_again`; `lmnboard.automatic` appends what they change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from lmnboard.model.case import Case
from lmnboard.model.change import Change
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.assignment import Loads
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.steps import Moment


class Facts(msgspec.Struct, frozen=True):
    """All that a rule may look at. `denied` is the case that this one appeals."""

    case: Case
    clinic: Clinic
    day: Day
    denied: Case | None = None


class Act(msgspec.Struct, frozen=True):
    """What a rule changes, and the sentence of the history that names it."""

    changes: list[Change]
    note: str


class Rule(msgspec.Struct, frozen=True):
    """`wants` is asked of every case, so it is quick; `does` drafts the changes of one that it wants to act on."""

    wants: Callable[[Facts], bool]
    does: Callable[[str, dict[str, Any], Facts, Moment, Loads], Act]
