"""Since you left: what others and the rules did to one's cases, case by case, oldest first."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.curtain import initials
from lmnboard.model import values
from lmnboard.model.change import PROGRAM
from lmnboard.screens.casework import CaseWork
from lmnboard.screens.keeping import veil_of
from lmnboard.screens.listing import Listing
from lmnboard.widgets.agenda_lines import short_name
from lmnboard.widgets.drawn import cut
from lmnboard.widgets.lines import Lines, Row
from lmnboard.workflow.since import Happened, since_when, summary


class SinceScreen(Listing, CaseWork):
    """Cases with what happened to them below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="Open the case"),
        Binding("escape,q,s", "back", "back", tooltip="Back"),
    ]

    def compose_body(self) -> ComposeResult:
        yield Lines()

    @property
    def case_id(self) -> str:
        return self.lines.key if self.board.shown.has(self.lines.key) else ""

    def board_changed(self, touched: set[str]) -> None:
        left = self.face.left
        found = left.happened
        when = since_when(left.seen.at, self.board.now()) if left.seen else ""
        self.head((f" Since {when}: {summary(found)}", "strong"))
        by_case: dict[str, list[Happened]] = {}
        for one in found:
            by_case.setdefault(one.record, []).append(one)
        rows = [row for record, told in by_case.items() for row in self._rows(record, told)]
        self.lines.show(rows or [Row(((" Nothing happened to your cases.", "good"),))])

    def _rows(self, record: str, told: list[Happened]) -> list[Row]:
        card = self.board.shown.cards.get(int(record.removeprefix("cases/")))
        case_id = f"LMN-{int(record.removeprefix('cases/')):04d}"
        if card is None:
            heading = f" {case_id}  no longer on the board"
        else:
            name = card.patient.name or "no name yet"
            who = initials(name) if self.face.names_hidden else short_name(name)
            heading = f" {case_id}  {who}  {veil_of(self, case_id).over(card.request.treatment or '')}"
        rows = [Row(((cut(heading, self.size.width), "strong"),), case_id)]
        for one in told:
            by = "by itself" if one.by == PROGRAM else self.board.clinic.name_of("staff", one.by)
            when = values.show_instant(one.at, self.board.clinic)
            lines = wrap(f"{when}  {one.says} ({by})", max(self.size.width - 4, 20), subsequent_indent="  ")
            rows += [Row(((f"   {line}", "base"),)) for line in lines]
        return rows

    def on_lines_chosen(self) -> None:
        self.action_open()
