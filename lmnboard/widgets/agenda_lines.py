"""The agenda as lines: headings with counts, and a line for each case, made when it is seen.

Stands on `lines.py` and the words of `next_act`; the agenda's screen shows it. A thousand cases cost what is in view.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from rich.cells import cell_len, set_cell_size
from textual.strip import Strip

from lmnboard.curtain import Veil, initials
from lmnboard.model.clinic import Clinic
from lmnboard.widgets.drawn import Span, cut
from lmnboard.widgets.lines import Lines, Row
from lmnboard.workflow.agenda import SECTIONS, Item
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.next_act import act

WIDE = 100
"""Cells from which on a line has room for the case's number."""
_MARKS = {"lost": ("!!", "block"), "harm": (" !", "warn")}
_SHORT = 2
"""Letters of a last name at least; shorter ones are given with the first name."""
Veiled = Callable[[str], Veil]
"""What hides the patient of a case."""


def short_name(name: str) -> str:
    """`Ada Okafor` and `Okafor, Ada` as `Okafor A`."""
    last, comma, first = name.partition(",")
    parts = [*first.split(), last] if comma else name.split()
    if len(parts) < _SHORT:
        return name
    return f"{parts[-1]} {parts[0][:1].upper()}"


def columns(width: int) -> tuple[int, int, int, int]:
    """Cells for who, whose payer, what and the next act; the rest is for what it hangs on."""
    if width < WIDE:
        spare = max(width - 80, 0)
        return 11, 8, 12 + spare // 2, 24
    spare = width - WIDE
    return 12 + spare // 10, 10 + spare // 6, 16 + spare // 2, 27 + spare // 10


def _cell(text: str, width: int) -> str:
    return set_cell_size(cut(text, width), width)


def _first_words(text: str, width: int) -> str:
    """As many whole words as fit, where they tell enough; else as many letters."""
    said = ""
    for word in text.split():
        if cell_len(f"{said} {word}".strip()) > width:
            break
        said = f"{said} {word}".strip()
    return _cell(said if cell_len(said) > width // 2 else text, width)


def _same(items: Collection[Item], others: Collection[Item]) -> bool:
    """Whether two agendas say the same: cards are made anew where anything of them has changed."""
    return len(items) == len(others) and all(
        one.card is other.card
        and (one.section, one.clock, one.on, one.appealed_by)
        == (other.section, other.clock, other.on, other.appealed_by)
        for one, other in zip(items, others, strict=True)
    )


class AgendaLines(Lines):
    """Items under their sections. `show_items` draws again; a line is worded when it comes into view."""

    def __init__(self, veil: Veiled) -> None:
        super().__init__()
        self._veil = veil
        self._items: dict[str, Item] = {}
        self._worded: dict[str, tuple[Span, ...]] = {}
        self._clinic = Clinic()
        self._day: Callable[[str | None], Day]
        self._me = ""
        self._hidden = False
        self._looks_now: tuple[Clinic, Day, bool] | None = None

    def show_items(
        self, items: Sequence[Item], clinic: Clinic, day: Callable[[str | None], Day], me: str, *, hidden: bool
    ) -> None:
        """Show items in their order, which must be that of their sections; `hidden` where names are.

        What somebody else than `me` has says who has it.
        """
        looks = (clinic, day(None), hidden)
        if looks == self._looks_now and _same(items, self._items.values()):
            return
        self._looks_now = looks
        counts = Counter(item.section for item in items)
        rows: list[Row] = []
        before = ""
        for item in items:
            if item.section != before:
                before = item.section
                rows.append(Row(((SECTIONS[item.section].upper(), "quiet"), (str(counts[item.section]), "quiet"))))
            rows.append(Row((), item.card.id))
        self._items = {item.card.id: item for item in items}
        self._clinic, self._day, self._me, self._hidden = clinic, day, me, hidden
        self._worded.clear()
        if not rows:
            rows = [Row((("", "base"),)), Row(((" Nothing needs a person now.", "good"),))]
        self.show(rows)
        self.refresh()

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self._items.get(self.key)

    @property
    def items(self) -> list[Item]:
        return list(self._items.values())

    def render_line(self, y: int) -> Strip:
        at = y + self._top
        row = self._rows[at] if at < len(self._rows) else None
        if row is None or not self._items:
            return super().render_line(y)
        item = self._items.get(row.key)
        if item is None:
            (title, style), (count, _style) = row.spans
            rule = "-" * (self.size.width - len(title) - len(count) - 5)
            return self.strip_of(((f" {title} {rule} {count} -", style),))
        spans = self._worded.get(row.key)
        if spans is None:
            spans = self._worded[row.key] = self._line(item)
        return self.strip_of(spans, over="cursor" if at == self._at else "")

    def on_resize(self) -> None:
        self._worded.clear()

    def _line(self, item: Item) -> tuple[Span, ...]:
        card = item.card
        who, whose, what, does = columns(self.size.width)
        said = act(item, self._clinic, self._day(card.location))
        mark, style = _MARKS.get(item.section, ("", "base"))
        mark = mark or ("? " if not card.owner else "> " if item.covered else "")
        name = card.patient.name or "no name"
        veil = self._veil(card.id) if self._hidden else None
        cover = veil.over if veil is not None else str
        head = f" {mark.ljust(3)}" + (f"{card.id}  " if self.size.width >= WIDE else "")
        first = _cell(initials(name) if self._hidden else short_name(name), who)
        payer = _first_words(self._clinic.name_of("payers", card.payer), whose)
        asked = _cell(card.request.treatment or "", what)
        room = self.size.width - cell_len(head) - who - whose - what - 3
        owner = f"{card.owner}: " if card.owner and card.owner != self._me else ""
        done, hangs = owner + cover(said.does), cover(said.hangs_on)
        taken = min(max(cell_len(done), does), room - 2)
        return (
            (head, style),
            (f"{first} ", "base"),
            (f"{payer} {asked} ", "quiet"),
            (_cell(done, taken), style if item.section in _MARKS else "base"),
            (f"  {cut(hangs, room - taken - 2)}", "quiet"),
        )
