"""Words into lines of 72 columns, as a fax and a printed page take them.

Imports nothing of the board; called by `text`. A newline stays a newline, a longer line is broken at its spaces; what
is one long word is kept whole, because half a number is a wrong number.
"""

from __future__ import annotations

import re

COLUMNS = 72
VALUE_COLUMN = 20

_WORD = re.compile(r"(?:\[\[[^\[\]]*\]\]|\S)+")
"""A gap is one word, so that it can be searched for."""

_ITEM = re.compile(r" *(?:[-*\u2022]|\d{1,2}[.)]) +")


def laid_out(text: str) -> str:
    """The finished lines: no space at an end, one empty line at most in a row, a newline at the end.

    A tab, which only a template can hold, divides a label from its value; values stand in one column. The further
    lines of a list's item, of an indented line and of a value stand under where its words began.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        for set_line in _wrapped(line):
            if set_line or (lines and lines[-1]):
                lines.append(set_line)
    return "\n".join(lines).strip("\n") + "\n"


def _wrapped(line: str) -> list[str]:
    if "\t" in line:
        label, _, rest = line.partition("\t")
        first = label.strip().ljust(VALUE_COLUMN - 1) + " "
    else:
        item = _ITEM.match(line)
        first = item[0] if item else line[: len(line) - len(line.lstrip(" "))]
        rest = line[len(first) :]
    hang = " " * len(first)
    set_lines: list[str] = []
    current, empty = first, True
    for word in _WORD.findall(rest):
        if not empty and len(current) + 1 + len(word) > COLUMNS:
            set_lines.append(current)
            current, empty = hang, True
        current += word if empty else " " + word
        empty = False
    return [*set_lines, current.rstrip()]
