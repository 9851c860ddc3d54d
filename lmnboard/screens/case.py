"""One case: the sections of its letter at the left, the fields of a section edited in place, the checklist beside."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from lmnboard.checklist.finding import Finding
from lmnboard.curtain import SAYS
from lmnboard.model import values
from lmnboard.model.case import CASES
from lmnboard.model.change import UNSET
from lmnboard.model.errors import BoardError, Invalid
from lmnboard.model.fields import Field
from lmnboard.model.sections import SECTIONS
from lmnboard.screens.beside import show_findings, show_letter
from lmnboard.screens.case_rows import CaseRows
from lmnboard.screens.case_sections import section_rows
from lmnboard.screens.chained import chain_rows
from lmnboard.screens.coding import filled_by, search_for
from lmnboard.screens.keeping import keep_field
from lmnboard.screens.quiet import KEPT
from lmnboard.screens.reading import marks_of, place_of, weight
from lmnboard.store.drafts import Half
from lmnboard.widgets.code_search import CodeSearch
from lmnboard.widgets.field_list import FieldList
from lmnboard.widgets.finding_lines import FindingLines
from lmnboard.widgets.lines import Lines, Row
from lmnboard.widgets.pointing import point_at

_CHOSEN = ("choice", "ref", "yes_no")
"""Editors in which a value is chosen: none of its words is to be pointed at."""


class CaseScreen(CaseRows):
    """Sections, fields, and what the checklist says of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", "edit", tooltip="Edit the field, or add a row"),
        Binding("j,down", "go(1)", "down", show=False, tooltip="Next field"),
        Binding("k,up", "go(-1)", "up", show=False, tooltip="Field before"),
        Binding("tab,l,right", "section(1)", "section", tooltip="Next section"),
        Binding("shift+tab,h,left", "section(-1)", "section before", show=False, tooltip="Section before"),
        Binding("g,home", "end(False)", "top", show=False, tooltip="First field"),
        Binding("G,end", "end(True)", "end", show=False, tooltip="Last field"),
        Binding("n", "next_fault", "next", tooltip="Next field that the checklist names; after the last the next case"),
        Binding("ctrl+t", "side", "side", show=False, tooltip="Checklist or letter at the side"),
        Binding("pagedown", "page_side(1)", show=False),
        Binding("pageup", "page_side(-1)", show=False),
        Binding("escape,q", "back", "back", tooltip="Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.section = "case"
        self._letter_beside = False
        self._points_at: Finding | None = None
        self.carried = {}

    def compose_body(self) -> ComposeResult:
        with Horizontal():
            yield Lines(id="sections")
            yield FieldList(self._keep, self._tell, self.begin_field, codes=self._search_codes)
            yield FindingLines(cursor=False, id="side")

    def show_case(self, case_id: str, path: str = "") -> None:
        """Which case to show; from a path on where one is given, else from the first section that lacks something."""
        if case_id != self._case_id:
            self.section, self._going_to, self._walked = "case", path, ("", "")
        super().show_case(case_id)
        if path:
            self._going_to = path

    def show_words(self, case_id: str, finding: Finding) -> None:
        """Show the field of a finding, before the screen is pushed, with the words it speaks of selected."""
        self.show_case(case_id, finding.field)
        self._points_at = finding

    _going_to = ""

    def show_again(self) -> None:
        if self._going_to:
            path, self._going_to = self._going_to, ""
            self.section = CASES.of(path).section or self.section
            self._draw()
            self.fields.reveal(path)
            self.go_on_with_draft(self.fields, self._case_id)
            self._point()
        else:
            self._draw()

    def draw_judged(self) -> None:
        self._draw()

    def _point(self) -> None:
        """Open the editor over the words that this screen was asked to show, where they can be edited."""
        finding, self._points_at = self._points_at, None
        item = self.fields.item
        if finding is None or item is None or item.path != finding.field or place_of(finding, item.text) is None:
            return
        if item.kind != "field" or item.hidden or item.field.about.kept or item.field.editor in _CHOSEN:
            return
        if self.board.refusal():
            return
        release = self.face.hold()

        def begin() -> None:
            self.fields.edit()
            if self.fields.editor is not None:
                point_at(self.fields.editor, partial(place_of, finding))
            self._say_finding(finding)
            release()

        self.call_after_refresh(begin)

    def _draw(self) -> None:
        doc = self.board.shown.doc(self._case_id)
        self.head_of_case()
        sections = self.query_one("#sections", Lines)
        self.look_for_carried()
        rows = section_rows(self.judged, self.carried)
        chain = self.board.chain(self._case_id)
        room = sections.size.height - len(rows)
        sections.show([*rows, *chain_rows(chain, self._case_id, sections.size.width - 1, room)])
        sections.stand_on(self.section)
        fields = [f for f in CASES if f.section == self.section and "/" not in f.path]
        self.fields.show(
            self._case_id,
            doc,
            fields,
            CASES,
            self.board.clinic,
            marks_of(self.judged),
            self.veil(),
            carried=self.section in self.carried,
        )
        self._draw_side()

    def _draw_side(self, *, follow: bool = False) -> None:
        side = self.query_one("#side", FindingLines)
        if self._letter_beside and self.face.names_hidden:
            side.show([Row(((f" {SAYS}", "quiet"),))])
            return
        if self._letter_beside:
            try:
                said = self.board.letter(self._case_id).text
            except BoardError as error:
                said = str(error)
            show_letter(side, said)
            return
        item = self.fields.item
        show_findings(side, self.judged, self.section, item.path if item is not None else "", follow=follow)

    # ------------------------------------------------------------------ the cursor
    def _tell(self) -> None:
        item = self.fields.item
        if item is None:
            return
        if not self._letter_beside:
            self._draw_side(follow=True)
        if item.hidden:
            self.say(SAYS)
            return
        faults = (f for f in self.judged if f.record == "cases" and f.field == item.path and f.is_open)
        fault = min((f for f in faults if f.status != "person"), key=weight, default=None)
        if fault is not None:
            self._say_finding(fault)
        elif item.kind == "add":
            self.say(f"Enter adds a row to {item.field.title}.")
        elif item.folds:
            self.say("Enter shows all of it, space ticks it off.")
        else:
            self.say(self.carried_here or item.field.about.help or "")

    def _say_finding(self, finding: Finding) -> None:
        """What is the matter and how to mend it; while it is edited how to mend it, where both are too long."""
        in_full = f"{finding.message} {finding.fix}"
        short = finding.fix if self.focused is not None and finding.fix else finding.message
        self.say(in_full if len(in_full) < self.size.width - 1 else short, "alarm")

    def action_go(self, by: int) -> None:
        if not self.fields.go(by):
            self.action_section(by, at_end=by < 0)

    def action_section(self, by: int, at_end: bool = False) -> None:
        order = list(SECTIONS)
        self.section = order[(order.index(self.section) + by) % len(order)]
        self._draw()
        self.fields.at = 0
        self.fields.end(at_end)
        self.fields.refresh()
        self._tell()

    def action_end(self, last: bool) -> None:
        self.fields.end(last)

    _walked = "", ""
    """The field that was walked to last, and where the cursor stood for it: what the board keeps may not be shown."""

    @property
    def _stands(self) -> str:
        return self.fields.item.path if self.fields.item else ""

    def action_next_fault(self) -> None:
        """Walk what the checklist names, in the order of the sections."""
        order = list(SECTIONS)
        open_ = [f for f in self.judged if f.is_open and f.status != "person" and f.record == "cases"]
        named = [f for f in open_ if f.severity != "info"]
        found = sorted(dict.fromkeys(f.field for f in named), key=lambda path: order.index(CASES.of(path).section))
        walked, stood = self._walked
        here = walked if self._stands == stood else self._stands
        at = found.index(here) + 1 if here in found else 0
        if at < len(found):
            self._going_to = found[at]
            self.show_again()
            self._tell()
            self._walked = found[at], self._stands
        else:
            self.walk_on(here, "That was the last gap" if found else "The checklist names no field")

    def show_section(self, section: str) -> None:
        self.section = section
        self._draw()

    def on_lines_chosen(self) -> None:
        self._take_section()

    def _take_section(self) -> None:
        chosen = self.query_one("#sections", Lines).key
        if chosen and chosen != self.section:
            self.section = chosen
            self._draw()

    # ------------------------------------------------------------------ editing
    def action_edit(self) -> None:
        item = self.fields.item
        if item is None:
            return
        if item.field.about.kept:
            self.say(f"{values.sentence_case(item.field.title)} is kept by the board; ? shows the keys that write it.")
        elif item.kind == "add":
            self.action_add_row()
        elif item.kind == "row":
            self.fields.enter()
        elif item.hidden:
            self.say(SAYS)
        elif self.may_write():
            if item.field.editor == "date":
                self.say("A date: fri, +10d, +5b (business days), 12/4/2026, eom.")
            elif item.field.editor == "long":
                self.say("Enter is a new line, tab keeps, escape leaves it as it was.")
            self.fields.edit()

    def _keep(self, case_id: str, path: str, field: Field, typed: str, found: Any, half: Half) -> bool:
        if not self.board.shown.has(case_id):
            half.stays()
            self.say(f"{case_id} has been taken back by somebody. {KEPT}", "alarm")
            return True
        card = self.board.shown.card(case_id)
        try:
            value = values.read(field, typed, self.board.shown.today(card.location), self.board.clinic)
        except Invalid as error:
            self.say(str(error), "alarm")
            return False
        if value != (None if found is UNSET else found):
            also = filled_by(self.board, case_id, field, path, value)
            self.fields.filled.update(also)
            keep_field(self, case_id, field, path, value, found, half, also=also)
        else:
            half.settled()
        return True

    def _search_codes(self, field: Field, path: str) -> CodeSearch | None:
        return search_for(self.board, self._case_id, field, path)

    def action_side(self) -> None:
        self._letter_beside = not self._letter_beside
        self._draw_side()

    def action_page_side(self, by: int) -> None:
        self.query_one("#side", FindingLines).page(by)

    def on_resize(self) -> None:
        self.set_class(self.size.width < 110, "no-side")
        self.call_after_refresh(self._draw_side)
