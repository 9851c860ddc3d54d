"""`check --count`: which rules fail most often, over the open cases or those of a filter. Called by `check`.

For reviews and teaching: it says of a rule in how many letters it fails, and of nobody who wrote them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lmnboard import query
from lmnboard.board import Board
from lmnboard.checklist.finding import Finding
from lmnboard.commands import common


def tell(board: Board, terms: Sequence[str], *, as_json: bool) -> int:
    """Print each rule that fails, most often first; 1 where none does."""
    cards = query.cards(" ".join(terms) or "open", board.shown, board.me)
    judged = [[f for f in board.findings(card.id) if _fails(f)] for card in cards]
    titles = {f.check: f.title for findings in judged for f in findings}
    counted = Counter(check for findings in judged for check in {f.check for f in findings})
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    if as_json:
        common.print_json([{"check": c, "title": titles[c], "cases": n, "of": len(cards)} for c, n in ordered])
    else:
        for check, cases in ordered:
            print(f"{cases:5} of {len(cards)}  {check}  {titles[check]}")
    return 0 if ordered else 1


def _fails(finding: Finding) -> bool:
    return finding.is_open and finding.status != "person"
