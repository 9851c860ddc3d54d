"""The payer's answers and what follows from them: recording one, and the case that appeals it.

`Board` builds on this as on the desk.
"""

from __future__ import annotations

from lmnboard.desk import CASES, Desk, Draft
from lmnboard.model.change import UNSET, Change, Entry
from lmnboard.model.clinic import typed_case
from lmnboard.model.errors import Refused
from lmnboard.workflow import appeals, edits, steps
from lmnboard.workflow.stages import ADVERSE


class Answering(Desk):
    """What a payer answered, and the next case that it leads to."""

    def appeal(self, case_id: str) -> Entry:
        """Open the linked appeal of a case that the payer denied, wholly or in part; the facts come with it."""

        def draft() -> Draft:
            record, doc = self._record(case_id)
            case = typed_case(doc)
            if case.appeal.by:
                raise Refused(f"{case.id} is appealed already, by {case.appeal.by}.")
            if case.last_answer is None or case.last_answer.outcome not in ADVERSE:
                raise Refused(f"{case.id} has no denial to appeal: record the payer's answer first.")
            new = steps.new_case(appeals.carried_over(doc), self.clinic, self._now(case.location))
            edits.name_rows(new, CASES)
            self._typed("", new)
            return Draft("appeal", [Change("cases/$1", "", UNSET, new), Change(record, "appeal.by", None, "LMN-$1")])

        return self._act(draft, judged=case_id)
