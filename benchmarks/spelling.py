"""What the spelling check costs: making it on a second thread, what that does to the first, a letter, an edit, a guess.

Stands on `lmnboard.spelling` and the clean and misspelled texts of its tests. It knows no board, so it has one size.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.table import Aim, Row
from lmnboard.spelling import Speller, medical_words

TEXTS = Path(__file__).parents[1] / "tests" / "spelling"
LETTER = 700
"""Words of a long letter."""
ROUNDS = 5
_TICK = 0.0005
_MEMORY = """
from lmnboard.spelling import Speller, medical_words
def held():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
before = held()
speller = Speller((), medical_words(()))
print((held() - before) / 1024)
"""


def spelling() -> Iterator[Row]:
    """All figures of the spelling check."""
    yield from making()
    yield from checking()
    yield from finding()


def making() -> Iterator[Row]:
    """Time until a speller is ready, the longest that another thread waited meanwhile, and what it holds."""
    took, waited = [], []
    kept: list[Speller] = []  # until the end, because giving the memory back takes time of its own
    for _ in range(ROUNDS):
        loading = threading.Thread(target=lambda: kept.append(Speller((), medical_words(()))))
        began = last = time.perf_counter()
        longest = 0.0
        loading.start()
        while loading.is_alive():
            time.sleep(_TICK)
            now = time.perf_counter()
            longest, last = max(longest, now - last - _TICK), now
        took.append((time.perf_counter() - began) * 1000)
        waited.append(longest * 1000)
    yield Row("spelling: ready", 1, took, aims=[Aim("p50", 1000)])
    yield Row("spelling: others waited at most", 1, waited, aims=[Aim("p50", 10)])
    memory = subprocess.run([sys.executable, "-c", _MEMORY], capture_output=True, text=True, check=True, timeout=60)
    yield Row("spelling: memory", 1, [float(memory.stdout)], "MB", aims=[Aim("p50", 30)])


def checking() -> Iterator[Row]:
    """A letter that this speller has not seen, the same with a word edited, and one suggestion."""
    words = (TEXTS / "clean.txt").read_text(encoding="utf-8").split(" ")
    letter = " ".join(words[:LETTER])
    first, again, guess = [], [], []
    for _ in range(ROUNDS):
        speller = Speller((), medical_words(()))
        first.append(_milliseconds(partial(speller.misspelled, letter)))
        again.append(_milliseconds(partial(speller.misspelled, f"{letter} He was discharged.")))
        guess.append(_milliseconds(partial(speller.suggest, "radiculapathy")))
    yield Row(f"spelling: letter of {LETTER} words", 1, first, aims=[Aim("p50", 10)])
    yield Row("spelling: the same, edited", 1, again, aims=[Aim("p50", 5)])
    yield Row("spelling: one suggestion", 1, guess)


def finding() -> Iterator[Row]:
    """Misspellings missed, and words wrongly called misspelled for 300 words of clean text."""
    speller = Speller((), medical_words(()))
    slips = tomllib.loads((TEXTS / "misspelled.toml").read_text(encoding="utf-8"))["slip"]
    missed = [slip for slip in slips if slip["wrong"] not in {found.word for found in speller.misspelled(slip["said"])}]
    yield Row(f"spelling: missed of {len(slips)}", 1, [len(missed)], "words", aims=[Aim("p50", 0)])
    clean = (TEXTS / "clean.txt").read_text(encoding="utf-8")
    alarms = len(speller.misspelled(clean)) / len(clean.split()) * 300
    yield Row("spelling: false alarms in 300 clean words", 1, [alarms], "words", aims=[Aim("p50", 1)])


def _milliseconds(done: Callable[[], object]) -> float:
    began = time.perf_counter()
    done()
    return (time.perf_counter() - began) * 1000
