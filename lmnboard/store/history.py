"""The history's lines: one committed entry each, chained by SHA-256, and what reading them finds.

A line is the entry's JSON with `digest` as its last key. The digest is over the text before it, which holds the
digest of the line before, so no line can be changed, dropped or put in without the chain breaking.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

import msgspec

from lmnboard.model.change import Entry
from lmnboard.model.errors import Invalid

GENESIS = "0" * 64
LAST_IS_BAD = "The last line of the history is not as it was written. It is left there, and passed over."
_MARK = b',"digest":"'
_TAIL = len(_MARK) + 64 + len(b'"}\n')
_STEP = 1 << 20
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Entry).decode


class Point(msgspec.Struct, frozen=True):
    """A place in the history: just after an entry. `offset` is in bytes, `head` that entry's digest."""

    offset: int
    head: str


START = Point(0, GENESIS)


class Line(msgspec.Struct, frozen=True):
    """One good line: its entry, and the point after it."""

    entry: Entry
    after: Point


class Scan(msgspec.Struct):
    """What a stretch of the history holds: its good lines, where they end, and what is wrong after them.

    `torn` is a bad end: a write that was cut short and so was never acknowledged; with `was_whole` it was one that may
    have been. `damage` says that what was acknowledged has been changed, and where.
    """

    lines: list[Line]
    at: Point
    torn: bool = False
    was_whole: bool = False
    damage: str = ""


def plain(draft: Entry) -> Entry:
    """The draft as everybody will read it, made of what JSON has. Raises `Invalid` where it cannot be kept."""
    try:
        return _decode(_encode(draft))
    except (TypeError, ValueError, msgspec.MsgspecError) as error:
        raise Invalid(f"This cannot be kept: {error}.") from None


def encode_line(entry: Entry) -> tuple[bytes, str]:
    """The line of an entry that is already numbered and chained, and its digest."""
    text = _encode(entry)[:-1]
    digest = hashlib.sha256(text).hexdigest()
    return text + _MARK + digest.encode() + b'"}\n', digest


def damage(data: bytes, upto: Point) -> str:
    """What is wrong with a history that is known to reach a point, in words; nothing where its chain holds."""
    if _links(data) == upto.head:
        return ""
    found = scan(data, START, 0)
    if found.at == upto:
        return ""  # it goes on after a line that was passed over
    return found.damage or f"line {len(found.lines) + 1} is not as it was written"


def _links(data: bytes) -> str:
    """The digest that a chain of whole lines ends with, from their texts alone; nothing where it does not hold.

    `previous` is the last key before the digest. A line that was passed over breaks this and is left to `scan`.
    """
    view, head, start = memoryview(data), GENESIS, 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 - _TAIL
        previous = b'"previous":"%b"' % head.encode()
        if end < start or view[end - len(previous) : end] != previous:
            return ""
        head = hashlib.sha256(view[start:end]).hexdigest()
        if view[end : end + _TAIL] != _MARK + head.encode() + b'"}\n':
            return ""
        start = end + _TAIL
    return head


def scan(data: bytes, after: Point, seq: int) -> Scan:
    """Read the lines of `data`, which begins in the file just after the entry numbered `seq`."""
    found = Scan([], after)
    start = 0
    while start < len(data):
        stop = data.find(b"\n", start) + 1 or len(data)
        line = read_line(data[start:stop])
        if line is not None and _continues(found, line, seq):
            found.at = Point(after.offset + stop, line[1])
            found.lines.append(Line(line[0], found.at))
            start = stop
        else:
            start = _pass_over(data, start, found, seq)
    return found


def _continues(found: Scan, line: tuple[Entry, str], seq: int) -> bool:
    return line[0].previous == found.at.head and line[0].seq == seq + len(found.lines) + 1


def _pass_over(data: bytes, start: int, found: Scan, seq: int) -> int:
    """Judge a line that does not continue the chain; where reading goes on.

    What follows may continue it: then the line was a torn end in a file that only grows (`chattr +a`), and was left.
    A line that was written to its end and has something after it was acknowledged, whatever is in it now.
    """
    written, changed = False, False
    while start < len(data) and not changed:
        stop = data.find(b"\n", start) + 1 or len(data)
        line = read_line(data[start:stop])
        if line is not None and _continues(found, line, seq):
            return start
        changed = written or line is not None
        written = _has_its_end(data[start:stop])
        start = stop
    if changed:
        number = seq + len(found.lines) + 1
        found.damage = f"line {number} is not as it was written, though it was whole once"
    else:
        found.torn, found.was_whole = True, _was_whole(data)
    return len(data)


def _was_whole(data: bytes) -> bool:
    """Whether the bad line at the end has its end of line, or all but that one byte: no write cut short has."""
    return data.endswith(b"\n") or (data[-_TAIL:].startswith(_MARK) and data[:-1].endswith(b'"}'))


def _has_its_end(line: bytes) -> bool:
    return line[-_TAIL : -_TAIL + len(_MARK)] == _MARK and line.endswith(b'"}\n')


def read_line(line: bytes) -> tuple[Entry, str] | None:
    """The entry and digest of a whole line, or None where its digest is not that of its text."""
    if not _has_its_end(line):
        return None
    digest = line[-67:-3].decode("ascii", errors="replace")
    text = line[:-_TAIL]
    if hashlib.sha256(text).hexdigest() != digest:
        return None
    try:
        return _decode(text + b"}"), digest
    except msgspec.DecodeError:
        return None


def backwards(fd: int, end: int) -> Iterator[Entry]:
    """The entries before the offset `end` of an open history, newest first; a line is read when it is asked for."""
    rest, step = b"", _STEP
    while end > 0:
        start = max(0, end - step)
        lines = (os.pread(fd, end - start, start) + rest).split(b"\n")
        step = _STEP if len(lines) > 1 else step * 2  # the first line may hold a whole board
        rest, end = lines[0], start
        for line in reversed(lines[1:] if start else lines):
            found = read_line(line + b"\n") if line else None
            if found is not None:
                yield found[0]


def ends_at(fd: int, point: Point) -> bool:
    """Whether the entry before `point` is the one that the open history has there."""
    if point.offset == 0:
        return True
    if point.offset < _TAIL:
        return False
    tail = os.pread(fd, _TAIL, point.offset - _TAIL)
    return tail == _MARK + point.head.encode() + b'"}\n'
