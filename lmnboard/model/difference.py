"""What would change one state of the records into another: the fewest changes, each of a field, a row or a record.

Pure: stands on records, paths and changes. Restoring and repairing ask here; what comes out is judged as all
changes are.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from copy import deepcopy
from typing import Any

from lmnboard.model import paths
from lmnboard.model.change import UNSET, Change
from lmnboard.model.records import Encoded, Records

_BOOKKEEPING = ("revision", "last_row")


def between(now: Records, then: Records, only: Container[str] | None = None) -> list[Change]:
    """The changes that make the records of `now` what they are in `then`; `only` these records, by name.

    Records that go come first, so that one which comes back may have an id that a later one was given.
    """
    going: list[Change] = []
    coming: list[Change] = []
    for table in dict.fromkeys([*now.tables, *then.tables]):
        here, there = all_of(now, table), all_of(then, table)
        for number in sorted(here.keys() | there.keys()):
            record = f"{table}/{number}"
            if (only is None or record in only) and here.get(number) != there.get(number):
                found = of_record(record, now.doc(record), then.doc(record))
                (coming if number in there else going).extend(found)
    return going + coming


def all_of(records: Records, table: str) -> dict[int, Encoded]:
    """Every record of a table by number, archived cases among them."""
    rows = records.tables.get(table, {})
    return {**rows, **records.archive.cases()} if table == "cases" else rows


def of_record(record: str, now: dict[str, Any] | None, then: dict[str, Any] | None) -> list[Change]:
    """The changes of one record; None for one that is not there. Row numbers that were given once stay given."""
    if then is None:
        return [] if now is None else [Change(record, "", now, UNSET)]
    then = {key: value for key, value in then.items() if key != "revision"}
    if now is None:
        return [Change(record, "", UNSET, then)]
    found: list[Change] = []
    if isinstance(then.get("last_row"), int) and then["last_row"] > (now.get("last_row") or 0):
        found.append(Change(record, "last_row", now.get("last_row"), then["last_row"]))  # before rows that raise it
    for key in dict.fromkeys([*now, *then]):
        if key in _BOOKKEEPING or _alike(now.get(key), then.get(key)):
            continue
        if not _nameable(key):
            return [Change(record, "", now, then)]
        found += _of_key(record, key, now, then)
    return found


def _of_key(record: str, key: str, now: dict[str, Any], then: dict[str, Any]) -> list[Change]:
    """The changes inside one key of a record; the key as a whole where they would not lead there."""
    fine = list(_inside(record, key, now.get(key), then.get(key, UNSET)))
    trial = {key: deepcopy(now.get(key))}
    for change in fine:
        paths.put(trial, change.path, deepcopy(change.after))
    if _alike(trial.get(key), then.get(key)):
        return fine
    return [_whole(record, key, now.get(key), then.get(key, UNSET))]


def _inside(record: str, path: str, now: Any, then: Any) -> Iterator[Change]:
    if _alike(now, then):
        return
    if isinstance(now, dict) and isinstance(then, dict) and all(map(_nameable, [*now, *then])):
        for key in dict.fromkeys([*now, *then]):
            yield from _inside(record, f"{path}.{key}", now.get(key), then.get(key, UNSET))
    elif _are_rows(now) and _are_rows(then):
        yield from _rows(record, path, now, then)
    else:
        yield _whole(record, path, now, then)


def _rows(record: str, path: str, now: list[dict[str, Any]], then: list[dict[str, Any]]) -> Iterator[Change]:
    here, there = ({row["id"]: row for row in rows} for rows in (now, then))
    for row_id in dict.fromkeys([*here, *there]):
        row_path = f"{path}/{row_id}"
        before, after = here.get(row_id), there.get(row_id)
        if before is None or after is None:
            yield Change(record, row_path, UNSET if before is None else before, UNSET if after is None else after)
        elif not all(map(_nameable, [*before, *after])):
            yield Change(record, row_path, before, after)
        else:
            for key in dict.fromkeys([*before, *after]):
                yield from _inside(record, f"{row_path}/{key}", before.get(key), after.get(key, UNSET))


def _whole(record: str, path: str, now: Any, then: Any) -> Change:
    # An empty list is no value, and nothing is no list: what was not there goes again.
    return Change(record, path, now, UNSET if then is None and isinstance(now, dict | list) else then)


def _alike(one: Any, other: Any) -> bool:
    """Whether two values say the same: a key that is missing is one without a value, rows go by their order."""
    one, other = (None if value is UNSET else value for value in (one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_alike(one.get(key), other.get(key)) for key in one.keys() | other.keys())
    if _are_rows(one) and _are_rows(other):
        rows = list(zip(paths.in_order(one), paths.in_order(other), strict=False))
        return len(one) == len(other) and all(_alike(*pair) for pair in rows)
    return bool(one == other)


def _are_rows(value: Any) -> bool:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return False
    ids = [row.get("id") for row in value]
    return all(isinstance(i, str) and _nameable(i) for i in ids) and len(set(ids)) == len(ids)


def _nameable(key: str) -> bool:
    """Whether a path can name it."""
    return bool(key) and "." not in key and "/" not in key
