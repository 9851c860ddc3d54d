"""The forms that actions ask for, declared like records: the same editors, and nothing lists their fields again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import msgspec

from lmnboard.model.choices import AttachmentKind, Channel, Response, SignatureMethod, SubmissionMethod, WaitingOn
from lmnboard.model.fields import About, Catalogue, Field, catalogue
from lmnboard.model.parts import Part, Text
from lmnboard.store.drafts import Half
from lmnboard.widgets.searching import SearchCodes, no_search

NEW_CASE, SUBMISSION, ENCLOSURE, SIGNATURE, REASON = "new case", "submission", "enclosure", "signature", "reason"
TOUCH, SNOOZE, CALL, ANSWER = "next touch", "snooze", "call", "payer's answer"
"""What a draft calls the form that it is of."""
Passing = Callable[[str, Half | None], None]
"""Takes the reason to pass a gate, and its draft."""
Then = Callable[[str], None]
"""Goes on with the case of that id."""


class Because(Part):
    """Why a gate is passed."""

    because: Annotated[Text, About(title="reason", help="It stays in the history and on the card.")] = None


class Signing(Part):
    """How the provider signed, recorded by somebody else."""

    method: Annotated[SignatureMethod | None, About(title="how it was signed")] = None
    word: Annotated[Text, About(title="how you know", example="the paper lies in the chart")] = None


class Submitting(Part):
    """How a letter left, and what comes next."""

    method: Annotated[SubmissionMethod | None, About(title="sent by")] = None
    to: Annotated[Text, About(title="sent to", help="Number, portal or address.")] = None
    confirmation: Annotated[Text, About(title="confirmation number")] = None
    next_on: Annotated[date | None, About(title="next touch", example="+3b")] = None
    next_what: Annotated[Text, About(title="next step")] = None
    because: Annotated[Text, About(title="reason for sending it so", help="Only where checks are open.")] = None


class Attaching(Part):
    """A file that becomes an enclosure."""

    file: Annotated[Text, About(title="file", help="Its path on this server.", example="/srv/scans/mri.pdf")] = None
    title: Annotated[Text, About(title="title", example="MRI lumbar spine report")] = None
    kind: Annotated[AttachmentKind | None, About(title="kind of enclosure")] = None
    date: Annotated[date | None, About(title="date of the document", past=True)] = None


class Touching(Part):
    """What we do next with a case, and when."""

    on: Annotated[date | None, About(title="next touch", example="+3b")] = None
    what: Annotated[Text, About(title="next step", example="Call for status")] = None
    note: Annotated[Text, About(title="note", editor="long", help="Optional: what was found out.", private=True)] = None


class Snoozing(Part):
    """Until when a case is put off."""

    until: Annotated[
        date | None, About(title="put off until", help="It is back on that day by itself.", example="mon")
    ] = None


class Calling(Part):
    """What was said on the telephone, and what comes next."""

    with_: Annotated[Text, About(title="with whom", example="Lee, prior authorizations", private=True)] = msgspec.field(
        default=None, name="with"
    )
    channel: Annotated[Channel | None, About(title="channel")] = None
    reference: Annotated[Text, About(title="call reference", help="The number they give for this call.")] = None
    summary: Annotated[Text, About(title="what was said", editor="long", private=True)] = None
    promise: Annotated[Text, About(title="what they promised", example="Decision by Friday", private=True)] = None
    next_on: Annotated[date | None, About(title="next touch", example="+2b")] = None
    next_what: Annotated[Text, About(title="next step", example="Call for status")] = None
    waiting_on: Annotated[WaitingOn | None, About(title="waiting on", help="Whose move it is now.")] = None
    task: Annotated[
        int | None, About(title="settles task", help="The number of a task above that is done with this call.")
    ] = None


class Responding(Part):
    """What the payer answered. Which of these are asked depends on the answer (`screens.answering`)."""

    outcome: Annotated[
        Response | None, About(title="answer", help="a approved, p partly, d denied, m more information, n, w.")
    ] = None
    items: Annotated[
        Text, About(title="asked for", editor="long", help="What they want: one a line, each becomes a task.")
    ] = None
    codes: Annotated[
        Text, About(title="denial codes", help="Reason and remark codes, several with commas.", example="CO-50, N115")
    ] = None
    words: Annotated[
        Text, About(title="reason in the payer's words", editor="long", help="As the notice says it.", private=True)
    ] = None
    number: Annotated[Text, About(title="authorization number")] = None
    valid_from: Annotated[date | None, About(title="valid from")] = None
    valid_to: Annotated[date | None, About(title="valid to", help="30 days before it the renewal is due.")] = None
    units_asked: Annotated[int | None, About(title="units asked")] = None
    units_granted: Annotated[int | None, About(title="units granted")] = None
    notice_on: Annotated[date | None, About(title="date of the notice", past=True)] = None
    received_on: Annotated[date | None, About(title="received on", past=True)] = None
    effective_on: Annotated[
        date | None,
        About(title="in effect from", help="The day a reduction or stop begins, where the notice says one."),
    ] = None
    due: Annotated[date | None, About(title="our answer due", help="Where the notice says a day; else counted.")] = None
    reference: Annotated[Text, About(title="payer's reference")] = None
    not_appealed_because: Annotated[Text, About(title="not appealed because", help="Only where it ends here.")] = None
    next_on: Annotated[date | None, About(title="next touch", help="Unless the one above will do.")] = None
    next_what: Annotated[Text, About(title="next step")] = None


KINDS: dict[str, type[Part]] = {
    REASON: Because,
    SIGNATURE: Signing,
    SUBMISSION: Submitting,
    ENCLOSURE: Attaching,
    TOUCH: Touching,
    SNOOZE: Snoozing,
    CALL: Calling,
    ANSWER: Responding,
}
"""Each form by its name; a new case is asked for with fields of the case itself."""


class Form(msgspec.Struct, kw_only=True):
    """Something to be filled in: what it says first, its fields, and what is done with them.

    `send` gets the document; it says what went wrong by raising `BoardError`, and then the form stays.
    """

    title: str
    verb: str
    catalogue: Catalogue
    fields: list[Field]
    doc: dict[str, Any]
    send: Callable[[dict[str, Any]], None]
    says: tuple[str, ...] = ()
    sent: bool = False
    left: Callable[[], None] = lambda: None
    """Called where the form is left with nothing done."""
    location: str | None = None
    name: str
    target: str = ""
    fits: Callable[[dict[str, Any]], tuple[list[Field], tuple[str, ...]]] | None = None
    """The fields and sentences that fit what is filled in so far, where they depend on it."""
    codes: SearchCodes = no_search
    """Where the code of a field is searched."""
    half: Half | None = None
    """Its draft, under its name and the case that it is about, from the moment it is shown."""


def form_of(kind: type[msgspec.Struct], **given: Any) -> tuple[Catalogue, list[Field], dict[str, Any]]:
    """Catalogue, fields and document of a declared form, with values that are known already."""
    known = catalogue(kind)
    return known, list(known), {key: value for key, value in given.items() if value is not None}
