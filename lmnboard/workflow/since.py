"""What happened to somebody's cases while they were away, from the history: counted in a line, and told case by case.

Pure: entries and whose cases they are, are arguments. The agenda's screen and `lmnboard agenda --since` call it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Literal

import msgspec

from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model import paths
from lmnboard.model.case import Case
from lmnboard.model.change import PROGRAM, UNSET, Change, Entry
from lmnboard.model.choices import words
from lmnboard.model.clinic import Clinic
from lmnboard.model.fields import catalogue

Kind = Literal["new", "gone", "answer", "moved", "dated", "sent", "contact", "edited"]
_DATES = {
    "submit_by": "file by",
    "appeal.file_by": "appeal to be filed by",
    "answer_due.on": "answer due",
    "request.start_on": "service",
    "next_touch.on": "next touch",
    "snoozed_until": "snoozed until",
}
"""Fields whose change moves a case on somebody's agenda, as they are told."""
_QUIET = (
    *("stage_since.", "ran.", "revision.", "waiting_on.", "outcome.", "exports/", "attestations/", "answer_due.rule."),
    *("signature.", "submissions/"),
)
"""What goes with something that is told, or is told nobody."""
_WEEK = timedelta(days=6)


class Happened(msgspec.Struct, frozen=True):
    """One thing that happened to a case: `record` as in the history, in words that name no patient."""

    record: str
    at: str
    by: str
    kind: Kind
    says: str


def happened(
    newest_first: Iterable[Entry], me: str, is_mine: Callable[[str], bool], clinic: Clinic
) -> Iterator[Happened]:
    """What others and the rules did to a person's cases, oldest first. `is_mine` judges a record as it stands now."""
    for entry in reversed(list(newest_first)):
        if entry.by == me:
            continue
        taken = [change for change in entry.changes if change.record.startswith("cases/")]
        theirs = {change.record for change in taken if is_mine(change.record) or _was_given(change, me)}
        for record in dict.fromkeys(change.record for change in taken if change.record in theirs):
            told = list(_told([change for change in taken if change.record == record], entry, me, clinic))
            again = "taken back: " if entry.action == "undo" else ""
            for kind, says in told:
                yield Happened(record, entry.at, entry.by, kind, again + says)


def summary(found: Iterable[Happened]) -> str:
    """`3 new - 2 payer answers - jo moved 1 of yours`: each case once in each kind."""
    by_kind: dict[tuple[str, str], set[str]] = {}
    for one in found:
        whose = one.by if one.kind in ("moved", "edited", "sent") else ""
        by_kind.setdefault((one.kind, whose), set()).add(one.record)
    counts = Counter({key: len(records) for key, records in by_kind.items()})
    said = []
    for (kind, by), count in sorted(counts.items(), key=lambda one: (_ORDER.index(one[0][0]), -one[1], one[0][1])):
        who = "the rules" if by == PROGRAM else by
        said.append(
            {
                "new": f"{count} new",
                "answer": f"{count} payer answer{'s' if count > 1 else ''}",
                "moved": f"{who} moved {count} of yours",
                "sent": f"{who} sent {count}",
                "dated": f"{count} with other dates",
                "contact": f"{count} called about",
                "gone": f"{count} no longer yours",
                "edited": f"{who} edited {count}",
            }[kind]
        )
    return " - ".join(said) or "nothing happened to your cases"


_ORDER = ("new", "answer", "moved", "sent", "gone", "dated", "contact", "edited")


def since_when(at: str, now: datetime) -> str:
    """An instant as people say it: `Mon 17:10` in the last days, else with its date."""
    then = datetime.fromisoformat(at).astimezone(now.tzinfo)
    return f"{then:%a %H:%M}" if now - then < _WEEK else f"{then.month}/{then.day} {then:%H:%M}"


def _was_given(change: Change, me: str) -> bool:
    """Whether a change takes a case from somebody or gives it to them."""
    if change.path == "owner":
        return me in (change.before, change.after)
    return not change.path and any(_of(side, "owner") == me for side in (change.before, change.after))


def _of(side: Any, key: str) -> Any:
    return side.get(key) if isinstance(side, dict) else None


def _told(changes: list[Change], entry: Entry, me: str, clinic: Clinic) -> Iterator[tuple[Kind, str]]:
    """What an entry did to one case: what counts each by itself, all else together."""
    fields: set[str] = set()
    for change in changes:
        path = change.path
        if path.startswith("next_touch.") and entry.action in ("submit", "contact", "touch", "respond"):
            continue
        if not path:
            yield _came_or_went(change, entry, me)
        elif path == "owner":
            yield _handed(change, me, clinic)
        elif path == "stage":
            yield "moved", f"moved from {words(str(change.before))} to {words(str(change.after))}"
        elif path in _DATES:
            yield (
                "dated",
                f"{_DATES[path]} {_day(change.after)}" + (f" (was {_day(change.before)})" * bool(change.before)),
            )
        elif path == "signature.on":
            yield "edited", "signed" if change.after else "the signature was voided"
        elif path.startswith("responses/") and change.before is UNSET:
            yield "answer", f"the payer answered: {words(_of(change.after, 'outcome') or 'something').lower()}"
        elif path.startswith("submissions/") and change.before is UNSET:
            yield "sent", "the letter was sent"
        elif path.startswith("contacts/") and change.before is UNSET:
            yield "contact", "the payer was spoken to"
        elif path.startswith("notes/") and change.before is UNSET:
            yield "edited", "a note was added"
        elif path.startswith("tasks/") and path.endswith("/done_at") and change.after:
            yield "edited", "a task was done"
        elif not f"{path}.".startswith(_QUIET):
            fields.add(_title(path))
    if fields:
        yield (
            "edited",
            f"edited: {', '.join(sorted(fields)[:3])}" + (f" and {len(fields) - 3} more" * (len(fields) > 3)),
        )


def _came_or_went(change: Change, entry: Entry, me: str) -> tuple[Kind, str]:
    if change.after is UNSET:
        return "gone", "taken back, or archived"
    if change.before is UNSET:
        return "new", {"appeal": "opened as an appeal", "renew": "opened as a renewal"}.get(entry.action, "opened")
    return "edited", "restored"


def _handed(change: Change, me: str, clinic: Clinic) -> tuple[Kind, str]:
    if change.after == me:
        return "new", "given to you"
    name = clinic.name_of("staff", str(change.after)) if change.after else "nobody"
    return ("gone" if change.before == me else "edited"), f"given to {name}"


def _title(path: str) -> str:
    """A field by its title, a row by that of its list."""
    known = catalogue(Case).fields
    pattern = paths.pattern(path)
    field = known.get(pattern) or known.get(pattern.partition("/")[0])
    return field.title if field else path


def _day(value: Any) -> str:
    try:
        return us_date(date.fromisoformat(value))[:5] if value else "none"
    except (TypeError, ValueError):
        return "none"
