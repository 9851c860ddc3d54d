"""The editor over a card: a field's name on the card's third line, and what is typed beside it.

`BoardView` stands on this and says where its cards are; `LineEditor` does the typing.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from textual.app import ComposeResult
from textual.geometry import Region

from lmnboard.model.card import Card
from lmnboard.store.drafts import Half
from lmnboard.widgets.drawn import Drawn
from lmnboard.widgets.inplace import ChoiceList, LineEditor

LABEL = 12
"""Cells of a field's name before its editor."""


class EditingOnCard(Drawn):
    """A widget of cards, one of which can be edited where it stands."""

    label = ""
    labelled = 0
    """The number of the case that is edited, and the name of its field; 0 where none is."""

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
        self.label, self.labelled = f" {label}", card.number
        self.refresh(Region(region.x, region.y + 2, region.width, 1))

        def leave() -> None:
            half.left()
            self.edited()

        self.query_one(LineEditor).open_over(
            self._editor_region(), value, keep, offer=offer, typed=half.typed, leave=leave
        )

    def _editor_region(self) -> Region:
        region = self.card_region
        left = min(LABEL, region.width // 2)
        return Region(region.x + left, region.y + 2, region.width - left - 1, 1)

    def follow(self) -> None:
        """Keep an open editor over its card, which others or a new size may have moved."""
        if self.labelled:
            self.query_one(LineEditor).follow(self._editor_region())

    def edited(self) -> None:
        """Take the name of the edited field off the card again."""
        self.labelled = 0
        self.refresh(self.card_region)
