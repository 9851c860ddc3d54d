"""The board itself: whether it opens and its history holds, who leads, what is kept beside it, and its lists."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from lmnboard.codes import Books
from lmnboard.codes.packaged import packaged
from lmnboard.codes.years import fiscal_year, last_day
from lmnboard.doctor.seen import Looked, Patient, Seen, account, changed, size
from lmnboard.knowledge.typed_dates import us_date
from lmnboard.model.errors import Damaged, StoreError
from lmnboard.store import history, opening, outside
from lmnboard.workflow import roles

FRESH = timedelta(days=2)
"""How old the last backup may be: one a night, and one that was missed."""
STALE = timedelta(days=400)
"""How old a list of phrases or codes may be: they are renewed once a year."""
KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
MEND = "lmnboard repair"
"""It says what it would keep, and which backup has more, before anything is done."""
_AS_OF = re.compile(r"^(?:# )?as_of\s*=?\s*\"?(\d{4}-\d\d-\d\d)", re.MULTILINE)


def opens(at: Patient) -> Looked:
    """Whether the board opens; whatever else is asked of it is asked of what is read here."""
    place = at.place
    for file in (place.board, place.history, place.lock):
        what = outside.kind(file)
        if what:
            yield Seen("bad", f"{file} is {what}, not a file", f"mv {file} {file}.aside; {MEND}")
            return
    try:
        found = opening.read(place)
    except (StoreError, RecursionError, msgspec.MsgspecError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        yield Seen(
            "bad", f"the board cannot be opened: {why}", MEND if isinstance(error, Damaged) else "lmnboard verify"
        )
        return
    if found.unwritable:
        yield Seen("bad", found.unwritable, MEND)
        return
    at.opened = found
    cases = len(found.records.tables.get("cases", {}))
    yield Seen("ok", f"{place.board} opens: {cases} cases, {found.records.seq} entries")
    if found.foreign:
        yield Seen("warn", f"{place.board.name} was changed by another program; the history counts", "lmnboard list")


def history_holds(at: Patient) -> Looked:
    if at.opened is None:
        return
    began = time.perf_counter()
    data = at.place.history.read_bytes()[: at.opened.at.offset]
    wrong = history.damage(data, at.opened.at)
    if wrong:
        yield Seen("bad", f"{at.place.history.name}: {wrong}", MEND)
    else:
        seconds = time.perf_counter() - began
        yield Seen("ok", f"the history is whole: {size(len(data))}, checked in {seconds:.1f} s")


def roles_in_force(at: Patient) -> Looked:
    if at.opened is None:
        return
    staff = at.staff
    if roles.in_force(staff):
        leads = ", ".join(str(staff[record].get("name") or record) for record in roles.lead_records(staff))
        yield Seen("ok", f"roles are in force; lead: {leads}")
    else:
        yield Seen(
            "warn",
            "whoever reaches the board may do everything: nobody with a login is a lead",
            "lmnboard directory staff ID --set name=NAME --set login=ACCOUNT --set role=lead",
        )
    unknown = [str(doc.get("id")) for doc in staff.values() if not (doc.get("login") and account(str(doc["login"])))]
    if unknown:
        mend = f"lmnboard directory staff {unknown[0]} --set login=ACCOUNT"
        yield Seen("note", f"on the staff list, without an account on this machine: {', '.join(unknown)}", mend)


def backup(at: Patient) -> Looked:
    kept = [changed(path) for path in (at.place.folder / "backups").glob(f"{at.place.board.stem}-*.tar.gz")]
    if not kept:
        yield Seen("warn", "there is no backup in backups/", "lmnboard backup")
        return
    age = at.now - datetime.fromtimestamp(max(kept), UTC)
    old = f"{age.days} days" if age.days > 0 else f"{max(0, int(age.total_seconds())) // 3600} hours"
    if age > FRESH:
        yield Seen("warn", f"the last of {len(kept)} backups is {old} old", "lmnboard backup")
    else:
        yield Seen("ok", f"{len(kept)} backups, the last {old} old; keep one on another machine")


def leftovers(at: Patient) -> Looked:
    folder, name = at.place.folder, at.place.board.name
    for aside in sorted(folder.glob(f"{name}.*-[0-9]*")):
        yield Seen("note", f"{aside.name} was set aside and is read by nobody", f"look at it, then rm {aside}")
    for temporary in sorted(folder.glob(".*.tmp")):
        if at.now.timestamp() - changed(temporary) > 3600:
            yield Seen("note", f"{temporary.name} is what a killed process left", f"rm {temporary}")
    for writer in sorted({path.name.split(".")[0] for path in folder.glob("drafts/*.json")}):
        if account(writer) is None:
            mend = f"rm {folder}/drafts/{writer}.*"
            yield Seen("note", f"half-typed text of {writer!r}, an account that is gone", mend)


def code_sets(at: Patient) -> Looked:
    for path in sorted(KNOWLEDGE.glob("*.toml")):
        told = _AS_OF.search(path.read_text())
        if told:
            old = at.now.date() - date.fromisoformat(told[1]) > STALE
            what = f"{path.stem.replace('_', ' ')}: as of {told[1]}"
            yield Seen("warn", what, "install a newer lmnboard") if old else Seen("ok", what)


def diagnosis_codes(at: Patient) -> Looked:
    try:
        files = Books(at.place.folder).files
        ends = [packaged().last_day]
    except StoreError as error:
        yield Seen("warn", f"diagnosis codes are judged by their form alone: {error}", "install lmnboard again")
        return
    ends += [last_day(fiscal_year(file.first)) for file in files if file.first and file.kind.startswith("icd10cm")]
    good = max(ends)
    if at.now.date() > good:
        what = f"ICD-10-CM was good to {us_date(good)}: nothing about codes blocks a letter until a newer set is loaded"
        yield Seen("warn", what, "lmnboard codes load FILE: CMS's order file or addenda of the new year")
    else:
        yield Seen("ok", f"ICD-10-CM is good to {us_date(good)}")


LOOKS = (opens, history_holds, roles_in_force, backup, leftovers, code_sets, diagnosis_codes)
