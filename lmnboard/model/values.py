"""What people type into a field, made into what is stored; and what is stored, made into what people read.

One reader and one writer for every editor, `set`, import and directory. Pure: `today` and the clinic are arguments.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from lmnboard.knowledge import counting, identifiers, time_zones, typed_dates
from lmnboard.model.choices import STAGES, words
from lmnboard.model.clinic import Clinic
from lmnboard.model.errors import Invalid
from lmnboard.model.fields import Editor, Field

LONGEST = 20_000
"""Characters that a text field takes."""
_ASSIGNED = {"provider": "Signing provider", "least_loaded": "Least loaded"}
"""Whom an assignment rule may name beside a person."""
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
"""What breaks a line, whatever it was pasted from: a word processor's own break is a vertical tab."""
_WAVERING = re.compile("[\ufe00-\ufe0f\U0001f1e6-\U0001f1ff]")
_FORMULA = tuple("=+-@＝＋－＠")
"""What makes a spreadsheet take a text for something to be worked out."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def read(field: Field, typed: str, today: date, clinic: Clinic) -> Any:
    """The value to store for what was typed; None where nothing was. Raises `Invalid` with what is wrong."""
    text = clean(typed, lines=field.editor in ("long", "list", "map"))
    if not text:
        return [] if field.editor == "list" else None
    if len(text) > LONGEST:
        raise Invalid(f"{sentence_case(field.title)}: {len(text):,} characters; a field takes {LONGEST:,}.")
    try:
        return _read(field, field.editor, text, today, clinic)
    except ValueError as error:
        raise Invalid(f"{sentence_case(field.title)}: {error}") from None


def show(field: Field, value: Any, clinic: Clinic) -> str:
    """A stored value as people read and type it; an empty text for none."""
    if value is None or value == []:
        return ""
    if field.editor == "list":
        return ", ".join(_show(field, field.about.each or "text", item, clinic) for item in value)
    return _show(field, field.editor, value, clinic)


def show_instant(at: str, clinic: Clinic) -> str:
    """A stored instant as the clinic's own clock showed it, with its zone."""
    return datetime.fromisoformat(at).astimezone(clinic.zone()).strftime("%m/%d/%Y %H:%M %Z")


def clean(text: str, *, lines: bool = True) -> str:
    """Text without what could change a terminal or a file: control characters, NUL, lone surrogates."""
    text = _CONTROL.sub("", _BREAK.sub("\n", text).replace("\t", " "))
    return text.strip() if lines else " ".join(text.split("\n")).strip()


def cell(value: Any) -> str:
    """A cell of a CSV file in which nothing is worked out and nothing changes the terminal or the lines of the file."""
    text = clean(str(value), lines=False)
    return f"'{text}" if text.startswith(_FORMULA) else text


def plain(text: str) -> str:
    """Text without what a terminal would obey, or give another width than its neighbour does: control characters,
    turns of direction, joined cells, flags and choices of an emoji's look."""
    if text.isprintable() and not _WAVERING.search(text):
        return text
    text = _WAVERING.sub("", text)
    return "".join(char if char.isprintable() else " " if char.isspace() else "" for char in text)


