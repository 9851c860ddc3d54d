"""`ssh`: what an SSH login may do that is forced to this program: `ssh host export LMN-0042 -o -`, or the board itself.

The words come from `SSH_ORIGINAL_COMMAND` and no shell ever sees them. `cli` runs what this returns.
"""

from __future__ import annotations

import os
import shlex

from lmnboard import served
from lmnboard.commands.common import Line
from lmnboard.model.errors import Invalid


def run(name: str, what: str, board: str | None, words: list[str]) -> list[str]:
    """The words that were asked for; none open the board. Raises `NotAllowed` for what is not for staff."""
    line = Line(name, what, board)
    line.read(words)
    try:
        asked = shlex.split(os.environ.get("SSH_ORIGINAL_COMMAND", ""))
    except ValueError:
        raise Invalid("That is no command: a quotation mark has no end.") from None
    asked = asked[1:] if asked[:1] == ["lmnboard"] else asked
    served.hold(asked)
    return asked
