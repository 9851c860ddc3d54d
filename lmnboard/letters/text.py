"""The letter as text, ready for fax, print and portal, with what it still lacks and the digest that is signed.

Puts `facts`, the templates and `layout` together; the board's export, the signing and the letter screen call
`set_letter`. Pure but for reading the templates: ours once a process, a clinic's own when they change.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.letters.facts import DATE_SLOT, GAP_PATH, SIGNING_SLOT, letter_facts, signing_facts
from lmnboard.letters.layout import laid_out
from lmnboard.model.case import Case
from lmnboard.model.clinic import Clinic

if TYPE_CHECKING:
    from lmnboard.letters.environment import Strict

DRAFT_MARK = "DRAFT - NOT FOR SUBMISSION"

_GAP = re.compile(rf"\[\[([^{GAP_PATH}\[\]]*){GAP_PATH}([^{GAP_PATH}\[\]]*){GAP_PATH}\]\]")
_LEFT_OVER = re.compile(r"[\x1e\x1f]")
"""Pieces of gaps and slots that a clinic's template took apart."""


class Letter(msgspec.Struct, frozen=True):
    """A finished letter.

    `text` ends with a newline. `gaps` are the paths of the fields shown as `[[title]]`, in the order of the letter:
    those of the case as they are, those of the directory under `provider.`, `payer.` or `location.`, or just
    `provider` where the case names none; `responses/` is of the case appealed. `signed_sha256` is the digest of what
    the provider puts a name to.
    """

    text: str
    gaps: tuple[str, ...]
    signed_sha256: str


def set_letter(
    case: Case,
    clinic: Clinic,
    today: date,
    *,
    denied: Case | None = None,
    draft: bool = False,
    templates: Path | None = None,
) -> Letter:
    """Set the letter of `case`; an appeal takes the answer it appeals from `denied`, the case appealed.

    `templates` is the clinic's own folder: a file there comes before ours of the same name. Raises `Invalid` with
    file, line and reason where a letter cannot be set with what it holds.

    The digest leaves out the date line, the signature lines and the draft marks, so that signing does not change it
    and an edit does. A signature made over another digest is not shown: nobody is made to sign words not read. A
    draft says so in its first and its last line, because plain text has no pages to mark: whichever end of it is
    kept, pasted or faxed alone still says what it is.
    """
    facts = letter_facts(case, clinic, denied)
    engine = _engine(templates)
    words = engine.words("letter.txt.j2", facts)
    words, gaps = _gaps_named(words)
    signed = hashlib.sha256(words.encode()).hexdigest()
    stands = case.signature.letter_sha256 in (None, signed)
    signing = signing_facts(case if stands else Case(), clinic)
    lines = engine.words("signing.txt.j2", {**facts, "signing": signing})
    on = signing["on"] or us_date(today)
    # Once: a letter has one signature, and a template that names it a thousand times would be that much longer.
    words = words.replace(DATE_SLOT, on).replace(SIGNING_SLOT, lines, 1).replace(SIGNING_SLOT, "")
    text = laid_out(_LEFT_OVER.sub("", words))
    if draft:
        text = f"{DRAFT_MARK}\n\n{text}\n{DRAFT_MARK}\n"
    return Letter(text, gaps, signed)


def _engine(templates: Path | None) -> Strict:
    from lmnboard.letters.environment import environment, is_there

    if templates is not None and is_there(templates):
        from lmnboard.letters.own import own  # nobody else pays for the guard

        return own(templates)
    return environment()


def _gaps_named(words: str) -> tuple[str, tuple[str, ...]]:
    """The words with each gap as `[[title]]`, and the gaps' paths, each once."""
    found = dict.fromkeys(path for _, path in _GAP.findall(words))
    return _GAP.sub(r"[[\1]]", words), tuple(found)
