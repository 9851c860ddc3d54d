"""Rules for letters: why this, on which evidence, by which criteria.

Imports this room and `argument`. Run by `runner`.
"""

from __future__ import annotations

import re

from lmnboard.checklist.applies import coverage_asked, medication_coverage, procedure
from lmnboard.checklist.letter_subject import LetterSubject
from lmnboard.checklist.registry import in_letter, letter_check
from lmnboard.checklist.said import NOT_ASKED, Said, absent, stands, weak
from lmnboard.checklist.words.argument import (
    arguments_of,
    asserted_in,
    cited_with_finding,
    evidence_of,
    fact_in,
    payer_named,
    policies_of,
)
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.letter import Letter, Span

_APPROVAL = Pattern(
    r"\bFDA\b|\bFood\s+and\s+Drug\s+Administration\b|\boff[-\s]label\b|\bunlabell?ed\s+use\b|\b(?:labell?ed"
    r"|approved|licensed)\s+(?:indication|use)"
    r"|\bindicated\s+(?:for|in|as)\b|\b(?:within|on|per|outside)\s+(?:of\s+)?(?:the|its)\s+(?:\w+\s+)?(?:label"
    r"|indications?)\b|\bon[-\s]label\b|\b(?:its|the)\s+label(?:l?ing)?\b|\bapproved\s+(?:for|in|to\s+treat)\b|\b(?:received|granted|has)\s+(?:\w+\s+)?approval\b|\bindicated\s+to\b|\bprescribing\s+information\b|\bpackage\s+insert\b"
    r"|\bapproved\s+(?:as\s+(?:an?\s+)?(?:\w+[\s-]){0,3}(?:treatment|therapy|maintenance)|(?:for"
    r"|in)\s+(?:the\s+)?(?:\w+\s+){0,2}(?:treatment|use|adults|children))"
    r"|\bmedically\s+accepted\s+indication\b",
    re.IGNORECASE,
)
_OFF_LABEL = Pattern(
    r"\boff[-\s]label\b|\bun(?:labell?ed|approved)\s+(?:use|indication)\b|\bFDA\s+has\s+not\s+(?:yet\s+)?approved\b|\bnot\s+on\s+(?:the|its)\s+label\b|\bnot\s+(?:FDA[-\s]|yet\s+)?approved\s+(?:by\s+the\s+FDA\s+)?for\b"
    r"|\b(?:outside|beyond)\s+(?:of\s+)?(?:the|its)\s+(?:FDA[-\s])?(?:\w+\s+)?(?:label|indications?|labeling)\b",
    re.IGNORECASE,
)
_DENIED = Pattern(r"\b(?:not|no|nor|never|isn['’]t)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_SITE = Pattern(
    r"\bplace\s+of\s+service\b|\bsite\s+of\s+(?:service|care)\b"
    r"|\b(?:hospital\s+)?out-?patient\s+(?:\w+\s+)?(?:procedure|surgery|basis|setting|facility|department|center|unit|hospital)\b"
    r"|\b(?:an|in|as)\s+(?:an\s+)?out-?patient\b|\boutpatient\s*\(|\bambulatory\s+surg\w+|\bsurg(?:ery|ical"
    r"|i)[-\s]?cent(?:er|re)\b|\bASC\b"
    r"|\b(?:in[-\s]office|office[-\s]based)\b|\bin\s+(?:my|our|the)\s+(?:office|clinic|procedure\s+(?:room"
    r"|suite))\b|\b(?:same[-\s]day|day)\s+surgery\b"
    r"|\b(?:performed|done|planned|carried\s+out|take\s+place|scheduled|surgery|procedure|operation"
    r"|implant\w*)\b[^.;]{0,70}?\b(?:at|in)\s+(?:the\s+)?(?-i:[A-Z][\w'’&-]+)[^.;]{0,50}?"
    r"\b(?:Hospital|Medical\s+Center|Center|Clinic|Institute|Infirmary)\b",
    re.IGNORECASE,
)
_INPATIENT = Pattern(
    r"\b(?:as\s+(?:an\s+)?in-?patient|in-?patient\s+(?:\w+\s+)?(?:procedure|surgery|basis|setting|stay|admission"
    r"|hospital\w*)|(?:one|two|three|\d)[-\s](?:night|day)\s+(?:hospital\s+)?stay"
    r"|overnight\s+(?:stay|observation|admission)|(?:stay|admi(?:t|ssion))\s+overnight)\b",
    re.IGNORECASE,
)
_STAY_REASON = Pattern(
    r"\b(?:because|since|due\s+to|given|owing\s+to|in\s+view\s+of|on\s+account\s+of|as\s+(?:he|she|his|her)"
    r"|needs?\s+that|requires?|monitor\w*|risk)\b",
    re.IGNORECASE,
)
_ANSWERED = Pattern(
    r"\b(?:meets?|met|meeting|satisf(?:y|ies|ied)|fulfil(?:l|ls|led|s)?|qualif(?:y|ies|ied)"
    r"|complies|exceeds?|exceeded|falls\s+(?:squarely\s+)?within)\b",
    re.IGNORECASE,
)
_REPLY = Pattern(
    r"\b(?:answers?|response|reply)\s+to\s+(?:reason|point|the\s+(?:denial|first|stated)|your|each)"
    r"|^[ \t*#>-]{0,8}(?:[IVX]{1,4}\.\s+)?(?:reason|criterion|point|requirement|ground)\s+(?:\d|one|i\b|\([a-c\d]\))"
    r"|\b(?:item|point|criterion)\s+by\s+(?:item|point|criterion)\b|\b(?:stated\s+)?(?:grounds|reasons),?\s+answered\b",
    re.IGNORECASE | re.MULTILINE,
)
_POINT = Pattern(
    r"\((?:\d|[a-h]|i{1,3}|iv|v)\)\s|^[ \t*-]{0,8}(?:\d|[a-h])[.)]\s|^[ \t]{0,8}[-•*]\s|\b(?:point|criterion"
    r"|reason)\s+\d\b",
    re.IGNORECASE | re.MULTILINE,
)
_ANSWER_REACH = 900
_DECISION = Pattern(
    r"\byour\s+(?:\w+\s+){0,2}(?:denial|decision|determination|notice|policy|policies|criteria|plan|requirements?"
    r"|coverage|guidelines?|bulletin|letter\s+(?:of|says|stat))\b"
    r"|\byou\s+(?:have\s+|recently\s+)?denied\b|\b(?:the|this|of|for)\s+(?:\w+\s+)?denial\b|\b(?:was|were"
    r"|been)\s+denied\b|\bnotice\s+(?:of|gives|dated)\b"
    r"|\b(?:his|her|their|the|patient['’]s|plan['’]s)\s+(?:\w+\s+)?(?:benefit|formulary|plan|policy|certificate"
    r"|contract)(?:['’]s)?\s+(?:allows?|covers?|limits?|requires?|criteria|asks?|benefit|policy|states?)\b",
    re.IGNORECASE,
)
_YOURS = Pattern(r"\byour\s+(?:network|members?|company|organi[sz]ation|formulary|enrollees?)\b", re.IGNORECASE)


