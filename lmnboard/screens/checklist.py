"""The checklist of a case: every check by section, with its reason, how to mend it, and the way to the field."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lmnboard.checklist.finding import Finding, count
from lmnboard.model.change import UNSET, Entry
from lmnboard.model.sections import SECTIONS
from lmnboard.screens.one_case import OfOneCase
from lmnboard.screens.reading import finding_key, finding_rows, mark_of
from lmnboard.widgets.lines import Lines, Row


class ChecklistScreen(OfOneCase):
    """Checks in the order of the case's sections; what fails comes with its reason."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_to", "to the field", tooltip="Go to the field that it names"),
        Binding("space", "attest", "tick", tooltip="Tick a check that a person answers for, or take the tick back"),
        Binding("f", "only", "only open", tooltip="Only what is open, or all"),
        Binding("o", "source", "source", show=False, tooltip="Where the rule comes from"),
        Binding("j,down", "go(1)", "down", show=False, tooltip="Next check"),
        Binding("k,up", "go(-1)", "up", show=False, tooltip="Check before"),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("g,home", "end(False)", "top", show=False, tooltip="First check"),
        Binding("G,end", "end(True)", "end", show=False, tooltip="Last check"),
        Binding("escape,q,c", "back", "back", tooltip="Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._only_open = True
        self._by_key: dict[str, Finding] = {}
        self._ticked: set[str] = set()

    def compose_body(self) -> ComposeResult:
        yield Lines()

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    def show_again(self) -> None:
        findings = [f for f in self.findings() if f.status != "not_applicable"]
        ticked = self._ticked = {given.check or "" for given in self.board.shown.case(self._case_id).attestations}
        held, asked = count(findings)
        self.head_of_case(f"{held} of {asked} hold")
        shown = [f for f in findings if not self._only_open or f.status != "pass" or f.check in ticked]
        self._by_key = {finding_key(finding): finding for finding in shown}
        rows: list[Row] = []
        for section, title in SECTIONS.items():
            mine = [f for f in shown if f.section == section]
            if mine:
                rows.append(Row(((f" {title}", "strong"),)))
                for finding in sorted(mine, key=self._weight):
                    rows += self._rows_of(finding)
        if not rows:
            rows.append(Row(((" Everything that is asked holds.", "good"),)))
        self.lines.show(rows)

    def _rows_of(self, finding: Finding) -> list[Row]:
        if finding.status == "pass":
            mark, style = mark_of(finding)
            return [Row(((f" {mark} ", style), (finding.title, "quiet")), finding_key(finding))]
        return finding_rows([finding], self.size.width)

    def on_resize(self) -> None:
        if self.on_top and self._case_id:
            self.show_again()

    def action_go(self, by: int) -> None:
        self.lines.go(by)

    def action_page(self, by: int) -> None:
        self.lines.page(by)

    def action_end(self, last: bool) -> None:
        self.lines.end(last)

    def action_only(self) -> None:
        self._only_open = not self._only_open
        self.show_again()
        self.say("Only what is open." if self._only_open else "All checks that are asked.")

    @property
    def _here(self) -> Finding | None:
        return self._by_key.get(self.lines.key)

    def action_source(self) -> None:
        finding = self._here
        if finding is not None:
            also = f", also {', '.join(finding.also)}" if finding.also else ""
            self.say(f"{finding.check}{also}: {finding.title}. {finding.source}")

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
            self.app.get_screen("case", CaseScreen).show_case(self._case_id, finding.field)
            self.go_to("case")

    def action_attest(self) -> None:
        finding, case_id = self._here, self._case_id
        if finding is not None:
            check = finding.check
            self.act(lambda: self.board.attest(case_id, check), self._say_ticked)

    def _say_ticked(self, entry: Entry) -> None:
        if any(change.after is UNSET for change in entry.changes):
            self.say(f"{entry.note}: the tick is taken back.")
        else:
            self.say(f"{entry.note}: your tick is kept with your name and the time.", "good")
            self.lines.go(1)

    def _weight(self, finding: Finding) -> int:
        """Failures first, then what a person ticks, ticked or not, then what holds."""
        if finding.status == "pass" and finding.check not in self._ticked:
            return 9
        by_person = finding.status != "fail"
        return {"block": 0, "warn": 2, "info": 4}[finding.severity] + by_person
