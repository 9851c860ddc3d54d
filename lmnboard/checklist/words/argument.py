"""What a letter's text cites, and where it says something of its patient.

Imports the written letter and `knowledge`. Called by the rules of the justification and of the wording.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lmnboard.knowledge.measures import find_finding, is_general
from lmnboard.knowledge.pattern import Pattern
from lmnboard.knowledge.phrases import Hit, find_phrases
from lmnboard.knowledge.sources import REFERENCE_NUMBER, Source, find_sources
from lmnboard.written.letter import Letter, Span

_OF_PATIENT = Pattern(
    r"\b(?:he|she|they|him|his|her|hers|mr|mrs|ms|miss|enrollee|claimant|beneficiary"
    r"|member|insured|(?:the|this|injured)\s+(?:worker|employee|boy|girl|infant|man|woman|lady|gentleman|veteran)"
    r"|(?:the|my|this|our) (?:patient|member|client|child)|patient['’]s|pt|(?:\d+|year)[- ](?:year[- ])?old)\b",
    re.IGNORECASE,
)
_NAMED = Pattern(r"[A-Z]{3,}|\d|InterQual|EPSDT", re.ASCII)
_LETTERS_AT_ONCE = 8


# One judging asks for these many times. Bounded, as they hold a patient's words.
@lru_cache(maxsize=_LETTERS_AT_ONCE)
def phrases_of(letter: Letter) -> list[Hit]:
    """The phrases of the body, in places of the whole letter."""
    body = letter.body
    return [
        hit._replace(start=hit.start + body.start, end=hit.end + body.start)
        for hit in find_phrases(body.of(letter.text))
        if hit.row.letters
    ]


@lru_cache(maxsize=_LETTERS_AT_ONCE)
def sources_of(letter: Letter) -> list[Source]:
    """What is named after the header, in text, references and enclosures."""
    return find_sources(letter.text, letter.body.start)


def evidence_of(letter: Letter) -> list[Source]:
    """What a reviewer can look up: every source, a policy where it has a name or number."""
    return [one for one in sources_of(letter) if one.kind != "policy" or _is_named(letter, one)]


def _is_named(letter: Letter, policy: Source) -> bool:
    return bool(_NAMED.search(letter.text, policy.start, min(len(letter.text), policy.end + 12)))


def policies_of(letter: Letter) -> list[Source]:
    """The payer's own rules, where the body names them."""
    return [one for one in sources_of(letter) if one.kind == "policy" and one.start < letter.body.end]


def speaks_of_patient(letter: Letter, within: Span) -> bool:
    if letter.find(_OF_PATIENT, within):
        return True
    names = _names_of_patient(letter)
    return names is not None and letter.find(names, within) is not None


@lru_cache(maxsize=_LETTERS_AT_ONCE)
def _names_of_patient(letter: Letter) -> re.Pattern[str] | None:
    """The patient's names, as they stand on the labelled line of the header."""
    line = letter.find(_NAME_LINE, letter.header)
    names = [word for word in re.findall(r"[A-Z][\w'’-]{2,}", line["name"]) if word.isascii()] if line else []
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b") if names else None


_NAME_LINE = Pattern(
    r"\b(?i:patient|pt|member|enrollee|beneficiary|claimant|worker|employee|client)(?i:['’]?s?\s+name|\s+name)?\s*[:.]\s*"
    r"(?P<name>[A-Z][\w'’.-]+(?:,?[ \t]+[A-Z][\w'’.-]*){1,3})"
)
_ASKS = Pattern(r"\b(?:asks?|requires?|calls?|covers?|allows?|recommends?|define[sd]?|if|when|where)\b", re.IGNORECASE)


def finding_in(letter: Letter, paragraph: Span) -> Span | None:
    """The first sentence of a paragraph that states a finding of the patient, not an effect in studies."""
    personal = speaks_of_patient(letter, paragraph)
    effects = [hit.start for hit in phrases_of(letter) if hit.row.id == "effect"]
    for sentence in letter.sentences_in(paragraph):
        if any(sentence.holds(at) for at in effects) and not letter.find(_OF_PATIENT, sentence):
            continue
        general = is_general(letter.text, *sentence)
        if not speaks_of_patient(letter, sentence) and (general or (not personal and letter.find(_ASKS, sentence))):
            continue
        found = find_finding(letter.text, *sentence)
        if found:
            return Span(*found.span())
    return None


def cited_with_finding(letter: Letter) -> Span | None:
    """A paragraph of the body that cites something and states a finding of the patient: the finding."""
    places = [one.start for one in evidence_of(letter)]
    places += [match.start() for match in letter.find_all(REFERENCE_NUMBER, letter.body)]
    cited = {letter.paragraph_at(at) for at in places if letter.body.holds(at)}
    return next((found for one in sorted(cited) if (found := finding_in(letter, one))), None)


