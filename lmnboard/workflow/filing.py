"""Who files an appeal and with what: party, paper, form, amount in dispute, what goes on by itself. Pure.

Imports the tables of the rules and `rungs`. Called through `deadlines` by the appeal's screen and command.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from lmnboard.knowledge.counting import add
from lmnboard.knowledge.payer_rules.clock_tables import FilingParty, filing_parties, levels
from lmnboard.knowledge.payer_rules.tables import threshold
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic
from lmnboard.workflow.dated import cited, day, state_of, type_of
from lmnboard.workflow.rungs import Rung

_THE_PATIENT = re.compile(
    r"(?:the )?(?:patient|member|enrollee|beneficiary)(?: (?:him|her|them)sel(?:f|ves))?\.?", re.IGNORECASE
)
"""Who needs no paper; a relative or a provider who files for the patient does."""
InDispute = Literal["met", "not met", "value unknown", "amount unknown", "none asked"]


def filing(rung: Rung, case: Case, clinic: Clinic, on: date) -> tuple[str, ...]:
    """What filing at a rung on a day takes, in sentences: party and paper, form, amount, what the payer does itself.

    `case` is the appeal, with its consent and value, or the denied case before the appeal is opened.
    """
    level = levels().get(rung.id)
    said = [f"{rung.name}: decided by {rung.decider}."]
    if rung.auto_forward:
        said.append("The payer sends it on by itself: nothing has to be filed.")
    elif rung.auto_forward is False:
        said.append("It must be asked for: the payer does not send it on.")
    if rung.form:
        said.append(f"Form: {rung.form}.")
    if rung.who_may_file:
        said.append(rung.who_may_file)
    for party in parties(case, clinic) if not rung.auto_forward else ():
        source, _sure = cited(party, clinic.payer_of(case))
        said += [f"{party.text} [{source}]", *_paper(party, rung, case, on)]
    said += _amount(rung, case, on)
    if level is not None:
        if level.medical_judgment:
            said.append("Only where the denial rests on medical judgment, or ends the coverage from its beginning.")
        said += [text for text in (level.continue_benefits, level.exhaustion, level.file_note) if text]
        said += [f"Filed late it is heard only {level.late}."] if level.late else []
        said += [f"The decider may take longer: {level.extension}."] if level.extension else []
        said += ["What it decides binds the plan."] if level.binding else []
        said += [
            f"Beside it: {other.name}. {other.file_note}" for other in levels().values() if other.beside == rung.id
        ]
    return tuple(said)


def in_dispute(rung: Rung, case: Case, on: date) -> InDispute:
    """Whether the case's value reaches the amount in force on the day of filing (42 CFR 405.1006: at least)."""
    if not rung.threshold:
        return "none asked"
    row = threshold(rung.threshold, on)
    if row is None:
        return "amount unknown"
    if case.value is None:
        return "value unknown"
    return "met" if case.value >= row.value else "not met"


def _amount(rung: Rung, case: Case, on: date) -> list[str]:
    found, row = in_dispute(rung, case, on), threshold(rung.threshold, on)
    if found == "none asked":
        return []
    if row is None:
        return [f"An amount must be in dispute; that of {on.year} is not known here: see the notice."]
    asked = f"${row.value:,.0f} or more must be in dispute when it is filed on {us_date(on)} [{row.cited}]"
    if case.value is None:
        return [f"{asked}: enter the value of the case."]
    return [f"{asked}: {found}, the value is ${case.value:,.2f}."]


def parties(case: Case, clinic: Clinic) -> list[FilingParty]:
    """Who may file for a payer of this type and state, and the paper that somebody else than the patient needs."""
    payer = clinic.payer_of(case)
    return [
        party
        for party in filing_parties()
        if type_of(payer) in party.payers and (not party.states or state_of(payer, clinic, case) in party.states)
    ]


def _paper(party: FilingParty, rung: Rung, case: Case, on: date) -> list[str]:
    """Whether the paper that somebody else than the patient needs is there, and still good on the day of filing."""
    if party.needs == "patient" or _THE_PATIENT.fullmatch((case.appeal.filed_by or "").strip()):
        return []
    name = f"{party.needs} ({party.form})" if party.form else party.needs
    signed = day(case.appeal.consent_on)
    if signed is None:
        free = "The treating physician needs none before the service; for anybody else: "
        return [f"{free * _needs_none(party, rung, case, on)}No {name} is recorded."]
    if party.valid_months and add(signed, party.valid_months, "month") < on:
        return [f"The {name} of {us_date(signed)} is older than {party.valid_months} months: have it signed again."]
    return [f"The {name} was signed on {us_date(signed)}."]


def _needs_none(party: FilingParty, rung: Rung, case: Case, on: date) -> bool:
    """Whether the treating physician files at the first level without a paper, as the care is still to come.

    An appeal does not say what was denied: its service is then to come where its day is.
    """
    to_come = case.request.start_on is not None and case.request.start_on >= on
    ahead = case.purpose in party.not_needed_for or (case.purpose == "appeal" and to_come)
    return bool(party.not_needed_for) and rung.level == 1 and ahead
