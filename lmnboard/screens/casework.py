"""What can be done with the case at hand, the same on the board, in the case, its checklist and its letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import msgspec
from textual.binding import Binding, BindingType

from lmnboard.board import Exported
from lmnboard.checklist.finding import blockers
from lmnboard.desk import CASES
from lmnboard.knowledge.typed_dates import echo_date
from lmnboard.model import paths, values
from lmnboard.model.card import number_of
from lmnboard.model.change import UNSET, Entry
from lmnboard.model.choices import STAGES, Stage, words
from lmnboard.model.errors import BoardError, Conflict, Invalid, Refused
from lmnboard.model.fields import Field
from lmnboard.screens import forms
from lmnboard.screens.forms import Form, form_of
from lmnboard.screens.quiet import QuietScreen
from lmnboard.screens.reading import counted
from lmnboard.widgets.ask_line import AskLine
from lmnboard.widgets.drawn import cut
from lmnboard.workflow import steps
from lmnboard.workflow.clocks import GLYPHS, Clock, nearest_clock

NEW_CASE = ("patient.name", "request.treatment", "payer", "purpose", "kind", "provider")


class CaseWork(QuietScreen):
    """A screen with a case at hand. Every action here is one call of the board."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "checklist", "check", tooltip="Checklist: what a payer would miss"),
        Binding("v", "letter", "letter", tooltip="View the letter as it would print now"),
        Binding("x", "export", "export", tooltip="Export: x again writes the text letter"),
        Binding("less_than_sign,H", "move(-1)", "back", show=False, tooltip="Move the case a stage back"),
        Binding("greater_than_sign,L", "move(1)", "on", tooltip="Move the case a stage on"),
        Binding("S", "sign", "sign", show=False, tooltip="Sign: record the provider's signature"),
        Binding("ctrl+s", "submit", "submit", show=False, tooltip="Submit: record that the letter was sent"),
        Binding("A", "attach", "attach", show=False, tooltip="Attach a file as an enclosure"),
        Binding("i", "note", "note", show=False, tooltip="Add a note"),
        Binding("w", "why", "why", show=False, tooltip="Why this case stands here: its clocks"),
        Binding("y", "copy", "copy", show=False, tooltip="Copy the case's number to the local clipboard"),
        Binding("m", "app.help", "menu", show=False, tooltip="Menu of all that can be done here"),
        Binding("u", "undo", "undo", show=False, tooltip="Undo my last change"),
        Binding("ctrl+r", "redo", "redo", show=False, tooltip="Redo what undo took back"),
    ]

    @property
    def case_id(self) -> str:
        """The case at hand; an empty text where there is none."""
        raise NotImplementedError

    # ------------------------------------------------------------------ ways to look at it
    def action_open(self) -> None:
        self._show("case")

    def action_checklist(self) -> None:
        self._show("checklist")

    def action_letter(self) -> None:
        self._show("letter")

    def action_why(self) -> None:
        self._show("why")

    def _show(self, name: str) -> None:
        if not self.case_id:
            self.say("There is no case here. N makes one.")
            return
        screen = self.app.get_screen(name)
        assert isinstance(screen, OfOneCase)
        screen.show_case(self.case_id)
        self.app.push_screen(name)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.case_id)
        self.say(f"{self.case_id} is on the clipboard.")

    # ------------------------------------------------------------------ fields
    def keep_field(self, case_id: str, field: Field, path: str, value: Any, found: Any) -> None:
        """Write a field over what was found in it. Where somebody was quicker, both values are shown."""
        seen = None if found is UNSET else found

        def done(entry: Entry) -> None:
            text = values.show(field, value, self.board.clinic)
            if field.editor == "date" and value:
                text = echo_date(steps.day_of(value))
            note = f" ({entry.note})" if entry.note else ""
            self.say(f"{case_id} {field.title}: {_short(text) or 'empty'}{note}", "good")

        def failed(error: BoardError) -> None:
            if isinstance(error, Conflict) and error.theirs:
                self._merge(case_id, field, path, value, error.theirs[0])
            else:
                self.say_error(error)

        self.act(lambda: self.board.edit(case_id, {path: value}, found={path: seen}), done, failed)

    def _merge(self, case_id: str, field: Field, path: str, mine: Any, theirs: Any) -> None:
        """Both values of a field that two people changed; what is kept is written over the other's."""
        if theirs is UNSET:
            self.say("Somebody has removed this row meanwhile; what you typed had no place to go.", "alarm")
            return
        clinic = self.board.clinic
        other = values.show(field, theirs, clinic) or "(empty)"

        def send(filled: dict[str, Any]) -> None:
            self.app.pop_screen()
            self.keep_field(case_id, field, path, filled["mine"], theirs)

        self.ask(
            Form(
                title=f"{case_id}: somebody has changed {field.title} while you did",
                verb="write mine, as it stands here",
                catalogue=CASES,
                fields=[msgspec.structs.replace(field, path="mine")],
                doc={"mine": mine},
                send=send,
                says=("It says now:", *other.split("\n"), "", "Yours, to be changed or merged; escape leaves theirs:"),
            )
        )

    def ask(self, form: Form) -> None:
        from lmnboard.screens.form import FormScreen

        self.app.get_screen("form", FormScreen).ask(form)

    # ------------------------------------------------------------------ steps
    def action_move(self, by: int) -> None:
        case_id = self.case_id
        if not case_id:
            return
        at = STAGES.index(self._stage_of(case_id)) + by
        if not 0 <= at < len(STAGES):
            self.say(f"{case_id} is at the {'end' if by > 0 else 'beginning'} already.")
        elif self._stage_of(case_id) == "review" and by > 0:
            self.action_submit()
        else:
            self._move(case_id, STAGES[at], "")

    def _stage_of(self, case_id: str) -> Stage:
        stage = self.board.shown.card(case_id).stage
        return next(known for known in STAGES if known == stage)

    def _move(self, case_id: str, stage: Stage, because: str) -> None:
        def failed(error: BoardError) -> None:
            if isinstance(error, Refused):
                self._ask_because(case_id, stage, error)
            else:
                self.say_error(error)

        self.act(lambda: self.board.move(case_id, stage, because), f"{case_id} is in {words(stage)}.", failed)

    def _ask_because(self, case_id: str, stage: Stage, refused: Refused) -> None:
        known, fields, doc = form_of(forms.Because)

        def send(filled: dict[str, Any]) -> None:
            because = filled.get("because")
            if not because:
                raise Invalid("Without a reason it stays where it is: mend what is missing, or say why not.")
            self.app.pop_screen()
            self._move(case_id, stage, because)

        self.ask(
            Form(
                title=str(refused),
                verb="move it all the same, for this reason",
                catalogue=known,
                fields=fields,
                doc=doc,
                send=send,
                says=tuple(f"✗ {reason}" for reason in refused.reasons),
            )
        )

    def action_sign(self) -> None:
        case_id = self.case_id
        if not case_id:
            return
        case = self.board.shown.case(case_id)
        me = self.board.clinic.staff.get(self.board.me)
        if me is not None and me.provider and me.provider == case.provider:
            self._sign(case_id, "", "")
            return
        name = self.board.clinic.name_of("providers", case.provider) or "the signing provider"
        method = steps.default_signature(case, self.board.clinic, self.board.me)
        known, fields, doc = form_of(forms.Signing, method=method)

        def send(filled: dict[str, Any]) -> None:
            if not filled.get("word"):
                raise Invalid(f"Say how {name} signed: on paper, by phone, in the chart.")
            self.app.pop_screen()
            self._sign(case_id, filled.get("method") or method, filled["word"])

        self.ask(
            Form(
                title=f"Sign {case_id}: only {name} signs it",
                verb=f"record that {name} signed",
                catalogue=known,
                fields=fields,
                doc=doc,
                send=send,
                says=(f"You are {self.board.me}. Record the signature that {name} gave:",),
            )
        )

    def _sign(self, case_id: str, method: str, word: str) -> None:
        self.act(lambda: self.board.sign(case_id, method=method, word=word), f"{case_id} is signed.")

    def action_submit(self) -> None:
        case_id = self.case_id
        if not case_id:
            return
        card = self.board.shown.card(case_id)
        if card.stage != "review":
            self.say(f"{case_id} is in {words(card.stage)}: a letter is submitted from Review.", "alarm")
            return
        open_ = blockers(self.board.findings(case_id))
        proposed = self.board.proposed_sending(case_id)
        known, fields, doc = form_of(
            forms.Submitting,
            method=proposed.method,
            to=proposed.to or None,
            next_on=proposed.next_on.isoformat(),
            next_what=proposed.next_what,
        )

        def send(filled: dict[str, Any]) -> None:
            if not (filled.get("next_on") and filled.get("next_what")):
                raise Invalid("Say what we do next and when: a case that has left needs a next touch.")
            sending = steps.Sending(
                method=filled.get("method") or "",
                to=filled.get("to") or "",
                confirmation=filled.get("confirmation") or "",
                next_on=steps.day_of(filled["next_on"]),
                next_what=filled["next_what"],
            )

            def done(_entry: Entry) -> None:
                self.app.pop_screen()
                self.say(
                    f"{case_id} was sent to {sending.to}. Next: {sending.next_what}, {sending.next_on:%m/%d}.", "good"
                )

            self.act(lambda: self.board.submit(case_id, sending, filled.get("because") or ""), done, self._say_on_form)

        says = tuple(f"✗ {finding.message}" for finding in open_)
        self.ask(
            Form(
                title=f"Submit {case_id}" + (f": {counted(len(open_), 'blocker')} open" if open_ else ""),
                verb="record that it was sent",
                catalogue=known,
                fields=fields,
                doc=doc,
                send=send,
                says=says,
                location=card.location,
            )
        )

    def _say_on_form(self, error: BoardError) -> None:
        if isinstance(self.app.screen, QuietScreen):
            self.app.screen.say_error(error)

    def action_export(self) -> None:
        """The quick export is the key twice; once says what the second does."""
        case_id = self.case_id
        if not case_id:
            return
        if self.face.last_keys != ("x", "x"):
            self.say(f"x again: write the letter of {case_id} as text to exports/ beside the board.")
            return
        self.face.last_keys = ("", "")

        def done(exported: Exported) -> None:
            if exported.blockers:
                missing = counted(len(exported.blockers), "blocker")
                self.say(f"DRAFT, {missing} (c shows them): {exported.path}", "alarm")
            else:
                self.say(f"Written: {exported.path}", "good")

        self.act(lambda: self.board.export(case_id, draft=True), done)

    def action_attach(self) -> None:
        case_id = self.case_id
        if not case_id:
            return
        known, fields, doc = form_of(forms.Attaching)

        def send(filled: dict[str, Any]) -> None:
            if not (filled.get("file") and filled.get("title")):
                raise Invalid("Say which file, and what it is, as the letter lists it.")
            on = steps.day_of(filled["date"]) if filled.get("date") else None
            path = Path(filled["file"]).expanduser()

            def done(_entry: Entry) -> None:
                self.app.pop_screen()
                self.say(f"{filled['title']} is enclosed.", "good")

            self.act(
                lambda: self.board.attach(case_id, path, title=filled["title"], kind=filled.get("kind"), on=on),
                done,
                self._say_on_form,
            )

        self.ask(
            Form(
                title=f"Attach a file to {case_id}",
                verb="attach it",
                catalogue=known,
                fields=fields,
                doc=doc,
                send=send,
            )
        )

    def action_note(self) -> None:
        case_id = self.case_id

        def keep(text: str, _step: int) -> bool:
            text = values.clean(text)
            if text:
                self.act(lambda: self.board.note(case_id, text), f"Noted on {case_id}.")
            return True

        if case_id:
            self.query_one(AskLine).ask(f"note on {case_id}:", "", keep, leave=lambda: self.say(""))

    def action_new(self) -> None:
        """Four questions and the case is there: who, what, which payer, why."""
        doc: dict[str, Any] = {}
        warned: set[str] = set()

        def send(filled: dict[str, Any]) -> None:
            given: dict[str, Any] = {p: value for p in NEW_CASE if (value := paths.value_at(filled, p)) is not None}
            if not given.get("patient.name"):
                raise Invalid("Say who the patient is; everything else can come later.")
            twin = self.board.shown.twin(given["patient.name"], given.get("request.treatment"))
            if twin is not None and twin.id not in warned:
                warned.add(twin.id)
                raise Invalid(f"{twin.id} is open for the same patient and request. ctrl+s again makes another.")

            def done(entry: Entry) -> None:
                self.app.pop_screen()
                case_id = str(entry.changes[0].after["id"]) if isinstance(entry.changes[0].after, dict) else ""
                self.opened_new(case_id)

            self.act(lambda: self.board.new(given), done, self._say_on_form)

        fields = [CASES.of(path) for path in NEW_CASE]
        self.ask(Form(title="New case", verb="open the case", catalogue=CASES, fields=fields, doc=doc, send=send))

    def opened_new(self, case_id: str) -> None:
        """A new case is there: go on with it."""
        self.say(f"{case_id} is open.", "good")


