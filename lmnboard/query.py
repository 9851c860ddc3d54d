"""The filter language: one parser for the board's `/` and for `lmnboard list`.

Words match as parts of what a card says; `owner:dana`, `location:mine`, `payer:none`, `stage:review`, `since:>7d`,
`icd:E11`, `due:<7d`, `clock:touch`, the name of a band (`late`), `snoozed` and the like, and `!` before any of them
narrow it. All terms must hold. `archived` looks among archived cases. The walk of locations is of such terms too.
"""

from __future__ import annotations

import operator
import re
import shlex
from collections.abc import Callable
from datetime import date, datetime

from lmnboard.knowledge.typed_dates import read_date
from lmnboard.model.card import Card
from lmnboard.model.choices import STAGES, words
from lmnboard.model.errors import Invalid
from lmnboard.shown import Shown
from lmnboard.totals import TABLES, By, in_order, is_snoozed, name_of, own_groups
from lmnboard.workflow.clocks import BANDS, nearest
from lmnboard.workflow.covering import is_unowned

Test = Callable[[Card], bool]
_DUE = re.compile(r"(<=|>=|<|>|=)?(.+)")
_DAYS = re.compile(r"(\d+)d?")
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


def cards(text: str, shown: Shown, me: str) -> list[Card]:
    """The cards that a filter leaves, most pressing first, resolved ones last. Raises `Invalid`."""
    test = matcher(text, shown, me)
    found = [card for card in (*shown.cards.values(), *archived(text, shown)) if test(card)]
    return sorted(found, key=lambda card: (card.stage == "resolved", shown.place_of(card)))


def archived(text: str, shown: Shown) -> list[Card]:
    """The archived cases that a filter is held against: all where it says `archived`, else none."""
    return shown.archived() if "archived" in (term.casefold() for term in _terms(text)) else []


def matcher(text: str, shown: Shown, me: str) -> Test:
    """The test that a filter stands for. Raises `Invalid` with what a term may be."""
    tests = [_negated(term, shown, me) for term in _terms(text) if term.strip("!")]
    return tests[0] if len(tests) == 1 else lambda card: all(test(card) for test in tests)


def term_of(by: By, slug: str) -> str:
    """The term that leaves one location, owner, payer or provider; of an empty id what has none."""
    term = f"{by}:{slug or 'none'}"
    return f'"{term}"' if any(letter.isspace() for letter in term) else term


def places(shown: Shown, me: str) -> dict[str, str]:
    """The locations that can be shown one after the other: a term for each, and its name.

    All come first, then this person's, together and each, then the others by name, then what has none. Where the
    clinic has one location there is nothing to choose: all, without a name.
    """
    listed = shown.clinic.locations
    if len(listed) < 2:
        return {"": ""}
    own = [slug for slug in own_groups("location", shown, me) if slug in listed]
    others = in_order((slug for slug in listed if slug not in own), "location", shown, me)
    found = {"": "all locations"}
    if 1 < len(own) < len(listed):
        found["location:mine"] = "my locations"
    found |= {term_of("location", slug): name_of(slug, "location", shown) for slug in (*own, *others)}
    if any(not card.location and card.stage != "resolved" for card in shown.cards.values()):
        found[term_of("location", "")] = name_of("", "location", shown)
    return found


def _terms(text: str) -> list[str]:
    try:
        return shlex.split(text.replace("'", "\\'"))
    except ValueError:
        return text.replace('"', " ").split()


def _negated(term: str, shown: Shown, me: str) -> Test:
    test = _term(term.lstrip("!"), shown, me)
    return (lambda card: not test(card)) if term.startswith("!") else test


def _term(term: str, shown: Shown, me: str) -> Test:
    key, colon, value = term.partition(":")
    want = value.casefold()
    if colon and key in _KEYED:
        return _KEYED[key](want, shown, me)
    if colon and key.isalpha():
        raise Invalid(f"The filter does not know {key!r}: it may be {', '.join(sorted(_KEYED))}.")
    named = _NAMED.get(term.casefold())
    return named(shown, me) if named else _words(term.casefold(), shown)


def _words(want: str, shown: Shown) -> Test:
    def test(card: Card) -> bool:
        said = (
            card.id,
            card.patient.name,
            card.patient.record_number,
            card.coverage.policy_number,
            card.request.treatment,
            card.last_answer.reference,
            shown.clinic.name_of("payers", card.payer),
            *card.tags,
        )
        return any(want in text.casefold() for text in said if text)

    return test


def _reference(by: By) -> Callable[[str, Shown, str], Test]:
    """`owner:dana` by id or by part of a name or id; an id in full is that one alone. `none`, `me` and `mine` too."""

    def build(want: str, shown: Shown, me: str) -> Test:
        table = TABLES[by]
        names = {slug: shown.clinic.name_of(table, slug).casefold() for slug in getattr(shown.clinic, table)}
        want = me.casefold() if want == "me" else want
        exact = {slug for slug in names if slug.casefold() == want}
        if not want:
            return lambda card: bool(getattr(card, by))
        if want == "none" and not exact:
            return lambda card: not getattr(card, by)
        if want == "mine" and not exact:
            fitting = set(own_groups(by, shown, me))
        else:
            fitting = exact or {slug for slug, name in names.items() if want in slug.casefold() or want in name}
        # A case may name what the directory no longer has.
        return lambda card: (slug := getattr(card, by) or "") in fitting or slug.casefold() == want

    return build


