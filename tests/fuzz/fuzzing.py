"""What every fuzz test of this room shares: how many inputs, what counts as a good end, and the text to throw.

An input may end in one of our own errors with its one sentence, never in anything else, and never after long.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from lmnboard.model.errors import BoardError
from tests.soak import LONG, found, often

T = TypeVar("T")
set_hypothesis_home_dir(Path(gettempdir()) / "lmnboard-fuzz")  # what it remembers would else lie in the checkout
SLOWEST = 1.0
"""Seconds of a processor that one input may take; most take a thousandth of it. Waiting for others does not count."""

NASTY = (
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]52;c;eA==\x07", "\x1b]8;;http://x\x07y\x1b]8;;\x07", "\x1bPq\x1b\\",
    "\x9b31m", "\x9d0;t\x9c", "[red]x[/]", "[@click=app.quit]x[/]", "{{ 7*7 }}", "{% include 'x' %}", "\x00", "\ud800",
    "\udcff", "\u202eabc\u202c", "\u2066abc\u2069", "\u200b", "\ufeff", "A" + "\u0301" * 60, "王小明", "👩‍👩", "\r\n",
    "\t", "\u2028", "\x85", "../../etc/passwd", "a/b", "/", ".", "..", "$1", "LMN-$1", "*", "-", "=", "+=", "'", '"',
    "\\", "!", ":", "\N{ARABIC-INDIC DIGIT FIVE}", "²", "½", "K", "ſ", "İ", "ß", "1e999", "-0", "99999999999999999999",
    "0x1", "1_0", "nan",
)  # fmt: skip
"""Pieces that have ended programs before."""

text = st.lists(st.one_of(st.text(max_size=12), st.sampled_from(NASTY)), max_size=6).map("".join)


def thrown(short: int, long: int = 100_000) -> settings:
    """Settings of a fuzz test; its examples are the same each time in `make test`, new ones in `make soak`."""
    return settings(
        max_examples=often(short, long),
        derandomize=not LONG,
        database=None,  # else it would be written into the checkout
        deadline=None,  # `within` measures, and says what took so long
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


class Thrown:
    """Counts what was thrown at something, and notes it in a soak."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.inputs = 0
        self.refused = 0

    def at(self, take: Callable[[], T]) -> T | None:
        """What came of one input; None where it was refused in a sentence of one line. Anything else is raised."""
        self.inputs += 1
        # What a hundred thousand inputs have left behind is looked through for garbage now and then, for a second.
        gc.disable()
        begun = time.thread_time()
        try:
            return take()
        except BoardError as error:
            self.refused += 1
            said = str(error)
            assert said.strip(), "refused without a word"
            assert "\n" not in said
            assert not [sign for sign in said if ord(sign) < 32 or 127 <= ord(sign) < 160], (
                "a control character is said"
            )
            return None
        finally:
            taken = time.thread_time() - begun
            gc.enable()
            assert taken < SLOWEST

    def note(self) -> None:
        assert self.inputs > self.refused, "everything was refused: nothing was tried"
        found(f"fuzz {self.what}", inputs=self.inputs, refused=self.refused)


def json_values(leaf: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[Any]:
    """Any JSON, with the names and values of our own records more often than chance would have them."""
    plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), text)
    return st.recursive(
        plain if leaf is None else plain | leaf,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
        max_leaves=12,
    )
