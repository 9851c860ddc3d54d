"""The case: one letter of medical necessity on its way from a trigger to an answer, field by field.

This declaration is the catalogue (see `fields.py`); its groups and rows stand in `case_facts` and `case_course`.
Everything may be missing: a case is usable half filled. Keys that this version does not know stay in the stored
document; this typed view passes them over.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from lmnboard.model.case_course import (
    AnswerDue,
    Appeal,
    Attestation,
    Authorization,
    Contact,
    Export,
    NextTouch,
    Note,
    Override,
    PayerResponse,
    Renewal,
    Signature,
    Silence,
    Submission,
    Task,
)
from lmnboard.model.case_facts import (
    Alternative,
    Attachment,
    Coverage,
    Diagnosis,
    Evidence,
    Finding,
    History,
    Injury,
    Letter,
    Outcomes,
    Patient,
    Policy,
    Request,
    Treatment,
    Visits,
)
from lmnboard.model.choices import (
    Kind,
    Outcome,
    Priority,
    Purpose,
    Stage,
    Trigger,
    WaitingOn,
)
from lmnboard.model.fields import About, catalogue
from lmnboard.model.parts import Day, Text


class Case(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One letter of medical necessity.

    `revision` is the entry that last changed the case, `last_row` the highest row number it ever used. `ran` has a key
    for each automatic rule that acted, with its instant: what a person takes back is not done again.
    """

    id: str = ""
    revision: int = 0
    last_row: int = 0
    purpose: Annotated[Purpose | None, About(title="purpose of the letter", section="case", letter=True)] = None
    kind: Annotated[Kind | None, About(title="kind of request", section="case", letter=True)] = None
    off_label: Annotated[
        bool | None,
        About(
            title="off-label use",
            section="case",
            help="A medication outside its FDA-approved indication.",
            letter=True,
        ),
    ] = None
    trigger: Annotated[Trigger | None, About(title="trigger", section="case", help="What started the case.")] = None
    priority: Annotated[Priority | None, About(title="priority", section="case", letter=True)] = None
    owner: Annotated[
        Text, About(title="owner", section="case", editor="ref", table="staff", help="Who has it now.")
    ] = None
    location: Annotated[Text, About(title="location", section="case", editor="ref", table="locations")] = None
    payer: Annotated[Text, About(title="payer", section="case", editor="ref", table="payers", letter=True)] = None
    provider: Annotated[
        Text, About(title="signing provider", section="case", editor="ref", table="providers", letter=True)
    ] = None
    submit_by: Annotated[
        Day, About(title="file by", section="case", help="The payer's filing deadline.", example="+10d")
    ] = None
    next_touch: Annotated[NextTouch, About(title="next touch", section="case")] = msgspec.field(
        default_factory=NextTouch
    )
    waiting_on: Annotated[WaitingOn | None, About(title="waiting on", section="case", help="Whose move it is.")] = None
    value: Annotated[
        float | None,
        About(title="value", section="case", help="Billed or expected amount in dollars.", example="1250"),
    ] = None
    tags: Annotated[list[str], About(title="tags", section="case")] = []
    snoozed_until: Annotated[Day, About(title="snoozed until", section="case", kept=True)] = None
    appeal: Annotated[Appeal, About(title="appeal", section="case")] = msgspec.field(default_factory=Appeal)
    renewal: Annotated[Renewal, About(title="renewal", section="case")] = msgspec.field(default_factory=Renewal)
    stage: Annotated[Stage, About(title="stage", section="case", kept=True)] = "gathering"
    stage_since: Annotated[Text, About(title="in this stage since", section="case", editor="instant", kept=True)] = None
    ran: Annotated[
        dict[str, str], About(title="automatic rules that acted", section="case", kept=True, internal=True)
    ] = {}
    archived_at: Annotated[
        Text, About(title="archived at", section="case", editor="instant", kept=True, internal=True)
    ] = None
    created_at: Annotated[Text, About(title="opened at", section="case", editor="instant", kept=True)] = None
    created_by: Annotated[Text, About(title="opened by", section="case", editor="ref", table="staff", kept=True)] = None
    patient: Annotated[Patient, About(title="patient", section="patient", letter=True, private=True)] = msgspec.field(
        default_factory=Patient
    )
    coverage: Annotated[Coverage, About(title="coverage", section="coverage", letter=True, private=True)] = (
        msgspec.field(default_factory=Coverage)
    )
    policy: Annotated[Policy, About(title="payer's requirements", section="policy")] = msgspec.field(
        default_factory=Policy
    )
    injury: Annotated[Injury, About(title="injury", section="policy", letter=True, private=True)] = msgspec.field(
        default_factory=Injury
    )
    diagnoses: Annotated[list[Diagnosis], About(title="diagnoses", section="diagnosis", prefix="d", letter=True)] = []
    history: Annotated[History, About(title="history", section="history", letter=True, private=True)] = msgspec.field(
        default_factory=History
    )
    findings: Annotated[
        list[Finding], About(title="diagnostic findings", section="history", prefix="f", letter=True)
    ] = []
    visits: Annotated[Visits, About(title="visits", section="history", letter=True)] = msgspec.field(
        default_factory=Visits
    )
    treatments: Annotated[
        list[Treatment], About(title="previous treatments", section="treatments", prefix="t", letter=True)
    ] = []
    alternatives: Annotated[
        list[Alternative], About(title="alternatives", section="treatments", prefix="l", letter=True)
    ] = []
    rationale: Annotated[
        Text,
        About(
            title="rationale",
            section="justification",
            editor="long",
            help="Why this, for this patient.",
            letter=True,
            private=True,
        ),
    ] = None
    evidence: Annotated[list[Evidence], About(title="evidence", section="justification", prefix="e", letter=True)] = []
    request: Annotated[Request, About(title="request", section="request", letter=True)] = msgspec.field(
        default_factory=Request
    )
    outcomes: Annotated[Outcomes, About(title="outcomes", section="outcomes", letter=True)] = msgspec.field(
        default_factory=Outcomes
    )
    attachments: Annotated[
        list[Attachment], About(title="enclosures", section="enclosures", prefix="a", letter=True)
    ] = []
    letter: Annotated[Letter, About(title="letter", section="letter", private=True)] = msgspec.field(
        default_factory=Letter
    )
    signature: Annotated[Signature, About(title="signature", section="sending", kept=True)] = msgspec.field(
        default_factory=Signature
    )
    attestations: Annotated[
        list[Attestation], About(title="attestations", section="sending", prefix="q", kept=True)
    ] = []
    silenced: Annotated[list[Silence], About(title="silenced checks", section="sending", prefix="y", kept=True)] = []
    exports: Annotated[list[Export], About(title="exports", section="sending", prefix="z", kept=True)] = []
    submissions: Annotated[list[Submission], About(title="submissions", section="sending", prefix="s", kept=True)] = []
    answer_due: Annotated[AnswerDue, About(title="answer due", section="answer")] = msgspec.field(
        default_factory=AnswerDue
    )
    responses: Annotated[list[PayerResponse], About(title="payer's answers", section="answer", prefix="r")] = []
    authorization: Annotated[Authorization, About(title="authorization", section="answer")] = msgspec.field(
        default_factory=Authorization
    )
    outcome: Annotated[
        Outcome | None,
        About(title="outcome", section="answer", help="How the case ended; taken from the payer's last answer."),
    ] = None
    tasks: Annotated[
        list[Task],
        About(
            title="tasks",
            section="log",
            prefix="w",
            brief=("title", "owner", "done_at", "waived_because", "due"),
        ),
    ] = []
    contacts: Annotated[list[Contact], About(title="contacts", section="log", prefix="p", private=True)] = []
    notes: Annotated[list[Note], About(title="notes", section="log", prefix="n", private=True, kept=True)] = []
    overrides: Annotated[list[Override], About(title="overrides", section="log", prefix="o", kept=True)] = []

    @property
    def last_answer(self) -> PayerResponse | None:
        """The payer's last answer, as people have them in order."""
        return max(reversed(self.responses), key=lambda row: row.order or 0, default=None)


CASES = catalogue(Case)
"""The fields of a case."""
