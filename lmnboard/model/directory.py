"""The clinic's directory: providers, payers, staff and locations, entered once and chosen by name in a case.

Declared like the case (see `fields.py`): the same editors, `set` and checks read these declarations. `id` is a slug
that never changes; cases hold it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from lmnboard.model.choices import (
    AttachmentKind,
    Counted,
    FirstScreen,
    Kind,
    PayerType,
    Program,
    Purpose,
    Role,
    SelfFunded,
    SignatureRule,
    SubmissionMethod,
    TimeUnit,
    Track,
)
from lmnboard.model.fields import About
from lmnboard.model.parts import Part, Row, Text

RuleSeverity = Literal["block", "warn", "info"]
"""What it does to a letter that a payer's own criterion is not met."""


class Listed(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A record of the directory."""

    id: str = ""
    revision: int = 0
    last_row: int = 0


class Address(Part):
    street: Annotated[Text, About(title="street", example="1200 River Road, Suite 200")] = None
    city: Annotated[Text, About(title="city")] = None
    state: Annotated[Text, About(title="state", editor="state", example="TX")] = None
    zip: Annotated[Text, About(title="ZIP code", editor="zip", example="78701")] = None


class Practice(Part):
    name: Annotated[Text, About(title="practice name")] = None
    address: Annotated[Address, About(title="practice address")] = msgspec.field(default_factory=Address)
    phone: Annotated[Text, About(title="practice phone", editor="phone", example="512-555-0147")] = None
    fax: Annotated[Text, About(title="practice fax", editor="phone")] = None
    email: Annotated[Text, About(title="practice e-mail", editor="email", example="letters@example.org")] = None


class Provider(Listed):
    """A clinician who writes and signs letters."""

    name: Annotated[Text, About(title="provider name", example="Miriam Castellanos")] = None
    title: Annotated[Text, About(title="professional title", example="Attending physician")] = None
    credentials: Annotated[Text, About(title="credentials", example="MD")] = None
    specialty: Annotated[Text, About(title="specialty", example="Neurology")] = None
    npi: Annotated[Text, About(title="NPI", editor="npi", example="1234567893")] = None
    npi_checked_on: Annotated[
        date | None,
        About(
            title="date of the NPI's look-up",
            help="When it was compared with the NPI registry.",
            past=True,
            example="3/14/2026",
        ),
    ] = None
    practice: Annotated[Practice, About(title="practice")] = msgspec.field(default_factory=Practice)
    may_sign: Annotated[bool | None, About(title="may sign letters")] = None
    licence_states: Annotated[list[str], About(title="licensed in", each="state", example="TX, NM")] = []
    locations: Annotated[list[str], About(title="locations", each="ref", table="locations")] = []


class PayerCriterion(Row):
    """One thing that this payer asks; where it names neither words nor an enclosure, a person ticks it."""

    text: Annotated[Text, About(title="criterion", editor="long")] = None
    kind: Annotated[Kind | None, About(title="asked of kind", help="Empty: of every kind of request.")] = None
    purpose: Annotated[Purpose | None, About(title="asked of purpose", help="Empty: of every purpose.")] = None
    words: Annotated[
        Text,
        About(
            title="words the letter must say",
            help="Any of several, with | between them; without words or enclosure a person ticks it.",
            example="ODG | Official Disability Guidelines",
        ),
    ] = None
    attachment: Annotated[AttachmentKind | None, About(title="enclosure asked")] = None
    severity: Annotated[RuleSeverity | None, About(title="how bad without it", help="Warns unless set.")] = None


class CoveredService(Row):
    """What a policy covers of one service: for which diagnoses, and how much."""

    code: Annotated[Text, About(title="service code", help="CPT or HCPCS.", example="97110")] = None
    diagnoses: Annotated[
        list[str],
        About(
            title="covered diagnoses",
            help="ICD-10-CM codes, or how they begin; empty: any.",
            example="M54.5, M51.16",
        ),
    ] = msgspec.field(default_factory=list)
    most_units: Annotated[int | None, About(title="most units", example="24")] = None


class AppealWindow(Row):
    """The clinic's own time to file at one level: of a contract, a state or a notice, in place of the shipped rule."""

    level: Annotated[Text, About(title="level of appeal", help="Or peer-to-peer.", example="redetermination")] = None
    amount: Annotated[int | None, About(title="time to file", example="60")] = None
    unit: Annotated[
        Text,
        About(title="unit", editor="time", help="Calendar days, business days or months.", example="calendar days"),
    ] = None
    counted_from: Annotated[Counted | None, About(title="counted from", help="Unless set: the notice.")] = None
    source: Annotated[Text, About(title="source of the window", example="Denial letter of 11/2/2026")] = None
    verified_on: Annotated[date | None, About(title="window verified on", past=True)] = None


class DecisionTime(Row):
    """The clinic's own time for this payer's answer, in place of the shipped rule."""

    track: Annotated[Track | None, About(title="track", help="Unless set: standard.")] = None
    amount: Annotated[int | None, About(title="time to decide", example="10")] = None
    unit: Annotated[TimeUnit | None, About(title="unit", example="business day")] = None
    source: Annotated[Text, About(title="source of the time", example="Provider manual 2026, ch. 4")] = None
    verified_on: Annotated[date | None, About(title="time verified on", past=True)] = None


class Payer(Listed):
    """Whoever decides or pays: an insurer, a program, a workers' compensation carrier, an HSA/FSA administrator."""

    name: Annotated[Text, About(title="payer name", example="Blue Cross Blue Shield of Texas")] = None
    type: Annotated[PayerType | None, About(title="payer type")] = None
    state: Annotated[Text, About(title="plan state", editor="state", help="Whose rules the plan is under.")] = None
    self_funded: Annotated[SelfFunded | None, About(title="self-funded plan")] = None
    program: Annotated[Program | None, About(title="program", help="Where the rules of one apply.")] = None
    plans: Annotated[list[str], About(title="plans this was verified for")] = []
    department: Annotated[Text, About(title="department", example="Prior Authorization Department")] = None
    attention: Annotated[Text, About(title="attention line", example="Medical Director")] = None
    address: Annotated[Address, About(title="payer address")] = msgspec.field(default_factory=Address)
    fax: Annotated[Text, About(title="payer fax", editor="phone")] = None
    portal: Annotated[Text, About(title="portal")] = None
    phone: Annotated[Text, About(title="payer phone", editor="phone")] = None
    hours: Annotated[Text, About(title="phone hours", example="Mon-Fri 8-18 ET")] = None
    time_zone: Annotated[Text, About(title="payer's time zone", editor="zone", example="America/New_York")] = None
    cut_off: Annotated[
        Text,
        About(
            title="cut-off hour",
            editor="clock",
            help="What comes later counts as the next business day; hours run on.",
            example="17:30",
        ),
    ] = None
    submission_method: Annotated[SubmissionMethod | None, About(title="preferred way of submission")] = None
    signature_method: Annotated[SignatureRule | None, About(title="accepted signature")] = None
    required_forms: Annotated[list[str], About(title="required forms", help="Or 'none'.")] = []
    criteria: Annotated[list[PayerCriterion], About(title="payer's own criteria", prefix="k")] = []
    covered: Annotated[list[CoveredService], About(title="covered services", prefix="g")] = []
    therapist_letters: Annotated[
        bool | None, About(title="therapists may write", help="No, where a physician has to sign.")
    ] = None
    page_limit: Annotated[int | None, About(title="page limit")] = None
    appeal_windows: Annotated[list[AppealWindow], About(title="appeal windows", prefix="v")] = []
    decision_times: Annotated[list[DecisionTime], About(title="decision times", prefix="j")] = []
    internal_levels: Annotated[int | None, About(title="internal appeal levels", help="1 or 2; 1 unless set.")] = None
    confirmed_rules: Annotated[
        list[str],
        About(title="rules confirmed", help="Ids of recalled rules that the clinic has checked, as mcd_drug."),
    ] = []
    follow_up_days: Annotated[
        int | None, About(title="business days between calls", help="When an answer is late; 2 unless set.")
    ] = None
    renewal_days: Annotated[
        int | None, About(title="renew days before", help="How early a renewal is started; 30 unless set.")
    ] = None
    verified_on: Annotated[date | None, About(title="verified on", past=True)] = None
    verified_by: Annotated[Text, About(title="verified by", editor="ref", table="staff")] = None
    source: Annotated[Text, About(title="source", example="Provider manual 2026, ch. 4")] = None


class Staff(Listed):
    """Somebody who works on the board. `login` is the Unix account that says who they are."""

    name: Annotated[Text, About(title="staff name")] = None
    login: Annotated[Text, About(title="login", help="The Unix account.")] = None
    email: Annotated[Text, About(title="e-mail for reminders", editor="email", help="Else the login's mailbox.")] = None
    first_screen: Annotated[FirstScreen | None, About(title="first screen")] = None
    role: Annotated[Role | None, About(title="role")] = None
    provider: Annotated[Text, About(title="is the provider", editor="ref", table="providers")] = None
    locations: Annotated[list[str], About(title="locations", each="ref", table="locations")] = []
    away_from: Annotated[date | None, About(title="away from")] = None
    away_to: Annotated[date | None, About(title="away to")] = None
    covered_by: Annotated[Text, About(title="covered by", editor="ref", table="staff")] = None


class Assignment(Row):
    stage: Annotated[Text, About(title="stage", editor="stage")] = None
    to: Annotated[
        Text,
        About(title="assigned to", editor="assignee", help="A person, the signing provider, or the least loaded."),
    ] = None
    among: Annotated[
        list[str],
        About(title="least loaded of", each="ref", table="staff", help="Unless set: the staff of the location."),
    ] = msgspec.field(default_factory=list)


class Location(Listed):
    """A place of the clinic."""

    name: Annotated[Text, About(title="location name")] = None
    address: Annotated[Address, About(title="location address")] = msgspec.field(default_factory=Address)
    phone: Annotated[Text, About(title="location phone", editor="phone")] = None
    time_zone: Annotated[Text, About(title="time zone", editor="zone", example="America/Chicago")] = None
    holidays: Annotated[list[str], About(title="days closed", each="date", example="12/24/2026")] = []
    assignment: Annotated[list[Assignment], About(title="assignment rules", prefix="m")] = []


class Settings(Listed):
    """What the clinic has decided about its board; record `settings/1`."""

    clinic: Annotated[Text, About(title="clinic name")] = None
    time_zone: Annotated[Text, About(title="time zone", editor="zone", example="America/Chicago")] = None
    urgent_business_days: Annotated[int | None, About(title="urgent within business days")] = None
    soon_days: Annotated[int | None, About(title="soon within days")] = None
    idle_minutes: Annotated[
        int | None, About(title="idle minutes before blanking", help="15 unless set; 0 never blanks.")
    ] = None
    logoff_minutes: Annotated[
        int | None, About(title="blank minutes before logoff", help="15 unless set; 0 stays blank.")
    ] = None
    curtain: Annotated[
        bool | None,
        About(title="names hidden at start", help="For screens that others see: showing names is then recorded."),
    ] = None
    first_screen: Annotated[FirstScreen | None, About(title="first screen", help="The board unless set.")] = None
    advance: Annotated[
        list[str],
        About(
            title="stages that advance by themselves",
            help="gathering, drafting, follow_up unless set; 'none' for none; review only where it stands here.",
        ),
    ] = []
    appeal_by_itself: Annotated[
        bool | None, About(title="a denial opens its appeal by itself", help="No unless set.")
    ] = None
    names_in_mail: Annotated[
        bool | None, About(title="patients' names in reminders", help="No unless set: mail is not private.")
    ] = None
    archive_after_days: Annotated[int | None, About(title="archive resolved cases after days")] = None
    words: Annotated[list[str], About(title="clinic's word list")] = []
    silenced: Annotated[
        list[str], About(title="silenced checks", help="A check's id, as CHK-024; words behind it silence only those.")
    ] = []
    service_account: Annotated[
        Text, About(title="service account", help="Its process may name the person by sudo.")
    ] = None


DIRECTORY: dict[str, type[Listed]] = {
    "providers": Provider,
    "payers": Payer,
    "staff": Staff,
    "locations": Location,
    "settings": Settings,
}
"""Tables of the directory and what their records are."""
