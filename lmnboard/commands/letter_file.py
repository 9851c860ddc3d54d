"""A letter that somebody wrote elsewhere, as plain text: from a file, from Word, or from standard input."""

from __future__ import annotations

import io
import re

from lmnboard.commands import common
from lmnboard.model.errors import Invalid
from lmnboard.store.outside import read_file

LARGEST = 4 * 1024 * 1024
LONGEST = 40_000
"""Characters of a letter at the most: some twelve pages, more than any payer reads."""

_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))
_CONTROL = re.compile("[\x00-\x09\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_WIDE = re.compile(r" {200,}")
_TALL = re.compile(r"\n(?: *\n){50,}")
"""Empty space of this size stands in no letter, and costs every rule time."""


def words_of(source: str) -> str:
    """The words of a letter, lines kept. Raises `Invalid` where they cannot be read."""
    if source == "-":
        text = common.standard_input()
    else:
        try:
            data = read_file(source, LARGEST)
        except OSError as error:
            raise Invalid(f"{source} cannot be read: {error.strerror}.") from None
        text = _word(source, data) if data[:2] == b"PK" else _plain(source, data)
    text = _WIDE.sub(" ", _TALL.sub("\n\n", plain_lines(text)))
    if not text.strip():
        raise Invalid(f"{source} holds no words.")
    if len(text) > LONGEST:
        raise Invalid(f"{source} has {len(text):,} characters: a letter has {LONGEST:,} at the most.")
    return text


def plain_lines(text: str) -> str:
    """The text, character by character, without what could act on a terminal: a place in it is one in the file."""
    return _CONTROL.sub(" ", text.replace("\r\n", " \n").translate(_BREAKS))


def _plain(source: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if b"\0" in data:
        raise Invalid(f"{source} is not a text: save the letter as plain text or .docx.")
    return data.decode("cp1252", errors="replace")  # what Windows calls plain text


def _word(source: str, data: bytes) -> str:
    """The paragraphs and table rows of a Word document in their order, headers of its pages first."""
    try:
        import docx
    except ImportError:
        raise Invalid(
            f"{source} is a Word document: install lmnboard with its extra 'docx', or save it as text."
        ) from None
    try:
        document = docx.Document(io.BytesIO(data))
        lines = [p.text for p in document.sections[0].header.paragraphs] if document.sections else []
        for block in document.iter_inner_content():
            if isinstance(block, docx.table.Table):
                lines += ["    ".join(dict.fromkeys(cell.text for cell in row.cells)) for row in block.rows]
            else:
                lines.append(block.text)
    except Exception as error:  # a damaged document fails in any way that its reader can
        raise Invalid(f"{source} cannot be read as a Word document ({type(error).__name__}): save it again.") from None
    # Word sets paragraphs apart by space, text by an empty line; short lines are those of an address.
    return "\n".join(line + "\n" if len(line) > 90 else line for line in lines)
