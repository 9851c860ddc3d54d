"""The directory: providers, payers, staff, locations and the clinic's settings, with the editors of a case."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from lmnboard.model import paths, values
from lmnboard.model.change import Entry
from lmnboard.model.directory import DIRECTORY
from lmnboard.model.errors import Invalid
from lmnboard.model.fields import Field, catalogue
from lmnboard.screens.keeping import LISTING, keep_field
from lmnboard.screens.quiet import KEPT, QuietScreen
from lmnboard.store.drafts import Draft, Half
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.field_list import FieldList
from lmnboard.widgets.lines import Lines, Row

TABLES = tuple(DIRECTORY)


class DirectoryScreen(QuietScreen):
    """Records of a table at the left, the fields of one at the right."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", "edit", tooltip="Edit the field, or go into the record"),
        Binding("N", "new", "new", tooltip="New record"),
        Binding("plus", "add_row", "add row", tooltip="Add a row to this list"),
        Binding("delete,minus", "remove_row", "remove row", show=False, tooltip="Remove this row"),
        Binding("w", "clocks", "clocks", tooltip="A payer's clocks: by what its answers are counted"),
        Binding("escape,q", "leave", "back", tooltip="Back"),
        Binding("l,right,tab", "into", "fields", show=False, tooltip="Into the record's fields"),
        Binding("h,left,shift+tab", "out", "records", show=False, tooltip="Back to the list of records"),
        Binding("j,down", "go(1)", "down", show=False, tooltip="Next"),
        Binding("k,up", "go(-1)", "up", show=False, tooltip="Before"),
        *(
            Binding(str(at), f"table('{table}')", table, show=False, tooltip=f"The {table}")
            for at, table in enumerate(TABLES, 1)
        ),
        Binding("R", "drafts", "drafts", show=False, tooltip="Drafts: what was typed and never kept"),
        Binding("u", "undo", "undo", show=False, tooltip="Undo my last change"),
        Binding("ctrl+r", "redo", "redo", show=False, tooltip="Redo what undo took back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._table = "providers"
        self._slug = ""
        self._inside = False
        self._going_to = ""

    def compose_body(self) -> ComposeResult:
        with Horizontal():
            yield Lines(id="sections")
            yield FieldList(self._keep, self._tell, self.begin_field)

    @property
    def records(self) -> Lines:
        return self.query_one("#sections", Lines)

    @property
    def fields(self) -> FieldList:
        return self.query_one(FieldList)

    def show_record(self, record: str, path: str = "") -> None:
        """Which record to show, as `payers/aetna`, and which of its fields, before the screen is pushed."""
        self._table, _, self._slug = record.partition("/")
        self._inside, self._going_to = bool(path), path

    def board_changed(self, touched: set[str]) -> None:
        shown = self.board.shown
        slugs = shown.slugs(self._table)
        names = [(slug, shown.listed(self._table, slug)[1]) for slug in slugs]
        rows = [Row(((f" {doc.get('name') or doc.get('clinic') or slug}", "base"),), slug) for slug, doc in names]
        self.records.show(rows or [Row(((" none yet: N makes one", "quiet"),))])
        if self._slug not in slugs:
            if self._slug and self._inside:
                if self.focused is not None:
                    self.let_typing_end()
                kept = f" {KEPT}" if self.fields.close() else ""
                self.say(f"{self._slug} has been taken back by somebody.{kept}", "alarm")
                self._inside = False
            self._slug = self.records.key or (slugs[0] if slugs else "")
        self.records.stand_on(self._slug)
        self._draw()
        if self._going_to:
            path, self._going_to = self._going_to, ""
            self.fields.reveal(path)
            self.go_on_with_draft(self.fields, self.target)

    def _draw(self) -> None:
        named = ((f"{at} {name}", name == self._table) for at, name in enumerate(TABLES, 1))
        tables = "  ".join(f"[{name}]" if here else name for name, here in named)
        self.head((f" Directory   {tables}", "strong"))
        known = catalogue(DIRECTORY[self._table])
        doc: dict[str, Any] = self.board.shown.listed(self._table, self._slug)[1] if self._slug else {}
        fields = [field for field in known if "/" not in field.path] if self._slug else []
        self.fields.show(self.target, doc, fields, known, self.board.clinic)
        self.set_class(self._inside, "inside")

    # ------------------------------------------------------------------ the cursor
    def action_table(self, table: str) -> None:
        self._table, self._slug, self._inside = table, "", False
        self.records.show([])
        self.fields.at = 0
        self.board_changed(set())

    def action_go(self, by: int) -> None:
        if self._inside:
            self.fields.go(by)
            return
        self.records.go(by)
        self._slug = self.records.key
        self._draw()

    def action_into(self) -> None:
        if self._slug:
            self._inside = True
            self._draw()
            self._tell()

    def action_out(self) -> None:
        self._inside = False
        self._draw()

    def action_leave(self) -> None:
        if self._inside:
            self.action_out()
        else:
            self.app.pop_screen()

    def _tell(self) -> None:
        item = self.fields.item
        self.say(item.field.about.help if item else "")

    def on_lines_chosen(self) -> None:
        self._slug = self.records.key
        self.action_into()

    # ------------------------------------------------------------------ editing
    @property
    def target(self) -> str:
        return f"{self._table}/{self._slug}"

    def action_edit(self) -> None:
        if not self._inside:
            self.action_into()
        elif self.fields.item is not None and self.fields.item.kind == "add":
            self.action_add_row()
        elif self.fields.item is not None and self.fields.item.kind == "row":
            self.fields.enter()
        elif self.may_write(self._table):
            self.fields.edit()

    def _keep(self, target: str, path: str, field: Field, typed: str, found: Any, half: Half) -> bool:
        try:
            value = values.read(field, typed, self.board.shown.today(), self.board.clinic)
        except Invalid as error:
            self.say(str(error), "alarm")
            return False
        keep_field(self, target, field, path, value, found, half)
        return True

    def action_clocks(self) -> None:
        if self._table != "payers" or not self._slug:
            self.say("The clocks are those of a payer: 2 shows the payers.")
            return
        from lmnboard.screens.payer_clocks import PayerClocksScreen

        self.app.get_screen("payer-clocks", PayerClocksScreen).show_payer(self._slug)
        self.go_to("payer-clocks")

    def action_new(self) -> None:
        table = self._table
        if not self.may_write(table):
            return
        half = self.face.drafts.begin(Draft(form=LISTING, target=f"{table}/"))

        def keep(name: str, _step: int) -> bool:
            half.typed(name)
            name = values.clean(name, lines=False)
            if name:
                self.act(lambda: self.board.new_listed(table, {"name": name}), done, half=half)
            else:
                half.left()
            return True

        def leave() -> None:
            half.left()
            self.say("")

        def done(entry: Entry) -> None:
            made = entry.changes[0].after
            if isinstance(made, dict):
                self.show_record(f"{table}/{made['id']}", "name")
                self.board_changed(set())
                self.say(f"{made['name']} is listed. Enter edits a field, tab goes on to the next.", "good")

        if table == "settings":
            self.say("The clinic has one record of settings.")
        else:
            question = f"name of the new record in {table}:"
            self.query_one(AskLine).ask(question, "", keep, typed=half.typed, leave=leave)

    def action_add_row(self) -> None:
        item, target = self.fields.item, self.target
        rows = "" if item is None else item.path if item.kind == "add" else paths.list_around(item.path)
        if not rows:
            self.say("A row is added to a list: go to one that shows +.")
            return

        def done(entry: Entry) -> None:
            row = next(change.path for change in entry.changes if change.path.startswith(f"{rows}/"))
            first = catalogue(DIRECTORY[self._table]).row_fields(rows)[0]
            self._draw()
            self.fields.reveal(f"{row}/{first.name}")
            self.fields.edit()

        if self.may_write(self._table):
            self.act(lambda: self.board.add_row(target, rows, {}), done)

    def action_remove_row(self) -> None:
        item, target = self.fields.item, self.target
        row = paths.row_around(item.path) if item is not None else ""
        if row:
            self.act(lambda: self.board.remove_row(target, row), "The row is removed; u brings it back.")
        else:
            self.say("The cursor stands in no row.")
