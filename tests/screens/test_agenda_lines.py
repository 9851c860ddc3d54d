"""A line of the agenda in few cells: what the next act hangs on is whole before payer and treatment are."""

from __future__ import annotations

import pytest

from lmnboard.widgets.agenda_lines import laid

PARTS = (("Lone Star", 8), ("MRI of the spine", 12))


@pytest.mark.parametrize(
    ("does", "hangs_on", "said"),
    [
        ("file 2d LATE, fax", "sign", "Lone St… MRI of the…  file 2d LATE, fax         sign"),
        ("maria: call: expedited, no answer 2d", "(866) 555-0110, Mon-Fri 7:00-18:00 CT",
         "Lone St… maria: call: expedited, no answer 2d  (866) 555-0110"),
        ("finish: Second person reads the letter", "file by 12/4",
         "Lone St… finish: Second person reads the letter  file by 12/4"),
        ("finish: Denial letter of LMN-0003 into the enclosures", "file by Sat",
         "Lone St… finish: Denial letter of LMN-0003 into th…  file by Sat"),
        ("wait", "", "Lone St… MRI of the…  wait"),
    ],
)  # fmt: skip
def test_a_day_or_phone_is_whole_and_the_treatment_gives_way(does: str, hangs_on: str, said: str) -> None:
    parts = laid(PARTS, does, hangs_on, 64, 24)
    assert "".join(parts).rstrip() == said
    assert len("".join(parts)) <= 64


def test_on_a_narrow_screen_the_act_stays_whole() -> None:
    assert laid(PARTS, "file 2d LATE, fax", "read the requirements", 44, 24)[1] == "file 2d LATE, fax"
