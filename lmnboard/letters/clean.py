"""Text that people typed or pasted, without what could act on a terminal, a printer or a fax.

Imports nothing of the board; called by `facts` for every value. Any other Unicode stays as it is.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours and cursor
    r"|(?:\x1b[]P_^X]|[\x9d\x90\x9f\x9e\x98])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)"  # titles, clipboard
    r"|\x1b[ -/]*[0-~]"
)
_NEW_LINE = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANK = re.compile(r"[ \t\xa0]+")


def paragraphs(value: object) -> str:
    """Long text: its line breaks stay, at most one empty line between, no space at either end of a line."""
    text = _CONTROL.sub("", _ESCAPE.sub("", _NEW_LINE.sub("\n", str(value))))
    lines = [_BLANK.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def one_line(value: object) -> str:
    """Text of one line, whatever was pasted into it."""
    return " ".join(paragraphs(value).split("\n")).replace("  ", " ")
