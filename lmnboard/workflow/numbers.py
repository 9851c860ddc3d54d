"""The clinic's numbers: which measures there are, what each means, and its rows made from the facts. Pure.

The measures are those of the payer rules' list of indicators; each says here what it counts. Nothing is by person, and
groups stand in the order of their names, never of their results. Stands on `facts`; `lmnboard.report` calls it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import fmean, median
from typing import Literal

import msgspec

from lmnboard.model.choices import STAGES, words
from lmnboard.workflow.clocks import BANDS
from lmnboard.workflow.facts import AGES, OLDEST, PAST, UNDATED, Fact, Period

By = Literal["payer", "location", "month", "service"]
GROUPED: tuple[By, ...] = ("payer", "location", "month", "service")
Sort = Literal["days", "share", "parts", "each", "count"]
"""How facts add up: days to their median; hits of all; hits of each group of all; a number a case; how many."""
FEW = 10
"""Below so many a share is told as a count: three of four is no 75 %."""
UNKNOWN = ""
"""The group of what does not say which it belongs to."""


class Measure(msgspec.Struct, frozen=True):
    """One measure. `split` are the groupings that are shown of it unless another is asked for, `own` among them.

    `own` is the measure's own grouping. `now` measures are of what is open today, whatever the period. `line` is a
    share to hold it against, with where that comes from.
    """

    id: str
    title: str
    sort: Sort
    means: str
    split: tuple[str, ...] = ("",)
    now: bool = False
    line: tuple[float, str] | None = None


MEASURES = (
    Measure(
        "open", "Open now", "count", "open cases by stage and by how near their next date is", ("", "own"), now=True
    ),
    Measure("to_filing", "Days to the filing deadline", "count", "open cases not sent yet", ("", "own"), now=True),
    Measure("aging", "Days since submission", "count", "open cases that wait for an answer", ("", "own"), now=True),
    Measure("opened", "Opened", "count", "cases begun"),
    Measure("sent", "Sent", "count", "letters submitted, each time one left"),
    Measure("resolved", "Resolved", "parts", "cases closed in the period, by outcome", ("own",)),
    Measure(
        "stage_days",
        "Days in each stage",
        "days",
        "elapsed days of the cases that left a stage, all their stays together, undone moves left out; a case leaves "
        "Resolved only where it is opened again",
        ("own",),
    ),
    Measure("whole_days", "Days from opened to resolved", "days", "cases that were resolved"),
    Measure(
        "answer_days",
        "Days from submission to decision",
        "days",
        "calendar days from the day a letter left to the day of the payer's notice; appeals are counted below",
        ("", "payer", "service"),
    ),
    Measure("appeal_answer_days", "Days from appeal to decision", "days", "the same of appeals", ("", "payer")),
    Measure(
        "first_pass",
        "Approved at first pass",
        "share",
        "approved in whole on the first submission, of the first submissions that were answered; appeals left out",
        ("", "payer"),
    ),
    Measure(
        "denied",
        "Denied",
        "share",
        "denied or not affirmed, of the decisions on requests; appeals left out",
        ("", "payer"),
        line=(0.1, "the 10 % line (Experian 2025)"),
    ),
    Measure("in_part", "Approved in part", "share", "of the decisions on requests"),
    Measure(
        "reasons",
        "Why denied",
        "parts",
        "denials, whole or in part, that give a reason of this kind; a denial may give several",
        ("own",),
    ),
    Measure("appealed", "Appealed", "share", "of the requests denied, wholly or in part", ("", "payer")),
    Measure(
        "overturned",
        "Overturned on appeal",
        "share",
        "approved, wholly or in part, of the appeals decided",
        ("", "own", "payer own"),
    ),
    Measure(
        "late_answers",
        "Decided late by the payer",
        "share",
        "decided after the day by which the payer's rule wants an answer to the last submission",
        ("", "payer"),
    ),
    Measure(
        "filed_late",
        "Filing deadlines missed",
        "share",
        "sent after the filing deadline, or not sent when it passed; of all that were sent or passed",
    ),
    Measure("replied_late", "Replies to the payer sent late", "share", "of the requests for more information"),
    Measure(
        "expired",
        "Services after their authorization ended",
        "share",
        "service date after the last day authorized, of the authorizations with both",
    ),
    Measure("rework", "Sent back from review", "share", "of the times that a case left review"),
    Measure("contacts", "Contacts with the payer a case", "each", "of the cases that were resolved"),
    Measure(
        "afterthought",
        "Begun only after a denial",
        "share",
        "letters that a denied claim started, and appeals of what we never sent, of the letters begun (CHK-013)",
    ),
)
_BY_ID = {measure.id: measure for measure in MEASURES}
_AGES = (PAST, *(name for _most, name in AGES), OLDEST, UNDATED)
_BAND_PLACES = {f"{stage} {band}": (s, b) for s, stage in enumerate(STAGES) for b, band in enumerate(BANDS)}


class Row(msgspec.Struct, frozen=True, omit_defaults=False):
    """One number of a measure: of all (`by` empty), or of a group.

    `own` is the measure's own group where it has one, with its words in `own_name`. `count` is how many facts there
    are, `hits` those that the measure counts. Days and contacts have their exact `median`, the `p90` that nine of ten
    do not pass (the nearest that occurred), and the `mean`.
    """

    measure: str
    by: str
    group: str
    group_name: str
    own: str
    own_name: str
    count: int
    hits: int | None = None
    median: float | None = None
    p90: float | None = None
    mean: float | None = None

    @property
    def label(self) -> str:
        return ", ".join(filter(None, (self.group_name, self.own_name)))

    @property
    def percent(self) -> float | None:
        """The share in percent, where there are enough to speak of one."""
        return None if self.hits is None or self.count < FEW else 100 * self.hits / self.count


def measure(name: str) -> Measure:
    """A measure by its id."""
    return _BY_ID[name]


def rows(facts: Iterable[Fact], during: Period, by: By | None, name_of: Callable[[str, str], str]) -> Iterator[Row]:
    """The rows of every measure, in the order of `MEASURES`; `by` groups each of them so, else each has its own ways.

    `name_of` gives the name of a group's key (`payer`, `aetna`).
    """
    of: dict[str, list[Fact]] = {}
    for fact in facts:
        if during.has(fact.on) or _BY_ID[fact.measure].now:
            of.setdefault(fact.measure, []).append(fact)
    for each in MEASURES:
        found = of.get(each.id, [])
        if not found:
            yield _row(each, "", "", "", "", (), 0)
            continue
        for split in _splits(each, by):
            yield from _grouped(each, found, split, name_of)


def _splits(each: Measure, by: By | None) -> Iterator[str]:
    """The groupings of a measure: empty for all, `own`, `payer`, and `payer own` for both at once."""
    if by is None or (each.now and by == "month"):
        yield from each.split
    else:
        yield f"{by} own" if "own" in each.split else by


def _grouped(each: Measure, found: Sequence[Fact], split: str, name_of: Callable[[str, str], str]) -> Iterator[Row]:
    by, own = split.removesuffix("own").strip(), split.endswith("own")
    groups: dict[str, list[Fact]] = {}
    for fact in found:
        groups.setdefault(_key(fact, by) if by else "", []).append(fact)
    for group in sorted(groups, key=lambda key: _group_place(by, key, name_of)):
        facts = groups[group]
        name = name_of(by, group) if by else ""
        if not own:
            yield _row(each, by, group, name, "", facts, len(facts))
            continue
        parts: dict[str, list[Fact]] = {}
        for fact in facts:
            parts.setdefault(fact.own, []).append(fact)
        whole = sum(fact.first for fact in facts)
        for part in sorted(parts, key=lambda key: _own_place(each, key)):
            yield _row(each, by, group, name, part, parts[part], whole)


def _row(each: Measure, by: str, group: str, name: str, own: str, facts: Sequence[Fact], whole: int) -> Row:
    about = (each.id, by, group, name, own, _own_name(each, own))
    if each.sort in ("share", "parts"):
        # A measure's own groups are parts of a whole, unless each has its own hits to count.
        count = whole if each.sort == "parts" else len(facts)
        return Row(*about, count, sum(fact.hit for fact in facts))
    if each.sort == "count" or not facts:
        return Row(*about, len(facts))
    numbers = sorted(fact.value for fact in facts)
    p90 = numbers[math.ceil(0.9 * len(numbers)) - 1]
    return Row(*about, len(facts), None, median(numbers), p90, fmean(numbers))


def _key(fact: Fact, by: str) -> str:
    if by == "month":
        return fact.on.isoformat()[:7] if fact.on else UNKNOWN
    return str(getattr(fact.keys, by))


def _group_place(by: str, key: str, name_of: Callable[[str, str], str]) -> tuple[bool, str]:
    """By name, months as they come, and what belongs to none last."""
    return (key == UNKNOWN, key if by == "month" else name_of(by, key).casefold())


def _own_place(each: Measure, key: str) -> tuple[int, int, str]:
    if each.id == "open":
        return (*_BAND_PLACES[key], key)
    order: Sequence[str] = STAGES if each.id == "stage_days" else _AGES
    return (order.index(key) if key in order else len(order), 0, key)


def _own_name(each: Measure, key: str) -> str:
    if each.id == "open" and key:
        stage, band = key.split(" ")
        return f"{words(stage)}, {'no date' if band == 'none' else band}"
    return words(key) if key else ""
