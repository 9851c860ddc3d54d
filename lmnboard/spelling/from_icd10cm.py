"""Writes `icd10cm.txt`: the words of the ICD-10-CM tabular list that American English lacks.

    python -m lmnboard.spelling.from_icd10cm [TABULAR.xml]

For whoever keeps this project, when a new release of the code set is taken in; nothing else calls it. Without a file it
takes the tabular list inside the package simple-icd-10-cm, which is found and never imported. The tabular list is by
the CDC's National Center for Health Statistics and CMS, works of the federal government in the public domain.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from lmnboard.spelling.dictionary import Dictionary
from lmnboard.spelling.lists import HERE, listed
from lmnboard.spelling.speller import one_slip

RARE = 3
"""Uses. A word used no more often that is one letter from a sure one may be a mistake: the tabular list has `pregancy`
and `congential`. It is left out; the good ones of these stand in `clinical.txt`."""
SHORTEST = 4
_TEXTS = {"desc", "note", "extension"}
_WORD = re.compile(r"[^\W\d_]+")
_MISTAKES = frozenset({"anhydrotic", "candidial", "lymphotrophic", "otorhinorlaryngological"})
"""Wrong, though no sure word is one letter away."""


def main() -> None:
    """Reads, picks, writes the list beside this file, and says how many."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else packaged()
    words = sorted(wanted(path))
    head = f"# Words of the descriptions of {path.stem}, public domain. Written by from_icd10cm.py: do not edit.\n"
    (HERE / "icd10cm.txt").write_text(head + "\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words):,} words of {path.name}")


def packaged() -> Path:
    """The tabular list in the package simple-icd-10-cm."""
    found = find_spec("simple_icd_10_cm")
    if found is None or found.origin is None:
        sys.exit("Give the tabular list's XML file: the package simple-icd-10-cm is not installed.")
    return next((Path(found.origin).parent / "data").glob("*tabular*.xml"))


def wanted(path: Path) -> Iterator[str]:
    """Lower-case words that neither English nor our other lists have, without what looks like a mistake."""
    english = Dictionary()
    others = {word.lower() for name in ("clinical.txt", "drugs.txt") for word in listed(HERE / name)}
    counted = _counted(path)
    sure = others | {word for word, uses in counted.items() if uses > RARE}
    for word, uses in counted.items():
        if word in others | _MISTAKES or english.knows(word) or english.knows(word.capitalize()):
            continue
        if uses > RARE or not any(near in sure or english.knows(near) for near in one_slip(word)):
            yield word


def _counted(path: Path) -> Counter[str]:
    return Counter(
        word.lower()
        for element in ElementTree.parse(path).iter()
        if element.tag in _TEXTS
        for word in _WORD.findall(element.text or "")
        if len(word) >= SHORTEST and not word.isupper()
    )


if __name__ == "__main__":
    main()
