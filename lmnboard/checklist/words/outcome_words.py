"""The words by which a letter tells what a treatment is to change, by when, and what happens without it.

Imports `amounts` and `once`. Called by the rules for outcomes.
"""

from __future__ import annotations

from lmnboard.checklist.words.amounts import NUMBER, NUMBER_WORD
from lmnboard.checklist.words.once import compiled
from lmnboard.knowledge.pattern import Pattern
from lmnboard.written.found import PARTIAL_DATE

PERIOD = r"(?:hours?|days?|weeks?|wks?|months?|mos?|years?|visits?|sessions?|cycles?)"
EXPECTS = compiled(
    r"\b(?:expects|my\s+(?:\w+\s+)?hope\s+is|(?:light|full|modified)\s+duty\s+(?:at|by|in)"
    r"|(?:I|we|is|are|be)\s+(?:\w+\s+){0,2}?(?:expect\w*|anticipat\w*|project(?:ed)?|hope(?:ful)?|hoping"
    r"|aiming|predict|foresee|intend|aim\s+(?:to|for|at)|(?:want|wish|look|plan|would\s+like)\s+(?:to\s+(?:see|get|bring|reach|have)|for"
    r"|(?:him|her|them)\s+to))|(?:he|she|they)\s+(?:hopes?|aims?|ought)\s+to|plan\s+is\s+for"
    r"|(?:success(?:ful)?|response)\s+(?:is|if|means|would|will|as|when)|(?:[SL]TG|ETG)s?\b"
    r"|continue\s+(?:it\s+|therapy\s+|treatment\s+)?only\s+if|measured\s+(?:as|by)\s+at\s+least"
    r"|(?:should|will|would|to)\s+(?:\w+\s+){0,2}?(?:drop|fall|rise|climb|gain|tolerate|complete|use|require|need|run|eat|speak"
    r"|participate|resume|wean|come\s+(?:down|off)|go\s+(?:down|back|from)|be\s+(?:back|down|under|below|off|free|independent|in\s+(?:remission|school)))"
    r"|ought\s+to\s+\w+"
    r"|expected|expectation|anticipated|anticipate|goals?|targets?|objectives?|aims?|prognosis|hoped|we\s+hope"
    r"|(?:will|should|would|could|can|may)\s+(?:\w+\s+){0,2}?(?:improve|reduce|relieve|restore|allow|enable"
    r"|help|lower|decrease|increase|prevent|regain|return|achieve|be\s+able|be\s+warned|have\s+more|be\s+(?:more|less|safer|better)\b|feel|give"
    r"|resolve|stabili[sz]e|eliminate|slow|benefit\s+from\s+(?:having|knowing|an\s+answer)|let\s+(?:the\s+\w+|mrs?\.?\s+\w+|ms\.?\s+\w+|her|him"
    r"|them)"
    r"|walk|sit|stand|sleep|drive|work|dress|determine|guide|decide|show|tell|change|avoid|reach|make|bring"
    r"|get\s+(?:him|her|them)|keep|shorten|cut|end|rule)|so\s+that\s+(?:he|she|they|the\s+patient"
    r"|\w+)\s+(?:can|may|will|could)|in\s+order\s+to\s+(?:\w+\s+)?(?:improve|restore|return))\b"
)
NOT_EXPECTED = compiled(
    r"\b(?:(?:will|would|could|should|may|can)\s+(?:not|only|continue|never)|cannot|stud(?:y|ies)|trials?"
    r"|et\s+al|randomi[sz]ed|guidelines?|literature|research|Engl\s+J|JAMA|Lancet|criteria|policy\s+asks"
    r"|considered|was\s+rejected|instead|alone|rather\s+than|ruled\s+out"
    r"|thank\s+you|call|contact|peer|review(?:er)?|enclos\w+|attach\w+|in\s+the\s+past|alternative|used\s+to"
    r"|has\s+been\s+(?:able|doing))\b"
)
HERS = compiled(
    r"\b(?:I|we)\s+(?:\w+\s+)?(?:expect|anticipate|hope|believe)|\bgoals?\b|\btargets?\b|\b(?:is"
    r"|are)\s+(?:\w+\s+)?expected\b|\bso\s+that\s+(?:he|she|they)\b"
)
ABILITY = compiled(
    r"\b(?:walk\w*|climb\w*|stairs?|driv(?:e|ing)|dress\w*|bath(?:e|ing)|stand(?:ing)?|sit(?:ting)?|sleep(?:s"
    r"|ing)?\s+(?:through|\w+\s+hours)|return(?:ing)?\s+to\s+(?:\w+\s+){0,2}?(?:work|duty|school|job|driving"
    r"|sport\w*|class\w*|baseline)|work\s+full|attend\w*|lift\w*|carry|transfer\w*|feed|eat|speak"
    r"|communicat\w+|read(?:ing)?|independen\w+|off\s+(?:the\s+|her\s+|his\s+)?\w+|remission|hypoglyc\w+"
    r"|seizure[- ]free|warned|oxygen\s+saturation|surgery|ladder|exacerbations?|admissions?"
    r"|hospitali[sz]ation\w*|wound|heal(?:ed|ing)?|weight|blood\s+pressure|HbA1c|A1c|grip|range\s+of\s+motion"
    r"|strength|steroids?|opioids?|prednisone|insulin|falls?)\b"
)
DECIDES = compiled(
    r"\b(?:determine|decide|guide|choose|plan(?:ning)?|select|direct)\s+(?:\w+\s+){0,2}?(?:whether|between"
    r"|which|if|treatment|management|therapy|surgery|the\s+(?:need|choice|next|dose|approach|operation)"
    r"|surgical|repair)|change\s+(?:her|his|the|their)\s+(?:\w+\s+)?(?:treatment|management|care|therapy)"
    r"|(?:allow|permit|support|inform)\s+(?:an?|the)\s+decision|decision\s+(?:on|about|between|whether)"
    r"|avoid\s+(?:an?\s+)?(?:unnecessary|surgery|biopsy)"
)
WITHOUT = compiled(
    r"\b(?:absent|without|in\s+the\s+absence\s+of|short\s+of)\s+(?:it\b|this|that\b|these|such|the|her\b|his\b"
    r"|their|an?\s|timely|prompt|further|continued|more|additional|treatment|therapy|surgery|access|approval"
    r"|coverage|intervention|proper|appropriate|adequate|[\[<{]|\w+(?:mab|nib|tide|ine)\b|MRI|CPAP|oxygen"
    r"|visits|PT|home)"
    r"|(?-i:\bWithout\s)|\b(?:un|under)-?treated\b|\bif\s+(?:\w+['’]?\s+){0,8}?(?:not|n['’]t|denied|denies"
    r"|refused|withheld|stop(?:s|ped)?|to\s+stop|discontinued|delayed|withdrawn|interrupted|ends?|untreated"
    r"|declined|upheld|lapses|cut|fails?)\b|\b(?:isn|doesn|aren|cannot|can)['’]?n?['’]?t\s+(?:get|have|receive"
    r"|approved)"
    r"|(?-i:\bShould\s)(?:\w+\s+){0,5}?(?:not\b|be\s+(?:denied|delayed|withheld|refused|interrupted))"
    r"|\bunless\b|\bdo\s+nothing\b|\b(?:should|if)\s+(?:the\s+|this\s+|your\s+)?(?:denial|decision|determination)\s+(?:is\s+to\s+)?stands?\b"
    r"|\bdenial\s+exposes\b"
    r"|(?-i:\bWait),?\s+and\b|\b(?:not|non-?)[- ]?treat(?:ing|ment)\b|\bno\s+treatment\b|\bdoing\s+nothing\b"
    r"|\botherwise,?\s+(?:he|she|they|the|we|I|it)\b|\black\s+of\s+(?:treatment|therapy|access|coverage|surgery|care|it)\b|\b(?:I|we)\s+(?:\w+\s+)?(?:fear|worry)\b"
    r"|\bmy\s+(?:\w+\s+)?(?:fear|concern|worry)\s+is\b|\b(?:to\s+withhold|withholding|forgoing|foregoing|going\s+without|waiting"
    r"|(?:week|month|day|year)s?\s+of\s+(?:waiting|delay)|postpon(?:ing|ement))\b(?:\s+\w+){0,6}?\s+(?:is|will|would|could|may|can|risks?"
    r"|means?|costs?|leads?|puts?|brings?)\b|\b(?:further|any|more)\s+delay\b|\bthe\s+(?:only\s+)?alternative\s+(?:is|would\s+be|to\s+(?:it|this))"
    r"|\bthe\s+(?:risk|danger)s?\s+of\s+(?:not|doing|waiting|delay|no|leaving|going)\b|\bleft\s+(?:untreated|alone|as\s+it\s+is)\b|\b(?:failure|refusal|inability)\s+to\s+(?:treat|approve|provide|obtain|cover|authorize"
    r"|receive)|\b(?:denial|delay(?:s|ing)?|interruption|refusal|discontinu\w+|stopping|withholding"
    r"|lapse)\b(?:\s+\w+){0,6}?\s+(?:will|would|could|may|can|risks?|puts?|leads?|means?|threatens?|places?)\b"
    r"|\b(?:consequences?)\s+of\s+(?:not|non|no|delay|denial|denying|withholding)|\b(?:he|she|they|\w+['’]?s?"
    r"|patient|child)\s+(?:is|are|remains?|will\s+be|stays?|would\s+be)\s+(?:also\s+|now\s+"
    r"|still\s+)?at\s+(?:\w+\s+){0,2}?risk|\bthere\s+is\s+an?\s+(?:\w+\s+)?(?:risk|danger)\b"
    r"|\bchildren\s+with\s+[^.;]{3,40}\s+are\s+at\s+risk|\bputs?\s+(?:him|her|them|\w+)\s+at\s+(?:\w+\s+)?risk"
    r"|\brisks\s+(?:an?\b|the\b|los\w+|\w+ing\b|permanent|further|serious)|\bmay\s+(?:not\s+come\s+back|never)\b"
)
LACKED = compiled(
    r"\bif\s+(?:it|this|s?he)\s+(?:was|were|did|had)\s+not\b(?!\s+(?:approved|covered|treated|given|get|have|receive))"
    r"|\bwithout\s+(?:any\s+|the\s+|an?\s+)?(?:\w+\s+)?(?:relief|success|improvement|contrast|benefit"
    r"|complication\w*|help|effect|response|difficulty|seizures|support|gain|rest|tilt\s+until|incident"
    r"|stopping|supervision|pain|wheezing|diabetes)\b"
)
FEARED_PARTS = (
    "without", "absen", "short of", "treated", "if", "should", "unless", "fail", "refus", "inabil", "denial", "denying",
    "delay", "interrupt", "stop", "discontinu", "withhold", "lapse", "consequence", "risk", "danger", "never",
    "come back", "wait", "stand",
    "non", "treating", "treatment", "nothing", "otherwise", "lack", "fear", "worr", "concern", "withhold",
    "waiting", "postpon", "going", "alternative", "left", "n't", "n’t", "cannot",
)  # fmt: skip
HOPED_PARTS = (
    "expect", "anticipat", "project", "hop", "goal", "target", "objective", "aim", "prognosis", "duty", "will",
    "should",
    "would", "could", "can", "may", "so that", "so\nthat", "order", "predict", "foresee", "intend", "want", "wish",
    "look", "plan", "ought", "success", "response", "tg", "only if", "measured", " to ",
)  # fmt: skip
HARM = compiled(
    r"\b(?:risks?\b|\bdanger|deteriorat\w*|\bwors\w+|progress(?:es|ion|ive|ively)?\b|\bprogress\s+to|declin\w+"
    r"|\blos[est]\w*\b|\bfall(?:s|ing)?\b|hospital\w*|\badmi(?:t|ssion)\w*|emergency|surger\w+|\boperation\b"
    r"|disab\w+|death|\bd(?:ie|ies|ying)\b|mortal\w*|fatal|complicat\w+|\bdamage\w*|\binjur\w+|infect\w*"
    r"|relaps\w*|recur\w*"
    r"|stroke|fail(?:ure|s)\b|amputat\w*|blind\w*|suicid\w*|seizures?|ulcers?|contracture\w*|exacerbation\w*"
    r"|flares?|permanent\w*|irreversibl\w*|\bchronic\b|harm\b|threat\w*|metasta\w*|ischemi\w*|bleed\w*"
    r"|nursing\s+home|institution\w*|overuse|fractures?|never\s+(?:return|walk|work|regain)|resection|stenosis"
    r"|stricture\w*|arrest"
    r"|\bextend\b|\bspread\b|collapse|not\s+come\s+back|unable\s+to\s+(?:work|walk|live)|wheelchair[- ]bound"
    r"|bed-?bound|regress\w*|relapse|overdose|aspiration|scarring|nonunion|atroph\w+|weakness|diminish\w*"
    r"|retract\w*|ends?\s+up|setback|admitt\w+|aspirat\w*|cost\s+(?:him|her|them)|endanger\w*|irrevocabl\w*|paralys\w*|regained|readmi\w+|sepsis|pain|unable|dependen\w+"
    r"|back\s+(?:to|in)\s+the\b|deform\w*|rebound|withdrawal|job)"
)
BY_WHEN = compiled(
    rf"\b(?:by|at|within|in|after|over|during|for|until)\s+(?:the\s+)?(?:(?:end\s+of\s+(?:the\s+)?|first\s+|next\s+|his\s+"
    rf"|her\s+|their\s+|about\s+|approximately\s+"
    rf"|course\s+of\s+){{0,3}})?(?:{NUMBER}[\s-]+(?:more\s+)?{PERIOD}|(?:week|month|year|visit|session"
    rf"|discharge)\b|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth)\s+(?:week|month|year|visit|session)"
    rf"|{PARTIAL_DATE.pattern}|visit\s|recheck|(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    rf"|dec)\w*)\b)"
    rf"|\b{NUMBER}[\s-]{PERIOD}(?:s)?\b|\b(?:by|at|within)\s+[^.;]{{0,30}}(?:{PARTIAL_DATE.pattern})"
    rf"|{NUMBER}\s+{PERIOD}\s+(?:after|from\s+now|of\s+(?:treatment|therapy))|\b(?:by"
    rf"|before)\s+(?:{PARTIAL_DATE.pattern})"
)
HOURS = compiled(rf"{NUMBER}[\s-]+hours?")
"""A number of hours alone is a measure, "off time two hours a day", and no date."""
CODES = compiled(
    r"\b(?:CPT|HCPCS|ICD)\W*[\w.,\s]{0,12}\d+|\b[A-Z]\d{2,4}(?:\.\w+)?\b|\[\d+\]|\b[LTCS]\d(?:-[LTCS]?\d)?\b"
    r"|\b(?:type|stage|class)\s+\d"
)
MEASURE = compiled(
    rf"\d|%|\b(?:percent|half|double|twice|zero|none|no\s+(?:more\s+than|falls?|new|further|seizures?|pain"
    rf"|exacerbations?)|normal|remission|independent(?:ly)?|full\s+(?:duty|range))\b"
    rf"|\b{NUMBER_WORD}\s+(?!of\s+(?:the|her|his)\b)\w+"
)
COUNTED = compiled(
    rf"\d|%|\b(?:percent|half|double|zero|no\s+(?:falls?|new|seizures?|exacerbations?))\b"
    rf"|\b{NUMBER_WORD}\s+(?:or|hours?|minutes?|blocks?|flights?|nights?|feet|met|mile|point|stairs|steps|out"
    rf"|headache|attack|episode|days)"
)
FROM_TO = compiled(
    r"\bfrom\s+(?:an?\s+|the\s+|his\s+|her\s+|about\s+|\w+\s+)?[<>]?\d[^.;]{0,40}?\bto\b|\(?\b(?:now|currently"
    r"|today|baseline|presently|at\s+present|was|started\s+at|up\s+from|down\s+from"
    r"|current(?:ly)?)\b[^.;]{0,25}?\d|\d[^.;]{0,15}\b(?:now|at\s+baseline|today|currently)\b"
)
MEASURED_WORD = Pattern(
    r"\b(?:[A-Z][A-Za-z-]{3,}|[A-Z]{2,}[\w-]*|flexion|extension|abduction|strength|pain|score|index|gait"
    r"|balance|grip|speed|walk\w*|distance)\b"
)
AFTER_WORD = r"\b[^.;\n]{0,40}?\d"
