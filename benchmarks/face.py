"""The board on a terminal: its start, its memory, its keys, its silence, and what another process changed.

Drives the real program in a real pseudo-terminal (`terminal.py`). Called by `__main__`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import empty
from benchmarks.boards import Made
from benchmarks.table import Aim, Row
from benchmarks.terminal import COLUMNS, ROWS, Sent, Terminal, environment
from lmnboard.model.case import CASES
from lmnboard.model.choices import Stage

STARTS = 7
IDLE = 5.0
"""Seconds."""
SIZE = f"{COLUMNS}x{ROWS}"
KEY = (Aim("p50", 10), Aim("p95", 15), Aim("bytes", 900))


def command(path: Path) -> list[str]:
    return [sys.executable, "-m", "lmnboard", "--board", str(path)]


def start(made: Made) -> Iterator[Row]:
    """From exec to the first frame with a card, turn by turn with an empty app; then what both hold in memory."""
    nothing = [sys.executable, empty.__file__]
    first = _first(made, "gathering")
    times: list[float] = []
    peers: list[float] = []
    memory: list[tuple[float, float]] = []
    peer_memory: list[tuple[float, float]] = []
    for turn in range(STARTS + 1):
        with Terminal(nothing, made.path.parent) as terminal:
            peer = terminal.started(empty.TEXT)
            peer_held = terminal.memory()
        with Terminal(command(made.path), made.path.parent) as terminal:
            taken = terminal.started(first)
            held = terminal.memory()
        # The first turn of each only warms the caches.
        if turn:
            times.append(taken)
            peers.append(peer)
            memory.append(held)
            peer_memory.append(peer_held)
    yield Row("start to painted board", made.cases, times, peer=peers, peer_name="empty app", aims=[Aim("ratio", 1.5)])
    for at, name, aims in ((0, "memory, resident", [Aim("p50", 120)]), (1, "memory, its share (PSS)", [])):
        yield Row(
            name,
            made.cases,
            [held[at] for held in memory],
            "MiB",
            peer=[held[at] for held in peer_memory],
            peer_name="empty app",
            aims=aims,
        )


def keys(made: Made) -> Iterator[Row]:
    """Cursor, column, editor, an edit kept, a move: to the last byte of what the key makes the program send."""
    with made.opened() as board:
        column = [card.id for card in board.shown.column("follow_up")]
        resolved = [card.id for card in board.shown.column("resolved")]
        case_id = board.shown.column("gathering")[0].id
    with made.copy() as path, Terminal(command(path), path.parent) as terminal:
        terminal.started(case_id)
        terminal.press("1g", quiet=0.4)
        yield _row("cursor key, j and k in view", made, [terminal.press("jk"[at % 2]) for at in range(60)], KEY)
        yield _row("column key, l", made, [terminal.press("l") for _ in range(40)], KEY)
        terminal.press("4gjjjjjjj", quiet=0.4)
        down = [terminal.press("j", quiet=0.2) for _ in range(min(40, len(column) - 9))]
        frames = [sent.frame for sent in down]
        yield Row(
            "cursor key, j that scrolls",
            made.cases,
            [frame.ms for frame in frames],
            sent=[frame.size for frame in frames],
            aims=KEY,
        )
        yield _row("cursor key, j that scrolls, with the new card's checks", made, down, ())

        terminal.press("1g", quiet=0.4)
        opened = []
        for _ in range(20):
            opened.append(terminal.press("e"))
            terminal.press("\r")
        yield _row("open an editor on a card, e", made, opened, (Aim("p50", 15), Aim("bytes", 1024)))
        said = f"{case_id} {CASES.of('next_touch.on').title}:"
        kept = []
        for days in range(3, 18):
            terminal.press(f"t\x15+{days}d")
            kept.append(terminal.press("\r", text=said, quiet=0.3))
        yield _row("keep an edit, to the answer", made, kept, (), said)
        yield _row("move a case a stage back, to the answer", made, *_moves(terminal, resolved[:4]))


def lanes(made: Made) -> Iterator[Row]:
    """The board in lanes beside the board without, in one session, turn by turn: laying them, and the cursor."""
    with made.opened() as board:
        case_id = board.shown.column("gathering")[0].id
    laid: list[Sent] = []
    rows: dict[str, tuple[list[Sent], list[Sent]]] = {}
    with Terminal(command(made.path), made.path.parent) as terminal:
        terminal.started(case_id)
        for _turn in range(4):
            for way in ("Lanes by location", "Lanes by owner", "Lanes by payer", "Lanes by provider", "No lanes"):
                laid.append(terminal.press("s", text=way, quiet=0.3))
                if way in ("Lanes by location", "No lanes"):
                    along, across = rows.setdefault(way, ([], []))
                    terminal.press("1g", quiet=0.4)
                    along += [terminal.press("jk"[at % 2]) for at in range(15)]
                    across += [terminal.press("l") for _ in range(10)]
    yield _row("lay the columns in other lanes, s", made, laid, ())
    for way, (along, across) in rows.items():
        yield _row(f"cursor key, j and k in view; {way.lower()}", made, along, KEY)
        yield _row(f"column key, l; {way.lower()}", made, across, KEY)


def _moves(terminal: Terminal, cases: list[str]) -> tuple[list[Sent], tuple[Aim, ...], str]:
    """Resolved cases moved back to the first stage, which no gate stops."""
    moves: list[Sent] = []
    for case_id in cases:
        terminal.press("5g", quiet=0.4)
        moves += [
            terminal.press("<", text=f"{case_id} is in {stage}", quiet=0.3)
            for stage in ("Follow", "Review", "Drafting", "Gathering")
        ]
    return moves, (Aim("p50", 30), Aim("bytes", 12 * 1024)), " is in "


def idle(made: Made) -> Iterator[Row]:
    """What is sent and what is computed while nobody does anything."""
    with Terminal(command(made.path), made.path.parent) as terminal:
        terminal.started(_first(made, "gathering"))
        terminal.listen(seconds=1.0)
        before = terminal.cpu()
        sent = terminal.listen(seconds=IDLE).size
        used = (terminal.cpu() - before) / IDLE * 100
    yield Row(f"nothing happens for {IDLE:g} s: processor", made.cases, [used], "%", [sent], aims=[Aim("bytes", 0)])


def others(made: Made) -> Iterator[Row]:
    """From the moment another process was told that its edit is saved until this screen shows it."""
    case_id = _first(made, "gathering")
    times = []
    with made.copy() as path:
        neighbour = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.neighbour", str(path), case_id],
            cwd=Path(__file__).parents[1],
            env=environment(path.parent),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            with Terminal(command(path), path.parent) as terminal:
                terminal.started(case_id)
                ask = _asker(neighbour)
                for turn in range(12):
                    terminal.listen(seconds=0.31 + 0.02 * turn)  # at another moment of the watch each time
                    name = f"Changed {turn:02d}"
                    saved = ask(name)
                    seen = terminal.listen(text=name)
                    if not seen.shows(name):
                        raise RuntimeError("Another process's edit did not show.")
                    times.append((seen.since - saved) * 1000 + seen.until(name))
        finally:
            neighbour.kill()
            neighbour.communicate()
    yield Row("another's edit, saved to shown here", made.cases, times, aims=[Aim("p95", 500)])


def _asker(neighbour: subprocess.Popen[str]) -> Callable[[str], float]:
    """Has the other process write a name; the second of the common clock at which it was told that it is saved."""
    asks, answers = neighbour.stdin, neighbour.stdout
    assert asks is not None
    assert answers is not None

    def ask(name: str) -> float:
        asks.write(f"{name}\n")
        asks.flush()
        return float(answers.readline())

    return ask


def _row(what: str, made: Made, sent: list[Sent], aims: tuple[Aim, ...], text: str = "") -> Row:
    times = [one.until(text) if text else one.last for one in sent]
    return Row(what, made.cases, times, sent=[one.size for one in sent], aims=aims)


def _first(made: Made, stage: Stage) -> str:
    """The case at the top of a column, which every first frame shows."""
    with made.opened() as board:
        return board.shown.column(stage)[0].id
