"""Printing by `lp`: the letter goes to its standard input, so that no file of it lies about and no shell reads it.

Stands on the model's errors and on `served`. `Board` calls it and records what was printed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import msgspec

from lmnboard import served
from lmnboard.model import values
from lmnboard.model.errors import Invalid, NotFound

PATIENCE = 20
"""Seconds that `lp` has to take a letter."""
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
"""Where `lp` is looked for on behalf of somebody else: folders that root alone writes to."""
_NAME = re.compile(r"[^\s/#'\"\\-][^\s/#'\"\\]{0,126}")
_JOB = re.compile(r"request id is ((\S+)-\d+)")


class Queued(msgspec.Struct, frozen=True):
    """What `lp` said: the printer that it chose, and the name of the job there."""

    printer: str
    job: str


def print_text(text: str, *, title: str, printer: str = "") -> Queued:
    """Hand a text to a printer, else to the usual one. Raises `NotFound` without `lp`, `Invalid` with what it said.

    `title` is seen by everybody who may look at the queue: it names no patient.
    """
    # Whom sudo let in may have brought a PATH of their own, and what is found there would run as the service account.
    path = SYSTEM_PATH if served.is_served() else None
    lp = shutil.which("lp", path=path)
    if lp is None:
        raise NotFound("There is no printing on this server: the command 'lp' is not installed (CUPS has it).")
    if printer and not _NAME.fullmatch(printer):
        raise Invalid(f"{values.clean(printer, lines=False)!r} is not the name of a printer; 'lpstat -p' lists them.")
    try:
        done = subprocess.run(
            [lp, "-t", title, *(["-d", printer] if printer else [])],
            input=text.encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8", **({"PATH": path} if path else {})},
        )
    except subprocess.TimeoutExpired:
        raise Invalid(f"The printer did not take the letter within {PATIENCE} seconds; see 'lpstat -t'.") from None
    except OSError as error:
        raise NotFound(f"'lp' cannot be run: {error.strerror}.") from None
    if done.returncode:
        said = values.clean(done.stderr.decode(errors="replace"), lines=False)[:160].removeprefix("lp: ").rstrip(".")
        raise Invalid(f"Not printed: {said or f'lp ended with {done.returncode}'}.")
    job = _JOB.search(done.stdout.decode(errors="replace"))
    return Queued(job[2], job[1]) if job else Queued(printer, printer and f"sent to {printer}")
