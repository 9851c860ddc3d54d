"""A call to the payer: what it asks for, in its order, above; what is said, and what comes next, below.

The call is not closed without a next touch. What is half typed waits as a draft, also where somebody leaves this
screen to look something up.
"""

from __future__ import annotations

from datetime import date
from textwrap import wrap
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from lmnboard.curtain import SAYS, Veil
from lmnboard.knowledge.phonetic import spelled
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model.change import Entry
from lmnboard.screens import forms
from lmnboard.screens.asking import leave_form, on_form
from lmnboard.screens.form import FormScreen
from lmnboard.screens.forms import CALL, Form, form_of
from lmnboard.screens.one_case import OfOneCase
from lmnboard.screens.quiet import KEPT, QuietScreen
from lmnboard.widgets.drawn import Span
from lmnboard.widgets.lines import Lines, Row
from lmnboard.workflow.calling import Call, Group
from lmnboard.workflow.contacts import Contacted

_TITLES = 15
"""Cells for the name of a group."""
_FEWEST = 5
"""Lines that the upper part has at least."""


def show_call(screen: QuietScreen, case_id: str) -> None:
    """Show the call about a case, without what was typed in one before."""
    screen.app.get_screen("call", CallScreen).begin(case_id)


class CallScreen(FormScreen, OfOneCase):
    """The call about one case."""

    named = "call"
    types_at_once = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", "write", tooltip="Write what is said"),
        Binding("f", "spell", "spell", tooltip="Spell: letters by the radio alphabet, digits as digits"),
        Binding("ctrl+s", "send", "record the call", tooltip="Record the call and what comes next"),
        Binding("pagedown,space", "page(1)", "more", show=False, tooltip="Further down in what is asked"),
        Binding("pageup", "page(-1)", show=False, tooltip="Back up in what is asked"),
        Binding("escape,q", "back", "back", tooltip="Back; what is typed waits as a draft"),
    ]
    _spells = False

    def show_case(self, case_id: str) -> None:
        """Show the call about a case, with what was typed and not recorded yet."""
        if self in self.app.screen_stack and case_id == self._case_id:
            return
        self.begin(case_id)
        waiting = (draft for draft in self.face.drafts.all() if (draft.form, draft.target) == (CALL, case_id))
        draft = next(waiting, None)
        if draft is not None:
            self.bring(draft)

    def begin(self, case_id: str) -> None:
        if self in self.app.screen_stack:
            self._let_wait()
        self._case_id, self._spells = case_id, False
        self.ask(self._made(case_id))

    def _made(self, case_id: str) -> Form:
        card = self.board.shown.card(case_id)
        proposed = self.board.proposed_after_contact(case_id)
        tasks = self.board.call_of(case_id).tasks

        def send(filled: dict[str, Any]) -> None:
            place = filled.get("task") or 0
            said = Contacted(
                with_=filled.get("with") or "",
                channel=filled.get("channel"),
                reference=filled.get("reference") or "",
                summary=filled.get("summary") or "",
                promise=filled.get("promise") or "",
                next_on=date.fromisoformat(filled["next_on"]) if filled.get("next_on") else None,
                next_what=filled.get("next_what") or "",
                waiting_on=filled.get("waiting_on"),
                task=tasks[place - 1].id if 0 < place <= len(tasks) else str(place or ""),
            )

            def done(_entry: Entry) -> None:
                leave_form(self, form)
                below = self.app.screen
                if isinstance(below, QuietScreen) and said.next_on is not None:
                    below.say(f"{case_id}: recorded. Next: {echo_date(said.next_on)}, {said.next_what}.", "good")

            self.act(lambda: self.board.contact(case_id, said), done, on_form(self, form), form.half)

        known, fields, doc = form_of(
            forms.Calling,
            channel="phone",
            next_on=proposed.on.isoformat(),
            next_what=proposed.what,
            waiting_on="payer" if card.stage == "follow_up" else card.waiting_on,
        )
        form = Form(
            name=CALL,
            target=case_id,
            title=f"Call about {case_id}",
            verb="record the call",
            catalogue=known,
            fields=[field for field in fields if tasks or field.path != "task"],
            doc=doc,
            send=send,
            location=card.location,
        )
        return form

    @property
    def _holds(self) -> bool:
        """Whether anything is typed that is not recorded."""
        return self.form.half is not None and self.form.half.holds

    def _let_wait(self) -> None:
        """What is typed waits for its writer, among the drafts."""
        if self.form.half is not None and self._holds:
            self.form.half.stays()

    def on_screen_suspend(self) -> None:
        """Another screen is shown: over this one, or because somebody has left it, by whichever key."""
        if self not in self.app.screen_stack:
            self._let_wait()

    # ------------------------------------------------------------------ what is shown
    @property
    def hint(self) -> str:
        spell = "f: unspelled" if self._spells else "f spells"
        return f"Enter writes what is said, ctrl+s records it. {spell}, space scrolls."

    def veil(self) -> Veil:
        """What hides the case of this call, whatever lies below."""
        return OfOneCase.veil(self)

    def board_changed(self, touched: set[str]) -> None:
        self.face.open_case = self._case_id
        if not self.board.shown.has(self._case_id):
            self.leave_gone_case(kept=self._holds)
            return
        self.head_of_case("call")
        call = self.board.call_of(self._case_id)
        lines = self.query_one(Lines)
        room = max(self.size.height - 4 - len(self.form.fields), _FEWEST)
        rows = self._rows(call, apart=True)
        if len(rows) > room and not self._spells:
            rows = self._rows(call, apart=False)
        lines.styles.height = min(len(rows), room)
        lines.show(rows)
        form, veil = self.form, self.veil()
        self.fields.show(form.title, form.doc, form.fields, form.catalogue, self.board.clinic, veil=veil)

    def _rows(self, call: Call, *, apart: bool) -> list[Row]:
        """The upper part; `apart`: each thing to read out on a line of its own."""
        rows = [Row(((f" {call.payer}  ", "base"), (call.phone or "no phone in the directory", "strong")))]
        tone = {True: "good", False: "block", None: "quiet"}[call.is_open]
        rows += self._wrapped("Hours", call.hours or "not in the directory", tone)
        hidden = self.face.names_hidden
        for group in call.asked:
            if group.own or not hidden:
                rows += self._of_group(group, apart or self._spells)
        if hidden:
            return [*rows, Row(((f" {SAYS}", "warn"),))]
        if call.promised:
            rows += self._wrapped("They promised", call.promised, "warn")
        for place, task in enumerate(call.tasks, 1):
            rows += self._wrapped("Open tasks" if place == 1 else "", f"{place} {task.title or ''}", "base")
        for place, text in enumerate(call.before):
            rows += self._wrapped("Said before" if place == 0 else "", text, "base")
        return rows

    def _of_group(self, group: Group, apart: bool) -> list[Row]:
        rows: list[list[Span]] = []
        used = self.size.width
        for said in group.said:
            needed = len(said.name) + len(said.text) + 3
            if apart or used + needed > self.size.width:
                rows.append([(f" {group.title if not rows else '':{_TITLES}}", "quiet")])
                used = _TITLES + 1
            rows[-1] += [(f"{said.name} ", "quiet"), (f"{said.text}  ", "base")]
            used += needed
            if self._spells and said.spell:
                rows += [list(row.spans) for row in self._wrapped("", spelled(said.text), "good")]
        return [Row(tuple(spans)) for spans in rows]

    def _wrapped(self, title: str, text: str, style: str) -> list[Row]:
        parts = wrap(text, max(self.size.width - _TITLES - 2, 20)) or [""]
        return [
            Row(((f" {title if place == 0 else '':{_TITLES}}", "quiet"), (part, style)))
            for place, part in enumerate(parts)
        ]

    # ------------------------------------------------------------------ keys
    def action_spell(self) -> None:
        self._spells = not self._spells
        self.board_changed(set())
        self.say(self.hint)

    def action_page(self, by: int) -> None:
        self.query_one(Lines).page(by)

    def action_edit(self) -> None:
        if self.may_write():
            super().action_edit()

    def action_back(self) -> None:
        kept = self._holds
        self.app.pop_screen()
        below = self.app.screen
        if kept and isinstance(below, QuietScreen):
            below.say(f"The call about {self._case_id} is not recorded yet: C goes on with it. {KEPT}")