class OfOneCase(CaseWork):
    """A screen that shows one case until another is asked for."""

    _case_id = ""

    def show_case(self, case_id: str) -> None:
        """Which case to show, before the screen is pushed."""
        self._case_id = case_id

    @property
    def case_id(self) -> str:
        return self._case_id

    def board_changed(self, touched: set[str]) -> None:
        if self._case_id and number_of(self._case_id) in self.board.shown.cards:
            self.show_again()
        else:
            self.app.pop_screen()

    def show_again(self) -> None:
        """Draw the case as it stands."""
        raise NotImplementedError

    def head_of_case(self, what: str = "") -> None:
        """The head line: case, patient, request, where it stands and how near its clock is."""
        card = self.board.shown.card(self._case_id)
        clock = nearest_clock(card, self.board.shown.day(card.location))
        due = f"{GLYPHS[clock.band]} {clock.name} {clock.on:%m/%d} {clock.says}" if clock else ""
        told = f" {card.id}  {card.patient.name or 'no name yet'} · {card.request.treatment or 'no request yet'}"
        right = "  ".join(filter(None, (what, words(card.stage), due))) + " "
        room = max(self.size.width - len(right) - 1, 10)
        self.head(
            (cut(told, room), "strong"),
            (" " + right, "quiet" if clock is None else "alarm" if _presses(clock) else "base"),
        )


def _presses(clock: Clock) -> bool:
    return clock.band in ("late", "today")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
