"""What happens by itself: the automatic rules, run over the board by whoever's program is first.

`Board` builds on this as on the desk.
"""

from __future__ import annotations

from lmnboard.desk import Desk


class Automatic(Desk):
    """Doing what is due, once, whoever runs it."""