def _choice(field: str) -> Callable[[str, Shown, str], Test]:
    def build(want: str, _shown: Shown, _me: str) -> Test:
        spaced = want.replace("-", " ").replace("_", " ")
        return lambda card: spaced in words(getattr(card, field) or "").casefold().replace("-", " ")

    return build


def _stage(want: str, _shown: Shown, _me: str) -> Test:
    plain = want.replace("-", "").replace("_", "").replace(" ", "")
    fitting = {stage for stage in STAGES if stage.replace("_", "").startswith(plain)}
    if not fitting:
        raise Invalid(f"There is no stage {want!r}: it may be {', '.join(words(s).lower() for s in STAGES)}.")
    return lambda card: card.stage in fitting


def _code(want: str, _shown: Shown, _me: str) -> Test:
    return lambda card: any((row.code or "").casefold().startswith(want) for row in card.diagnoses)


def _requested(want: str, _shown: Shown, _me: str) -> Test:
    return lambda card: any((row.code or "").casefold().startswith(want) for row in card.request.codes)


def _tag(want: str, _shown: Shown, _me: str) -> Test:
    return lambda card: any(want in tag.casefold() for tag in card.tags)


def _patient(want: str, _shown: Shown, _me: str) -> Test:
    return lambda card: want in (card.patient.name or "").casefold()


def _answer(want: str, _shown: Shown, _me: str) -> Test:
    """What the payer answered last; `answer:none` before any answer."""
    if want == "none":
        return lambda card: not card.responses
    spaced = want.replace("-", " ").replace("_", " ")
    return lambda card: bool(card.responses) and spaced in words(card.last_answer.outcome or "").casefold()


def _clock(want: str, shown: Shown, _me: str) -> Test:
    """The clock that is nearest, by a part of its name: `clock:file`, `clock:touch`."""
    return lambda card: want in nearest(card, shown.day(card.location))[2]


def _since(want: str, shown: Shown, _me: str) -> Test:
    """`since:>7d` is in its stage for more than seven days, `since:<11/1` since before that day."""
    sign, text = _compared(want)
    days = _DAYS.fullmatch(text)

    def day(card: Card) -> date | None:
        if not card.stage_since:
            return None
        return datetime.fromisoformat(card.stage_since).astimezone(shown.clinic.zone(card.location)).date()

    if days:
        many, longer = int(days[1]), _COMPARE[sign]
        return lambda card: (on := day(card)) is not None and longer((shown.day(card.location).today - on).days, many)
    limit, holds = _limit(text, shown.today(), "since"), _COMPARE[sign]
    return lambda card: (on := day(card)) is not None and holds(on.toordinal(), limit.toordinal())


def _compared(want: str) -> tuple[str, str]:
    """A sign of comparison, `=` where there is none, and what stands behind it."""
    match = _DUE.fullmatch(want)
    return (match[1] or "=", match[2]) if match else ("=", want)


def _due(want: str, shown: Shown, _me: str) -> Test:
    """`due:<7d` is within seven days or late, `due:fri` on that day, `due:none` without a date."""
    if want in ("none", ""):
        return lambda card: (nearest(card, shown.day(card.location))[2] == "") == bool(want)
    sign, text = _compared(want)
    limit, holds = _limit(text, shown.today(), "due").toordinal(), _COMPARE[sign]

    def test(card: Card) -> bool:
        _band, on, name = nearest(card, shown.day(card.location))
        return bool(name) and holds(date.fromisoformat(on).toordinal(), limit)

    return test


def _limit(text: str, today: date, term: str) -> date:
    days = _DAYS.fullmatch(text)
    try:
        return read_date(f"+{days[1]}d" if days else text, today)
    except ValueError as error:
        raise Invalid(f"{term}: {error}") from None


def _band(name: str) -> Callable[[Shown, str], Test]:
    place = BANDS.index(name)
    return lambda shown, _me: (
        lambda card: card.stage != "resolved" and nearest(card, shown.day(card.location))[0] == place
    )


_KEYED: dict[str, Callable[[str, Shown, str], Test]] = {
    "owner": _reference("owner"),
    "payer": _reference("payer"),
    "provider": _reference("provider"),
    "location": _reference("location"),
    "stage": _stage,
    "kind": _choice("kind"),
    "purpose": _choice("purpose"),
    "waiting": _choice("waiting_on"),
    "outcome": _choice("outcome"),
    "answer": _answer,
    "clock": _clock,
    "since": _since,
    "icd": _code,
    "code": _requested,
    "tag": _tag,
    "patient": _patient,
    "due": _due,
}

_NAMED: dict[str, Callable[[Shown, str], Test]] = {
    **{name: _band(name) for name in BANDS if name != "none"},
    "undated": _band("none"),
    "mine": lambda _shown, me: lambda card: card.owner == me,
    "unowned": lambda shown, _me: lambda card: is_unowned(card.owner, shown.clinic.staff),
    "snoozed": lambda shown, _me: lambda card: card.stage != "resolved" and is_snoozed(card, shown),
    "overridden": lambda _shown, _me: lambda card: bool(card.overrides),
    "appealed": lambda _shown, _me: lambda card: bool(card.appeal.by),
    "expedited": lambda _shown, _me: lambda card: card.expedited,
    "open": lambda _shown, _me: lambda card: card.stage != "resolved",
    "resolved": lambda _shown, _me: lambda card: card.stage == "resolved",
    "archived": lambda _shown, _me: lambda card: bool(card.archived_at),
}
