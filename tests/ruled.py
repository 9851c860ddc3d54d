"""Cases for stories of what happens by itself: at a stage, with a next date of their own, so nothing else is due."""

from __future__ import annotations

from typing import Any

from tests.builders import a_case

TOUCH = {"on": "2026-11-24", "what": "A person's own plan"}


def a_case_in(stage: str, **fields: Any) -> dict[str, Any]:
    """A complete case with a next date of its own, so that nothing is due but what the story is about."""
    return a_case(stage=stage, stage_since="2026-11-18T15:00:00.000+00:00", next_touch=dict(TOUCH), **fields)


def gathered(**fields: Any) -> dict[str, Any]:
    """A case in gathering that lacks nothing but one task."""
    return a_case_in("gathering", **{"tasks": [{"id": "w1", "title": "Collect MRI report"}], **fields})


def sent(**fields: Any) -> dict[str, Any]:
    submission = {"id": "s1", "order": 1, "sent_at": "2026-11-19T16:00:00+00:00", "method": "fax", "to": "Fax"}
    return a_case_in("follow_up", submissions=[submission], **fields)
