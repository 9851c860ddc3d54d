"""A form over the board: what has to be said for an action, with the editors of every other field."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from textwrap import wrap
from typing import Any, ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.curtain import Veil
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model import paths, values
from lmnboard.model.change import UNSET
from lmnboard.model.errors import BoardError, Invalid
from lmnboard.model.fields import Field
from lmnboard.screens.forms import Form
from lmnboard.screens.keeping import veil_of
from lmnboard.screens.quiet import QuietScreen
from lmnboard.store.drafts import Draft, Half
from lmnboard.widgets.field_list import FieldList
from lmnboard.widgets.lines import Lines, Row
from lmnboard.widgets.searching import Search


class FormScreen(QuietScreen):
    """Shows one `Form` at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", "edit", tooltip="Edit the field"),
        Binding("ctrl+s", "send", "do it", tooltip="Do it"),
        Binding("j,down", "go(1)", "down", show=False),
        Binding("k,up", "go(-1)", "up", show=False),
        Binding("escape", "back", "leave it", tooltip="Back, nothing done"),
    ]
    named: ClassVar[str] = "form"
    """What the program calls this screen."""
    types_at_once: ClassVar[bool] = True
    """Whether its first empty field is edited as soon as it is shown."""
    form: Form
    _brought: Draft | None = None
    _echo = ""
    """The date that was kept last, with its weekday, where nothing has been said since."""
    _release: Callable[[], None]

    def compose_body(self) -> ComposeResult:
        yield Lines(cursor=False)
        yield FieldList(self._keep, self._tell, self._begin_field, flows=True, codes=self._search)

    def ask(self, form: Form) -> None:
        """Show a form from its first field on, which is edited at once."""
        self.form = form
        self._brought = None
        form.half = self.face.drafts.begin(Draft(form=form.name, target=form.target))
        self._release = self.face.hold()
        self.go_to(self.named)
        self.call_after_refresh(self._begin)

    def bring(self, draft: Draft) -> None:
        """Go on with a draft of the form that is being asked for."""
        copy = msgspec.structs.replace(draft)
        self._brought = copy
        for field in self.form.catalogue if self.form.fits else self.form.fields:
            value = paths.value_at(copy.filled, field.path)
            if value not in (None, UNSET):
                paths.put(self.form.doc, field.path, value)
        self.form.half = self.face.drafts.begin(copy, brought=draft)

    def _search(self, field: Field, path: str) -> Search | None:
        return self.form.codes(field, path)

    def _begin_field(self, _form: str, path: str, _found: Any, stood: str) -> Half:
        assert self.form.half is not None
        return self.form.half.within(path, stood)

    def _begin(self) -> None:
        self.fields.at = 0
        self.board_changed(set())
        self.say(self.hint)
        brought = self._brought
        if brought is not None and brought.path and self.fields.stand_on(brought.path):
            self.fields.edit(brought.typed)
            self._release()
            return
        first = next((i for i, f in enumerate(self.form.fields) if self.form.doc.get(f.path) is None), None)
        if first is not None and self.types_at_once:
            self.fields.stand_on(self.form.fields[first].path)
            self.fields.edit()
        self._release()

    @property
    def hint(self) -> str:
        """What the message line says while there is nothing else to say."""
        return f"ctrl+s: {self.form.verb}."

    @property
    def fields(self) -> FieldList:
        return self.query_one(FieldList)

    def veil(self) -> Veil:
        """What hides the case that the form is about; where it is of none yet, that of the screen below."""
        if self.form.target:
            return veil_of(self, self.form.target)
        stack = self.app.screen_stack
        below = stack[stack.index(self) - 1] if self in stack else None
        return below.veil() if isinstance(below, QuietScreen) else super().veil()

    def board_changed(self, touched: set[str]) -> None:
        form = self.form
        if form.fits is not None:
            form.fields, form.says = form.fits(form.doc)
        self.head((f" {self.covered(form.title)}", "strong"))
        lines = self.query_one(Lines)
        says = map(self.covered, form.says)
        said = [line for text in says for line in wrap(text, self.size.width - 2, subsequent_indent="  ") or [""]]
        lines.styles.height = min(len(said), max(self.size.height - len(form.fields) - 6, 3))
        lines.show([Row(((f" {line}", "base"),)) for line in said])
        self.fields.show(form.title, form.doc, form.fields, form.catalogue, self.board.clinic, veil=self.veil())

    def _keep(self, _form: str, path: str, field: Field, typed: str, found: Any, half: Half) -> bool:
        try:
            value = values.read(field, typed, self.board.shown.today(self.form.location), self.board.clinic)
        except Invalid as error:
            self.say(str(error), "alarm")
            return False
        paths.put(self.form.doc, path, value)
        assert self.form.half is not None
        self.form.half.note(path="", typed="", filled=deepcopy(self.form.doc))
        self._echo = f"{echo_date(date.fromisoformat(value))}." if field.editor == "date" and value else ""
        self.say(self._echo or self.hint)
        self.board_changed(set())
        return True

    def _tell(self) -> None:
        """Say what the field under the cursor is; the date that led on to it stays readable before that."""
        item, echo = self.fields.item, self._echo
        self._echo = ""
        if item is not None:
            self.say(f"{echo} {item.field.about.help}".strip())

    def action_go(self, by: int) -> None:
        self._echo = ""
        self.fields.go(by)

    def action_edit(self) -> None:
        self.fields.edit()

    def action_back(self) -> None:
        if self.form.half is not None:
            self.form.half.left()
        super().action_back()
        self.form.left()

    def action_send(self) -> None:
        if self.form.sent:
            self.say("It is being saved.")
            return
        self.form.sent = True
        try:
            self.form.send(self.form.doc)
        except BoardError as error:
            self.form.sent = False
            self.say_error(error)