_ARGUES = Pattern(
    r"\b(?:necess\w+|justif\w+|rationale|recommend\w*|standard\s+of\s+care|guidelines?|studies|literature|research|trial|FDA|criteria|alternatives?|instead|ruled\s+out|set\s+aside"
    r"|not\s+an\s+option|unsuitable|contraindicated|cannot\s+be|can\s+not\s+be|considered|weighed|rejected|next\s+step|best|benefit|would\s+(?:help|improve)|will\s+(?:help|improve|reduce|let|allow|give|keep)"
    r"|needs?\b|needed|in\s+need|believe|bel[ei]+ve|feel|convenient|expect|untreated|without\s+(?:this|the|it|a|treatment)|network|so\s+that|takes?\s+the\s+\w+\s+out|helps?)\b",
    re.IGNORECASE,
)
_ARGUES_PLAINLY = Pattern(
    r"\b(?:medically\s+necessary|necessity|standard\s+of\s+care|guidelines?|studies|recommend\w*|need\w*|believe)\b",
    re.IGNORECASE,
)
_PLEADS = Pattern(
    r"\b(?:necess\w+|justif\w+|rationale|standards?\s+of\s+(?:care|practice)|guidelines?|studies|literature|research|trials?|evidence|proven|FDA|recommend\w*|criteria"
    r"|alternatives?|considered|weighed|rejected|ruled\s+out|set\s+aside|not\s+an\s+option|unsuitable|contraindicated|next\s+step|instead|(?:can\s?not|could\s+not)\s+be"
    r"|best|bel[ei]+ve|feel|benefit\w*|needs?\s+(?:this|the|it|an?|to)|needed|in\s+need|requires?|network|untreated|without\s+(?:this|the|it|a|treatment)|because|so\s+that|expect\w*)\b",
    re.IGNORECASE,
)
_PLEADED_UNDER = ("justification", "criteria", "evidence")
_REACH = 1
"""Sentences before and behind one that argues, in its paragraph, in which a finding belongs to it."""
_ARGUED_UNDER = ("justification", "criteria", "evidence", "outcomes", "consequences", "request")
_TOLD_UNDER = ("history", "treatments", "enclosures")
_REASONED = Pattern(
    r"\b(?:not\s+an\s+option|unsuitable|contraindicated|ruled\s+out|set\s+aside|cannot\s+be|can\s+not\s+be|could\s+not\s+be|was\s+(?:considered|weighed|rejected|declined|offered)|were\s+considered)\b[^.;]{0,120}?"
    r"\b(?:as|because|since|but|for|so|due\s+to|given|and)\b"
    r"|\b(?:so\s+that|,\s+so|as|because|since|due\s+to)\b[^.;]{0,90}?\b(?:(?:can\s?not|could\s+not|can\s+no\s+longer)\s+(?:be\s+(?:given|used|done|delivered|taken)|do|take|use|tolerate)|is\s+not\s+an\s+option|is\s+ruled\s+out|wears|is\s+allergic)\b"
    r"|\b(?:stopped|discontinued|ended|failed)\b[^.;]{0,30}\b(?:because|due\s+to|for|after)\b|\b(?:had\s+to\s+stop|did\s+not\s+work|no\s+relief|wore\s+off|caused\s+\w+)\b"
    r"|\b(?:nobody|no\s+one|none|no\s+\w+)\b[^.;]{0,60}\bnetwork\b|\bnetwork\b[^.;]{0,60}\b(?:wait\w*|nobody|none|no\s+one)\b"
    r"|\b(?:was|were)\s+(?:tried|attempted)\b[^.;]{0,40}\bbut\b|\bby\s+reason\s+of\s+(?:his|her)\b|\b(?:can|could)\s+no\s+longer\b"
    r"|\b(?:because|since|as)\s+(?:he|she|they)\s+(?:(?:can(?:not|['’]t)|could\s+not|is\s+(?:unable|allergic|too|at)|lives|weighs|works|uses|already|did\s+not|had\s+(?:an?|no))\b)"
    r"|\b(?:did\s+not|could\s+not|cannot|can['’]t|unable\s+to)\s+(?:tolerate|help|relieve|work|walk|climb|drive)\b|\b(?:would|will)\s+(?:bring|cause|worsen|raise|harm)\b|\b(?:no\s+longer|not)\s+(?:an\s+option|safe|possible|enough)\b"
    r"|\bfailed\s+(?!conservative|other|multiple|several|all|prior|previous|standard|many|various|treat|therap|medic|first|every|to\b)\w+"
    r"|\bmeets\b[^.;:]{0,80}:\s*(?:he|she|his|her)\b"
    r"|\bcan\s+(?:walk|climb|work|sleep|drive|eat|breathe|dress|stand|sit)\b[^.;]{0,40}\bagain\b",
    re.IGNORECASE,
)


