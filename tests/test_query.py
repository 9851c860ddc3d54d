"""The filter language of the board and of `lmnboard list`, as a table over a handful of cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lmnboard import query, totals
from lmnboard.board import Board
from lmnboard.model.errors import Invalid
from tests.builders import a_board, at

CASES = (
    {
        "stage": "gathering", "purpose": "prior_authorization", "kind": "medication", "owner": "dana",
        "payer": "meridian", "patient": {"name": "Ada Okafor", "record_number": "RC-20418"}, "tags": ["migraine"],
        "diagnoses": [{"id": "d1", "code": "G43.709"}], "request": {"treatment": "Galcanezumab"},
        "next_touch": {"on": "2026-11-18"}, "stage_since": "2026-11-18T02:00:00.000+00:00",
    },
    {
        "stage": "drafting", "purpose": "appeal", "kind": "equipment", "owner": "jo", "priority": "expedited",
        "patient": {"name": "Lars O'Neill"}, "request": {"codes": [{"id": "c1", "code": "E0601"}]},
        "waiting_on": "provider", "next_touch": {"on": "2026-11-20"}, "location": "main",
        "stage_since": "2026-11-14T02:00:00.000+00:00", "snoozed_until": "2026-11-25",
    },
    {
        "stage": "follow_up", "kind": "test", "provider": "castellanos", "patient": {"name": "Wen Li"},
        "responses": [{"id": "r1", "outcome": "denied", "reference": "REF-77"}], "next_touch": {"on": "2026-11-24"},
    },
    {
        "stage": "review", "diagnoses": [{"id": "d1", "code": "E11.9"}], "tags": ["call back"],
        "stage_since": "2026-11-01T15:00:00.000+00:00", "overrides": [{"id": "o1", "what": "moved", "because": "fax"}],
    },
    {
        "stage": "resolved", "outcome": "partly_approved", "owner": "dana", "patient": {"name": "Ada Lund"},
        "appeal": {"by": "LMN-0009"}, "snoozed_until": "2026-11-25",
    },
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
        ("location:none", {1, 3, 4, 5}),
        ("location:mine", {2}),
        ("payer:none", {2, 3, 4, 5}),
        ("owner:none open", {3, 4}),
        ("owner:mine", {1, 5}),
        ("answer:denied", {3}),
        ("answer:none", {1, 2, 4, 5}),
        ("answer:denied !appealed", {3}),
        ("appealed", {5}),
        ("snoozed", {2}),
        ("overridden", {4}),
        ("clock:touch", {1, 2, 3}),
        ("clock:file", set()),
        ("since:>7d", {4}),
        ("since:<=7d", {1, 2}),
        ("since:<11/10/2026", {4}),
        ("since:11/13/2026", {2}),
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


def test_an_id_in_full_is_that_one_alone_and_a_part_of_it_is_all_that_have_it(tmp_path: Path) -> None:
    staff = ("jo", "joan", "mojo")
    path = a_board(tmp_path, *({"stage": "gathering", "owner": owner} for owner in staff))
    with at(path) as board:
        for owner in ("joan", "mojo"):
            board.new_listed("staff", {"name": owner})
        assert [card.owner for card in query.cards("owner:jo", board.shown, board.me)] == ["jo"]
        assert len(query.cards("owner:j", board.shown, board.me)) == 3


@pytest.mark.parametrize("by", ["location", "owner", "payer", "provider"])
def test_the_totals_of_groups_are_those_of_the_filter_that_shows_them(board: Board, by: totals.By) -> None:
    """What a lane or a line of the totals counts is what its term finds, and together they are the board."""
    rows = totals.totals_by(by, board.shown.cards.values(), board.shown, board.me)
    for slug, _name, total in rows:
        found = query.cards(query.term_of(by, slug), board.shown, board.me)
        assert total == totals.total(found, board.shown)
        for name in ("open", "late", "today", "unowned", "undated", "snoozed"):
            term = query.cards(f"{query.term_of(by, slug)} open {name}", board.shown, board.me)
            assert getattr(total, name) == len(term)
    assert totals.added(total for _slug, _name, total in rows) == totals.total(
        list(board.shown.cards.values()), board.shown
    )


def test_a_case_of_somebody_who_has_left_the_staff_counts_as_unowned_and_is_found_so(tmp_path: Path) -> None:
    with at(a_board(tmp_path, *({"stage": "gathering", "owner": owner} for owner in ("dana", "left")))) as board:
        assert totals.total(list(board.shown.cards.values()), board.shown).unowned == 1
        assert [card.owner for card in query.cards("unowned", board.shown, board.me)] == ["left"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour:red", "does not know 'colour': it may be answer, clock, code, due"),
        ("stage:x", "it may be gathering, drafting"),
        ("due:whenever", "due: "),
    ],
)
def test_a_filter_that_means_nothing_says_what_may_be_written(board: Board, text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        query.cards(text, board.shown, board.me)


def test_the_most_pressing_come_first_and_resolved_ones_last(board: Board) -> None:
    assert [card.number for card in query.cards("", board.shown, board.me)] == [1, 2, 3, 4, 5]
