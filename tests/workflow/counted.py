"""Cases of a small clinic in November 2026, and the numbers that they make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from lmnboard.model.clinic import Clinic
from lmnboard.model.directory import Location
from lmnboard.model.past import past_of
from lmnboard.workflow.facts import ALWAYS, Period, facts
from lmnboard.workflow.numbers import By, Row, rows
from lmnboard.workflow.stays import Stay

TODAY = date(2026, 11, 20)
CLINIC = Clinic(
    locations={
        "main": Location(id="main", time_zone="America/Chicago"),
        "west": Location(id="west", time_zone="America/Los_Angeles"),
    }
)


def noon(day: str) -> str:
    """Noon in Chicago on a day of November, as 5; or of another month, as 10-28."""
    return f"2026-{day if '-' in day else f'11-{int(day):02}'}T18:00:00.000+00:00"


def sent(row: str, day: str) -> dict[str, Any]:
    return {"id": row, "sent_at": noon(day)}


def answer(row: str, outcome: str, day: int, *codes: str, **more: Any) -> dict[str, Any]:
    reasons = [{"id": f"x{at}", "code": code} for at, code in enumerate(codes, 1)]
    return {"id": row, "outcome": outcome, "received_on": f"2026-11-{day:02}", "reasons": reasons, **more}


def case(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"LMN-{number:04d}", "purpose": "prior_authorization", "payer": "aetna", "kind": "medication",
            "location": "main", "created_at": noon("10-20"), "stage": "follow_up", **fields}  # fmt: skip


def counted(
    *docs: dict[str, Any], stays: Sequence[Stay] = (), during: Period = ALWAYS, by: By | None = None
) -> list[Row]:
    cases = [past_of(msgspec.json.encode(doc)) for doc in docs]
    found = facts(cases, stays, CLINIC, lambda location: TODAY, during)
    return list(rows(found, during, by, lambda by, key: key))


def row(found: Sequence[Row], measure: str, group: str = "", own: str = "") -> Row:
    (one,) = (row for row in found if (row.measure, row.group, row.own) == (measure, group, own))
    return one


def share(found: Sequence[Row], measure: str, group: str = "", own: str = "") -> tuple[int | None, int]:
    one = row(found, measure, group, own)
    return one.hits, one.count
