"""CMS's published files as text: which one it is, and every line of it read and checked before any is used.

Imports the model's errors only. Called by `given`, which knows the file's name and day, and by `index`. Whatever is
wrong with a file is one `Invalid` with its line. Columns are counted from 0.

- ICD-10-CM order file, a whole year: order number 0-4, code 6-12, flag 14 (1 billable, 0 header), short 16-75,
  long 77-.
- its addenda: `Add:`, `Delete:`, `Revise from:` then `Revise to:`, and a flag; counted from that, code 2-8, short
  10-69, long 71-. (CMS's columns 14, 16-22, 24-83 and 85 on.)
- HCPCS, a whole quarter: code 0-4, sequence 5-9, record 10 (3 a code, 4 more of its description, 7 and 8 a modifier),
  long 11-90, short 91-118, last day 284-291.
- a clinic's own CPT list: a code, a comma or tab, the clinic's own words. The official words are the AMA's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple

from lmnboard.model.errors import Invalid

Kind = Literal["icd10cm-order", "icd10cm-addenda", "hcpcs", "cpt"]
Act = Literal["add", "delete", "revise"]

LARGEST = 64 * 1024 * 1024
"""Bytes of one file; the order file has 14 million."""

_ICD = re.compile(r"[A-Z][0-9A-Z]{2}[0-9A-Z]{0,4}")
_HCPCS = re.compile(r"[A-Z][0-9]{4}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ADDENDUM = re.compile(r"(Add|Delete|Revise from|Revise to): {1,9}(?=[01] )")
_OWN = re.compile(r'"?([0-9]{4}[0-9FTUMA])"?\s*[,;\t]\s*"?(.+?)"?\s*')
_LOOKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("icd10cm-order", re.compile(r"[0-9]{5} [A-Z][0-9A-Z]{2}[0-9A-Z ]{4} ")),
    ("icd10cm-addenda", re.compile(r"(Add|Delete|Revise from|Revise to):")),
    ("hcpcs", re.compile(r"(?:[A-Z][0-9]{4}| {3}[A-Z0-9]{2}|[A-Z0-9]{2} {3})[0-9]{5}[3478]")),
    ("cpt", _OWN),
)
_CODES_FILE = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5} +\S")


class Listed(NamedTuple):
    """A code of a whole set. `until`: the last day that the set itself gives it."""

    code: str
    billable: bool
    text: str
    until: date | None = None


class Amended(NamedTuple):
    """What addenda do to a code. `line` is where they say so."""

    line: int
    act: Act
    code: str
    billable: bool
    text: str


def kind_of(text: str) -> Kind | None:
    """Which file this is, by its first line that says anything."""
    first = next((line for line in text.split("\n", 50) if line.strip()), "")
    return next((kind for kind, looks in _LOOKS if looks.match(first)), None)


def why_not(text: str, name: str) -> str:
    """What is wrong with a file that is none of these, and which one to take."""
    first = next((line for line in text.split("\n", 50) if line.strip()), "")
    if _CODES_FILE.match(first):
        return f"{name} has the billable codes only: take the order file, icd10cm-order-2027.txt, from the same page."
    if first.lstrip().startswith("<"):
        return f"{name} is a web page or XML: take CMS's text file, such as icd10cm-order-2027.txt."
    return (
        f"{name} is no file of codes that is known: CMS's ICD-10-CM order file or its addenda, CMS's HCPCS text file, "
        "or a CPT list of your own with lines such as 97110,Therapeutic exercise."
    )


def decoded(data: bytes, name: str) -> str:
    """A file's text with plain line ends. Raises `Invalid` where a line can act on a terminal."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # as CMS's older files are
    text = text.replace("\r\n", "\n").rstrip("\x1a\n")
    if bad := _CONTROL.search(text):
        raise _wrong(name, text.count("\n", 0, bad.start()) + 1, "it is no plain text")
    return text


def codes(kind: Kind, text: str, name: str) -> list[Listed]:
    """All codes of a whole set. Raises `Invalid`."""
    read: Callable[[str, str], Iterator[tuple[int, Listed]]] = {
        "icd10cm-order": _order,
        "hcpcs": _hcpcs,
        "cpt": _own,
    }[kind]
    found: dict[str, Listed] = {}
    for number, listed in read(text, name):
        if listed.code in found:
            raise _wrong(name, number, f"{listed.code} stands there twice")
        found[listed.code] = listed
    if not found:
        raise Invalid(f"{name} has no codes.")
    return list(found.values())


