"""The forms that actions ask for, declared like records: the same editors, and nothing lists their fields again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import msgspec

from lmnboard.model.case import Part
from lmnboard.model.choices import AttachmentKind, SignatureMethod, SubmissionMethod
from lmnboard.model.fields import About, Catalogue, Field, catalogue
from lmnboard.store.drafts import Half

Text = str | None
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
    location: str | None = None
    name: str
    target: str = ""
    half: Half | None = None
    """Its draft, under its name and the case that it is about, from the moment it is shown."""


def form_of(kind: type[msgspec.Struct], **given: Any) -> tuple[Catalogue, list[Field], dict[str, Any]]:
    """Catalogue, fields and document of a declared form, with values that are known already."""
    known = catalogue(kind)
    return known, list(known), {key: value for key, value in given.items() if value is not None}
