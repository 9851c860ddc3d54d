"""Paths into a record: what they read, what they write, and what they refuse."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from lmnboard.model import paths
from lmnboard.model.change import UNSET
from lmnboard.model.errors import Invalid, NotFound

DOC: dict[str, Any] = {
    "id": "LMN-0042",
    "stage": "review",
    "request": {"duration": "6 weeks", "codes": [{"id": "c1", "code": "97110"}]},
    "treatments": [{"id": "t1", "name": "Rest", "where": {"site": "home"}}, {"id": "t3", "name": "Ice"}],
    "responses": [{"id": "r1", "reasons": [{"id": "x4", "code": "50"}, {"id": "x5"}]}, {"id": "r2"}],
    "empty": None,
    "old": "a text where rows are expected",
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("stage", "review"),
        ("request.duration", "6 weeks"),
        ("request.codes/c1", {"id": "c1", "code": "97110"}),
        ("request.codes/c1/code", "97110"),
        ("treatments/t1/where.site", "home"),
        ("responses/r1/reasons/x4/code", "50"),
        ("empty", None),
        ("never.was.there", None),
        ("stage.deeper", None),
        ("treatments/t3/where.site", None),
        ("treatments/t2", UNSET),
        ("treatments/t2/name", UNSET),
        ("nowhere/n1", UNSET),
        ("empty/n1", UNSET),
        ("old/n1", UNSET),
        ("responses/r1/reasons/x9", UNSET),
        ("responses/r9/reasons", UNSET),
        ("responses/r2/reasons", None),
        ("responses/r2/reasons/x4", UNSET),
    ],
)
def test_what_stands_at_a_path(path: str, value: Any) -> None:
    assert paths.value_at(DOC, path) == value
    assert (paths.value_at(DOC, path) is UNSET) == (value is UNSET)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("stage", "resolved"),
        ("request.duration", None),
        ("signature.by.name", "Dr. Lee"),
        ("empty.now", 1),
        ("request.codes/c1/code", "97112"),
        ("request.codes/c2", {"id": "c2", "code": "97530"}),
        ("request.codes/c1", {"id": "c1", "code": "97530"}),
        ("notes/n1", {"id": "n1"}),
        ("extra.rows/e1", {"id": "e1"}),
        ("treatments/t3/where.site", "clinic"),
        ("treatments/t3/doses/d1", {"id": "d1"}),
        ("responses/r1/reasons/x5/code", "197"),
        ("tags", ["one", "two"]),
    ],
)
def test_what_is_put_is_found_and_nothing_else_changes(path: str, value: Any) -> None:
    doc = copy.deepcopy(DOC)
    before = paths.value_at(doc, path)
    paths.put(doc, path, value)
    assert paths.value_at(doc, path) == value
    paths.put(doc, path, before)
    assert _without_empty(doc) == _without_empty(DOC)


@pytest.mark.parametrize("path", ["stage", "request.duration", "request.codes/c1/code", "request.codes/c1"])
def test_unset_removes_a_field_or_a_row(path: str) -> None:
    doc = copy.deepcopy(DOC)
    paths.put(doc, path, UNSET)
    assert doc != DOC
    assert paths.value_at(doc, path) is (UNSET if paths.names_row(path) else None)
    again = copy.deepcopy(doc)
    paths.put(again, path, UNSET)
    assert again == doc


def test_a_removed_row_leaves_its_neighbours() -> None:
    doc = copy.deepcopy(DOC)
    paths.put(doc, "responses/r1/reasons/x4", UNSET)
    assert doc["responses"] == [{"id": "r1", "reasons": [{"id": "x5"}]}, {"id": "r2"}]


@pytest.mark.parametrize("path", ["treatments/t2/name", "responses/r9/reasons/x1", "nowhere/n1/name"])
def test_a_path_through_a_row_that_is_not_there(path: str) -> None:
    with pytest.raises(NotFound, match="no row"):
        paths.put(copy.deepcopy(DOC), path, {"id": path.rpartition("/")[2]})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("stage.deeper", "x"),
        ("old/n1", {"id": "n1"}),
        ("treatments.name", "x"),
        ("treatments/t1/name/d1", {"id": "d1"}),
        ("treatments/t2", {"id": "t5"}),
        ("treatments/t2", {}),
        ("treatments/t2", "Ice"),
        ("treatments/t2", None),
    ],
)
def test_what_would_destroy_or_hide_something_is_refused(path: str, value: Any) -> None:
    doc = copy.deepcopy(DOC)
    with pytest.raises(Invalid):
        paths.put(doc, path, value)
    assert doc == DOC


@pytest.mark.parametrize(
    ("path", "pattern", "names_row"),
    [
        ("stage", "stage", False),
        ("request.duration", "request.duration", False),
        ("treatments/t3", "treatments/*", True),
        ("treatments/t3/outcome", "treatments/*/outcome", False),
        ("request.codes/c1/code", "request.codes/*/code", False),
        ("responses/r1/reasons/x4", "responses/*/reasons/*", True),
    ],
)
def test_a_path_names_a_field_of_the_catalogue(path: str, pattern: str, names_row: bool) -> None:
    assert paths.pattern(path) == pattern
    assert paths.names_row(path) is names_row


@pytest.mark.parametrize(
    ("value", "highest"),
    [
        (DOC, 5),
        ({}, 0),
        ({"id": "t9"}, 0),
        ([{"id": "t9"}], 9),
        ({"a": [{"id": "t2", "b": [{"id": "n12"}]}, "text", None]}, 12),
        ({"a": {"b": [{"id": "17"}]}}, 17),
        ({"a": [{"id": "LMN-0042"}, {"id": "b7f3"}, {"id": None}, {"id": ["t8"]}, {}]}, 0),
        ({"a": [{"id": "t20260302150405"}, {"id": "t" + "9" * 5000}, {"id": "t３"}]}, 0),
    ],
)
def test_the_highest_row_number_ever_seen(value: Any, highest: int) -> None:
    assert paths.highest_row(value) == highest


def test_rows_are_shown_by_their_order_number_then_as_added() -> None:
    rows = [{"id": "t1", "order": 2}, {"id": "t2"}, "not a row", {"id": "t3", "order": 1}, {"id": "t4", "order": 2}]
    assert [row["id"] for row in paths.in_order(rows)] == ["t2", "t3", "t1", "t4"]
    assert paths.in_order(None) == []


def _without_empty(doc: Any) -> Any:
    """A document without what an empty field, map or list leaves behind."""
    if isinstance(doc, dict):
        kept = {key: _without_empty(value) for key, value in doc.items()}
        return {key: value for key, value in kept.items() if value not in (None, {}, [])}
    return [_without_empty(item) for item in doc] if isinstance(doc, list) else doc
