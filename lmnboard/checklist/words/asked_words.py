"""The words by which a letter asks: its requests, the subject line, and the names of what is asked for.

Imports only the standard library and `once`; the names are in `asked.toml`. Called by `asked`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from lmnboard.checklist.words.once import compiled
from lmnboard.knowledge.pattern import Pattern

VERBS = (
    r"(?:approv(?:e|ing)|authori[sz](?:e|ing)|pre-?authori[sz]e|cover(?:ing)?|allow|grant|reconsider|overturn"
    r"|reverse|reimburse|pay|let|continue|extend"
    r"|certify|issue|move|provide|permit|accept|uphold|consider)"
)
REQUEST = compiled(
    rf"\b(?:please|kindly)\s+(?:[\w,]+\s+){{0,2}}?{VERBS}\b"
    r"|\bplease\s+(?:send|fax|give|issue)\s+(?:\w+\s+){0,3}?(?:approval|authorization)\b"
    r"|(?<![\w'’])(?:I|we|our (?:office|clinic|practice)|this letter|dr\.?\s+[\w-]+)(?:['’](?:m|re"
    r"|d)\b)?(?:\s+[\w,]+){0,4}?\s+(?:request(?:s|ing)?|ask(?:s|ing)?|appeal(?:s|ing)?"
    r"|seek(?:s|ing)?|urge|petition|apply|applying|dispute|disput(?:e|ing))(?!\w)"
    rf"|(?<![\w'’])(?:I|we)(?:['’]d|\s+would|\s+want)(?:\s+\w+)?(?:\s+like)?\s+(?:to\s+(?:request|refer|order"
    rf"|appeal|ask)|(?:[\w'’]+\s+){{1,4}}?to\s+{VERBS})\b"
    rf"|(?<![\w'’])(?:I|we)\s+(?:\w+\s+)?(?:hope|trust|respectfully)\s+(?:that\s+)?(?:you"
    rf"|\w+)\s+(?:will\s+)?{VERBS}\b"
    rf"|\b(?:would|could|can|will)\s+you\s+(?:\w+\s+){{0,2}}?{VERBS}\b"
    r"|\b(?:thank\s+you|thanks|grateful|appreciate)\s+(?:\w+\s+){0,3}?(?:for\s+)?(?:your\s+)?(?:approv(?:ing"
    r"|al)|authoriz(?:ing|ation)|covering)\b"
    r"|\b(?:is|are|am)\s+(?:\w+\s+){0,2}?(?:requested|requesting|asking|seeking)\b"
    rf"|\bwrit(?:ing|e)\s+(?:\w+\s+){{0,3}}?(?:that|so\s+that|to|for)\s+(?:\w+\s+){{0,3}}?(?:request|ask|appeal"
    rf"|seek|{VERBS})\b"
    rf"|\b(?:your|the)\s+(?:\w+\s+){{0,2}}?(?:approval|authorization|coverage)\s+(?:of|for)\b[^.;\n]{{0,90}}?\b(?:appreciated|requested"
    rf"|essential|needed|warranted|welcome|granted)\b|\b(?:approval|authorization|coverage)\s+(?:of|for)\b[^.;\n]{{0,90}}?\b(?:is|be)\s+"
    rf"(?:\w+\s+)?(?:warranted|requested|sought|justified|appropriate|granted)\b|\b(?:approval|authorization|coverage)\s+is\s+(?:\w+\s+)?"
    rf"(?:sought|requested)|\blook(?:ing)?\s+forward\s+to\s+(?:your|the)\s+(?:\w+\s+){{0,2}}?(?:approval|authorization|coverage)\s+(?:of|for)\b"
    rf"|\b(?:my|our)\s+(?:\w+\s+)?request\s+(?:is\s+)?(?:that|for|to)\b|\b(?:grateful|obliged|appreciate(?:\s+it)?|thankful|glad)\s+if\s+you\s+"
    rf"(?:\w+\s+)?(?:approved?|authorized?|covered?|would|could|will|can)\b|\b(?:I|we)\s+(?:\w+\s+)?(?:implore|beg|entreat|call\s+upon|invite|trust|hope)\b"
    rf"[^.;\n]{{0,20}}\b(?:you|plan|insurer)\b\s*(?:will|can|to|may)?\s*(?:agree|approve|cover|authorize|grant|overturn|allow)"
    rf"|\bpls\s+{VERBS}\b|(?<=[\n.])[ \t]*(?:requesting|request(?:ed)?|we\s+need)\b[ \t]*[:–-]?[ \t]*(?=\w)"
    rf"|\b(?:plan|you|payer|insurer|company|carrier|fund)\s+(?:should|must|is\s+(?:asked|requested|urged|required)\s+to)\s+{VERBS}\b|\bdemands?\s+(?:coverage|that)"
    rf"|\bplease\s*:|(?:(?<=\n)|(?<=[.!?]\s))(?-i:Approve|Authorize|Cover|Overturn|Reverse)\s(?=[a-z])"
    r"|,\s*please\s*[.!]|\bdisagree\s+with\s+(?:your|the|this)\s+(?:decision|denial|determination)"
    r"|\b(?:should|must|ought\s+to)\s+be\s+(?:approved|covered|authorized|overturned|reversed)"
)
NOT_THE_ITEM = compiled(
    r"\s*(?:that\s+you\s+|you\s+to\s+|for\s+)?(?:please\s+)?(?:to\s+)?(?:call|contact|review|speak|discuss"
    r"|peer|respond|an?\s+(?:(?:prompt|timely|quick|expedited|urgent|peer|phone|call)\b)"
    r"|your\s+(?:prompt|timely)|the\s+opportunity|copies|a\s+copy)"
)
BEHIND = compiled(
    r"\b(?:authori[sz]ation|approval|coverage|payment|reimbursement|denial|appeal|redetermination"
    r"|reconsideration|necessity|requests?|requested|requesting|ask|asks|asking|asking\s+you"
    r"|exception|pre-?certification|supply|purchase|rental)\s+(?:\w+\s+)?(?:of|for|to\s+(?:continue|begin"
    r"|start|use))(?=\s)"
    r"|\b(?:authori[sz](?:e|es|ing)|approv(?:e|es|ing)|cover(?:s|ing)?|reimburses?|requests?|requesting"
    r"|appeal(?:s|ing)?|reconsider|refer|ordering|prescribing|pay(?:\s+for)?|allow|grant|continue"
    r"|overturn|reverse|order|asking\s+for)(?=\s)"
    r"|\b(?:that|so\s+that|for|let|have|get)(?=\s(?:[^.;]{3,60}\s(?:(?:be\s+)?(?:covered|approved|authorized"
    r"|reimbursed|paid|continued|allowed)|can\s+reimburse)))"
)
MILDLY = compiled(
    r"\b(?:needs?|in\s+need\s+of|benefit\s+from|prescribing|prescrib(?:e|ed)|recommend(?:s|ed|ing)?"
    r"|support\s+of|candidate\s+for|treatment\s+with|started\s+(?:her|him|them|\w+)\s+on|necessity\s+of)(?=\s)"
)
PUT_FORWARD = compiled(
    r"\b(?:needs?|in\s+need\s+of|benefit\s+from|prescrib(?:e|ed|ing)|recommend(?:s|ed|ing)?|requires?|requiring|warrants?|indicated\s+for"
    r"|supports?|(?:in|a)\s+support\s+(?:of|for)|candidate\s+for|necessity\s+(?:of|for)|(?:plan|intend|propose|wish|want|like)(?:s|d|ing)?\s+to"
    r"|scheduled\s+for|evaluated\s+(?:\w+\s+){1,3}?for|justif\w+\s+(?:of|for)|rationale\s+for|request(?:s|ing)?|(?:money|funds?|account|dollars|card)\s+(?:for|on|to\s+buy)|refus(?:al|ed)(?:\s+of)?"
    r"|denied|declined|rejected|referr(?:ed|ing|al)|order(?:ed|ing)?|concerning|regarding|about|continued?|continuation\s+of"
    r"|need\s+for|letter\s+(?:for|of)|case\s+for|order\s+for|prescription\s+(?:of|for)|fitted\s+for|trial\s+of)(?=\s)"
)
"""Words of an opening behind which stands what is asked for, though it does not ask in so many words."""
UNTIL = compiled(
    r"[.;?!](?=\s|$)|\b(?:because|so\s+that|which|who|whose|whom|since|based|after|despite|due|given|although"
    r"|but|however|without|and\s+(?:I|we|he|she|they)\b|to\s+(?:treat|help|manage|control|improve|prevent"
    r"|relieve)|for\s+(?:him"
    r"|her|them|my|our|mr|ms|mrs|the\s+(?:patient|treatment|management|above)|treatment|management)|at|with|as"
    r"|by|in|to\s+be|under)\b"
)
SUBJECT = compiled(r"^[ \t>*]*(?:re|subject|ref|regarding|in\s+re|reference)\b[*]*\s*[:\-–.#][ \t*]*|^[ \t]*re\s")
SUBJECT_ENDS = compiled(r"\||\b(?:patient|member|pt|dob|id|dx|claim)\b[.:# ]")
LABEL = compiled(
    r"^[ \t*]*(?:(?:requested|proposed|ordered)\s*(?:item|service|procedure|treatment|medication|drug"
    r"|equipment|test)?|(?:item|service|procedure|treatment|medication|drug|equipment|test|device|request"
    r"|product"
    r"|surgery|order|referral)s?(?:\s+(?:requested|name|ordered))?)[ \t]*[*]*:[ \t*]*"
)
LABELLED = compiled(
    r"\b(?:patient|member|dob|d\.o\.b\.?|date of|plan|policy|group|subscriber|dx|diagnos\w*|id|icd|claim"
    r"|insured|beneficiary|employer|denial|notice|medicare|case|npi|payer|insurance|birth|mbi|medi-?caid"
    r"|medi-cal|employee|attachments?|sent|from|to|ssn|injury)\b|@"
)
ABOUT = compiled(
    r"appeal|necessity|prior\s+auth|authori[sz]ation\s+(?:request|of|for)|request\s+for|reconsideration"
    r"|redetermination|continuation|exception|reimbursement|referral"
)
TO_WHOM = compiled(
    r"^[ \t*]*(?:attn|attention|to|c/o|from|cc|fax|phone|via|dear)\b|\b(?:department|dept|unit|division|team"
    r"|p\.?o\.? box|organi[sz]ation)\b|\bgrievances\b|\b(?:appeals|review)[ \t]*$"
)
REQUEST_PARTS = (
    "please", "pls", "should", "must", "plan is", "demand", "authorize", "overturn", "cover ",
    "approve ", "reverse", "approval", "coverage", "authorization",
    "implore", "beg", "entreat", "call upon", "invite", "obliged",
    "glad", "we need", "kindly", "request", "ask", "appeal", "seek", "urge", "petition", "apply", "disput",
    "like", "want", "hope",
    "trust", "respectfully", "you", "thank", "grateful", "appreciate", "writ", "disagree", "be approved", "be covered",
    "be authorized", "be overturned", "be reversed",
)  # fmt: skip
"""Parts of words that every match of `REQUEST` has one of, in small letters."""
BEHIND_PARTS = (
    "authori", "approv", "cover", "reimburs", "request", "appeal", "reconsider", "refer", "order", "prescrib", "pay",
    "allow", "grant", "continue", "overturn", "reverse", "ask", "denial", "necessity", "exception", "certification",
    "supply", "purchase",
    "rental", "redetermination",
)  # fmt: skip
WORD = Pattern(r"[A-Za-zÀ-ÿ][\w'’/-]+")
NAMED_PERSON = compiled(r"\b(?:mr|mrs|ms|dr|miss)\.?\s+([A-ZÀ-Ý][\w'’-]+)(?:\s+(?-i:([A-ZÀ-Ý][\w'’-]+)))?")
LOWER_CASE_SENTENCE = Pattern(r"(?<=[a-z]{3}[.!?])\s+(?=[a-z])")
LONGEST_NAME = 110
MOST = 40
"""Places of a request that are read for the item's name; no letter has more."""
PLAN = compiled(
    r"\b(?:prescrib(?:e|ed|ing)|p(?:re|er)scription|ordering|ordered|recommend(?:ing)?|propose"
    r"|to\s+be\s+(?:used|worn|taken|given|done|continued)|length\s+of\s+need"
    r"|(?:will|plans?\s+to|would|should|intends?\s+to)\s+(?:\w+\s+){0,2}?(?:use|wear|take|run|receive|attend"
    r"|go|need|require|continue|have|inject|be\s+(?:given|used|seen|treated))|we\s+do|more\s+(?:visits"
    r"|sessions)|(?:treatment\s+)?plan\s+is|course\s+of\s+treatment"
    r"|dos(?:e|ing|age)\s+(?:is|will)|frequency|duration)\b"
)
RESULT = compiled(
    r"\b(?:expect|anticipat\w+|goal|target|aim|studies|trial|guideline|recommends|failed|tried|discontinued"
    r"|stopped|until\s+then|without)\b"
)


@cache
def _words() -> dict[str, list[str] | str]:
    read: dict[str, list[str] | str] = tomllib.loads(Path(__file__).with_name("asked.toml").read_text(encoding="utf-8"))
    return read


@cache
def names_of_items() -> Pattern:
    return compiled(rf"(?<![\w-])(?:{'|'.join(_words()['names'])})(?!\w)".replace(" ", r"\s+"))


def _spaced(names: str) -> str:
    """A space of the list stands for white space or a hyphen."""
    return names.replace(" ?", r"[\s-]?").replace(" ", r"[\s-]+")


@cache
def same_things() -> tuple[Pattern, ...]:
    """Names of one thing, by group: a brand and its drug, an operation and its lay name."""
    return tuple(compiled(rf"(?<![\w-])(?:{_spaced(group)})(?!\w)") for group in _words()["same"])


@cache
def listed(name: str) -> frozenset[str]:
    words = _words()[name]
    return frozenset(words.split() if isinstance(words, str) else words)