def arguments_of(letter: Letter) -> list[Span]:
    """The paragraphs of the body that argue: by their heading, else by their words, those under a history apart."""
    told = [part.span for part in letter.parts_of(*_TOLD_UNDER)]
    argued = [part.span for part in letter.parts_of(*_ARGUED_UNDER)]
    found = [
        one
        for one in letter.paragraphs
        if any(part.holds(one.start) for part in argued)
        or (not any(part.holds(one.start) for part in told) and letter.find(_ARGUES, one))
        or any(one.holds(source.start) for source in evidence_of(letter))
    ]
    # A letter may argue under a heading that tells: `Treatment`.
    if not any(letter.find(_ARGUES_PLAINLY, one) for one in found):
        found += [one for one in letter.paragraphs if one not in found and letter.find(_ARGUES_PLAINLY, one)]
    cited = [source.start for source in evidence_of(letter)]
    pleaded = [
        one
        for one in found
        if _is_pleaded(letter, one) or letter.find(_PLEADS, one) or any(one.holds(at) for at in cited)
    ]
    return pleaded or found


def _is_pleaded(letter: Letter, paragraph: Span) -> bool:
    return any(part.span.holds(paragraph.start) for part in letter.parts_of(*_PLEADED_UNDER))


def fact_in(letter: Letter, paragraph: Span) -> Span | None:
    """A finding of the patient, or a reason that only this patient gives."""
    found = finding_in(letter, paragraph)
    if found and (_is_pleaded(letter, paragraph) or _near_a_plea(letter, paragraph)):
        return found
    reason = letter.find(_REASONED, paragraph) or (
        find_finding(letter.text, *paragraph) if _is_pleaded(letter, paragraph) else None
    )
    return Span(*reason.span()) if reason else None


def _near_a_plea(letter: Letter, paragraph: Span) -> bool:
    """A sentence that argues has a finding in it or beside it; a paragraph without such a sentence counts as one."""
    sentences = letter.sentences_in(paragraph)
    pleas = [at for at, one in enumerate(sentences) if letter.find(_PLEADS, one)]
    return not pleas or any(
        find_finding(letter.text, *one)
        for plea in pleas
        for one in sentences[max(0, plea - _REACH) : plea + _REACH + 1]
        if not is_general(letter.text, *one) or speaks_of_patient(letter, one)
    )


_ASSERTS = Pattern(
    r"\b(?:guidelines?|studies|study|trials|research|literature|evidence[-\s]based|medical\s+evidence|clinical\s+evidence|FDA|peer[-\s]reviewed|proven)\b",
    re.IGNORECASE,
)


def asserted_in(letter: Letter) -> Span | None:
    """Evidence spoken of without a source that can be found."""
    hit = next((hit for hit in phrases_of(letter) if hit.row.check == "CHK-091"), None)
    if hit:
        return Span(hit.start, hit.end)
    found = letter.find(_ASSERTS, letter.body)
    return Span(*found.span()) if found else None


_INSURER = Pattern(
    r"^[^\n]*\b(?:Health\s*(?:care|plan)?|Insurance|Plan|Blue\s*(?:Cross|Shield)|Mutual|Fund|Assurance"
    r"|Administrators?|Medicare\w*|Medicaid|Medi-Cal|Aetna|Cigna|Humana|Anthem"
    r"|United\w*|Kaiser|Molina|Regence|Premera|Centene|Wellcare|Tricare)\b[^\n]*$",
    re.MULTILINE,
)
_NAME = Pattern(r"\b[A-Z][A-Za-z-]{3,}\b")
_COMMON = frozenset(
    {
        "health", "healthcare", "insurance", "plan", "plans", "mutual", "fund", "assurance", "administrators",
        "administrator", "medical", "prior", "authorization", "department", "attn", "attention", "director", "appeals",
        "claims", "company", "care", "services", "center", "clinic", "patient", "member", "policy", "group", "letter",
        "necessity", "with", "from", "dear", "date", "name", "number", "network", "exceptions", "utilization",
        "management", "review", "pharmacy", "request", "diagnosis", "subscriber", "state", "street", "suite", "type",
        "chronic", "physical", "therapy",
    }
)  # fmt: skip


def payer_named(letter: Letter) -> re.Match[str] | None:
    """The first place in the body of a name that stands in the header on a line of an insurer."""
    names = {
        word
        for line in letter.find_all(_INSURER, letter.header)
        for word in _NAME.findall(line.group())
        if word.lower() not in _COMMON
    }
    if not names:
        return None
    return letter.find(re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, names)))})\b"), letter.body)
