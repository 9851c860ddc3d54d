"""What a clinic has entered of one payer, as checks: its own criteria, its page limit, whose letters it takes.

Imports this room. Called by `criteria`; `codes`, `provider` and `requirements` take from here what a payer covers,
whose letters it refuses and which of its forms are still in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lmnboard.checklist.criteria_rules import ticked
from lmnboard.checklist.criteria_texts import says
from lmnboard.checklist.fault import Fault, unticked, wrong
from lmnboard.checklist.finding import LONGEST_LINE
from lmnboard.checklist.reading import says_none, says_nothing
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.as_typed import plain, quoted
from lmnboard.knowledge.payer_rules.tables import criteria
from lmnboard.model.choices import words as words_of
from lmnboard.model.directory import CoveredService, PayerCriterion

TO_WRITE = "Write it where it belongs in the letter, or correct the payer's row in the directory."
LINES_A_PAGE = 54
"""Lines of a letter page of 11 inches: six an inch, with an inch of margin above and below."""

_THERAPIST = re.compile(
    r"\b(?:[DM]?PT|MSPT|PTA|OTR?(?:/L)?|OTD|MOT|COTA|SLP|CCC(?:-SLP)?|LCSW|LMSW|LMFT|LMHC|LPC|BCBA|RPT)\b",
    re.IGNORECASE,
)
_PHYSICIAN = re.compile(r"\b(?:M\.?D|D\.?O|D\.?P\.?M|M\.?B\.?B\.?S|P\.?A(?:-?C)?|[A-Z]*NP|CNS|APRN)\b", re.IGNORECASE)


def says_something(row: PayerCriterion) -> bool:
    """A row that was just added asks nothing yet."""
    return any(not says_nothing(text) for text in (row.text, row.words)) or row.attachment is not None


def pattern_of(words: str | None) -> re.Pattern[str] | None:
    """The plain words of a row as a pattern: whole words, any case, a hyphen or any white space between them."""
    ways = [alternative.split() for alternative in (words or "").split("|")]
    any_of = "|".join(r"[-\s]+".join(map(re.escape, way)).replace(r"\-", r"[-\s]") for way in ways if way)
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE) if any_of else None


def asked(row: PayerCriterion, s: Subject) -> bool:
    return row.kind in (None, s.case.kind) and row.purpose in (None, s.case.purpose)


def judge(row: PayerCriterion, pattern: re.Pattern[str] | None, check_id: str, s: Subject) -> list[Fault]:
    """What of a payer's own criterion is not met: words and enclosure, or else a person's tick."""
    text = row.text or row.words or ""
    faults = []
    if pattern and not says(s, pattern):
        faults.append(wrong("rationale", missing_words(row), TO_WRITE))
    if row.attachment and not any(one.kind == row.attachment for one in s.case.attachments):
        kind = words_of(row.attachment).lower()
        message = line(f"No enclosure of kind {kind}, and the payer asks: ", text)
        faults.append(wrong("attachments", message, f"Attach it as kind {kind}."))
    if not pattern and not row.attachment and not ticked(s, check_id):
        message = line("Nobody has yet confirmed what the payer asks: ", text)
        faults.append(unticked(message, "Look it over, then tick it; your name and the time are kept."))
    return faults


def missing_words(row: PayerCriterion) -> str:
    first = (row.words or "").partition("|")[0].strip()
    return line(f"Nothing says {quoted(first)}, and the payer asks: ", row.text or row.words or "")


def line(begin: str, text: str) -> str:
    """A sentence that ends with a clinic's own words, cut to one line."""
    shown = "".join(sign for sign in plain(text) if sign.isprintable()).rstrip(". ")
    room = LONGEST_LINE - len(begin) - 1
    return f"{begin}{shown if len(shown) <= room else shown[: room - 1].rstrip() + '…'}."


def pages(letter: str) -> int:
    """The pages of a letter of plain text; a form feed begins a new one."""
    return sum(-(-max(1, page.count("\n") + 1) // LINES_A_PAGE) for page in letter.rstrip("\n\f").split("\f"))


def over_page_limit(s: Subject, letter: str = "") -> Fault | None:
    """The letter and its enclosures have more pages than the payer takes. Without a letter it counts as one page, and
    an enclosure whose pages nobody has entered as none: what is told is never too much."""
    limit = s.payer.page_limit
    enclosed = sum(row.pages or 0 for row in s.case.attachments)
    all_pages = pages(letter or s.letter) + enclosed
    if not limit or all_pages <= limit:
        return None
    return wrong(
        "attachments",
        f"Letter and enclosures have {all_pages} pages, and the payer takes {limit}.",
        "Enclose only the pages that the letter cites, or send the rest as the payer says.",
    )


def is_therapist(s: Subject) -> bool:
    """The signer's credentials are a therapist's, and none is a physician's or a prescriber's."""
    credentials = s.provider.credentials or ""
    return bool(_THERAPIST.search(credentials)) and not _PHYSICIAN.search(credentials)


def therapist_refused(s: Subject) -> Fault | None:
    """The signer is a therapist, and this payer takes no therapist's letter."""
    if s.payer.therapist_letters is not False or not is_therapist(s):
        return None
    return wrong(
        "provider",
        "The signing provider is a therapist, and this payer takes letters of physicians only.",
        "Have the treating physician sign, or correct the payer in the directory.",
        words=(s.provider.credentials or "")[:40],
    )


def not_covered(s: Subject) -> Iterator[Fault]:
    """A requested code whose policy, as the clinic entered it, covers none of the diagnoses that support it."""
    for row in s.case.request.codes:
        covered = _covered(s, row.code)
        wanted = tuple(_bare(begin) for begin in covered.diagnoses) if covered else ()
        named = row.supports or [diagnosis.code or "" for diagnosis in s.case.diagnoses]
        if wanted and any(named) and not any(_bare(code).startswith(wanted) for code in named):
            some = ", ".join(covered.diagnoses[:3]) if covered else ""
            yield wrong(
                f"request.codes/{row.id}/supports",
                line(f"{quoted(row.code or '')} has no diagnosis that the policy covers: ", some),
                "Name the diagnosis that supports it, where the chart has one, or correct the payer's row.",
            )


def over_most_units(s: Subject) -> Iterator[Fault]:
    """A requested code with more units than the policy allows, as the clinic entered it."""
    for row in s.case.request.codes:
        covered = _covered(s, row.code)
        most = covered.most_units if covered else None
        if most is not None and row.units is not None and row.units > most:
            yield wrong(
                f"request.codes/{row.id}/units",
                f"{row.units} units of {quoted(row.code or '')} are asked for, and the policy allows {most}.",
                "Ask for what the policy allows, or say why this patient needs more.",
                words=str(row.units),
            )


def _covered(s: Subject, code: str | None) -> CoveredService | None:
    wanted = (code or "").strip().upper()
    return next((row for row in s.payer.covered if wanted and (row.code or "").strip().upper() == wanted), None)


def _bare(code: str) -> str:
    return code.replace(".", "").strip().upper()


def asked_forms(s: Subject) -> list[str]:
    """The payer's forms, or the one looked up for this case; without those that Medicare has ended (CMN, DIF)."""
    ended = next(row.never for row in criteria() if row.id == "no_cmn")
    medicare = s.payer.type in ("medicare_ffs", "medicare_advantage")
    looked_up = s.case.policy.required_form
    named = s.payer.required_forms if looked_up is None or says_nothing(looked_up) else [looked_up]
    return [
        form
        for form in named
        if not says_nothing(form) and not says_none(form) and not (medicare and ended and ended.search(form))
    ]
