"""How a letter writes amounts: dose, route, frequency, duration, quantity, and what only looks like one.

Imports only the standard library. Called by the rules for request, order and outcomes.
"""

from __future__ import annotations

from lmnboard.checklist.words.once import compiled

NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|eighteen|twenty(?:[- ]four)?|thirty|forty"
    r"|fifty|sixty|ninety)"
)
NUMBER = (
    rf"(?:\d[\d,.]*(?:\s*(?:-|–|to|or)\s*\d[\d,.]*)?|{NUMBER_WORD}(?:\s+(?:to|or)\s+{NUMBER_WORD})?(?:\s*\(\d+\))?)"
)
_PERIOD = r"(?:days?|weeks?|wks?|months?|mos?\.?|years?|yrs?)"

DOSE = compiled(
    r"(?<![\w.])\d[\d,.]*(?:\s*[-–/]\s*\d[\d,.]*)*\s*-?\s*(?:mg|mcg|µg|ug|micrograms?|milligrams?|grams?|g|mL"
    r"|ml|cc|units?|IU|mEq|mmol|million\s+units|%)(?:\s*/\s*(?:kg|m2|mL|h|day))?(?![\w/]*\d)(?!\w)"
)
DOSE_OF_DRUG = compiled(
    r"(?<![\w.])\d[\d,.]*\s*(?:mg|mcg|µg|micrograms?|milligrams?|units?|mL)\b(?!/)(?:[\s,]+(?:once|twice"
    r"|three\s+times)?\s*(?:daily|a\s+day|weekly|monthly|every\s+\w+\s+\w+))?"
)
"""A dose as it stands with a drug's name; `7 mg/dL` is a result."""
ROUTE = compiled(
    r"\b(?:oral(?:ly)?|by\s+mouth|p\.?o\.?|subcut\w*|sub-?q|s\.?c\.?|sq|i\.?v\.?|i\.?m\.?|intraven\w+"
    r"|intramusc\w+|intravitr\w+|intrathec\w+|intranasal\w*|intra\w+|inject\w*"
    r"|infus\w+|topical\w*|appl(?:y|ied)|cream|ointment|gel|patch(?:es)?|per\s+rectum|via\s+(?:g-?tube|peg|feeding\s+tube|nasal)|under\s+her\s+skin|transdermal\w*|inhal\w+|nebuli\w+"
    r"|puffs?|nasal\w*|ophthalmic|eye\s+drops?|drops?|rectal\w*|vaginal\w*|sublingual\w*"
    r"|buccal\w*|tablets?|tabs?|capsules?|caps|pump|spray|implant|lozenges?|syrup|oral\s+solution|suspension"
    r"|under\s+the\s+(?:skin|tongue)|pens?|auto-?injectors?|prefilled|syringes?)\b"
)
FREQUENCY = compiled(
    rf"\b(?:daily|nightly|weekly|bi-?weekly|bi-?monthly|fortnightly|monthly|yearly|annually|quarterly|hourly|(?:every"
    rf"|each)\s+(?:other\s+)?(?:{NUMBER}\s+)?(?:second\s+|third\s+|fourth\s+)?(?:hours?|days?|nights?|mornings?|evenings?|wks?|weeks?|mos?|months?|years?|yrs?"
    rf"|{NUMBER}h)"
    rf"|(?:once|twice|thrice|{NUMBER}(?:\s*x|\s+times|\s+visits?|\s+sessions?|\s+hours?|\s+doses?|\s+days?"
    rf"|\s+(?:tab(?:let)?|injection|infusion|pen|capsule|puff|treatment|unit|patch|vial|syringe|can|bottle|appointment)(?:e?s)?|\s+nights?)?)"
    rf"\s*(?:an?|per|by|each|every|/)\s*(?:day|night|week|wk|month|mo|year|hour)"
    rf"|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d|qhs|qod|q\s?\d+(?:\s?-\s?\d+)?\s?(?:h|hours|hrs|w|wks?|weeks|d|days|mo?s?|months?)\w*|q\s?(?:wk|week|month|mo|day|other\s+day|am|pm)"
    rf"|continuous(?:ly)?\s+(?:use|at|during|for|while)|around\s+the\s+clock|24\s+hours|overnight"
    rf"|at\s+(?:bedtime|night)|with\s+meals"
    r"|during\s+(?:sleep|the\s+day)|while\s+(?:asleep|sleeping)|weeks?\s+\d+\s*,"
    r"|days?\s+\d+\s+and\s+(?:day\s+)?\d+|\d+\s+(?:days|weeks|months)\s+apart|single\s+dose|one[- ]time|once"
    r"|all\s+day"
    rf"|{NUMBER}\s*x\s*/?\s*(?:wk|week|day|month)|hours\s+(?:a|per)\s+(?:day|night))(?!\w)"
)
VAGUE_FREQUENCY = compiled(
    r"\b(?:as[- ]needed|p\.?r\.?n|when\s+needed|as\s+tolerated|regular(?:ly)?|ongoing"
    r"|on\s+an?\s+ongoing\s+basis|as\s+(?:often\s+as|directed|required)|frequent(?:ly)?"
    r"|from\s+time\s+to\s+time)\b"
)
DURATION = compiled(
    rf"(?:(?<=[\sx×])|\b)(?:{NUMBER}(?:\s+more|\s+additional|\s+consecutive|\s+full)?[\s-]+{_PERIOD}(?!\s+(?:old|of\s+age|ago"
    rf"|apart|before|earlier|history|late))(?![\w-]*old)(?:\s+course)?|{NUMBER}\s+cycles)\b"
    r"|\b(?:life-?time|life-?long|for\s+life|permanent(?:ly)?|(?:rest|remainder|end|length"
    r"|duration)\s+of\s+(?:the|his|her|their)\s+(?:\w+\s+)?(?:year|benefit|plan|life|pregnancy|season)"
    r"|(?:through|until|to)\s+(?:the\s+)?(?:\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|(?:jan|feb|mar|apr|may|jun|jul|aug"
    r"|sep|oct|nov|dec)\w*\.?\s+(?:\d{1,2},?\s+)?(?:\d{4})?|end\s+of)|(?:a|one)\s+year|(?:a|one)\s+month"
    r"|(?:the\s+)?next\s+(?:year|month|six\s+months)|purchase|(?:full|whole|entire|current|this)\s+(?:\w+\s+)?(?:year|pregnancy|season)|half\s+a\s+year"
    r"|one[- ]time|single\s+(?:dose|course|infusion|use))\b"
)
EACH_PERIOD = compiled(
    r"(?:\b(?:every|each|per|weeks?|months?|days?)\s*$|\b(?:after|within|by|past|last|than"
    r"|aged?)\s+(?:the\s+(?:first|last|past)\s+)?$)"
)
"""What stands before a number of weeks that is no duration: `every 4 weeks`, `in the last 12 months`."""
VAGUE_DURATION = compiled(
    r"\b(?:ongoing|indefinite(?:ly)?|long[- ]term|as\s+long\s+as|until\s+(?:further\s+notice|(?:she|he|they)\b"
    r"|no\s+longer)|open[- ]ended|for\s+the\s+foreseeable\s+future|chronic\s+use"
    r"|length\s+of\s+need)\b"
)
OPEN_ENDED = compiled(
    r"\b(?:as\s+long\s+as\s+(?:s?he|they|it|the\s+\w+)\s+(?:needs?|is|are|remains?|works?|helps?|requires?)|indefinite(?:ly)?"
    r"|(?:long[- ]term|ongoing|continu(?:ed|ing|ous)|chronic)\s+(?:use|basis|need)|for\s+the\s+foreseeable\s+future)\b"
)
"""Words for use without an end that are read wherever they stand."""
LENGTH_OF_NEED = compiled(
    r"length\s+of\s+need[\s:]*(?:is\s+)?(?:\(?[\w\s]{0,20}\)?:?\s*)?(?:\d+|life-?time|permanent|99)"
)
VISITS = compiled(
    rf"\b(?P<count>{NUMBER})[\s-]+(?:(?:more|additional|further|extra|supervised|skilled|outpatient|weekly"
    rf"|follow[- ]up|physical|occupational|speech|therapy|PT|OT|psychotherapy|treatment|individual|total|to"
    rf"|\d+)[\s-]+){{0,4}}(?:visits?|sessions?|treatments|appointments|units|hours)\b"
)
SPENT = compiled(
    r"\b(?:used|attended|completed|had|received|undergone|allow(?:s|ed)?|limit\w*|benefit|maximum|so\s+far"
    r"|to\s+date|missed|over\s+those|exhausted|already|covers?)\b"
)
PACKS = compiled(
    rf"#\s?\d+|\b(?:qty|quantity|disp(?:ense)?)\b[.: ]*\(?\d+|\b{NUMBER}\s+(?:[\w-]+\s+){{0,2}}?(?:tablets?"
    rf"|capsules?|pens?|vials?|syringes?|doses|infusions|injections|auto-?injectors?|inhalers?|patches"
    rf"|units\s+per|bottles?|packs?|kits?|cartridges?|boxes|refills)\b"
)
ITEMS = compiled(
    rf"(?:#|\bqty\.?|\bquantity)[.: of]*\(?(?:\d+|{NUMBER_WORD})\b|(?<![\w./$-])(?P<count>\d{{1,3}}"
    rf"|{NUMBER_WORD}|a\s+pair\s+of|pair|single)\s+(?:\(\d+\)\s+)?(?!(?:{_PERIOD}|hours?|minutes?|times?|or|and"
    rf"|of|to|in|is|was|more|day|night|point|step|who|such|percent|months?)\b)"
    r"(?P<what>[A-Za-z][\w-]*)"
)
