"""Anything at all is asked of the board: filters, fields by path, JSON by the file, lines over SSH."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmnboard import query
from lmnboard.board import Board
from lmnboard.commands import ssh
from lmnboard.commands.given import Given
from lmnboard.model.case import CASES
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import BoardError
from lmnboard.model.fields import catalogue
from tests.builders import a_board, a_case, at
from tests.fuzz import fuzzing
from tests.fuzz.fuzzing import Thrown, json_values, thrown

_terms = st.sampled_from([
    "owner:", "payer:", "provider:", "location:", "stage:", "kind:", "purpose:", "waiting:", "outcome:", "icd:",
    "code:", "tag:", "patient:", "due:", "me", "dana", "review", "rev", "<7d", ">=fri", "=", "none", "late", "mine",
    "undated", "!", "!!", "open", "expedited", "<+9999m", "<99999d", "colour:", '"', " ", "meridian", "E11",
    "follow-up",
])  # fmt: skip
asked = st.lists(_terms | fuzzing.text, max_size=6).flatmap(
    lambda terms: st.sampled_from(["", " "]).map(lambda between: between.join(terms))
)

_paths = [field.path for field in CASES] + ["id", "revision", "last_row", "order"]
_keys = st.one_of(
    st.sampled_from(sorted({part for path in _paths for part in path.replace("/", ".").split(".")} | {"patient.name"})),
    fuzzing.text,
)
_leaves = st.sampled_from([
    "appeal", "M54.51", "12/4/2026", "dana", "d1", "t1", 1, 12.5, True, None, "yes", "", "meridian", 1e308, -1, 2**60,
])  # fmt: skip


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """JSON that is now and then nearly a case."""
    value = st.recursive(
        _leaves | json_values(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3),
        max_leaves=8,
    )
    return st.dictionaries(_keys, value, max_size=4)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    path = a_board(tmp_path_factory.mktemp("board"), a_case(), a_case(stage="gathering", submit_by="2026-12-04"))
    with at(path) as board:
        yield board


@pytest.mark.soak
def test_a_filter_finds_cards_or_says_what_it_may_be(board: Board) -> None:
    told = Thrown("filters")

    @thrown(300)
    @given(asked)
    def throw(text: str) -> None:
        told.at(lambda: query.cards(text, board.shown, board.me))

    throw()
    told.note()


@pytest.mark.soak
def test_words_of_a_command_set_fields_or_are_refused(board: Board) -> None:
    told = Thrown("PATH=VALUE")
    doc = board.shown.doc("1")
    path = st.one_of(
        st.sampled_from(_paths),
        st.lists(_keys | st.sampled_from(["1", "d1", "t1", "*", "0", "99"]), max_size=4).flatmap(
            lambda parts: st.sampled_from([".", "/"]).map(lambda between: between.join(parts))
        ),
    )
    value = st.one_of(
        fuzzing.text, documents().map(json.dumps), st.sampled_from(["", "appeal", "1", "{}", "[]", "[" * 9000])
    )

    @thrown(300)
    @given(path, st.sampled_from(["=", "+=", ""]), value, st.booleans(), st.booleans())
    def throw(path: str, sign: str, value: str, case: bool, remove: bool) -> None:
        given_ = Given(board, CASES, doc) if case else Given(board, catalogue(DIRECTORY["payers"]))
        # `-` would read the standard input of the tests.
        told.at(lambda: given_.take_words([f"{path}{sign}{value}"]) if value.strip() != "-" else None)
        if remove:
            told.at(lambda: given_.take_removed([path]))

    throw()
    told.note()


@pytest.mark.soak
def test_a_file_of_fields_makes_a_case_changes_one_or_is_refused(board: Board, tmp_path: Path) -> None:
    told = Thrown("--from")
    source = tmp_path / "from.json"
    doc = board.shown.doc("1")

    @thrown(300)
    @given(documents() | json_values(), st.booleans())
    def throw(found: Any, new: bool) -> None:
        try:
            source.write_text(json.dumps(found))
        except UnicodeEncodeError:
            return
        given_ = Given(board, CASES) if new else Given(board, CASES, doc)
        if told.at(lambda: _taken(given_, source)):
            _judged(told, board, given_, new=new)

    throw()
    told.note()


def _taken(given_: Given, source: Path) -> bool:
    given_.take_json(str(source))
    return True


def _judged(told: Thrown, board: Board, given_: Given, *, new: bool) -> None:
    """What was taken is kept or refused by the board as well; nothing is written for it."""
    from lmnboard.workflow import edits

    def act() -> None:
        if new:
            doc = edits.new_document(given_.whole())
            edits.name_rows(doc, CASES)
        else:
            doc = board.shown.doc("1")
            doc = edits.applied(doc, edits.set_fields("cases/1", doc, given_.fields))
        board._typed("", doc)
        board.judge(doc)

    told.at(act)


@pytest.mark.soak
def test_any_bytes_as_a_file_of_fields_are_read_or_refused(board: Board, tmp_path: Path) -> None:
    told = Thrown("bytes of --from")
    source = tmp_path / "from.json"
    whole = json.dumps({"purpose": "appeal", "patient": {"name": "Zoë"}, "diagnoses": [{"code": "M54.51"}]}).encode()

    @thrown(300)
    @given(
        st.binary(max_size=40) | st.binary(max_size=6).map(lambda odd: whole.replace(b"appeal", odd)),
        st.integers(0, 90),
    )
    def throw(data: bytes, cut: int) -> None:
        source.write_bytes(data[:cut] if cut % 3 == 0 else data)
        told.at(lambda: _taken(Given(board, CASES), source))

    throw()
    source.write_bytes(whole)
    assert told.at(lambda: _taken(Given(board, CASES), source))
    told.note()


@pytest.mark.soak
def test_a_line_over_ssh_is_words_or_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Thrown("SSH_ORIGINAL_COMMAND")
    line = st.lists(
        st.sampled_from(
            ["lmnboard", "list", "export", "LMN-0001", "-o", "-", "--board", "x", ";", "$(id)", "`id`", "|", "'"]
        )
        | fuzzing.text,
        max_size=6,
    ).map(" ".join)

    @thrown(300, 115_000)  # some lines are no words at all and never reach the program
    @given(line)
    def throw(text: str) -> None:
        try:
            monkeypatch.setenv("SSH_ORIGINAL_COMMAND", text)
        except (ValueError, UnicodeEncodeError):
            return  # no environment can hold a NUL
        told.at(lambda: ssh.run("ssh", "what", None, []))

    throw()
    told.note()


def test_a_test_of_this_room_fails_where_something_else_than_a_sentence_comes() -> None:
    told = Thrown("itself")
    with pytest.raises(ZeroDivisionError):
        told.at(lambda: 1 // 0)
    with pytest.raises(AssertionError, match="control character"):
        told.at(lambda: _raise(BoardError("\x1b[2J")))


def _raise(error: Exception) -> None:
    raise error
