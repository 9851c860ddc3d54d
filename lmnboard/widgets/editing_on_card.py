"""The editor over a card: a field's name on one line of it, and what is typed beside it.

`BoardView` and `AgendaLines` stand on this and say where their cards are; `LineEditor` does the typing.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.geometry import Region

from lmnboard.model.card import Card
from lmnboard.store.drafts import Half
from lmnboard.widgets.choice_list import ChoiceList
from lmnboard.widgets.drawn import Drawn
from lmnboard.widgets.line_editor import LineEditor

LABEL = 12
"""Cells of a field's name before its editor."""


class EditingOnCard(Drawn):
    """A widget of cards, one of which can be edited where it stands."""

    edited_line: ClassVar[int] = 2
    """The line of a card that gives way to the editor."""
    labelled = 0
    """The number of the case that is edited; 0 where none is."""
    _field = _case = ""

    def compose(self) -> ComposeResult:
        choices = ChoiceList()
        yield choices
        yield LineEditor(choices)

    @property
    @abstractmethod
    def selected(self) -> Card | None:
        """The card under the cursor."""

    @property
    @abstractmethod
    def card_region(self) -> Region:
        """Where the card under the cursor is drawn."""

    @property
    def label(self) -> str:
        """What stands before the editor: the name of the field; of which case, where others took it from here."""
        card = self.selected
        return f" {self._field}" if card is not None and card.number == self.labelled else f" {self._case}"

    def edit(
        self,
        label: str,
        value: str,
        keep: Callable[[str, int], bool],
        offer: Callable[[str], list[str]] | None,
        half: Half,
    ) -> None:
        """Edit a field of the card under the cursor; nothing where there is none."""
        card, region = self.selected, self.card_region
        if card is None:
            return
        self._field, self._case, self.labelled = label, card.id, card.number
        self.refresh(Region(region.x, region.y + self.edited_line, region.width, 1))

        def leave() -> None:
            half.left()
            self.edited()

        self.query_one(LineEditor).open_over(
            self._editor_region(), value, keep, offer=offer, typed=half.typed, leave=leave
        )

    def _editor_region(self) -> Region:
        region = self.card_region
        left = min(LABEL, region.width // 2)
        return Region(region.x + left, region.y + self.edited_line, region.width - left - 1, 1)

    def follow(self) -> None:
        """Keep an open editor over its card, which others or a new size may have moved.

        Where others took the card away, over the cursor's: what is typed is still its case's, which stands before it.
        """
        if self.labelled:
            self.query_one(LineEditor).follow(self._editor_region())

    def edited(self) -> None:
        """Take the name of the edited field off the card again."""
        self.labelled = 0
        self.refresh(self.card_region)
