"""The filter language of the board and of `lmnboard list`, as a table over a handful of cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lmnboard import query
from lmnboard.board import Board
from lmnboard.model.errors import Invalid
from tests.builders import a_board, at

CASES = (
    {
        "stage": "gathering", "purpose": "prior_authorization", "kind": "medication", "owner": "dana",
        "payer": "meridian", "patient": {"name": "Ada Okafor", "record_number": "RC-20418"}, "tags": ["migraine"],
        "diagnoses": [{"id": "d1", "code": "G43.709"}], "request": {"treatment": "Galcanezumab"},
        "next_touch": {"on": "2026-11-18"},
    },
    {
        "stage": "drafting", "purpose": "appeal", "kind": "equipment", "owner": "jo", "priority": "expedited",
        "patient": {"name": "Lars O'Neill"}, "request": {"codes": [{"id": "c1", "code": "E0601"}]},
        "waiting_on": "provider", "next_touch": {"on": "2026-11-20"}, "location": "main",
    },
    {
        "stage": "follow_up", "kind": "test", "provider": "castellanos", "patient": {"name": "Wen Li"},
        "responses": [{"id": "r1", "outcome": "denied", "reference": "REF-77"}], "next_touch": {"on": "2026-11-24"},
    },
    {"stage": "review", "diagnoses": [{"id": "d1", "code": "E11.9"}], "tags": ["call back"]},
    {"stage": "resolved", "outcome": "partly_approved", "owner": "dana", "patient": {"name": "Ada Lund"}},
)  # fmt: skip
ALL = {1, 2, 3, 4, 5}


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    with at(a_board(tmp_path_factory.mktemp("query"), *CASES)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", ALL),
        ("ada", {1, 5}),
        ("ADA okafor", {1}),
        ('"ada l"', {5}),
        ("o'neill", {2}),
        ("rc-204", {1}),
        ("lmn-0003", {3}),
        ("ref-77", {3}),
        ("galcan", {1}),
        ("meridian", {1}),
        ("nobody", set()),
        ("!ada", {2, 3, 4}),
        ("ada !resolved", {1}),
        ("owner:dana", {1, 5}),
        ("owner:lindgren", {2}),
        ("owner:me", {1, 5}),
        ("owner:", {1, 2, 5}),
        ("!owner:", {3, 4}),
        ("mine", {1, 5}),
        ("unowned", {3, 4}),
        ("payer:merid", {1}),
        ("provider:castell", {3}),
        ("location:main", {2}),
        ("stage:review", {4}),
        ("stage:follow-up", {3}),
        ("stage:r", {4, 5}),
        ("kind:dme", {2}),
        ("purpose:prior", {1}),
        ("purpose:prior-auth", {1}),
        ("waiting:provider", {2}),
        ("outcome:partly", {5}),
        ("icd:g43", {1}),
        ("icd:E", {4}),
        ("code:e0601", {2}),
        ("tag:call", {4}),
        ("patient:li", {3}),
        ("late", {1}),
        ("today", {2}),
        ("urgent", {3}),
        ("undated", {4}),
        ("expedited", {2}),
        ("open", {1, 2, 3, 4}),
        ("resolved", {5}),
        ("due:today", {2}),
        ("due:<7d", {1, 2, 3}),
        ("due:<=2026-11-20", {1, 2}),
        ("due:>11/20/2026", {3}),
        ("due:>=0d", {2, 3}),
        ("due:none open", {4}),
        ("due:", {1, 2, 3}),
        ('"', ALL),
        ("!", ALL),
        ("  ", ALL),
    ],
)
def test_what_a_filter_leaves(board: Board, text: str, numbers: set[int]) -> None:
    assert {card.number for card in query.cards(text, board.shown, board.me)} == numbers


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour:red", "does not know 'colour': it may be code, due"),
        ("stage:x", "it may be gathering, drafting"),
        ("due:whenever", "due: "),
    ],
)
def test_a_filter_that_means_nothing_says_what_may_be_written(board: Board, text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        query.cards(text, board.shown, board.me)


def test_the_most_pressing_come_first_and_resolved_ones_last(board: Board) -> None:
    assert [card.number for card in query.cards("", board.shown, board.me)] == [1, 2, 3, 4, 5]
