"""Silencing a check, or what it says of certain words: for one case with a reason, or for every case by a lead.

`Board` builds on this. What is silenced is shown as silenced, and the history says who did it and why.
"""

from __future__ import annotations

from typing import Any

from lmnboard.checklist import silencing
from lmnboard.checklist.finding import Finding
from lmnboard.desk import Draft
from lmnboard.model.case import CASES
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.errors import Invalid, NotFound, Refused
from lmnboard.proofreading import Proofreading
from lmnboard.workflow import edits


class Quieting(Proofreading):
    """Not hearing of a finding any more, and hearing of it again."""

    def silence(self, case_id: str, check: str, because: str, words: str = "") -> Entry:
        """Silence a check of one case, or with `words` what it says of these alone."""
        if not because.strip():
            raise Invalid(f"Silencing {check} takes a reason: who reads the case later asks why.")

        def draft() -> Draft:
            record, doc = self._record(case_id)
            finding = self._open_finding(case_id, self._said_of(case_id, doc, check), check, words)
            _hold(finding, for_all=False)
            # A name that is somebody else's by chance says nothing of the next one.
            about = words or (finding.words if check in silencing.OF_IDENTITY else None)
            row = {"check": check, "words": about, "because": because.strip(), "by": self.me, "at": self._at()}
            prefix = CASES.of("silenced").about.prefix
            given = {name: value for name, value in row.items() if value is not None}
            return Draft("silence", [edits.add_row(record, doc, "silenced", prefix, given)], f"{check}: {because}")

        return self._act(draft, judged=case_id)

    def silence_for_all(self, check: str, words: str = "") -> Entry:
        """Silence a check of every case, or with `words` what it says of these. `NotAllowed` unless by a lead."""
        from lmnboard.checklist.criteria import pack_checks
        from lmnboard.checklist.runner import CHECKS, LANGUAGE

        known = next((one.held for one in (*CHECKS, *LANGUAGE, *pack_checks()) if one.id == check), None)
        if known is None:
            raise NotFound(f"There is no check {check!r}: 'lmnboard check --rules' lists them.")
        _hold(known, for_all=True)
        entry = f"{check} {silencing.flat(words)}".strip()

        def draft() -> Draft:
            now = self.clinic.settings.silenced
            if entry in now:
                raise Invalid(f"{entry} is silenced for every case already.")
            return Draft("silence", [self._of_settings(now, [*now, entry])], entry)

        return self._act(draft)

    def hear_again(self, check: str, case_id: str = "") -> Entry:
        """Take back every silencing of a check: of one case, or of all cases where none is named."""

        def draft() -> Draft:
            if not case_id:
                now = self.clinic.settings.silenced
                kept = [entry for entry in now if entry.partition(" ")[0].upper() != check]
                if kept == now:
                    raise NotFound(f"{check} is not silenced for every case.")
                return Draft("silence", [self._of_settings(now, kept)], f"{check} is heard again")
            record, doc = self._record(case_id)
            rows = [row for row in doc.get("silenced", ()) if row.get("check") == check]
            if not rows:
                raise NotFound(f"{check} is not silenced in {case_id}.")
            changes = [edits.remove_row(record, doc, f"silenced/{row['id']}") for row in rows]
            return Draft("silence", changes, f"{check} is heard again")

        return self._act(draft, judged=case_id)

    def _said_of(self, case_id: str, doc: dict[str, Any], check: str) -> list[Finding]:
        """What a check says of a case; those of language are judged apart."""
        found = self.judge(doc)
        return found if any(one.check == check for one in found) else self.language(case_id)

    def _of_settings(self, before: list[str], after: list[str]) -> Change:
        slugs = self.shown.slugs("settings")
        if not slugs:
            raise NotFound("This board has no settings yet: 'lmnboard directory settings --set clinic=…' makes them.")
        record, doc = self.shown.listed("settings", slugs[0])
        return Change(record, "silenced", before if "silenced" in doc else UNSET, after)

    @staticmethod
    def _open_finding(case_id: str, judged: list[Finding], check: str, words: str) -> Finding:
        mine = [one for one in judged if one.check == check and one.is_open]
        wanted = [one for one in mine if not words or silencing.flat(one.words) == silencing.flat(words)]
        if not wanted:
            about = f" about {words!r}" if words and mine else ""
            raise NotFound(
                f"{check} says nothing{about} of {case_id} now: 'lmnboard check {case_id}' lists what it does."
            )
        return wanted[0]


def _hold(finding: Finding, *, for_all: bool) -> None:
    refusal = silencing.refusal(finding, for_all=for_all)
    if refusal:
        raise Refused(refusal)
