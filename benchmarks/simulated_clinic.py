"""The clinic of the simulation: who works where, which cases come in, and what payers answer by their type.

All by a seeded chance. Stands on `lmnboard.begin` and the complete cases of the tests; called by `simulation`.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from lmnboard import people
from lmnboard.begin import begin
from lmnboard.knowledge.calendar import add_business_days
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.answers import Answer, Reason
from tests.checklist.builders import KINDS, a_clinic, a_complete_case

CLERKS = {"dana": "austin", "jo": "austin", "kim": "fresno", "theo": "fresno"}
"""Who works where. The first is the lead."""
_ZONES = {"austin": "America/Chicago", "fresno": "America/Los_Angeles"}
_PAYERS = {
    "commercial": ("Lone Star Mutual", 5, (62, 8, 18, 12)),
    "medicare_advantage": ("Bluebonnet Advantage", 4, (70, 4, 16, 10)),
    "part_d": ("Pecan Valley Drug Plan", 2, (66, 0, 22, 12)),
    "medicaid_mc": ("Hill Country Care", 5, (64, 6, 18, 12)),
    "medicaid_ffs": ("State Medicaid", 8, (70, 4, 16, 10)),
    "workers_comp": ("Mesquite Casualty", 4, (55, 15, 22, 8)),
}
"""Payer type: its name, the business days that it usually takes, and of a hundred answers: approved, approved in part,
denied, more information asked."""
_OUTCOMES: tuple[Any, ...] = ("approved", "partly_approved", "denied", "more_information")
_CODES = ("CO-50", "CO-16", "CO-197", "CO-55")
_LATER = ("findings", "attachments", "treatments", "evidence")
"""What is not there yet when a case comes in."""
_NAMES = ("Ada", "Ben", "Chloe", "Dmitri", "Esme", "Farid", "Greta", "Hugo", "Ingrid", "Jonas", "Kofi", "Lena")
_SURNAMES = ("Okafor", "Arroyo", "Tran", "Volkov", "Whitlock", "Nazari", "Halloran", "Pemberton", "Solberg", "Maki")


def begin_clinic(folder: Path) -> Path:
    """The path of a new board of this clinic, without a case."""
    known = a_clinic()
    payer = msgspec.to_builtins(known.payers["meridian"])
    fields: dict[str, list[dict[str, Any]]] = {
        "providers": [msgspec.to_builtins(provider) for provider in known.providers.values()],
        "payers": [{**payer, "id": kind, "name": name, "type": kind} for kind, (name, _days, _of) in _PAYERS.items()],
        "staff": [
            {"id": who, "name": who.title(), "login": f"uid{70001 + at}", "locations": [location],
             "role": "lead" if at == 0 else "staff"}
            for at, (who, location) in enumerate(CLERKS.items())
        ],
        "locations": [
            {"id": place, "name": place.title(), "time_zone": zone,
             "assignment": [{"id": f"m{at}", "stage": stage, "to": "least_loaded",
                             "among": [who for who, location in CLERKS.items() if location == place]}
                            for at, stage in enumerate(("gathering", "drafting", "review", "follow_up"), 1)]}
            for place, zone in _ZONES.items()
        ],
        "settings": [{"id": "clinic", "clinic": "Two Rivers Clinic", "service_account": people.login(None)}],
    }  # fmt: skip
    path = folder / "board.json"
    begin(path, {table: dict(enumerate(records, 1)) for table, records in fields.items()})
    return path


class Arriving:
    """Cases as they come in, half known; and what is found out about them."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._count = 0

    def case(self, location: str, day: date) -> dict[str, Any]:
        """A new case: of some kind, some with a filing deadline, some with a day of service, a few expedited."""
        self._count += 1
        chance = self._chance
        case = a_complete_case(chance.choice(KINDS))
        for key in ("id", "stage", "rationale", "submit_by", *_LATER):
            case.pop(key, None)
        born = date(1940 + self._count % 60, 1 + self._count % 12, 3)
        name = f"{chance.choice(_NAMES)} {chance.choice(_SURNAMES)}"
        case["patient"] |= {"name": name, "date_of_birth": born.isoformat()}
        case["coverage"]["policy_number"] = f"W{100_000_000 + self._count}"
        case["policy"]["reviewed_on"] = None
        case |= {"location": location, "payer": chance.choice(list(_PAYERS)), "trigger": "requires_authorization"}
        if chance.random() < 0.7:
            case["submit_by"] = (day + timedelta(days=chance.randint(3, 25))).isoformat()
        if chance.random() < 0.5:
            case["request"]["start_on"] = (day + timedelta(days=chance.randint(10, 40))).isoformat()
        if chance.random() < 0.08:
            case["priority"] = "expedited"
        return case

    def facts(self, case_id: str, doc: dict[str, Any], day: date) -> dict[str, Any]:
        """What was missing and has come: the payer's requirements are read, and the records are in."""
        whole = a_complete_case(doc["kind"])
        found = {key: whole[key] for key in _LATER if not doc.get(key)}
        return {**found, "policy.reviewed_on": day.isoformat()}

    def rationale(self, doc: dict[str, Any]) -> str:
        """What the provider writes, or goes on writing."""
        whole = a_complete_case(doc["kind"])
        before = doc.get("rationale")
        return f"{before} Looked over again." if before else str(whole["rationale"])


class PayerByMail:
    """What payers answer, and on which day it comes."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._coming: dict[str, dict[date, list[tuple[str, Answer]]]] = defaultdict(lambda: defaultdict(list))

    def sent(self, case: Case, clinic: Clinic, day: date) -> None:
        """A letter has left: its answer is under way, now and then late, once in thirty never."""
        chance = self._chance
        kind = clinic.payer_of(case).type or "commercial"
        _name, usual, shares = _PAYERS[kind]
        if chance.random() < 1 / 30:
            return
        took = max(1, round(chance.triangular(1, usual * 2.5, usual)))
        came = add_business_days(day, min(took, 3) if case.priority == "expedited" else took)
        (outcome,) = chance.choices(_OUTCOMES, shares)
        self._coming[case.location or ""][came].append((case.id, self._answer(outcome, case, came)))

    def _answer(self, outcome: Any, case: Case, came: date) -> Answer:
        dated = add_business_days(came, -1)
        last = case.submissions[-1].sent_at or ""
        notice = max(dated, date.fromisoformat(last[:10]))
        if outcome in ("approved", "partly_approved"):
            return Answer(outcome=outcome, received_on=came, notice_on=notice, number=f"A{case.id[4:]}",
                          valid_from=came, valid_to=came + timedelta(days=180))  # fmt: skip
        if outcome == "denied":
            return Answer(outcome=outcome, received_on=came, notice_on=notice,
                          reasons=(Reason(self._chance.choice(_CODES)),))  # fmt: skip
        return Answer(outcome=outcome, received_on=came, notice_on=notice,
                      due=came + timedelta(days=self._chance.randint(5, 14)),
                      items=("Visit notes of the last six months",))  # fmt: skip

    def arrived(self, location: str, day: date) -> Iterator[tuple[str, Answer]]:
        """What has come for a location up to this day and nobody has opened."""
        waiting = self._coming[location]
        for on in sorted(on for on in waiting if on <= day):
            yield from waiting.pop(on)
