"""The checklist: what judging a case costs, all of it but spelling, at first and after an edit; a letter of words.

The peer is reading the same case into its types, without a check. Called by `__main__`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from benchmarks.boards import Made
from benchmarks.table import Aim, Row
from lmnboard.board import Board
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.runner import judge_letter
from lmnboard.model.clinic import typed_case
from lmnboard.opening import open_board
from tests.letters import labels

CASES = 60


def judging(made: Made) -> Iterator[Row]:
    """Judging open cases of a board, with the code books at hand and every other patient known."""
    with made.copy() as path:
        board = open_board(path)
        try:
            board.codes.make(lambda done, of: None)
            cards = board.shown.open_cards()[: CASES + 1]
            board.findings(cards[0].id)  # what is read once: patterns, the payers' rules
            ids = [card.id for card in cards[1:]]
            peer = [_milliseconds(partial(typed_case, board.shown.doc(case_id))) for case_id in ids]
            aims = (Aim("p95", 5),)
            first = [_milliseconds(partial(board.findings, case_id)) for case_id in ids]
            yield Row("judge a case, first time", made.cases, first, peer=peer, peer_name="read it", aims=aims)
            after = [_after_an_edit(board, case_id, n) for n, case_id in enumerate(ids)]
            yield Row("judge a case, after an edit", made.cases, after, peer=peer, peer_name="read it", aims=aims)
        finally:
            board.close()


def _after_an_edit(board: Board, case_id: str, n: int) -> float:
    text = board.shown.case(case_id).rationale or ""
    board.edit(case_id, {"rationale": f"{text} Seen again on 10/{n % 28 + 1:02}/2026."})
    return _milliseconds(partial(board.findings, case_id))


def letters() -> Iterator[Row]:
    """Judging the labelled letters by their words."""
    subjects = [(letter.text, letter.facts["date"]) for of in labels.SETS for letter in labels.letters(of)]
    judge_letter(LetterSubject.of(*subjects[0]))
    taken = [_milliseconds(partial(_judged, text, day)) for text, day in subjects]
    yield Row("judge a letter's words", len(subjects), taken)


def _judged(text: str, day: date) -> None:
    judge_letter(LetterSubject.of(text, day))


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
