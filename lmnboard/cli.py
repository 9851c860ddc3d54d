"""`lmnboard`: alone it opens the board; with a command it does one thing and answers with an exit status.

0 done · 1 the answer is no · 2 the call was wrong · 3 the board could not be read or written. Only the command that was
asked for is imported, so that an answer comes in a tenth of a second.
"""

from __future__ import annotations

import gc
import io
import os
import resource
import sys
import threading
import time
import traceback
from contextlib import suppress
from importlib import import_module

from lmnboard import served
from lmnboard.model.errors import BoardError, NotAllowed

COMMANDS = {
    "demo": ("demo", "open the example clinic, in a folder of its own"),
    "init": ("keeping", "make a new board"),
    "new": ("case", "open a case; prints its id"),
    "show": ("looking", "one case, by section of its letter"),
    "list": ("looking", "cases, most pressing first; takes the board's filter"),
    "set": ("case", "edit fields of a case"),
    "move": ("case", "move a case to another stage"),
    "assign": ("case", "give a case to somebody"),
    "note": ("case", "add a note to a case"),
    "agenda": ("agenda", "what needs a person, most pressing first; text, JSON or calendar"),
    "remind": ("remind", "do what is due by itself, and print or mail each person's list; for cron"),
    "call": ("touch", "what a payer asks for on the phone, in order; record what was said and what is next"),
    "touch": ("touch", "say when and what we do next with a case"),
    "snooze": ("touch", "put a case off until a day, never past a deadline"),
    "cover": ("touch", "say who has your cases while you are away"),
    "respond": ("respond", "record the payer's answer"),
    "appeal": ("respond", "open the linked appeal of a denied case"),
    "renew": ("respond", "open the linked renewal of an approved case"),
    "stats": ("stats", "days in each stage, approvals, denials, appeals; by payer and level"),
    "import": ("load", "new cases from a CSV file: all or nothing; --dry-run shows what would come"),
    "check": ("check", "what a payer would miss; 1 if there is a blocker"),
    "attach": ("letter", "add an enclosure"),
    "attest": ("letter", "tick a check that a person answers for"),
    "silence": ("silence", "not to hear of a check any more, in a case with a reason or in all by a lead"),
    "sign": ("letter", "record the provider's signature"),
    "export": ("letter", "write the letter"),
    "submit": ("letter", "record that the letter was sent"),
    "templates": ("templates", "the clinic's own letter templates: which, and what is wrong with them"),
    "codes": ("codes", "look up ICD-10-CM, HCPCS, CPT by code or words; load CMS's files for a newer year"),
    "directory": ("directory", "providers, payers, staff, locations, settings"),
    "history": ("history", "who changed what, when; of a case or a person"),
    "undo": ("keeping", "take back your last change, or one entry"),
    "redo": ("keeping", "do again what your last undo took back"),
    "archive": ("archive", "take old resolved cases off the board, or bring them back"),
    "doctor": ("doctor", "what about this machine endangers the board, and how to mend it"),
    "ssh": ("ssh", "do what an SSH login asks for that may do nothing else"),
    "backup": ("backup", "a copy of the whole board in one file, verified, while others work"),
    "restore": ("restore", "bring the board or some cases back to what they were; shows what would change"),
    "repair": ("repair", "make a board with a damaged history writable again; says what it keeps"),
    "verify": ("keeping", "check the files and the history's chain"),
}
"""Command → its module in `commands` and what it does."""


