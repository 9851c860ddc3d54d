"""What somebody may ask for whom sudo let in as the service account, or whom SSH lets do nothing but this.

The process could read and write more than they may, so it opens the configured board only and takes no path of theirs.
Stands on nothing but the errors. `cli` asks it before a command is imported; `people`, `which_board`, `Board` ask too.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from lmnboard.model.errors import NotAllowed

CONFIGURED = "/etc/lmnboard.toml"
"""Where root says which board it is; nothing else is looked at."""

STREAM = frozenset({"-o", "--from", "--file", "--letter"})
"""Options that name a file (but in `cover`, a day): standard input or output (`-`) and nothing else."""

IMPORT_FLAGS = frozenset({"--dry-run", "--ignore-unknown", "--columns"})
"""Options of an import that take no value."""

COMMANDS: dict[str, frozenset[str]] = {
    "new": frozenset({"--from", "--set"}),
    "show": frozenset({"--json"}),
    "list": frozenset({"--sample", "--json", "--csv", "--totals"}),
    "set": frozenset({"--from", "--remove", "--because"}),
    "move": frozenset({"--because"}),
    "assign": frozenset(),
    "note": frozenset(),
    "agenda": frozenset({"--for", "--on", "--json", "--ics"}),
    "call": frozenset({"--channel", "--reference", "--next", "--what", "--phonetic", "--json", "--said"}),
    "touch": frozenset({"--what"}),
    "snooze": frozenset(),
    "cover": frozenset({"--until", "--from", "--end"}),
    "respond": frozenset(
        {
            "--code",
            "--reason",
            "--reference",
            "--notice",
            "--received",
            "--effective",
            "--due",
            "--item",
            "--units",
            "--asked",
            "--number",
            "--from-day",
            "--to-day",
            "--not-appealed",
            "--next",
            "--what",
            "--appeal",
        }
    ),
    "appeal": frozenset(),
    "renew": frozenset(),
    "stats": frozenset({"--json", "--csv", "--since", "--until", "--by"}),
    "check": frozenset(
        {
            "--all",
            "--count",
            "--file",
            "--json",
            "--letter",
            "--case",
            "--purpose",
            "--kind",
            "--payer-type",
            "--state",
            "--rules",
        }
    ),
    "attach": frozenset({"--title", "--kind", "--date"}),
    "attest": frozenset(),
    "silence": frozenset({"--because", "--words", "--back"}),
    "sign": frozenset({"--method", "--word"}),
    "export": frozenset({"-o", "--draft", "--format", "--print"}),
    "submit": frozenset({"--method", "--to", "--confirmation", "--next", "--because"}),
    "codes": frozenset({"--json", "--limit", "--on"}),
    "import": frozenset({"--map"}) | IMPORT_FLAGS,
    "directory": frozenset({"--set", "--json", "--table", "--map", "--update"}) | IMPORT_FLAGS,
    "history": frozenset({"--since", "--until", "--by", "--action", "--json", "--csv"}),
    "archive": frozenset({"--before", "--back"}),
    "undo": frozenset(),
    "redo": frozenset(),
}
"""Commands that are served, with their options. Every other is for whoever runs the machine."""


def is_served() -> bool:
    """Whether this process runs as another account than that of the person whom sudo let in, and that is not root."""
    return os.getuid() != 0 and person_behind() not in (None, 0, os.getuid())


def person_behind() -> int | None:
    """The account that sudo was called from; sudo sets this itself, whatever it is handed."""
    given = os.environ.get("SUDO_UID", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 10 else None


def hold(words: Sequence[str]) -> None:
    """Raise `NotAllowed` unless a command line asks for nothing but a command for staff, on the configured board."""
    if not words or words[0] in ("--help", "-h", "help", "--version"):
        return
    name, *rest = words
    if name.startswith("-"):
        raise NotAllowed(f"{name.partition('=')[0][:40]!r}: the board is the one of this server. Leave it out.")
    if name not in COMMANDS:
        raise NotAllowed(f"{name[:40]!r} is no command that is answered here: 'help' lists them.")
    for at, word in enumerate(rest):
        option, equals, value = word.partition("=")
        if not option.startswith("-") or word in ("-", "--help", "-h"):
            continue
        if option not in COMMANDS[name]:
            raise NotAllowed(f"{option[:40]!r} is not for here: 'lmnboard {name} --help' lists what there is.")
        if option in STREAM and name != "cover" and (value if equals else "".join(rest[at + 1 : at + 2])) != "-":
            raise NotAllowed(f"{option} takes only - here: the program cannot reach your files, your terminal can.")
    if name == "codes" and "load" in rest:
        raise NotAllowed("codes load is for administrators, on the server: the program cannot reach your files.")
    if name == "attach" and not {"--help", "-h"} & set(rest) and _plain_words(rest)[1:] != ["-"]:
        raise NotAllowed("attach takes only - here: the program cannot reach your files, your terminal can.")
    if (name == "import" or (name == "directory" and "import" in rest)) and not _only_tells(rest):
        files = [word for word in _plain_words(rest, IMPORT_FLAGS | {"--update", "--json"}) if word != "import"]
        if files != ["-"]:
            raise NotAllowed("import takes only - here: send the file, as in 'import - < cases.csv'.")


def _only_tells(words: Sequence[str]) -> bool:
    """Whether an import reads no file, but tells what a file may be."""
    return bool({"--help", "-h", "--columns"} & set(words))


def _plain_words(words: Sequence[str], flags: frozenset[str] = frozenset()) -> list[str]:
    """The words of a command that are neither options nor their values; each option takes one, but for `flags`."""
    plain, value = [], False
    for word in words:
        if value:
            value = False
        elif word.startswith("-") and word != "-":
            value = "=" not in word and word not in flags
        else:
            plain.append(word)
    return plain
