"""The checklist of a case: every check by section, with its reason, how to mend it, and the way to the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.checklist.finding import Finding, count
from lmnboard.checklist.mistakes import mistakes
from lmnboard.model import paths, values
from lmnboard.model.case import CASES
from lmnboard.model.change import UNSET, Entry
from lmnboard.model.sections import SECTIONS
from lmnboard.screens import hushing
from lmnboard.screens.judged import Judged
from lmnboard.screens.listing import Listing
from lmnboard.screens.one_case import quoting
from lmnboard.screens.reading import below, finding_key, finding_rows, place_of, said_once, weight, words_in
from lmnboard.widgets.drawn import OneLine, Span
from lmnboard.widgets.finding_lines import FindingLines
from lmnboard.widgets.lines import Row

DETAIL = 110
"""Columns from which on the source of the check under the cursor always stands at the bottom."""


class ChecklistScreen(Listing, Judged):
    """Checks in the order of the case's sections; what fails comes with its reason."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_to", "to the field", tooltip="Go to the field that it names, and to the words"),
        Binding("space", "attest", "tick", tooltip="Tick a check that a person answers for, or take the tick back"),
        Binding("f", "only", "only open", tooltip="Only what is open, or all"),
        Binding("o", "source", "source", tooltip="Where the rule comes from, and its id"),
        Binding("s", "silence", "silence", tooltip="Silence it for this case, with a reason, or hear it again"),
        Binding("Z", "silence_for_all", show=False, tooltip="Silence it for every case, or hear it again (lead)"),
        Binding("escape,q,c", "back", "back", tooltip="Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._only_open = True
        self._by_key: dict[str, Finding] = {}
        self._ticked: set[str] = set()
        self._with_source = ""

    def compose_body(self) -> ComposeResult:
        yield FindingLines()
        yield OneLine(id="detail")

    @property
    def lines(self) -> FindingLines:
        return self.query_one(FindingLines)

    # ------------------------------------------------------------------ what is shown
    def show_again(self) -> None:
        asked = [f for f in self.judged if f.status != "not_applicable"]
        self._ticked = {given.check or "" for given in self.board.shown.case(self._case_id).attestations}
        held, of = count(self._found)  # as on the card: what is said of language only advises
        self.head_of_case(f"{held} of {of} hold")
        shown = [f for f in asked if self._is_shown(f)]
        self._by_key = {}
        rows: list[Row] = []
        made = mistakes(asked)
        if made:
            rows += [Row(((" Named mistakes: ", "warn"), ("  ".join(made), "base")))]
        for section, title in SECTIONS.items():
            mine = sorted((f for f in shown if f.section == section), key=lambda f: weight(f, self._ticked))
            if mine:
                rows.append(Row(((f" {title}", "strong"),)))
            for finding, told in zip(mine, said_once(mine), strict=True):
                rows += self._rows_of(finding, told)
        if not any(f.is_open for f in asked):
            rows.insert(0, Row(((" Everything that is asked holds.", "good"),)))
        self.lines.show(rows)
        self._show_detail()

    def draw_judged(self) -> None:
        self.show_again()

    def _is_shown(self, finding: Finding) -> bool:
        return not self._only_open or finding.status != "pass" or finding.check in self._ticked

    def _rows_of(self, finding: Finding, told: Finding) -> list[Row]:
        key = finding_key(finding)
        while key in self._by_key:  # the same words once more
            key += " +"
        self._by_key[key] = finding
        rows = finding_rows(told, self.size.width, key=key, words=self._words_of(finding))
        return rows + below(_source(finding), self.size.width) if key == self._with_source else rows

    def _words_of(self, finding: Finding) -> tuple[Span, ...]:
        """The words that it speaks of where they stand; nothing where the curtain hides them."""
        if not finding.words or quoting(self.veil(), finding, finding.words) != finding.words:
            return ()
        text = "" if self.face.names_hidden else self._text_of(finding)
        place = place_of(finding, text)
        if finding.words in finding.message and place in (None, (0, len(text))):
            return ()
        if place is None:
            text, place = finding.words, (0, len(finding.words))
        return words_in(text, place, max(self.size.width - 4, 20))

    def _text_of(self, finding: Finding) -> str:
        field = CASES.fields.get(paths.pattern(finding.field)) if finding.record == "cases" else None
        if field is None or field.editor == "rows":
            return ""
        value = paths.value_at(self.board.shown.doc(self._case_id), finding.field)
        return "" if value is UNSET else values.show(field, value, self.board.clinic)

    def _show_detail(self) -> None:
        here = self._here
        self.query_one("#detail", OneLine).say((f" {_source(here)}" if here is not None else "", "quiet"))

    def on_resize(self) -> None:
        self.set_class(self.size.width < DETAIL, "narrow")
        if self.on_top and self._case_id:
            self.show_again()

    # ------------------------------------------------------------------ the cursor
    @property
    def _here(self) -> Finding | None:
        return self._by_key.get(self.lines.key)

    def moved(self) -> None:
        self._show_detail()

    def on_mouse_up(self) -> None:
        self._show_detail()

    def action_only(self) -> None:
        self._only_open = not self._only_open
        self.show_again()
        self.say("Only what is open." if self._only_open else "All checks that are asked.")

    def action_source(self) -> None:
        """Show under the check where it comes from, or take that away again."""
        key = self.lines.key
        self._with_source = "" if key == self._with_source else key
        self.show_again()
        if self._with_source and self._here is not None and self._here.check == "CHK-185":
            meant = self.board.suggestions(self._here.words)
            self.say(f"Perhaps: {', '.join(meant[:5])}." if meant else "No dictionary has a word near it.")

    # ------------------------------------------------------------------ what to do about it
    def on_lines_chosen(self) -> None:
        self.action_go_to()

    def action_go_to(self) -> None:
        from lmnboard.screens.case import CaseScreen
        from lmnboard.screens.directory import DirectoryScreen

        finding = self._here
        if finding is None:
            return
        if finding.status == "person":
            self.action_attest()
        elif finding.record != "cases":
            self.app.get_screen("directory", DirectoryScreen).show_record(finding.record, finding.field)
            self.go_to("directory")
        elif finding.field.startswith("signature"):
            self.action_sign()
        elif finding.field:
            self.app.get_screen("case", CaseScreen).show_words(self._case_id, finding)
            self.go_to("case")

    def action_attest(self) -> None:
        finding, case_id = self._here, self._case_id
        if finding is not None:
            check = finding.check
            self.act(lambda: self.board.attest(case_id, check), self._say_ticked)

    def _say_ticked(self, entry: Entry) -> None:
        if any(change.after is UNSET for change in entry.changes):
            self.say(f"The tick is taken back: {entry.note}.")
        else:
            self.say(f"Your tick is kept, with your name and the time: {entry.note}.", "good")
            self.action_go(1)

    def action_silence(self) -> None:
        finding = self._here
        if finding is not None:
            hushing.for_this_case(self, self._case_id, finding, self._on_to(self.lines.neighbour))

    def action_silence_for_all(self) -> None:
        """For every case is the key twice; once says what the second does."""
        finding = self._here
        if finding is not None:
            hushing.for_all(self, self._case_id, finding, self._on_to(self.lines.neighbour))

    def _on_to(self, key: str) -> Callable[[], None]:
        """What is silenced goes to the end of its section, and the cursor on to what comes next."""

        def go() -> None:
            self.lines.stand_on(key)
            self._show_detail()

        return go


def _source(finding: Finding) -> str:
    """The rule of a finding: its id, what it asks, and where it comes from."""
    also = f", also {', '.join(finding.also)}" if finding.also else ""
    return f"{finding.check}{also}: {finding.title}. Source: {finding.source}"
