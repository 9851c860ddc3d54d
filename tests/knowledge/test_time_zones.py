"""Time zones as people call them."""

from __future__ import annotations

import pytest

from lmnboard.knowledge.time_zones import time_zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Central", "America/Chicago"),
        ("central time", "America/Chicago"),
        ("EST", "America/New_York"),
        ("mst", "America/Denver"),
        ("america/new york", "America/New_York"),
        ("America/Los_Angeles", "America/Los_Angeles"),
        ("Arizona", "America/Phoenix"),
    ],
)
def test_a_zone_is_found_by_what_people_call_it(typed: str, zone: str) -> None:
    assert time_zone(typed) == zone


@pytest.mark.parametrize("typed", ["Texas", "../etc", "America", "x" * 300, "\x00"])
def test_what_is_no_zone_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match="is no time zone; write it as Central, or as America/Chicago"):
        time_zone(typed)
