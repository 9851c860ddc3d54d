"""What keeps a case moving between its stages: contacts with the payer, the next touch, snoozing, cover for others.

`Board` builds on this as on the desk.
"""

from __future__ import annotations

from lmnboard.desk import Desk


class Touching(Desk):
    """Calls, next touches and what is put off until a day."""
