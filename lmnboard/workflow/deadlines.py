"""Which rule a case's dates are counted by, and the date with its arithmetic. Pure.

The one door to what is counted in the modules beside it: answers (`answer_due`), windows to file (`to_file`), ladders
(`rungs`), who files what (`filing`), a payer's lateness (`lateness`).
"""

from __future__ import annotations

from lmnboard.workflow.answer_due import answer_due
from lmnboard.workflow.dated import BY_HAND, Deadline
from lmnboard.workflow.filing import filing
from lmnboard.workflow.lateness import Lateness, awaiting, payer_lateness
from lmnboard.workflow.rungs import Rung, ladder, next_rung, rung_of, why_no_rung
from lmnboard.workflow.to_file import continue_by, file_by, peer_to_peer_by

__all__ = [
    "BY_HAND",
    "Deadline",
    "Lateness",
    "Rung",
    "answer_due",
    "awaiting",
    "continue_by",
    "file_by",
    "filing",
    "ladder",
    "next_rung",
    "payer_lateness",
    "peer_to_peer_by",
    "rung_of",
    "why_no_rung",
]
