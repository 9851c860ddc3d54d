"""The few filters that templates have: they join what people typed to the sentences around it.

Imports nothing of the board; `environment` gives these to the templates and no others. People end a field with a
full stop or without, begin it with a capital or without; the letter reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ENDED = re.compile(r"[.!?:][\"')\]\u201d\u2019]*$")
_LIST_ITEM = re.compile(r"(?:[-*\u2022]|\d{1,2}[.)]) ")
_PLAIN_WORD = re.compile(r"[a-z]+(?=$|[\s,;:-])")
_CAPITALISED = re.compile(r"[A-Z][a-z]+(?=$|[\s,;])")
_DOTTED = re.compile(r"(?:\b\w\.){2}$")
_CLINICAL_ENDING = re.compile(
    r"(?:ic|al|ar|ous|ive|ent|ory|ed|tion|sion|ism|itis|osis|oma|emia|algia|somnia|plegia|pnea|pathy|trophy)$"
)
_ORDINARY = re.compile(
    "acute|anxiety|asthma|benign|bilateral|breast|cervical|chronic|complete|complex|continuous|cough|custom|"
    "deep|diabetes|diagnostic|difficulty|disorder|dizziness|dry|encounter|end|epidural|external|fatigue|"
    "fracture|functional|generic|genetic|group|headache|heart|high|home|hospital|infantile|injection|injury|"
    "inpatient|insulin|intensity|intravenous|juvenile|left|loss|low|lower|lumbar|major|malignant|manual|"
    "massage|migraine|mild|moderate|morbid|muscle|neoplasm|nerve|obesity|occupational|oral|other|outpatient|"
    "pain|physical|post|power|presence|primary|recurrent|right|secondary|severe|shortness|single|skilled|"
    "sleep|speech|spinal|sprain|stage|standing|stiffness|strain|subcutaneous|swelling|syndrome|tear|"
    "therapeutic|thoracic|total|transforaminal|type|unspecified|upper|weakness|weekly|wheelchair"
)
"""First words of treatments and diagnoses that are nobody's name."""

_SPELLED_AN = "AEFHILMNORSX"


def sentence(text: str | None) -> str:
    """With a capital and one full stop at the end. `pH` and `eGFR` keep their small letter, a list its form."""
    if not text:
        return ""
    text = capital(text.rstrip(" \n,;"))
    last_line = text.rsplit("\n", 1)[-1]
    if _LIST_ITEM.match(last_line) and "\n" in text:
        return text
    text = re.sub(r"(?<!\.)\.\.$", ".", text)
    return text if _ENDED.search(text) else text + "."


def sentences(text: str | None) -> str:
    """Several lines as sentences on one: for an item of a list, which has no paragraphs."""
    lines = (_LIST_ITEM.sub("", line, count=1) for line in (text or "").split("\n"))
    return " ".join(sentence(line) for line in lines if line)


def phrase(text: str | None) -> str:
    """Without a full stop at the end, for the middle of a sentence; that of `b.i.d.` stays."""
    line = " ".join((text or "").split("\n")).rstrip(" ,;")
    return line if _DOTTED.search(line) or line.endswith("...") else line.rstrip(" .,;")


def lower(text: str | None) -> str:
    """A phrase that begins small, where its capital is only that of a form (`Every 2 weeks`), not of a name."""
    line = phrase(text)
    only_first = not re.search(r"\s[A-Z][a-z]", line)
    return line[:1].lower() + line[1:] if only_first and _CAPITALISED.match(line) else line


def common(text: str | None) -> str:
    """A name inside a sentence: begins small where its first word is surely an ordinary one.

    A brand or an eponym (`Aimovig`, `Hodgkin lymphoma`) is left as written, and so is any word not known here.
    """
    line = phrase(text)
    first = _CAPITALISED.match(line)
    return line[:1].lower() + line[1:] if first and _ORDINARY.fullmatch(first[0].lower()) else line


def condition(text: str | None) -> str:
    """A diagnosis inside a sentence, as `common`; by its ending too, as hardly any eponym has it."""
    line = common(text)
    first = _CAPITALISED.match(line)
    return line[:1].lower() + line[1:] if first and _CLINICAL_ENDING.search(first[0]) else line


def capital(text: str | None) -> str:
    """With a capital at the start, where the first word is an ordinary one."""
    line = text or ""
    return line[:1].upper() + line[1:] if _PLAIN_WORD.match(line) else line


def listed(items: Iterable[str | None]) -> str:
    """`a`, `a and b`, `a, b and c`; with semicolons where an item has a comma of its own."""
    found = [item for item in items if item]
    if len(found) < 2:
        return "".join(found)
    mark = "; " if any("," in item for item in found) else ", "
    between = "; and " if mark == "; " else " and "
    return mark.join(found[:-1]) + between + found[-1]


def with_article(text: str) -> str:
    """`a redetermination`, `an internal appeal`, `an ALJ hearing`."""
    acronym = text[:2].isupper()
    sounds_open = text[:1] in _SPELLED_AN if acronym else text[:1].lower() in "aeio"
    return f"{'an' if sounds_open else 'a'} {text}"


def count(number: str, thing: str) -> str:
    """`1 visit`, `20 visits`; a gap counts as many."""
    return f"{number} {thing}" if number == "1" else f"{number} {thing}s"


FILTERS = {
    "sentence": sentence,
    "sentences": sentences,
    "phrase": phrase,
    "lower": lower,
    "common": common,
    "condition": condition,
    "capital": capital,
    "listed": listed,
    "with_article": with_article,
    "count": count,
}
