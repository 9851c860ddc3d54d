"""How right the checklist is about the labelled letters: precision and recall by row, confusions, weak words, blanks.

`python -m benchmarks.letters tuning [ROW …]` lists every letter that one row gets wrong, for whoever works on its rule.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lmnboard.checklist.finding import Finding
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.runner import CHECKS, judge_letter
from tests.letters import labels
from tests.letters.judged import subject_of

ATTENTION = ("fail", "placeholder", "weak")
BLOCKING = ("fail", "placeholder")
_WORST_FIRST = ("fail", "placeholder", "weak", "person", "pass", "not_applicable")


class Verdict(NamedTuple):
    """One row of one letter: what the label says and what the checklist says."""

    letter: str
    row: str
    said: str
    found: str
    blocks: bool
    finding: Finding


def verdicts(of: str) -> list[Verdict]:
    """Every labelled row of every letter of a set that a check reads letters for."""
    answered_by = {row[4:]: check for check in CHECKS if check.in_letter for row in (check.id, *check.also)}
    listed = []
    for letter in labels.letters(of):
        findings = judge_letter(subject_of(letter))
        for row, said in letter.status.items():
            if row in answered_by:
                mine = [f for f in findings if f.check == answered_by[row].id]
                worst = min(mine, key=lambda f: _WORST_FIRST.index(f.status))
                blocks = answered_by[row].held.severity == "block"
                listed.append(Verdict(letter.name, row, said, worst.status, blocks, worst))
    return listed


class Score(NamedTuple):
    """How often a row that needs attention was found (`hit`), overlooked (`missed`), or cried over (`false`)."""

    hit: int
    missed: int
    false: int

    @property
    def recall(self) -> float | None:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else None

    @property
    def precision(self) -> float | None:
        return self.hit / (self.hit + self.false) if self.hit + self.false else None


def score(listed: Iterable[Verdict]) -> Score:
    asked = Counter((v.said in ATTENTION, v.found in ATTENTION) for v in listed)
    return Score(asked[True, True], asked[True, False], asked[False, True])


def missed_blockers(listed: Iterable[Verdict]) -> list[Verdict]:
    """Rows that block by their label and that the checklist lets pass, or only warns of."""
    return [v for v in listed if v.blocks and v.said in BLOCKING and v.found not in (*BLOCKING, "person")]


def false_blockers(listed: Iterable[Verdict]) -> list[Verdict]:
    """Rows that the checklist blocks and that by their label do not."""
    return [v for v in listed if v.finding.is_blocker and v.found in BLOCKING and v.said not in BLOCKING]


def words_found(of: str) -> tuple[Score, Score, list[str]]:
    """Weak phrases and placeholders of the labels, found by their words; the words that were overlooked or invented."""
    weak, blanks, lines = Counter[str](), Counter[str](), []
    for letter in labels.letters(of):
        subject = subject_of(letter)
        found = judge_letter(subject)
        sorts = (
            (weak, [words for _, words in letter.facts["weak_phrases"]], _words(found, subject, "weak")),
            (blanks, letter.facts["placeholders"], _words(found, subject, "blank")),
        )
        for counter, said, given in sorts:
            left = list(given)
            for words in said:
                near = next((one for one in left if _same(words, one)), None)
                counter["hit" if near else "missed"] += 1
                if near:
                    left.remove(near)
                else:
                    lines.append(f"{letter.name}: overlooked {' '.join(words.split())!r}")
            left = [one for one in left if not any(_same(words, one) for words in said)]
            counter["false"] += len(left)
            lines += [f"{letter.name}: invented {' '.join(one.split())!r}" for one in left]
    return (
        Score(weak["hit"], weak["missed"], weak["false"]),
        Score(blanks["hit"], blanks["missed"], blanks["false"]),
        lines,
    )


_WORDING = ("CHK-088", "CHK-192", "CHK-089", "CHK-091", "CHK-092", "CHK-097", "CHK-003")


def _words(found: list[Finding], subject: LetterSubject, sort: str) -> list[str]:
    checks = _WORDING if sort == "weak" else ("CHK-141",)
    text = subject.letter.text
    # Advice (an adjective without its measure) is shown and asks nothing.
    return [text[slice(*f.span)] for f in found if f.check in checks and f.span and f.status in ATTENTION]


def _same(words: str, other: str) -> bool:
    flat, near = (" ".join(one.lower().split()) for one in (words, other))
    return flat in near or near in flat


def report(of: str, rows: Iterable[str] = ()) -> str:
    """The figures of a set as lines of text."""
    listed = verdicts(of)
    wanted = set(rows)
    if wanted:
        wrong = [v for v in listed if v.row in wanted and v.said != v.found]
        return "\n".join(
            f"{v.row} {v.letter}: label {v.said}, found {v.found}: {v.finding.message} {v.finding.words[:60]!r}"
            for v in wrong
        )
    lines = []
    for row in labels.rows():
        mine = [v for v in listed if v.row == row]
        if not mine:
            lines.append(f"{row}  not read by a check")
            continue
        one = score(mine)
        confused = Counter(f"{v.said}>{v.found}" for v in mine if v.said != v.found)
        shown = ", ".join(f"{what} {n}" for what, n in confused.most_common())
        of_all = f"{one.hit}/{one.hit + one.missed}"
        lines.append(f"{row}  recall {_shown(one.recall)} ({of_all})  precision {_shown(one.precision)}  {shown}")
    whole = score(listed)
    blocking = [v for v in listed if v.blocks]
    missed, false = missed_blockers(listed), false_blockers(listed)
    asked = sum(v.said in BLOCKING for v in blocking)
    lines.append(f"all   recall {_shown(whole.recall)}  precision {_shown(whole.precision)}  of {len(listed)} rows")
    lines.append(f"blockers missed {len(missed)} of {asked}; false {len(false)} of {len(blocking)} rows that may block")
    weak, blanks, _ = words_found(of)
    for name, found in (("weak phrases", weak), ("placeholders", blanks)):
        lines.append(f"{name}: recall {_shown(found.recall)} precision {_shown(found.precision)} {tuple(found)}")
    return "\n".join(lines)


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    which, *about = sys.argv[1:]
    if about == ["words"]:
        print("\n".join(words_found(which)[2]))
    else:
        print(report(which, about))
