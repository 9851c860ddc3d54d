"""A process of its own that sets a letter under every attack, and says of each what came of it, how long and how large.

Run by `test_guard` with the clinic's folder. It may take a gigabyte and ten seconds an attack: where the guard fails,
this process ends and not the tests.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from datetime import date
from pathlib import Path
from types import FrameType

from lmnboard.letters import set_letter
from lmnboard.model.case import Case
from lmnboard.model.errors import Invalid
from tests.letters_room.attacks import ATTACKS
from tests.letters_room.builders import MEDICATION, a_case, a_clinic

TODAY = date(2026, 11, 21)
QUICK = 100


class TookTooLong(BaseException):
    """Not an `Exception`: nothing that sets a letter may take it for a template's fault."""


def main(templates: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1024**3, 1024**3))
    signal.signal(signal.SIGALRM, _stop)
    path = templates / "closing.txt.j2"
    case, moment = a_busy_case(), 0
    set_letter(case, a_clinic(), TODAY, templates=templates)
    before = _peak()
    told = []
    for attack in ATTACKS:
        said, took = "", 0.0
        for _ in range(3):  # the machine may be busy: the best of three
            moment += 1
            path.write_bytes(attack.text if isinstance(attack.text, bytes) else attack.text.encode())
            os.utime(path, ns=(0, moment))
            said, took = _outcome(templates, case)
            if took < QUICK:
                break
        told.append({"said": said, "milliseconds": took, "megabytes": _peak() - before})
    json.dump(told, sys.stdout)


def a_busy_case() -> Case:
    """Forty treatments and a rationale of 20,000 characters: where an attack has most to take."""
    rows = [{**MEDICATION["treatments"][0], "id": f"t{number}"} for number in range(40)]
    return a_case(MEDICATION, treatments=rows, rationale="pain and weakness " * 1_111)


def _outcome(templates: Path, case: Case) -> tuple[str, float]:
    """The letter, or why there is none after `refused: `, and the milliseconds of processor time it took."""
    began = time.thread_time()
    signal.alarm(10)
    try:
        said = set_letter(case, a_clinic(), TODAY, templates=templates).text
    except Invalid as error:
        said = f"refused: {error}"
    except TookTooLong:
        said = "took too long"
    finally:
        signal.alarm(0)
    return said, 1000 * (time.thread_time() - began)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TookTooLong


def _peak() -> float:
    """The most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
