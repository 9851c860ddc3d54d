"""The program with a key that goes wrong, as a fault of ours would: in its own thread, and in the acting one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from lmnboard import app
from lmnboard.opening import open_board


class FaultyApp(app.BoardApp):
    CSS_PATH = str(Path(app.__file__).with_name("screens") / "lmnboard.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "fault_here", "fault"),
        Binding("f9", "fault_there", "fault"),
    ]

    def _fault(self) -> None:
        patient = self.board.shown.card("LMN-0001").patient.name
        raise RuntimeError(f"of {patient}")

    def action_fault_here(self) -> None:
        self._fault()

    def action_fault_there(self) -> None:
        self.act(self._fault, lambda _: None, lambda _: None)


if __name__ == "__main__":
    app.BoardApp = FaultyApp  # type: ignore[misc]  # a class in the place of a class
    sys.exit(app.run(open_board(Path(sys.argv[1]), in_background=True)))
