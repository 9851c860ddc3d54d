"""`w`: why a card stands where it stands, on the screen."""

from __future__ import annotations

from pathlib import Path

from tests.screens.clinic import new_board, one_case
from tests.screens.user import at_the_board

PLAN = {
    "id": "meridian",
    "name": "Meridian Health",
    "type": "medicare_advantage",
    "state": "TX",
    "time_zone": "America/New_York",
    "cut_off": "17:00",
}


async def test_w_tells_the_payers_lateness_with_its_arithmetic_and_hides_whom_a_reason_names(tmp_path: Path) -> None:
    """Faxed on Tuesday at half past six in New York, after the plan's hour; Wednesday is Veterans Day."""
    case = one_case(
        kind="procedure",
        stage="follow_up",
        submit_by=None,
        submissions=[{"id": "s90", "sent_at": "2026-11-10T23:30:00+00:00", "method": "fax", "to": "512-555-0190"}],
        answer_due={"on": "2026-11-19", "rule": "ma_std_pa"},
        overrides=[{"id": "o91", "what": "sent early", "because": "Ada Okafor travels", "by": "dana"}],
    )
    async with at_the_board(new_board(tmp_path, case, payers=[PLAN])) as user:
        await user.press("4", "w", sees="The payer is late by 1d")

        assert "payer late 1d" in user.head
        assert " After the cut-off at 17:00: counts as Thu 11/12/2026" in user.text
        assert " Thu 11/12/2026 + 7 calendar days = Thu 11/19/2026" in user.text
        assert "Ada Okafor travels" in user.text
        await user.press("p", sees="hidden")
        assert "Okafor" not in user.text
        await user.resize(60, 24)
        await user.sees("once the plan has the")
        await user.resize(60, 12)
        await user.press("G", sees="⚑ sent early")