def addenda(text: str, name: str) -> list[Amended]:
    """All changes of addenda. Raises `Invalid`."""
    found: list[Amended] = []
    revised = ""
    for number, line in _lines(text):
        act = _ADDENDUM.match(line)
        if not act:
            raise _wrong(name, number, "it begins with none of Add:, Delete:, Revise from:, Revise to:, and a flag")
        flag = act.end()
        code = line[flag + 2 : flag + 9].strip()
        billable = _billable(line, flag, code, name, number)
        words = _described(line, flag + 10, code, name, number)
        if revised and (act[1] != "Revise to" or code != revised):
            raise _wrong(name, number, f"'Revise from:' {revised} has no 'Revise to:' after it")
        if act[1] == "Revise to" and not revised:
            raise _wrong(name, number, f"'Revise to:' {code} has no 'Revise from:' before it")
        revised = code if act[1] == "Revise from" else ""
        if act[1] == "Revise to":
            found.append(Amended(number, "revise", code, billable, words))
        elif act[1] != "Revise from":
            found.append(Amended(number, "add" if act[1] == "Add" else "delete", code, billable, words))
    if revised:
        raise Invalid(f"{name} ends after 'Revise from:' {revised}: it is cut short. Download it again.")
    twice = _twice((row.act, row.code) for row in found)
    if twice:
        last = max(row.line for row in found if (row.act, row.code) == twice)
        raise _wrong(name, last, f"{twice[1]} stands there twice")
    return found


def _order(text: str, name: str) -> Iterator[tuple[int, Listed]]:
    for number, line in _lines(text):
        if not line[:5].isdigit() or line[5:6] != " " or line[13:14] != " ":
            raise _wrong(name, number, "it is not laid out as an order file: 00001 A00     0 Cholera")
        code = line[6:13].strip()
        yield number, Listed(code, _billable(line, 14, code, name, number), _described(line, 16, code, name, number))


def _billable(line: str, flag: int, code: str, name: str, number: int) -> bool:
    if line[flag : flag + 1] not in ("0", "1"):
        raise _wrong(name, number, f"column {flag + 1} has neither 0 (a header) nor 1 (billable)")
    if not _ICD.fullmatch(code):
        raise _wrong(name, number, f"{code!r} is no ICD-10-CM code")
    return line[flag] == "1"


def _described(line: str, short: int, code: str, name: str, number: int) -> str:
    """The long description of a line, else the short one, which begins in that column."""
    words = line[short + 61 :].strip() or line[short : short + 60].strip()
    if not words:
        raise _wrong(name, number, f"{code} has no description")
    return words


def _hcpcs(text: str, name: str) -> Iterator[tuple[int, Listed]]:
    open_: tuple[int, Listed] | None = None
    for number, line in _lines(text):
        record, code = line[10:11], line[:5].strip()
        if record not in ("3", "4", "7", "8") or not line[5:10].isdigit():
            raise _wrong(name, number, "it is not laid out as CMS's HCPCS file")
        if record in "78":  # modifiers are no codes of a request
            continue
        if not _HCPCS.fullmatch(code):
            raise _wrong(name, number, f"{code!r} is no HCPCS code")
        words = line[11:91].strip()
        if record == "4":
            if open_ is None or open_[1].code != code:
                raise _wrong(name, number, f"the description of {code} goes on, and has not begun")
            open_ = open_[0], open_[1]._replace(text=f"{open_[1].text} {words}".strip())
            continue
        if open_:
            yield open_
        if not words and not line[91:119].strip():
            raise _wrong(name, number, f"{code} has no description")
        open_ = number, Listed(code, True, words or line[91:119].strip(), _last_day(line[284:292], name, number))
    if open_:
        yield open_


def _last_day(text: str, name: str, number: int) -> date | None:
    text = text.strip()
    if not text.strip("0"):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise _wrong(name, number, f"{text!r} in columns 285 to 292 is no day as 20261231") from None


def _own(text: str, name: str) -> Iterator[tuple[int, Listed]]:
    for number, line in _lines(text):
        found = _OWN.fullmatch(line)
        if not found:
            raise _wrong(name, number, "it is not a CPT code, a comma and the clinic's own words")
        yield number, Listed(found[1], True, " ".join(found[2].split()))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _twice(items: Iterable[tuple[Act, str]]) -> tuple[Act, str] | None:
    seen: set[tuple[Act, str]] = set()
    for item in items:
        if item in seen:
            return item
        seen.add(item)
    return None


def _wrong(name: str, number: int, why: str) -> Invalid:
    return Invalid(f"{name}, line {number}: {why}. Nothing was loaded; download the file again if you did not edit it.")
