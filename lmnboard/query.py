"""The filter language: one parser for the board's `/` and for `lmnboard list`.

Words match as parts of what a card says; `owner:dana`, `payer:aetna`, `stage:review`, `icd:E11`, `due:<7d`, the name
of a band (`late`) and `!` before any of them narrow it. All terms must hold. `archived` looks among archived cases.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from datetime import date

from lmnboard.knowledge.typed_dates import read_date
from lmnboard.model.card import Card
from lmnboard.model.choices import STAGES, words
from lmnboard.model.errors import Invalid
from lmnboard.shown import Shown
from lmnboard.workflow.clocks import BANDS, nearest

Test = Callable[[Card], bool]
_DUE = re.compile(r"(<=|>=|<|>|=)?(.+)")
_DAYS = re.compile(r"(\d+)d?")


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
    return lambda card: all(test(card) for test in tests)


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


def _reference(table: str, field: str) -> Callable[[str, Shown, str], Test]:
    def build(want: str, shown: Shown, me: str) -> Test:
        if want == "me":
            want = me.casefold()
        names = {slug: shown.clinic.name_of(table, slug).casefold() for slug in getattr(shown.clinic, table)}
        fitting = {slug for slug, name in names.items() if want in slug.casefold() or want in name}
        return lambda card: (getattr(card, field) or "") in fitting if want else bool(getattr(card, field))

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


def _due(want: str, shown: Shown, _me: str) -> Test:
    """`due:<7d` is within seven days or late, `due:fri` on that day, `due:none` without a date."""
    if want in ("none", ""):
        return lambda card: (nearest(card, shown.day(card.location))[2] == "") == bool(want)
    match = _DUE.fullmatch(want)
    sign, text = (match[1] or "=", match[2]) if match else ("=", want)
    limit = _limit(text, shown.today()).isoformat()
    compare: dict[str, Callable[[str], bool]] = {
        "<": lambda on: on < limit,
        "<=": lambda on: on <= limit,
        ">": lambda on: on > limit,
        ">=": lambda on: on >= limit,
        "=": lambda on: on == limit,
    }
    holds = compare[sign]

    def test(card: Card) -> bool:
        _band, on, name = nearest(card, shown.day(card.location))
        return bool(name) and holds(on)

    return test


def _limit(text: str, today: date) -> date:
    days = _DAYS.fullmatch(text)
    try:
        return read_date(f"+{days[1]}d" if days else text, today)
    except ValueError as error:
        raise Invalid(f"due: {error}") from None


def _band(name: str) -> Callable[[Shown, str], Test]:
    place = BANDS.index(name)
    return lambda shown, _me: (
        lambda card: card.stage != "resolved" and nearest(card, shown.day(card.location))[0] == place
    )


_KEYED: dict[str, Callable[[str, Shown, str], Test]] = {
    "owner": _reference("staff", "owner"),
    "payer": _reference("payers", "payer"),
    "provider": _reference("providers", "provider"),
    "location": _reference("locations", "location"),
    "stage": _stage,
    "kind": _choice("kind"),
    "purpose": _choice("purpose"),
    "waiting": _choice("waiting_on"),
    "outcome": _choice("outcome"),
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
    "unowned": lambda _shown, _me: lambda card: not card.owner,
    "expedited": lambda _shown, _me: lambda card: card.expedited,
    "open": lambda _shown, _me: lambda card: card.stage != "resolved",
    "resolved": lambda _shown, _me: lambda card: card.stage == "resolved",
    "archived": lambda _shown, _me: lambda card: bool(card.archived_at),
}
