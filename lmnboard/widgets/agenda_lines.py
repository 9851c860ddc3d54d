"""The agenda as lines: headings with counts, and a line for each case, made when it is seen.

Stands on `lines.py`, `editing_on_card.py` and the words of `next_act`; the agenda's screen shows it.
A thousand cases cost what is in view.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from rich.cells import cell_len, set_cell_size
from textual.geometry import Region
from textual.strip import Strip

from lmnboard.curtain import Veil, initials
from lmnboard.model.card import Card
from lmnboard.model.clinic import Clinic
from lmnboard.widgets.drawn import Span, cut
from lmnboard.widgets.editing_on_card import LABEL, EditingOnCard
from lmnboard.widgets.lines import Lines, Row
from lmnboard.workflow.agenda import SECTIONS, Item
from lmnboard.workflow.clocks import Day
from lmnboard.workflow.next_act import act

WIDE = 100
"""Cells from which on a line has room for the case's number."""
_MARKS = {"lost": ("!!", "block"), "harm": (" !", "warn")}
_KEPT = 22
"""Cells of what an act hangs on that are a day, a person or a phone; more are words."""
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


def laid(parts: Sequence[tuple[str, int]], done: str, hangs: str, room: int, does: int) -> tuple[str, str, str]:
    """What stands before the next act, the act, and what it hangs on, in so many cells together.

    `parts`, each with its cells, stand before it: but for the first they give way, the last first, where the act or
    the day, person or phone that it hangs on would be cut. `does` are cells that the act keeps in any case.
    """
    first = hangs.partition(",")[0]  # a phone without its hours
    kept = cell_len(first) + 2 if 0 < cell_len(first) <= _KEPT else 2
    before, left = "", room
    for many in range(len(parts), 0, -1):
        before = "".join(f"{_cell(text, width)} " for text, width in parts[:many])
        left = room - cell_len(before)
        if cell_len(done) + kept <= left:
            break
    taken = max(min(max(cell_len(done), does), left - kept), min(cell_len(done), does, left))
    left -= taken + 2
    told = first if kept > 2 and cell_len(hangs) > left else hangs
    return before, _cell(done, taken), f"  {cut(told, left)}" if left > 0 else ""


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
        and (one.section, one.clock, one.on, one.appealed_by, one.files)
        == (other.section, other.clock, other.on, other.appealed_by, other.files)
        for one, other in zip(items, others, strict=True)
    )


class AgendaLines(Lines, EditingOnCard):
    """Items under their sections. `show_items` draws again; a line is worded when it comes into view."""

    edited_line = 0

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
        self.follow()
        self.refresh()

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self._items.get(self.key)

    @property
    def selected(self) -> Card | None:
        return self.item.card if self.item else None

    @property
    def card_region(self) -> Region:
        """What stands behind whose case it is, on the line under the cursor."""
        left = sum(cell_len(text) for text, _style in self._whose_case())
        return Region(left, self._at - self._top, self.size.width - left, 1)

    def _whose_case(self) -> tuple[Span, ...]:
        """How the line under the cursor begins: its mark, the case's number where there is room, and whose it is."""
        return self._words_of(self.item)[:2] if self.item else ()

    @property
    def items(self) -> list[Item]:
        return list(self._items.values())

    def render_line(self, y: int) -> Strip:
        at = y + self._top
        row = self._rows[at] if at < len(self._rows) else None
        if row is None or not (self._items or self.labelled):
            return super().render_line(y)
        if self.labelled and at == self._at:
            return self.strip_of((*self._whose_case(), (cut(self.label, LABEL), "quiet")), over="cursor")
        item = self._items.get(row.key)
        if item is None:
            (title, style), (count, _style) = row.spans
            rule = "-" * (self.size.width - len(title) - len(count) - 5)
            return self.strip_of(((f" {title} {rule} {count} -", style),))
        return self.strip_of(self._words_of(item), over="cursor" if at == self._at else "")

    def on_resize(self) -> None:
        self._worded.clear()
        self._scroll()
        self.follow()

    def _words_of(self, item: Item) -> tuple[Span, ...]:
        spans = self._worded.get(item.card.id)
        if spans is None:
            spans = self._worded[item.card.id] = self._line(item)
        return spans

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
        asked = cover(card.request.treatment or "")
        owner = f"{card.owner}: " if card.owner and card.owner != self._me else ""
        phone = said.call.partition(",")[0] if said.call != said.hangs_on else ""
        hangs = cover(" ".join(filter(None, (said.hangs_on, phone))))
        room = self.size.width - cell_len(head) - who - 1
        before, done, hangs = laid(((payer, whose), (asked, what)), owner + cover(said.does), hangs, room, does)
        return (
            (head, style),
            (f"{first} ", "base"),
            (before, "quiet"),
            (done, style if item.section in _MARKS else "base"),
            (hangs, "quiet"),
        )
