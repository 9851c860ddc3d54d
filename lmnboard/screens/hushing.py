"""Silencing what the checklist says, and hearing it again: for one case with a reason, or for every case by a lead.

What may be silenced is the board's to say. Called by the checklist's screen.
"""

from __future__ import annotations

from collections.abc import Callable

from lmnboard.checklist.finding import Finding
from lmnboard.checklist.silencing import Silenced, refusal
from lmnboard.model import values
from lmnboard.model.change import Entry
from lmnboard.model.errors import Invalid
from lmnboard.screens.one_case import OfOneCase, quoting
from lmnboard.store.drafts import Draft
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.drawn import cut

REASON = "reason to silence a check"
"""What a draft of the reason is called."""
_WORDS = 24
"""Cells of the words that are silenced, in a question or message."""


def for_this_case(screen: OfOneCase, case_id: str, finding: Finding, then: Callable[[], None]) -> None:
    """Ask why a finding is not to be heard of in this case; one that is silenced here is heard of again.

    `then` is called once it is silenced.
    """
    board = screen.board
    if not _can_be(screen, finding, for_all=False) or not screen.may_write():
        return
    if finding.silenced:
        if not _of_this_case(screen, case_id, finding):
            screen.say(f"{finding.check} is silenced in every case: Z twice hears it again.", "alarm")
            return
        done_again = f"Heard again here, u takes it back: {finding.check}."
        screen.act(lambda: board.hear_again(finding.check, case_id), done_again)
        return
    half = screen.face.drafts.begin(Draft(form=REASON, target=case_id))
    what = _what(screen, finding)

    def keep(typed: str, _step: int) -> bool:
        half.typed(typed)
        because = values.clean(typed, lines=False)
        if not because:
            screen.say_error(Invalid(f"Without a reason {what} is not silenced."))
            half.left()
            return True

        def done(_entry: Entry) -> None:
            then()
            screen.say(f"Silenced here, u takes it back: {what}.", "good")

        screen.act(lambda: board.silence(case_id, finding.check, because, finding.words), done, half=half)
        return True

    def leave() -> None:
        half.left()
        screen.say("")

    screen.query_one(AskLine).ask(f"silence {what} here, because:", "", keep, typed=half.typed, leave=leave)


def for_all(screen: OfOneCase, case_id: str, finding: Finding, then: Callable[[], None]) -> None:
    """Silence a finding's check, or what it says of these words, in every case, or hear of it again; the key twice.

    `then` is called once it is silenced.
    """
    board = screen.board
    again = bool(finding.silenced) and not _of_this_case(screen, case_id, finding)
    if not _can_be(screen, finding, for_all=True) or not screen.may_write("settings"):
        return
    what = finding.check if again else _what(screen, finding)
    if screen.face.last_keys != ("Z", "Z"):
        screen.say(f"Z again: {'hear again' if again else 'silence'} in every case of the clinic: {what}.")
        return
    screen.face.last_keys = ("", "")
    if again:
        screen.act(lambda: board.hear_again(finding.check), f"Heard again in every case, u takes it back: {what}.")
    else:

        def done(_entry: Entry) -> None:
            then()
            screen.say(f"Silenced in every case, u takes it back: {what}.", "good")

        screen.act(lambda: board.silence_for_all(finding.check, finding.words), done)


def _can_be(screen: OfOneCase, finding: Finding, *, for_all: bool) -> bool:
    """Whether there is something to silence; says so where there is not."""
    why = refusal(finding, for_all=for_all)
    if not (why or finding.is_open or finding.silenced):
        why = f"{finding.check} holds: it says nothing that could be silenced."
    if why:
        screen.say(why, "alarm")
    return not why


def _of_this_case(screen: OfOneCase, case_id: str, finding: Finding) -> bool:
    rows = screen.board.shown.case(case_id).silenced
    return any(Silenced(row.check or "", row.words or "", "").covers(finding) for row in rows)


def _what(screen: OfOneCase, finding: Finding) -> str:
    """A check, or what it says of certain words, as far as the curtain lets these be read."""
    if not finding.words:
        return finding.check
    return f"{finding.check} on '{cut(quoting(screen.veil(), finding, finding.words), _WORDS).rstrip()}'"