def main(argv: list[str] | None = None) -> int:
    """Run one command line; the exit status."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold every patient on the board
    _open_what_is_closed()
    if argv is None:
        # Python's own hooks print what was in hand when a thread or a destructor failed: that may name a patient.
        threading.excepthook = lambda fault: _tell_fault(fault.exc_value)
        sys.unraisablehook = lambda fault: None
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a name or a letter says does not depend on the locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except BoardError as error:
        from lmnboard.commands.common import say_error

        return say_error(error)
    except SystemExit as left:  # argparse has said what it had to say
        return int(left.code or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _drop_output()  # whoever read our output has enough
        return 0
    except OSError as error:
        _drop_output()
        where = f" ({str(error.filename)[:200]!r})" if error.filename else ""
        print(f"lmnboard: {error.strerror}{where}.", file=sys.stderr)
        return 3
    except Exception as error:  # no traceback reaches a user: it would show what was in hand
        _tell_fault(error)
        return 3


def _tell_fault(error: BaseException | None) -> None:
    """Where it happened, not what was in hand there: that may name a patient."""
    if error is None or isinstance(error, SystemExit):
        return
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {os.path.basename(frames[-1].filename)}, line {frames[-1].lineno}" if frames else ""
    fault = f"{type(error).__name__}{where}"
    print(f"lmnboard: a fault of this program: {fault}. Please report it with the command.", file=sys.stderr)


def _open_what_is_closed() -> None:
    """Lead a stream that whoever called has closed to nowhere: else what is said would go into the next open file."""
    for at, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "w" if at else "r", encoding="utf-8"))


def _drop_output() -> None:
    """What is still to be written to standard output goes nowhere, so that leaving does not stumble over it."""
    with suppress(OSError):  # it may be no file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: list[str]) -> int:
    # A command ends soon, and the board makes all its cases at once and keeps them: looking for garbage meanwhile
    # takes as long as making them. The board looks again once it is drawn.
    gc.disable()
    if served.is_served():
        # sudo lets it through, and which day it is, as on a signature, is not for who asks to say.
        os.environ.pop("TZ", None)
        time.tzset()
        if arguments != ["ssh"]:
            served.hold(arguments)
    board, rest = _board_option(arguments)
    if board == "":
        print("lmnboard: --board takes the path of a board.", file=sys.stderr)
        return 2
    if not rest:
        return _open_face(board)
    name, *words = rest
    if name in ("-h", "--help", "help"):
        print(_overview())
        return 0
    if name == "--version":
        from lmnboard import __version__

        print(f"lmnboard {__version__}")
        return 0
    if name not in COMMANDS:
        from difflib import get_close_matches

        near = get_close_matches(name, COMMANDS, 1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        what = "option" if name.startswith("-") else "command"
        print(f"lmnboard: there is no {what} {name!r}.{meant} 'lmnboard --help' lists them.", file=sys.stderr)
        return 2
    module = import_module(f"lmnboard.commands.{COMMANDS[name][0]}")
    status: int | str | list[str] = module.run(name, COMMANDS[name][1], board, words)
    if isinstance(status, list):
        return _run([*(["--board", board] if board else []), *status])
    return _open_face(status) if isinstance(status, str) else status


def _board_option(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The board named before the command, and the rest of the line."""
    if arguments[:1] == ["--board"]:
        return "".join(arguments[1:2]), arguments[2:]
    if arguments and arguments[0].startswith("--board="):
        return arguments[0].partition("=")[2], arguments[1:]
    return None, arguments


def _open_face(board: str | None) -> int:
    """Open the board on the screen. The only way to Textual."""
    from lmnboard import begin
    from lmnboard.opening import Opening
    from lmnboard.which_board import board_path, is_there

    path = board_path(board)
    term = os.environ.get("TERM", "")
    if term in ("", "dumb", "unknown") or not _on_a_terminal():
        why = f"and TERM is {term or 'not set'}" if _on_a_terminal() else "and this is none"
        print(
            f"lmnboard: the board needs a terminal, {why}; 'lmnboard list' and 'lmnboard --help' work everywhere.",
            file=sys.stderr,
        )
        return 2
    if not is_there(path):
        if served.is_served():
            raise NotAllowed(f"There is no board at {path} yet: an administrator makes it on the server.")
        print(f"There is no board at {path}.")
        if input("Make one there? [y/N] ").strip().lower() not in ("y", "yes"):
            return 1
        begin.make(path, None)
    import logging

    # What asyncio or Textual would note of a fault, or of the keys where a variable asks for it, goes nowhere.
    logging.getLogger().addHandler(logging.NullHandler())
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    # The board is read while Textual is imported: reading and hashing do not wait for one another.
    opening = Opening(path)
    from lmnboard.app import run

    return run(opening.board())


def _on_a_terminal() -> bool:
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


def _overview() -> str:
    # Behind sudo or SSH only what is answered there.
    answered = served.COMMANDS.keys() if served.is_served() else COMMANDS.keys()
    width = max(map(len, answered))
    lines = ["usage: lmnboard [--board PATH] [COMMAND ...]", "", "Alone, lmnboard opens the board. Commands:"]
    lines += [f"  {name.ljust(width)}  {what}" for name, (_module, what) in COMMANDS.items() if name in answered]
    lines += ["", "'lmnboard COMMAND --help' tells more. The board is --board, else LMNBOARD_BOARD, else 'board' in"]
    lines += ["~/.config/lmnboard.toml or /etc/lmnboard.toml, else board.json in this folder."]
    return "\n".join(lines)
