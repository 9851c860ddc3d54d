"""Of which cases a criterion of a pack is asked: payer, kind, purpose, state, age, service, and a few named states.

Imports `applies`, `subject` and `knowledge.payer_rules`. Called by `criteria`. The payer is looked at first: it leaves
most rows out at once.
"""

from __future__ import annotations

from collections.abc import Callable

from lmnboard.checklist.applies import age, coverage_asked, reimbursement
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.payer_rules.tables import Criterion, services, threshold

_NOT_ENOUGH = ("failed", "insufficient", "not_tolerated")


def asked(row: Criterion, s: Subject) -> bool:
    """Whether this case is asked; what the case does not tell (a birth date, a value) is not asked by."""
    return sort_asked(row, s) and _request_asked(row, s) and all(STATES_OF_A_CASE[name](s) for name in row.when)


def sort_asked(row: Criterion, s: Subject) -> bool:
    """Whether the sort of letter is asked: payer, kind, purpose, state and age."""
    case = s.case
    return (
        _payer_asked(row, s)
        and (not row.kinds or case.kind in row.kinds)
        and (not row.purposes or case.purpose in row.purposes)
        and (not row.states or s.payer.state in row.states)
        and ((row.from_age is None and row.under is None) or _age_asked(row, s))
    )


def _payer_asked(row: Criterion, s: Subject) -> bool:
    if "hsa_fsa" in row.payers:
        return reimbursement(s)
    return s.payer.type in row.payers and coverage_asked(s)


def _age_asked(row: Criterion, s: Subject) -> bool:
    years = age(s)
    if years is None:
        return False
    return (row.from_age is None or years >= row.from_age) and (row.under is None or years < row.under)


def _request_asked(row: Criterion, s: Subject) -> bool:
    case = s.case
    if row.off_label is not None and case.off_label is not row.off_label:
        return False
    if row.service and not _is_for(row.service, s):
        return False
    if row.diagnoses and not any((one.code or "").upper().startswith(row.diagnoses) for one in case.diagnoses):
        return False
    if row.over:
        above = threshold(row.over, s.today)
        if above is None or case.value is None or case.value <= above.value:
            return False
    tried = row.tried
    return tried is None or any(
        one.outcome in _NOT_ENOUGH and one.name and tried.search(one.name) for one in case.treatments
    )


def _is_for(service_id: str, s: Subject) -> bool:
    """Codes say exactly what is asked for; words stand for it until there is one."""
    service = services()[service_id]
    codes = [row.code for row in s.case.request.codes if row.code and row.system != "NDC"]
    if codes:
        return any(service.has_code(code) for code in codes)
    return bool(service.words.search(s.case.request.treatment or ""))


def _expedited(s: Subject) -> bool:
    return s.case.priority == "expedited"


def _approved(s: Subject) -> bool:
    answer = s.case.last_answer
    return answer is not None and answer.outcome in ("approved", "partly_approved")


def _denial_kept_here(s: Subject) -> bool:
    """The denial came before the board was used; else it stands in the case that is appealed."""
    return not s.case.appeal.of


STATES_OF_A_CASE: dict[str, Callable[[Subject], bool]] = {
    "expedited": _expedited,
    "approved": _approved,
    "denial_kept_here": _denial_kept_here,
}
"""What a row's `when` may name."""
