"""What this person typed and the board never got: each draft with what stands there now, and what to do with it.

A draft is never applied by itself: taken, it goes the way of every edit, so that a change by somebody else shows.
"""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.board import Board
from lmnboard.curtain import HIDDEN, SAYS
from lmnboard.model import paths, values
from lmnboard.model.change import UNSET
from lmnboard.model.errors import Invalid, NotFound
from lmnboard.model.fields import Field
from lmnboard.screens import drafted
from lmnboard.screens.keeping import LISTING, NOTE, keep_field, veil_of
from lmnboard.screens.quiet import QuietScreen
from lmnboard.screens.reading import counted
from lmnboard.store.drafts import Draft, Drafts, Half
from lmnboard.widgets.drawn import cut
from lmnboard.widgets.lines import Lines, Row


def drop_what_stands(drafts: Drafts, board: Board) -> None:
    """Drop drafts that the board has: their program was killed between writing and forgetting them."""
    for draft in drafts.all():
        if not draft.form:
            field, now = _field_of(board, draft), _present(board, draft)
            if field is not None and now is not UNSET and values.show(field, now, board.clinic) == draft.typed:
                drafts.drop(draft)


class DraftsScreen(QuietScreen):
    """Drafts above, the one under the cursor below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "take it", tooltip="Take it: write it where it belongs, or go on with its form"),
        Binding("e", "edit", "edit", tooltip="Edit it where it belongs"),
        Binding("delete,d", "drop", "drop", tooltip="Drop it; u brings it back"),
        Binding("u", "undo", "bring back", show=False, tooltip="Bring back what was dropped last"),
        Binding("y", "copy", "copy", tooltip="Copy its text to the local clipboard"),
        Binding("j,down", "go(1)", "down", show=False, tooltip="Next draft"),
        Binding("k,up", "go(-1)", "up", show=False, tooltip="Draft before"),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("escape,q,R", "back", "leave for later", tooltip="Back; they stay"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._dropped: list[tuple[Draft, Callable[[], None]]] = []
        self._keys: dict[Draft, str] = {}
        """What each draft is called in the list; kept, so that no other is ever called the same."""

    def compose_body(self) -> ComposeResult:
        yield Lines(id="list")
        yield Lines(cursor=False, id="draft")

    @property
    def _list(self) -> Lines:
        return self.query_one("#list", Lines)

    @property
    def _drafts(self) -> Drafts:
        return self.face.drafts

    @property
    def _here(self) -> Draft | None:
        return next((draft for draft in self._drafts.all() if self._key_of(draft) == self._list.key), None)

    def _key_of(self, draft: Draft) -> str:
        return self._keys.setdefault(draft, str(len(self._keys)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in ("take", "edit", "drop", "copy") or bool(self._drafts.all())

    def on_screen_resume(self) -> None:
        if not self.on_top:
            return
        drop_what_stands(self._drafts, self.board)
        for below in self.app.screen_stack[:-1]:
            if isinstance(below, QuietScreen):
                below.drafts_seen()

    def action_back(self) -> None:
        self.say("")
        super().action_back()

    # ------------------------------------------------------------------ what is shown
    def board_changed(self, touched: set[str]) -> None:
        drafts = self._drafts.all()
        told = f"   {counted(len(drafts), 'text')} that you typed and never kept" if drafts else ""
        self.head((f" Drafts{told}", "strong"))
        short = [cut(self._in_short(draft), self.size.width - 1) for draft in drafts]
        rows = [Row(((text, "base"),), self._key_of(draft)) for draft, text in zip(drafts, short, strict=True)]
        self._list.styles.height = max(min(len(rows), self.size.height // 3), 1)
        self._list.show(rows or [Row(((self._none, "base" if self._drafts.elsewhere else "good"),))])
        self._draw()
        self.refresh_bindings()

    @property
    def _none(self) -> str:
        elsewhere = self._drafts.elsewhere
        if elsewhere:
            return f" None here. Another session of yours still holds {counted(elsewhere, 'draft')}."
        return " None is left: everything is where it belongs."

    def _in_short(self, draft: Draft) -> str:
        texts = [*(text for _name, text in self._filled(draft)), self._veiled(draft, draft.typed)]
        typed = " ".join(", ".join(filter(None, texts)).split())
        return f" {values.show_instant(draft.at, self.board.clinic)[:16]}  {self._name_of(draft)}  {typed}"

    def _name_of(self, draft: Draft) -> str:
        if draft.form:
            return " ".join(filter(None, (draft.target.rstrip("/"), draft.form)))
        field = _field_of(self.board, draft)
        return f"{draft.target} {field.title if field else draft.path}"

    def _draw(self) -> None:
        draft, width = self._here, max(self.size.width - 4, 20)
        rows: list[Row] = [Row((("─" * self.size.width, "quiet"),))] if draft else []
        for title, style, text in self._in_full(draft) if draft else ():
            rows.append(Row(((f" {title}", style),)))
            rows += [Row(((f"   {part}", "base"),)) for line in text.split("\n") for part in wrap(line, width) or [""]]
        self.query_one("#draft", Lines).show(rows)

    def _in_full(self, draft: Draft) -> list[tuple[str, str, str]]:
        """A draft in full: headings, their styles, and texts."""
        board, field = self.board, _field_of(self.board, draft)
        typed = self._veiled(draft, draft.typed)
        yours = f"You had typed ({values.show_instant(draft.at, board.clinic)}):"
        if draft.form:
            filled = [f"{name}: {text}" for name, text in self._filled(draft)]
            asked = self._field_in_form(draft)
            name = f"{values.sentence_case(asked.title)}: " if asked is not None and typed else ""
            return [(yours, "strong", "\n".join([*filled, name + typed]).strip())]
        now = _present(board, draft)
        if now is UNSET or field is None:
            return [("What it belongs to is gone; y copies the text.", "warn", ""), (yours, "strong", typed)]
        shown = veil_of(self, draft.target).of(field, values.show(field, now, board.clinic)) or "(empty)"
        changed = [("Somebody has changed it since you began.", "warn", "")] if now != draft.found else []
        return [("It says now:", "strong", shown), *changed, (yours, "strong", typed)]

    def _filled(self, draft: Draft) -> list[tuple[str, str]]:
        """What a form held already, by the titles of its fields."""
        veil, shown = veil_of(self, draft.target), []
        for field in drafted.fields_of(draft.form) if draft.filled else ():
            value = paths.value_at(draft.filled, field.path)
            if value not in (None, UNSET, []):
                text = veil.of(field, values.show(field, value, self.board.clinic))
                shown.append((values.sentence_case(field.title), text))
        return shown

    def _field_in_form(self, draft: Draft) -> Field | None:
        return next((f for f in drafted.fields_of(draft.form) if f.path == draft.path), None) if draft.path else None

    def _veiled(self, draft: Draft, text: str) -> str:
        """What was typed, as far as the curtain lets it through."""
        veil = veil_of(self, draft.target)
        field = self._field_in_form(draft) if draft.form else _field_of(self.board, draft)
        if field is None and self.face.names_hidden:
            return HIDDEN if text else ""
        return veil.of(field, text) if field is not None else text

    # ------------------------------------------------------------------ the cursor
    def action_go(self, by: int) -> None:
        self._list.go(by)
        self._draw()

    def action_page(self, by: int) -> None:
        self.query_one("#draft", Lines).page(by)

    def on_lines_chosen(self) -> None:
        self._draw()

    # ------------------------------------------------------------------ what to do with it
    def _again(self) -> None:
        self.board_changed(set())

    def action_take(self) -> None:
        """Write it by the way of every edit; a form opens again as it was."""
        draft = self._here
        if draft is None or self._is_hidden(draft):
            return
        half = self._drafts.begin(draft)
        if draft.form == NOTE:
            self.act(lambda: self.board.note(draft.target, values.clean(draft.typed)), self._taken(draft), half=half)
        elif draft.form == LISTING:
            table, name = draft.target.rstrip("/"), values.clean(draft.typed, lines=False)
            self.act(lambda: self.board.new_listed(table, {"name": name}), self._taken(draft), half=half)
        elif draft.form:
            self._ask_again(draft)
        else:
            self._take_field(draft, half)

    def _is_hidden(self, draft: Draft) -> bool:
        """Whether the curtain hides it: nobody writes what they do not see."""
        hidden = self._veiled(draft, draft.typed) != draft.typed
        if hidden:
            self.say(SAYS)
        return hidden

    def _taken(self, draft: Draft) -> Callable[[Any], None]:
        def done(_entry: Any) -> None:
            self._again()
            self.say(f"{self._name_of(draft)}: it is where it belongs now.", "good")

        return done

    def _take_field(self, draft: Draft, half: Half) -> None:
        field = _field_of(self.board, draft)
        if field is None or _present(self.board, draft) is UNSET:
            self.say("What it belongs to is gone: y copies the text, delete drops it.", "alarm")
            return
        try:
            value = values.read(field, draft.typed, self.board.shown.today(), self.board.clinic)
        except Invalid as error:
            self.say(f"e edits it. {error}", "alarm")
            return
        keep_field(self, draft.target, field, draft.path, value, draft.found, half, self._again)

    def _ask_again(self, draft: Draft) -> None:
        if not drafted.ask_again(self, draft):
            self.say("It cannot go on where it was: y copies the text.", "alarm")

    def action_edit(self) -> None:
        """Open the editor where it belongs, with what was typed."""
        draft = self._here
        if draft is None or self._is_hidden(draft):
            return
        if draft.form:
            self.action_take()
        elif _present(self.board, draft) is UNSET:
            self.say("What it belongs to is gone: y copies the text, delete drops it.", "alarm")
        elif "/" in draft.target:
            from lmnboard.screens.directory import DirectoryScreen

            directory = self.app.get_screen("directory", DirectoryScreen)
            directory.show_record(draft.target, draft.path)
            directory.edits_next = draft
            self.go_to("directory")
        else:
            from lmnboard.screens.case import CaseScreen

            case = self.app.get_screen("case", CaseScreen)
            case.show_case(draft.target, draft.path)
            case.edits_next = draft
            self.go_to("case")

    def action_drop(self) -> None:
        draft = self._here
        if draft is not None:
            self._dropped.append((draft, self._drafts.take_away(draft)))
            self._again()
            self.say("Dropped; u brings it back.")

    def action_undo(self) -> None:
        if self._dropped:
            draft, bring_back = self._dropped.pop()
            bring_back()
            self._again()
            self._list.stand_on(self._key_of(draft))
            self._draw()
            self.say("It is back.", "good")
        else:
            self.say("Nothing has been dropped here.")

    def action_copy(self) -> None:
        draft = self._here
        if draft is not None:
            text = "\n".join(text for _title, _style, text in self._in_full(draft)) if draft.filled else draft.typed
            self.app.copy_to_clipboard(text)
            self.say("The text is on the clipboard.")


def _field_of(board: Board, draft: Draft) -> Field | None:
    """The field that a draft is of; None for a form's, and where the program has none of that name any more."""
    try:
        return None if draft.form else board.catalogue_of(draft.target).of(draft.path)
    except Invalid:
        return None


def _present(board: Board, draft: Draft) -> Any:
    """What stands where a draft belongs; `UNSET` where that is gone."""
    table, slash, slug = draft.target.partition("/")
    try:
        doc = board.shown.listed(table, slug)[1] if slash else board.shown.doc(draft.target)
    except NotFound:
        return UNSET
    return paths.value_at(doc, draft.path)
