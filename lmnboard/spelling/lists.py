"""The medical words that a general dictionary lacks.

Imports only the standard library; reads the lists beside it and the system's own. Called by whoever makes a Speller.

- `clinical.txt` and `drugs.txt` are this project's own lists: what letters of medical necessity say, and common drugs
  by their generic and brand names.
- `icd10cm.txt` are words of the ICD-10-CM descriptions, which are in the public domain: `python -m
  lmnboard.spelling.from_icd10cm` writes it again.
- The system's medical dictionary is under the GPL and never shipped: it is read where somebody has installed it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
OURS = ("clinical.txt", "drugs.txt", "icd10cm.txt")
SYSTEM = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"))
_SYSTEM_FILES = "en_med*.dic"


def medical_words(system: Iterable[Path] = SYSTEM) -> Iterator[str]:
    """Each word of our lists, about 8,000, and of the medical dictionaries found in the folders `system`."""
    for name in OURS:
        yield from listed(HERE / name)
    for folder in system:
        for path in sorted(folder.glob(_SYSTEM_FILES)):
            yield from _of_system(path)


def listed(path: Path) -> Iterator[str]:
    """The words of one of our lists: any number in a line; a line that begins with # is a note."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from line.split()


def _of_system(path: Path) -> Iterator[str]:
    """A Hunspell list: its length first, then a word a line, its endings after a slash. Unreadable, it is not there."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines[1:]:
        word = line.partition("/")[0].strip()
        if word.isalpha():
            yield word