def printable(text: str) -> str:
    """A sentence on one line of a terminal: what would act there, or is not seen, stands there as Python writes it."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def sentence_case(text: str) -> str:
    """`date of birth` as it begins a sentence; `ICD-10-CM code` stays."""
    return text[:1].upper() + text[1:]


def read_day(typed: str, today: date) -> str:
    """A past day that was typed outside any field, as ISO text. Raises `Invalid`."""
    try:
        return typed_dates.read_date(clean(typed, lines=False), today, past=True).isoformat()
    except ValueError as error:
        raise Invalid(str(error)) from None


def matching(typed: str, options: dict[str, str]) -> list[str]:
    """The options (value → words) that what was typed means: the one it names, else those it begins, else holds."""
    want = typed.casefold()
    named = [value for value, name in options.items() if want in (value.casefold(), name.casefold())]
    if named:
        return named[:1]
    begins = [v for v, name in options.items() if name.casefold().startswith(want) or v.casefold().startswith(want)]
    return begins or [v for v, name in options.items() if want in name.casefold()]


def options(field: Field, clinic: Clinic) -> dict[str, str]:
    """The values that a choice or reference may have, with their words."""
    if field.editor == "yes_no":
        return {"yes": "yes", "no": "no"}
    if field.editor == "stage":
        return {stage: words(stage) for stage in STAGES}
    if field.editor == "assignee":
        return {**_ASSIGNED, **{person: clinic.name_of("staff", person) for person in clinic.staff}}
    if field.about.table:
        return {listed: clinic.name_of(field.about.table, listed) for listed in getattr(clinic, field.about.table)}
    return {choice: words(choice) for choice in field.choices}


def _read(field: Field, editor: Editor, text: str, today: date, clinic: Clinic) -> Any:
    if editor in _IDENTIFIERS:
        return _IDENTIFIERS[editor](text)
    match editor:
        case "date":
            return _read_date(text, today, past=field.about.past)
        case "instant":
            return _read_instant(text, today, clinic)
        case "choice" | "ref" | "yes_no" | "stage" | "assignee":
            chosen = _one_of(text, options(field, clinic))
            return chosen == "yes" if editor == "yes_no" else chosen
        case "number":
            return _read_number(text)
        case "zone":
            return time_zones.time_zone(text)
        case "time":
            return counting.to_file_in(text)
        case "clock":
            return counting.cut_off(text)
        case "list":
            items = [item.strip() for item in re.split(r"[,;\n]", text) if item.strip()]
            return [_read(field, field.about.each or "text", item, today, clinic) for item in items]
        case "rows" | "map":
            raise ValueError("this is a list; change its rows one by one, as in treatments/t1/outcome.")
        case _:
            return text


_IDENTIFIERS: dict[Editor, Callable[[str], Any]] = {
    "icd10cm": identifiers.icd10cm,
    "npi": identifiers.npi,
    "phone": identifiers.phone,
    "email": identifiers.email,
    "zip": identifiers.zip_code,
    "state": identifiers.us_state,
    "money": identifiers.money,
}


def _show(field: Field, editor: Editor, value: Any, clinic: Clinic) -> str:
    match editor:
        case "date":
            return typed_dates.us_date(date.fromisoformat(value))
        case "instant":
            return show_instant(value, clinic)
        case "choice" | "stage":
            return words(value)
        case "assignee":
            return _ASSIGNED.get(value) or clinic.name_of("staff", value)
        case "yes_no":
            return "yes" if value else "no"
        case "ref":
            return clinic.name_of(field.about.table, value)
        case "phone":
            return identifiers.show_phone(value)
        case "money":
            return f"{value:,.2f}".removesuffix(".00")
        case _:
            return str(value)


def _one_of(text: str, allowed: dict[str, str]) -> str:
    found = matching(text, allowed)
    if len(found) == 1:
        return found[0]
    offered = [allowed[value] for value in (found or allowed)]
    listed = ", ".join(offered[:9]) + (", …" if len(offered) > 9 else "")
    if not offered:
        raise ValueError(f"{text!r} cannot be chosen: the directory has none yet.")
    raise ValueError(f"{text!r} may mean {listed}." if found else f"{text!r} is none of {listed}.")


def _read_date(text: str, today: date, *, past: bool) -> str:
    day = typed_dates.read_date(text, today, past=past)
    if past and day > today:
        raise ValueError(f"{typed_dates.echo_date(day)} is still to come; this date lies in the past.")
    return day.isoformat()


def _read_number(text: str) -> int:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise ValueError(f"{text!r} is not a whole number; write it as 12.")
    return int(digits)


def _read_instant(text: str, today: date, clinic: Clinic) -> str:
    """An instant in UTC: ISO 8601, or a date with or without a time of day of the clinic's own clock."""
    try:
        # A day alone is noon: midnight would be the day before wherever the clock is behind.
        bare = re.fullmatch(r"\d{4}-\d\d-\d\d", text)
        when = datetime.fromisoformat(f"{text}T12:00" if bare else text)
    except ValueError:
        day, _, clock = text.partition(" ")
        if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", clock or "12:00"):
            raise ValueError(f"{text!r} is not a time; write 11/20/2026 14:30.") from None
        at = typed_dates.read_date(day, today, past=True)
        hour, minute = (clock or "12:00").split(":")
        when = datetime(at.year, at.month, at.day, int(hour), int(minute), tzinfo=clinic.zone())
    when = when if when.tzinfo else when.replace(tzinfo=clinic.zone())
    if not typed_dates.within_reach(when):
        raise ValueError(f"the year of {text!r} is not between 1900 and 2199.")
    return when.astimezone(UTC).isoformat(timespec="seconds")
