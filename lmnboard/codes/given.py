"""A file that somebody hands over to be loaded: what it is, from which day, out of a zip as CMS publishes it.

Imports `cms`, `loaded` and `years`. Called by `lmnboard codes load` with the bytes; checks everything, writes nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date

from lmnboard.codes import cms
from lmnboard.codes.loaded import Loaded, digest_of
from lmnboard.codes.years import first_day
from lmnboard.model.errors import Invalid

_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_QUARTER = re.compile(r"(?<![0-9])(20[0-9]{2})[ _-]?(JAN|APR|JUL|OCT)", re.IGNORECASE)
_MONTHS = {"JAN": 1, "APR": 4, "JUL": 7, "OCT": 10}
_MEMBERS = 200
"""Files in a zip that are looked at; CMS's have a dozen."""


def taken(data: bytes, name: str, *, year: int | None = None, start: date | None = None) -> list[Loaded]:
    """The files of codes in what was handed over, read through to the end. Raises `Invalid`.

    `year` is the fiscal year (for HCPCS the calendar year), `start` the first day; without them the file's name says
    it. Of a zip with a whole year the addenda are left out, because the year has them.
    """
    if not data.startswith(b"PK"):
        return [_read(data, name, name, year, start)]
    found = [
        _read(inside, member, f"{member} {name}", year, start)
        for member, inside in _members(data, name)
        if cms.kind_of(inside[:4000].decode("utf-8-sig", errors="replace")) not in (None, "cpt")
    ]
    if not found:
        raise Invalid(f"{name} holds no file of codes that is known: unpack it, and load the text file itself.")
    if any(file.kind == "icd10cm-order" for file in found):
        found = [file for file in found if file.kind != "icd10cm-addenda"]
    if len({file.stem for file in found}) < len(found):
        raise Invalid(f"{name} holds two files for the same thing: unpack it, and load the one that you want.")
    return found


def _read(data: bytes, name: str, named: str, year: int | None, start: date | None) -> Loaded:
    text = cms.decoded(data, name)
    kind = cms.kind_of(text)
    if kind is None:
        raise Invalid(cms.why_not(text, name))
    first = None if kind == "cpt" else start or _first_day(kind, name, named, year)
    if kind == "icd10cm-addenda":
        cms.addenda(text, name)
    else:
        cms.codes(kind, text, name)
    return Loaded(kind, first, digest_of(data), data, name)


def _first_day(kind: cms.Kind, name: str, named: str, year: int | None) -> date:
    """The first day of a file: 10/01/2026 for fiscal year 2027, a quarter's for HCPCS. Raises `Invalid`."""
    if kind == "hcpcs":
        told = _QUARTER.search(named)
        if year:
            return date(year, 1, 1)
        if told:
            return date(int(told[1]), _MONTHS[told[2].upper()], 1)
        raise Invalid(f"{name} does not say its quarter, as HCPC2026_OCT_ANWEB.txt does: add --from 10/1/2026.")
    years = {int(found) for found in _YEAR.findall(named)}
    if year is None and len(years) != 1:
        raise Invalid(f"{name} does not say its fiscal year, as icd10cm-order-2027.txt does: add --year 2027.")
    year = year or years.pop()
    # The update in the middle of a fiscal year: icd10cm-order-April-1-2027.txt.
    return date(year, 4, 1) if re.search(r"(?<![a-z])apr(?:il)?(?![a-z])", named, re.IGNORECASE) else first_day(year)


def _members(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The text files of a zip, none of them larger than a file may be, whatever the zip says of itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            texts = [info for info in packed.infolist()[:_MEMBERS] if info.filename.lower().endswith(".txt")]
            for info in texts:
                with packed.open(info) as file:
                    inside = file.read(cms.LARGEST + 1)
                if len(inside) > cms.LARGEST:
                    raise Invalid(f"{name}: {info.filename[-60:]} is larger than {cms.LARGEST // 1024**2} MB.")
                yield info.filename.rpartition("/")[2][:80], inside
    # What a damaged, encrypted or oddly packed archive makes zipfile raise; anything else is a fault of ours.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Invalid(f"{name} cannot be unpacked ({type(error).__name__}): download it again, or unpack it.") from None
