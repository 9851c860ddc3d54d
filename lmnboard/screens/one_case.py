"""A screen that shows one case until another is asked for: the case, its checklist, its letter, its clocks."""

from __future__ import annotations

from typing import ClassVar

from msgspec import structs
from rich.cells import cell_len
from textual.binding import Binding, BindingType

from lmnboard.checklist.finding import Finding
from lmnboard.curtain import Veil, initials
from lmnboard.model import paths
from lmnboard.model.case import CASES
from lmnboard.model.choices import words
from lmnboard.screens import touching
from lmnboard.screens.casework import CaseWork
from lmnboard.screens.quiet import KEPT
from lmnboard.screens.walking import in_words, step_in_words
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.drawn import cut
from lmnboard.widgets.field_list import FieldList
from lmnboard.workflow.clocks import GLYPHS, nearest_clock

LEAST = 34
"""Cells of the head line that case and patient keep at most."""


class OfOneCase(CaseWork):
    """A screen that shows one case until another is asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "touch", "touch", show=False, tooltip="Touch: when and what we do next, and a note")
    ]

    def action_touch(self) -> None:
        if self.may_write():
            touching.ask_to_touch(self, self._case_id)

    def show_case(self, case_id: str) -> None:
        """Which case to show, before the screen is pushed."""
        self._case_id = case_id

    _what = ""

    def board_changed(self, touched: set[str]) -> None:
        self.face.open_case = self._case_id
        if self.board.shown.has(self._case_id):
            self.show_again()
        else:
            self.leave_gone_case()

    def leave_gone_case(self, *, kept: bool = False) -> None:
        """Somebody has taken the case back: leave it, with no editor open that could write elsewhere.

        `kept`: what was typed in it waits as a draft already.
        """
        case_id = self._case_id
        if self.focused is not None:
            self.let_typing_end()
        # What is asked for on the message line is refused by the board then, and so a draft.
        closed = [self.query_one(AskLine).close(), *(fields.close() for fields in self.query(FieldList))]
        waits = f" {KEPT}" if kept or any(closed) else ""
        self.app.pop_screen()
        below = self.app.screen
        if isinstance(below, CaseWork):
            below.say(f"{case_id} has been taken back by somebody.{waits}", "alarm")

    def as_veiled(self, found: list[Finding]) -> list[Finding]:
        """What the checklist says of the case, as far as the curtain lets it."""
        if not self.face.names_hidden:
            return found
        veil = self.veil()
        return [
            structs.replace(
                f,
                message=quoting(veil, f, f.message),
                fix=quoting(veil, f, f.fix),
                title=veil.over(f.title),
                silenced=veil.over(f.silenced),
            )
            for f in found
        ]

    _ends_at = ("", "")
    """The case and the place in it at which it was said where the next press leads."""

    def walk_on(self, place: str, ended: str) -> None:
        """Say that there is no more to walk in this case and what needs this person next; pressed again, show that."""
        walk, said_before = self.face.walk, self._ends_at == (self._case_id, place)
        step = walk.next(self._case_id) if said_before else walk.ahead_of(self._case_id)
        self._ends_at = ("", "") if said_before else (self._case_id, place)
        if step is None or step.item.card.id == self._case_id:
            self.say(f"{ended} of {self._case_id}, and nothing else needs a person.", "good")
        elif said_before:
            walk.carry(step.item.card.id)
            self.show_case(step.item.card.id)
            self.board_changed(set())
            self.say(step_in_words(step, self.board))
        else:
            self.say(f"{ended} of {self._case_id}. n: on to {in_words(step.item, self.board)}", "good")

    def others_changed(self) -> None:
        if self.board.shown.has(self._case_id):
            self.head_of_case(self._what)

    def also_here(self) -> str:
        """Who else has this case open; one's own other session is said so."""
        here = {present.who for present in self.face.others if present.case == self._case_id}
        names = [self.board.clinic.name_of("staff", who) for who in sorted(here - {self.board.me})]
        told = ", ".join([*names, *(["you, elsewhere"] if self.board.me in here else [])])
        return f"also here: {told}" if told else ""

    def show_again(self) -> None:
        """Draw the case as it stands."""

    def head_of_case(self, what: str = "") -> None:
        """The head line: case, patient, request, who else is here, where it stands and how near its clock is."""
        self._what = what
        card = self.board.shown.card(self._case_id)
        clock = nearest_clock(card, self.board.shown.day(card.location))
        due = f"{GLYPHS[clock.band]} {clock.name} {clock.on:%m/%d} {clock.says}" if clock else ""
        name = card.patient.name or ""
        who = (initials(name) if self.face.names_hidden else name) or "no name yet"
        told = f" {card.id}  {who} · {self.covered(card.request.treatment or 'no request yet')}"
        also, stage = self.also_here(), "Archived: B brings it back" if card.archived_at else words(card.stage)
        # Where there is little room, what the screen below says anyway gives way to who else is here.
        ways = [(also, what, stage, due), *([(also, stage, due), (also, due), (also,)] if also else [])]
        rights = ["  ".join(filter(None, way)) + " " for way in ways]
        least = min(cell_len(f" {card.id}  {who} "), LEAST)
        right = next((right for right in rights if self.size.width - cell_len(right) > least), rights[-1])
        room = max(self.size.width - cell_len(right) - 1, 10)
        self.head(
            (cut(told, room), "strong"),
            (" " + right, "quiet" if clock is None else "alarm" if clock.band in ("late", "today") else "base"),
        )


def quoting(veil: Veil, finding: Finding, text: str) -> str:
    """A text that quotes a finding's words, as far as the curtain lets it."""
    field = CASES.fields.get(paths.pattern(finding.field)) if finding.record == "cases" else None
    return veil.quoting(field, finding.words, text)
