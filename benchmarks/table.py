"""Measured values as rows of a table: median, 95th percentile, bytes, the peer's value and the ratio, the aim.

Imports nothing of the product. Every measurement returns rows; `__main__` prints them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

HEADS = ("what", "cases", "p50", "p95", "bytes", "peer", "ratio", "aim", "")


@dataclass(frozen=True)
class Aim:
    """The most that one column may be. `beyond_peer`: the most that the median may be above the peer's."""

    of: Literal["p50", "p95", "bytes", "ratio", "beyond_peer"]
    most: float

    def says(self, unit: str) -> str:
        if self.of == "bytes":
            return f"{self.most:g} B"
        if self.of == "ratio":
            return f"{self.most:g}x"
        return f"peer + {self.most:g} {unit}" if self.of == "beyond_peer" else f"{self.of} {self.most:g} {unit}"


@dataclass(frozen=True)
class Row:
    """One thing measured at one size. `sent` are the bytes of each round, of which the table shows the most."""

    what: str
    cases: int
    values: Sequence[float]
    unit: str = "ms"
    sent: Sequence[int] = ()
    peer: Sequence[float] = ()
    peer_name: str = ""
    aims: Sequence[Aim] = field(default_factory=tuple)

    @property
    def p50(self) -> float:
        return quantile(self.values, 0.5)

    @property
    def ratio(self) -> float | None:
        other = quantile(self.peer, 0.5) if self.peer else 0.0
        return self.p50 / other if other else None

    def met(self, aim: Aim) -> bool:
        found = {
            "p50": self.p50,
            "p95": quantile(self.values, 0.95),
            "bytes": max(self.sent, default=0),
            "ratio": self.ratio or 0.0,
            "beyond_peer": self.p50 - (quantile(self.peer, 0.5) if self.peer else 0.0),
        }
        return found[aim.of] <= aim.most

    def cells(self) -> tuple[str, ...]:
        missed = [aim.says(self.unit) for aim in self.aims if not self.met(aim)]
        return (
            self.what,
            f"{self.cases:,}",
            f"{_short(self.p50)} {self.unit}",
            _short(quantile(self.values, 0.95)) if len(self.values) > 2 else "",
            f"{max(self.sent):,}" if self.sent else "",
            f"{_short(quantile(self.peer, 0.5))} {self.peer_name}" if self.peer else "",
            f"{self.ratio:.{2 if self.ratio >= 0.1 else 4}f}" if self.ratio is not None else "",
            ", ".join(aim.says(self.unit) for aim in self.aims),
            f"MISSED: {', '.join(missed)}" if missed else "met" if self.aims else "",
        )


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which this part of the values lies, the nearest that was measured."""
    ordered = sorted(values)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)]


def drawn(rows: Sequence[Row]) -> str:
    """The rows as a table of plain text, one thing's sizes under one another."""
    order = list(dict.fromkeys(row.what for row in rows))
    cells = [HEADS, *(row.cells() for row in sorted(rows, key=lambda row: (order.index(row.what), row.cases)))]
    widths = [max(len(line[at]) for line in cells) for at in range(len(HEADS))]
    left = (0, 5, 7, 8)
    lines, last = [], ""
    for line in cells:
        if line[0] != last:
            lines.append("")
            last = line[0]
        lines.append(
            "  ".join(text.ljust(widths[at]) if at in left else text.rjust(widths[at]) for at, text in enumerate(line))
        )
    return "\n".join(line.rstrip() for line in lines)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
