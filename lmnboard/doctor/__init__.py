"""What about a machine endangers a board, and how to mend it. Reads only, and works where the board cannot be opened.

`lmnboard doctor` prints what `examine` finds. Stands on the store, the roles and the machine's own files.
"""

from __future__ import annotations

import os
import re

import msgspec

from lmnboard.doctor import board, files, machine
from lmnboard.doctor.seen import Patient, Seen, user

LOOKS = (*board.LOOKS, *files.LOOKS, *machine.LOOKS)


def examine(patient: Patient) -> list[Seen]:
    """Everything that can be seen by whoever asks; what they may not see is said."""
    seen: list[Seen] = []
    for look in LOOKS:
        try:
            seen += look(patient)
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            seen.append(Seen("note", f"{look.__name__.replace('_', ' ')}: {error.strerror}{where}", "run it as root"))
    return [msgspec.structs.replace(found, mend=_as_owner(patient, found.mend)) for found in seen]


def _as_owner(patient: Patient, mend: str) -> str:
    """The command as root gives it: what root itself writes into another's folder, the other cannot read."""
    owner = patient.place.folder.stat().st_uid
    if os.geteuid() or not owner or patient.shared:
        return mend
    return re.sub(r"(^|; )lmnboard ", rf"\1sudo -u {user(owner)} lmnboard ", mend)
