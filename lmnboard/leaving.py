"""A letter leaves the board: as a file, on paper, or by the clipboard. Each is an entry that says where it went.

`Board` builds on this as on the desk. What cannot be recorded does not leave, as far as that can be helped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from lmnboard.checklist.finding import Finding, blockers
from lmnboard.desk import Desk, Draft
from lmnboard.model.case import CASES
from lmnboard.model.change import Entry
from lmnboard.model.clinic import typed_case
from lmnboard.model.errors import BoardError, Refused, StoreError
from lmnboard.workflow import edits, stages

if TYPE_CHECKING:
    from lmnboard.letters import Letter

CLIPBOARD = "clipboard"


class Exported(msgspec.Struct, frozen=True):
    """A letter that was written: where, and what kept it from being more than a draft."""

    entry: Entry
    path: Path
    blockers: tuple[Finding, ...]


class Printed(msgspec.Struct, frozen=True):
    """A letter that went to a printer: what the printer's queue calls it, and what made it a draft."""

    entry: Entry
    printer: str
    job: str
    blockers: tuple[Finding, ...]


class Leaving(Desk):
    """Letters that leave."""

    def export(self, case_id: str, *, draft: bool = False, to: str = "") -> Exported:
        """Write the letter to `exports/`; raises `Refused` with a blocker in what it says, unless as a draft.

        A letter that only lacks its signature and its ticks is written whole: ink needs it on paper. `to` is where it
        goes beside that, for the history.
        """
        letter, open_ = self._complete(case_id, draft)
        name = self.shown.card(case_id).id
        path = self._papers.export(name, letter.text)
        row = {"path": self._papers.relative(path), "draft": draft}
        try:
            entry = self._left("export", case_id, letter, row, f"to {to}" if to else "")
        except Exception:  # whatever it was: a letter that no entry names must not lie there
            self._papers.discard(path)
            raise
        return Exported(entry, path, open_)

    def print_letter(self, case_id: str, *, printer: str = "", draft: bool = False) -> Printed:
        """Print the letter on a printer of this server, else on its usual one; raises `Refused` as `export` does."""
        from lmnboard import printing

        letter, open_ = self._complete(case_id, draft)
        unwritable = self._store.check()
        if unwritable:
            raise StoreError(f"Not printed, as it could not be recorded: {unwritable}")
        sent = printing.print_text(letter.text, title=self.shown.card(case_id).id, printer=printer)
        try:
            row = {"path": f"printer {sent.printer}".strip(), "draft": draft}
            entry = self._left("print", case_id, letter, row, sent.job)
        except BoardError as error:
            raise StoreError(f"Printed ({sent.job}), but not recorded: {error}") from None
        return Printed(entry, sent.printer, sent.job, open_)

    def copy_letter(self, case_id: str) -> str:
        """The letter as it stands, for the clipboard of whoever asks; recorded first."""
        self._permit(case_id)
        letter = self.letter(case_id)
        self._left("copy", case_id, letter, {"path": CLIPBOARD, "draft": bool(letter.gaps)})
        return letter.text

    def _complete(self, case_id: str, draft: bool) -> tuple[Letter, tuple[Finding, ...]]:
        """The letter to send out, and the blockers in what it says."""
        self._permit(case_id)
        _record, doc = self._record(case_id)
        case = typed_case(doc)
        open_ = tuple(finding for finding in blockers(self.judge(doc)) if finding.stage != "review")
        if open_ and not draft:
            raise Refused(f"The letter of {case.id} is not complete.", [stages.reason(finding) for finding in open_])
        return self._letter(case, draft=draft), open_

    def _left(self, action: str, case_id: str, letter: Letter, where: Mapping[str, Any], note: str = "") -> Entry:
        digest = hashlib.sha256(letter.text.encode()).hexdigest()
        row = {"at": self._at(), "by": self.me, "sha256": digest, **where}

        def draft() -> Draft:
            record, doc = self._record(case_id)
            return Draft(action, [edits.add_row(record, doc, "exports", CASES.of("exports").about.prefix, row)], note)

        return self._act(draft)
