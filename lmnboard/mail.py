"""Mail by the system's own mail program, which takes a message on its standard input; no address stands in a command.

Stands on the model's errors. `commands.remind` calls it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from email.message import EmailMessage
from email.policy import SMTP
from tempfile import TemporaryFile

from lmnboard.model import values
from lmnboard.model.errors import Invalid, StoreError

PATIENCE = 60.0
"""Seconds that the mail program has to take a message."""
_SAID = 4096
"""Bytes that are read of what it says where it fails."""
_PATH = f"{os.defpath}:/usr/sbin:/usr/lib"
_ADDRESS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._%+-]{0,63}(@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*)?")
"""An address, or the name of an account: its own mailbox on this machine."""


class NotHanded(StoreError):
    """The mail program did not take a message."""


class Hangs(NotHanded):
    """The mail program did not take a message in its time: it will not take the next one either."""


def message(to: str, subject: str, text: str, identity: str) -> bytes:
    """A plain text message. `identity` is the same for the same message, so that one that comes twice shows once.

    Raises `Invalid` where `to` is no address.
    """
    if not _ADDRESS.fullmatch(to):
        raise Invalid(f"{to!r} is no address for mail.")
    made = EmailMessage()
    made["To"] = to
    made["Subject"] = subject
    made["Message-ID"] = f"<{identity}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, charset="utf-8", cte="quoted-printable")
    return made.as_bytes(policy=SMTP.clone(linesep="\n"))


def hand_over(mail: bytes, within: float = PATIENCE) -> None:
    """Hand a message to `sendmail -t -i`, which has so many seconds. Raises `NotHanded` with what it said, `Hangs`."""
    program = shutil.which("sendmail", path=f"{os.environ.get('PATH') or os.defpath}:{_PATH}")
    if program is None:
        raise NotHanded("There is no mail program on this server: the command 'sendmail' is not installed.")
    try:
        # A file, not a pipe: what it leaves running to deliver may hold that open long after the message was taken.
        with TemporaryFile() as told:
            done = subprocess.run(
                [program, "-t", "-i"], input=mail, stdout=subprocess.DEVNULL, stderr=told, timeout=within, check=False
            )
            told.seek(0)
            said = values.clean(told.read(_SAID).decode(errors="replace"), lines=False)[:160].rstrip(".")
    except subprocess.TimeoutExpired:
        raise Hangs(f"The mail program did not take it within {within:.0f} seconds.") from None
    except OSError as error:
        raise NotHanded(f"{program} cannot be run: {error.strerror}.") from None
    if done.returncode:
        raise NotHanded(f"{said or f'{program} ended with {done.returncode}'}.")