@in_letter("CHK-081")
def specific(s: LetterSubject) -> Said:
    zone = arguments_of(s.letter)
    if not zone and (plain := next((found for one in s.letter.paragraphs if (found := fact_in(s.letter, one))), None)):
        return stands(plain)
    if not zone:
        return absent(
            "Nothing says why it is needed, and that is what the letter is for.",
            "Write which finding makes it necessary, what failed, and what it will change.",
            _end_of(s.letter),
        )
    for paragraph in zone:
        found = fact_in(s.letter, paragraph)
        if found:
            return stands(found)
    return weak(
        "The justification would fit any patient: it gives no finding or reason of this one.",
        "Name a fact of the chart, for example 'MRI of 03/14/2026 shows a 7 mm extrusion'.",
        zone[0],
    )


@in_letter("CHK-005", coverage_asked)
def evidence(s: LetterSubject) -> Said:
    found = evidence_of(s.letter)
    if found:
        return stands((found[0].start, found[0].end))
    asserted = asserted_in(s.letter)
    if asserted:
        return weak(
            "Evidence is asserted without a source that the reviewer could look up.",
            "Name who published it and when, for example 'AAN guideline, 2021'.",
            asserted,
        )
    return absent(
        "No guideline, study, label or policy is cited, and a payer follows guidelines, not opinions.",
        "Cite one with who published it, its title and its year, for example 'AAN guideline, 2021'.",
        _end_of(s.letter),
    )


@in_letter("CHK-083", coverage_asked)
def dated_sources(s: LetterSubject) -> Said:
    found = evidence_of(s.letter)
    if not found:
        return absent(
            "No citation has its organization or journal and its year, so the reviewer cannot find it.",
            "Cite one in full, for example 'N Engl J Med 2021;384:1800-1809'.",
            asserted_in(s.letter) or _end_of(s.letter),
        )
    dated = next((one for one in found if one.dated), None)
    if dated:
        return stands((dated.start, dated.end))
    return weak(
        "The citation has no year, and an old one may be out of force.",
        "Add the year, for example 'AAN guideline, 2021'.",
        (found[0].start, found[0].end),
    )


