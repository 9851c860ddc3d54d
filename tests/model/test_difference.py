"""What would change one record into another: any two, however odd, and nothing that need not change."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import Any

from lmnboard.model import difference
from lmnboard.model.change import UNSET, Change
from lmnboard.model.records import Records
from tests.soak import often


def test_the_changes_are_the_fewest_by_field_and_row() -> None:
    now = {"a": {"b": 1, "c": [2]}, "rows": [{"id": "t1", "k": 1}, {"id": "t2", "k": 2}], "last_row": 2, "gone": 1}
    then = {"a": {"b": 3, "c": [2]}, "rows": [{"id": "t2", "k": 5}, {"id": "t3", "k": 2}], "last_row": 3, "new": []}
    assert difference.of_record("cases/1", now, then) == [
        Change("cases/1", "last_row", 2, 3),
        Change("cases/1", "a.b", 1, 3),
        Change("cases/1", "rows/t1", {"id": "t1", "k": 1}, UNSET),
        Change("cases/1", "rows/t2/k", 2, 5),
        Change("cases/1", "rows/t3", UNSET, {"id": "t3", "k": 2}),
        Change("cases/1", "gone", 1, UNSET),
        Change("cases/1", "new", None, []),
    ]


def test_no_row_number_that_was_given_is_given_again() -> None:
    assert difference.of_record("cases/1", {"last_row": 9, "revision": 7}, {"last_row": 4, "revision": 2}) == []


def test_the_difference_of_any_two_states_leads_from_one_to_the_other() -> None:
    chance = random.Random(5)
    for _ in range(often(300, 20_000)):
        now, then = _any_record(chance), _any_record(chance)
        changes = difference.of_record("cases/1", now, then)
        records = Records({"cases": {1: json.dumps(now).encode()}} if now is not None else {})
        judged = records.judge(changes, 2)
        assert judged.clashes == []
        records.keep(judged.outcome, 2)
        assert difference.of_record("cases/1", records.doc("cases/1"), then) == [], (now, then)
        again = difference.of_record("cases/1", now, deepcopy(now))
        assert again == []


def _any_record(chance: random.Random) -> dict[str, Any] | None:
    if not chance.randrange(10):
        return None
    keys = ["a", "b", "c", "odd.key", "odd/key", ""]

    def value_(depth: int) -> Any:
        kind = chance.randrange(8 if depth < 3 else 4)
        if kind < 3:
            return chance.choice([None, "", "x", 1, 2.5, True])
        if kind == 3:
            return chance.choice([[], ["x"], ["x", "y"], {}])
        if kind < 6:
            return {chance.choice(keys): value_(depth + 1) for _ in range(chance.randrange(3))}
        rows = [
            {"id": f"t{n}", "order": chance.randrange(3), "k": value_(depth + 1)} for n in range(chance.randrange(4))
        ]
        chance.shuffle(rows)
        if not chance.randrange(5):
            rows.append(dict(rows[0]) if rows else {"id": None})
        return rows

    return {chance.choice(keys): value_(0) for _ in range(chance.randrange(1, 5))} | {"last_row": chance.randrange(9)}