@in_letter("CHK-082", coverage_asked)
def connected(s: LetterSubject) -> Said:
    found = evidence_of(s.letter)
    if not found:
        asserted = asserted_in(s.letter)
        if asserted is None:
            return NOT_ASKED
        return absent(
            "No citation is tied to a finding of this patient, so it proves nothing for this case.",
            "Cite one and say which finding it speaks of, for example 'with an AHI of 41 she meets it'.",
            asserted,
        )
    tied = cited_with_finding(s.letter)
    if tied:
        return stands(tied)
    return weak(
        "The citation stands apart from every finding of this patient.",
        "Say in the same paragraph which finding it speaks of, for example 'her AHI of 41 meets it'.",
        (found[0].start, found[0].end),
    )


@in_letter("CHK-085", medication_coverage)
def approval(s: LetterSubject) -> Said:
    found = s.letter.find(_APPROVAL, s.letter.body)
    if found:
        return stands(found.span())
    return absent(
        "Nothing says whether the drug is FDA-approved for this use; payers cover it for its indication.",
        "Say so, for example 'FDA-approved for chronic migraine in adults', or that the use is off-label.",
        _end_of(s.letter),
    )


@in_letter("CHK-010", medication_coverage)
def off_label_use(s: LetterSubject) -> Said:
    text = s.letter.text
    said = next(
        (
            match
            for match in s.letter.find_all(_OFF_LABEL, s.letter.body)
            if not _DENIED.search(text, max(0, match.start() - 40), match.start())
        ),
        None,
    )
    if said is None:
        return NOT_ASKED
    if any(one.kind in ("study", "guideline", "compendium") for one in evidence_of(s.letter)):
        return stands(said.span())
    return weak(
        "Off-label use is said without evidence for it, and the plan may then exclude it.",
        "Cite a compendium or a study, for example 'DRUGDEX entry of 09/28/2026'.",
        said.span(),
    )


@in_letter("CHK-095", procedure)
def place_of_service(s: LetterSubject) -> Said:
    stay = s.letter.find(_INPATIENT, s.letter.body)
    if stay:
        near, paragraph = s.letter.around(stay.start(), before=1, after=1), s.letter.paragraph_at(stay.start())
        if s.letter.find(_STAY_REASON, Span(max(near.start, paragraph.start), min(near.end, paragraph.end))):
            return stands(stay.span())
        return weak(
            "An inpatient stay is asked for without a reason, and payers cover the least costly safe place.",
            "Say why, for example 'an AHI of 41 calls for monitored oximetry after anesthesia'.",
            stay.span(),
        )
    site = s.letter.find(_SITE)
    if site:
        return stands(site.span())
    return absent(
        "No place of service is named; the payer asks for the least costly place that is safe.",
        "Name it, for example 'as an outpatient procedure at an ambulatory surgery center'.",
        _end_of(s.letter),
    )


@in_letter("CHK-004", coverage_asked)
def criteria_answered(s: LetterSubject) -> Said:
    letter = s.letter
    reply = letter.find(_REPLY, letter.body)
    if reply:
        return stands(reply.span())
    policies = policies_of(letter)
    listed = letter.enclosures.start if letter.enclosures else letter.body.end
    for one in policies:
        if letter.find(_ANSWERED, letter.around(one.start, before=1, after=1)):
            return stands((one.start, one.end))
        if len(letter.find_all(_POINT, Span(one.end, min(letter.body.end, listed, one.end + _ANSWER_REACH)))) > 1:
            return stands((one.start, one.end))
    if policies:
        return weak(
            "The payer's policy is named and not answered, so the reviewer has to match it alone.",
            "Take its criteria one by one, for example '(1) six weeks of therapy: twelve weeks, above'.",
            (policies[0].start, policies[0].end),
        )
    return absent(
        "The payer's coverage criteria are neither named nor answered; the reviewer decides by them.",
        "Name its policy and answer each criterion, for example 'CPB 0236 asks for … : met by …'.",
        _end_of(letter),
    )


@letter_check(
    "CHK-148",
    "Letter is tailored to this payer",
    part="M",
    field="policy.reference",
    severity="warn",
    source="guide A.120-122, A.217",
    applies=coverage_asked,
)
def tailored(s: LetterSubject) -> Said:
    letter = s.letter
    policies = policies_of(letter)
    if policies:
        return stands((policies[0].start, policies[0].end))
    decision = letter.find(_DECISION, letter.body)
    if decision:
        return stands(decision.span())
    fix = "Name its policy, criteria or decision, for example 'your Coverage Policy 0051 asks for …'."
    named = letter.find(_YOURS, letter.body) or payer_named(letter)
    if named:
        return weak("Only the payer's name ties the letter to it, not its policy or criteria.", fix, named.span())
    return absent(
        "The text would fit any payer: no policy, plan or decision of this one is named.", fix, _end_of(letter)
    )


def _end_of(letter: Letter) -> Span:
    """The last paragraph of the body, where what is missing might still be written."""
    return letter.paragraphs[-1] if letter.paragraphs else letter.body
