"""Templates that somebody could put into a clinic's folder to read, to run, to fill or to stop what they should not.

Each has a name, its text, and a piece of the sentence that refuses it; with None it is harmless and a letter is set.
`test_guard` writes it in the place of `closing.txt.j2`, which every letter includes.
"""

from __future__ import annotations

from typing import NamedTuple

from lmnboard.letters.own import LARGEST


class Attack(NamedTuple):
    name: str
    text: str | bytes
    refused: str | None


NAMES = "the name '"
CALLS = "calls and macros are not allowed"
SUMS = "a letter does not calculate"
PARTS = "templates are not imported or extended"
TAGS = "the only tags are if, for, set and include"
FILTER = "' is not known; there are sentence"
WORK = "takes too much work"
LONG = "longer than forty pages"
SIZE = "too much inside its tags"
DEEP = "nested more than 16 deep"
DEEPER = "a number too long, or one thing inside another"
CODE = "control character U+"

_LOOPS = "".join(f"{{% for a{i} in fact.treatments %}}" for i in range(6)) + "x" + "{% endfor %}" * 6

READS = [
    Attack("the class of a text", "{{ ''.__class__.__mro__ }}", NAMES),
    Attack("the class by its key", "{{ fact['__class__'] }}", NAMES),
    Attack("a private attribute", "{{ loop._iterable }}", NAMES),
    Attack("attr, the filter", "{{ fact|attr('__class__') }}", FILTER),
    Attack("an escape that spells a name", "{{ fact['\\x5f_class__'] }}", NAMES),
    Attack("a name put together", "{{ fact['_' ~ '_class__'] }}", "what stands in [ ]"),
    Attack("a name from a field", "{{ fact[fact.patient.name] }}", "what stands in [ ]"),
    Attack(
        "a row as a name", "{% for a in fact.treatments %}{{ fact[loop.nextitem] }}{% endfor %}", "what stands in [ ]"
    ),
    Attack("a loop that is none", "{% set loop = fact.patient %}{{ fact[loop.index] }}", "one plain name"),
    Attack("globals of a function", "{{ lipsum.__globals__ }}", NAMES),
    Attack("subclasses", "{{ [].__class__.__base__.__subclasses__() }}", CALLS),
    Attack("the template itself", "{{ self }}", NAMES),
    Attack("the template's blocks", "{{ self.body }}", NAMES),
    Attack("super", "{{ super() }}", CALLS),
    Attack("caller", "{{ caller }}", NAMES),
    Attack("a name in wide letters", "{{ fact.＿＿class＿＿ }}", "Invalid character"),
    Attack("a name in look-alikes", "{{ fасt.patient }}", NAMES),
    Attack("a ligature that Python folds", "{% set ﬁ = 1 %}{{ ﬁ }}", NAMES),
    Attack("a method as a value", "{{ fact.items }}", "a list or a whole record is put out"),
    Attack("a method of a text", "{{ show.patient.name.format }}", "a list or a whole record is put out"),
    Attack("a method's own method", "{{ fact.items.im_func }}", "no attribute"),
    Attack("the whole record", "{{ fact }}", "a list or a whole record is put out"),
    Attack("the whole record, joined", "{{ 'all: ' ~ fact }}", "a list or a whole record is put out"),
    Attack("the loop itself", "{% for a in fact.treatments %}{{ loop }}{% endfor %}", "a list or a whole record"),
    Attack("the loop's inside", "{% for a in fact.treatments %}{{ loop.__init__ }}{% endfor %}", NAMES),
    Attack("the budget by its key", "{{ fact[' budget'] }}", "no attribute"),
    Attack("an unknown name", "{{ config }}", "'config' is undefined"),
    Attack("a filter on nothing", "{{ nothing | phrase }}", "'nothing' is undefined"),
    Attack("a loop over nothing", "{% for a in nothing %}{% endfor %}", "'nothing' is undefined"),
]
RUNS = [
    Attack("a call", "{{ fact.items() }}", CALLS),
    Attack("format", "{{ '{0.__class__}'.format(fact) }}", CALLS),
    Attack("format, the filter", "{{ '%s' | format(fact) }}", FILTER),
    Attack("percent", "{{ '%1000000000s' % fact }}", SUMS),
    Attack("range", "{% for i in range(999999999) %}{% endfor %}", CALLS),
    Attack("cycler", "{{ cycler('a', 'b').next() }}", CALLS),
    Attack("joiner", "{% set j = joiner(', ') %}", CALLS),
    Attack("lipsum", "{{ lipsum(1000) }}", CALLS),
    Attack("namespace", "{% set n = namespace(x='') %}", CALLS),
    Attack("a field of a namespace", "{% set n.x = 1 %}", "one plain name"),
    Attack("a dict made by a call", "{{ dict(a=1) }}", CALLS),
    Attack("the loop's cycle", "{% for a in fact.treatments %}{{ loop.cycle(1, 2) }}{% endfor %}", CALLS),
    Attack(
        "a recursive loop", "{% for a in fact.treatments recursive %}{{ loop(a) }}{% endfor %}", "does not call itself"
    ),
    Attack("a macro", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", CALLS),
    Attack("a call block", "{% call fact.items() %}{% endcall %}", CALLS),
    Attack("a filter block", "{% filter phrase %}x{% endfilter %}", "not a block"),
    Attack("a set block", "{% set a %}x{% endset %}", "not a block"),
    Attack("a block", "{% block a %}{% endblock %}", PARTS),
    Attack("with", "{% with a = fact %}{% endwith %}", TAGS),
    Attack("autoescape", "{% autoescape true %}x{% endautoescape %}", TAGS),
    Attack("an extension's tag", "{% do fact.clear() %}", "unknown tag 'do'"),
    Attack("debug", "{% debug %}", "unknown tag 'debug'"),
    Attack("trans", "{% trans %}x{% endtrans %}", "unknown tag 'trans'"),
    Attack("break", "{% for a in fact.treatments %}{% break %}{% endfor %}", "unknown tag 'break'"),
    Attack("a line statement", "# for a in fact.treatments\nx\n# endfor\n", None),
    Attack("raw", "{% raw %}{{ range(9) }}{% endraw %}", None),
    Attack("raw that never ends", "{% raw %}{{ range(9) }}", "Missing end of raw"),
    Attack("a comment that never ends", "{# " + "x" * 9_000, "Missing end of comment"),
    Attack("an unpacking", "{% set a, b = fact.treatments %}", "one plain name"),
    Attack("an unpacking loop", "{% for a, b in fact.treatments %}{% endfor %}", "one plain name"),
    Attack("stars among a filter's values", "{{ 'a' | count(*fact.treatments) }}", "takes its values plainly"),
    Attack("a named value of a filter", "{{ 'a' | count(thing='b') }}", "takes its values plainly"),
    Attack("a test", "{{ 'a' if fact is sameas fact }}", "'is' is not known"),
    Attack("map", "{{ fact.treatments | map(attribute='__class__') | list }}", FILTER),
    Attack("sort", "{{ fact.treatments | sort }}", FILTER),
    Attack("groupby", "{{ fact.treatments | groupby('__class__') }}", FILTER),
    Attack("safe", "{{ fact.rationale | safe }}", FILTER),
    Attack("one of the guard's own filters", "{{ fact.rationale | joined }}", FILTER),
]
LEAVES = [
    Attack("another's file", "{% include '../../../../etc/passwd' %}", "there is no part"),
    Attack("an absolute name", "{% include '/etc/passwd' %}", "there is no part"),
    Attack("a name with a NUL", "{% include 'letter.txt.j2\\x00' %}", "there is no part"),
    Attack("a part named by a field", "{% include fact.patient.name %}", "a part is included that is none of ours"),
    Attack("a part by a name put together", "{% include '../' ~ purpose %}", "a part is included that is none of ours"),
    Attack("no text as a name", "{% include fact %}", "a part is included that is none of ours"),
    Attack("one of several", "{% include ['a', 'letter.txt.j2'] %}", "a list may only stand"),
    Attack("missing ignored", "{% include 'x' ignore missing %}", "write the include plainly"),
    Attack("without what is counted", "{% include 'letter.txt.j2' without context %}", "write the include plainly"),
    Attack("itself", "{% include 'closing.txt.j2' %}", "where one includes itself"),
    Attack("the whole letter again", "{% include 'letter.txt.j2' %}", LONG),
    Attack("itself twice over", "{% include 'closing.txt.j2' %}" * 2, "where one includes itself"),
    Attack("import", "{% import 'letter.txt.j2' as a %}", PARTS),
    Attack("from", "{% from 'letter.txt.j2' import name %}", PARTS),
    Attack("extends", "{% extends 'letter.txt.j2' %}", PARTS),
]
FILLS = [
    Attack("a text a billion times", "{{ 'a' * 1000000000 }}", SUMS),
    Attack("a list a billion times", "{{ [0] * 1000000000 }}", SUMS),
    Attack("a power", "{{ 9 ** 9 ** 9 }}", SUMS),
    Attack("a division by zero", "{{ 1 // 0 }}", SUMS),
    Attack("plus", "{{ fact.rationale + fact.rationale }}", SUMS),
    Attack("minus", "{{ -1 }}", SUMS),
    Attack("center", "{{ 'a' | center(1000000000) }}", FILTER),
    Attack("indent", "{{ 'a' | indent(1000000000) }}", FILTER),
    Attack("wordwrap", "{{ fact.rationale | wordwrap(1) }}", FILTER),
    Attack("join", "{{ fact.rationale | join(fact.rationale) }}", FILTER),
    Attack("listed, with every letter a comma", "{% set a = fact.rationale | listed %}{{ a | listed }}", LONG),
    Attack("a sum that doubles", "{% set a = 'ab' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}", WORK),
    Attack("a sum of a thousand", "{% set a = " + " ~ ".join(["fact.rationale"] * 330) + " %}", WORK),
    Attack("a sum in a loop", "{% set a = '' %}" + _LOOPS.replace("x", "{% set a = a ~ a ~ 'ab' %}"), WORK),
    Attack("a long text put out often", "{{ fact.rationale }}" * 200, LONG),
    Attack("the place of the signature, often", "{{ letter.signing }}" * 230, None),
    Attack("a place taken apart", "{{ letter.date[1:] }}", "only the rows of a list"),
    Attack("a field cut up", "{% set a = fact.rationale[1:] %}" * 110, "only the rows of a list"),
    Attack("a gap taken apart", "{{ letter.signing | listed }}\tvalue", None),
    Attack("loops inside loops", _LOOPS, WORK),
    Attack("loops inside loops that do nothing", _LOOPS.replace("x", ""), WORK),
    Attack(
        "loops after loops", "{% for a in fact.treatments %}" * 2 + "{{ a.name }}{% endfor %}{% endfor %}" + "x", None
    ),
    Attack("letter by letter", "{% for a in fact.rationale %}{{ a }}{% endfor %}", "only the rows of a list"),
    Attack("a loop over names", "{% for a in fact %}{{ a }}{% endfor %}", "only the rows of a list"),
    Attack("a loop over a written list", "{% for a in [1, 2] %}{% endfor %}", "a list may only stand"),
    Attack("lists that double", "{% set a = [1] %}" + "{% set a = [a, a] %}" * 40, "a list may only stand"),
    Attack("lists that double, compared", "{{ 1 if fact == [[fact, fact], [fact]] }}", "a list may only stand"),
    Attack("a dict", "{% set a = {'a': fact} %}", "'dict' is not allowed"),
    Attack("a search in a long text, often", "{{ 'x' if 'zzz' in fact.rationale }}" * 80, WORK),
    Attack("a filter on a filter on a filter", "{{ fact.rationale" + " | phrase" * 12 + " }}", None),
    Attack("long texts filtered, often", "{{ 'x' if fact.rationale | sentence == '' }}" * 70, WORK),
    Attack("an abbreviation without end", "{{ '" + "a." * 8_000 + "x' | phrase }}", WORK),
    Attack("filters deep", "{{ 'a'" + " | phrase" * 900 + " }}", DEEP),
    Attack("a filter on a record", "{{ fact | phrase }}", "cannot be worked out (AttributeError)"),
    Attack("a filter on a number", "{{ 7 | sentence }}", "cannot be worked out (AttributeError)"),
    Attack("numbers and texts compared", "{{ 1 if 1 < fact.rationale }}", "cannot be worked out (TypeError)"),
]
STOPS = [
    Attack("brackets without end", "{{ " + "(" * 32_000 + "1" + ")" * 32_000 + " }}", DEEPER),
    Attack("lists without end", "{{ " + "[" * 32_000 + "]" * 32_000 + " }}", DEEPER),
    Attack("not without end", "{{ " + "not " * 12_000 + "1 }}", DEEPER),
    Attack("minus without end", "{{ " + "-" * 64_000 + "1 }}", DEEPER),
    Attack("and without end", "{{ " + "a and " * 9_000 + "a }}", SIZE),
    Attack("dots without end", "{{ a" + ".a" * 32_000 + " }}", SIZE),
    Attack("brackets after brackets", "{{ a" + "[0]" * 20_000 + " }}", SIZE),
    Attack("ifs inside ifs", "{% if 1 %}" * 3_000 + "{% endif %}" * 3_000, DEEPER),
    Attack("elses without end", "{% if 1 %}" + "{% elif 1 %}" * 5_000 + "{% endif %}", SIZE),
    Attack("either-or without end", "{{ " + "1 if 1 else " * 5_000 + "1 }}", SIZE),
    Attack("loops beyond Python's own limit", "{% for a in b %}" * 25 + "{% endfor %}" * 25, DEEP),
    Attack("a number without end", "{{ " + "9" * 64_000 + " }}", DEEPER),
    Attack("a number in sixteens without end", "{{ 0x" + "f" * 64_000 + " }}", "a number is a whole one"),
    Attack("a number with lines between", "{{ " + "1_" * 32_000 + "1 }}", "too long"),
    Attack("and, not quite without end", "{{ " + "a and " * 300 + "a }}", DEEP),
    Attack("dots, not quite without end", "{{ a" + ".a" * 300 + " }}", DEEP),
    Attack("a great number", "{{ 99999999999 }}", "a number is a whole one"),
    Attack("infinity", "{{ 1e400 }}", "a number is a whole one"),
    Attack("a text without end", "{{ '" + "\\a" * 32_000, "unexpected char"),
    Attack("tags as many as fit", "{{a}}" * 13_000, SIZE),
    Attack("some hundred tags", "{{ name }}" * 800, SIZE),
    Attack("sets as many as fit", "{% set a=b%}" * 5_400, SIZE),
    Attack("a list as long as fits", "{{ 1 if a in (" + "1," * 32_000 + ") }}", SIZE),
    Attack("bytes as many as fit", b"x" * LARGEST, None),
    Attack("more bytes than fit", b"x" * (LARGEST + 1), "larger than 64 KB"),
    Attack("a great file", b"{{ a }}\n" * 500_000, "larger than 64 KB"),
    Attack("brackets that look like gaps", "[" * 64_000, None),
    Attack("halves of gaps", "[[a" * 5_000, None),
    Attack("lines as many as fit", "x\n" * 32_000, LONG),
    Attack("as many lines as a letter takes", "x\n" * 2_000, None),
    Attack("empty lines", "\n" * 64_000, LONG),
    Attack("nothing", "", None),
    Attack("tabs", "\t" * 64_000, None),
    Attack("braces", "{" * 64_000, DEEPER),
    Attack("ends of tags", "}}%}#}" * 2_000, None),
    Attack("a tag left open", "{{ fact.rationale", "unexpected end"),
    Attack("an end without its beginning", "{% endfor %}", "unknown tag 'endfor'"),
    Attack("a name as long as fits", "{{ " + "a" * 64_000 + " }}", NAMES),
    Attack("a tag as long as fits", "{% " + "a" * 64_000 + " %}", "unknown tag"),
]
SHOWS = [
    Attack("an escape sequence", "\x1b]0;owned\x07", CODE),
    Attack("an escape sequence in a text", "{{ '\\x1b[2J' }}", CODE),
    Attack("an escape sequence in a comparison", "{{ 'a' if 'b' == '\\u009b2J' }}", CODE),
    Attack("an escape sequence in a name", "{% include '\\x1b[2J' %}", "there is no part"),
    Attack("an escape sequence in a filter's name", "{{ 'a' | \x1b }}", CODE),
    Attack("a NUL", "a\x00b", CODE),
    Attack("a NUL in a text", "{{ '\\x00' }}", CODE),
    Attack("half a character", "{{ '\\ud800' }}", CODE),
    Attack("a forged gap", "{{ '[[NPI\\x1fprovider.npi\\x1f]]' }}", CODE),
    Attack("a forged signature's place", "\x1esigning\x1e", CODE),
    Attack("a carriage return that hides", "Approved\rDenied", CODE),
    Attack("a backspace", "{{ 'a\\x08' }}", CODE),
    Attack("a line that only some see", "a\u2028b", CODE),
    Attack("broken encoding", b"Sincerely,\n\xff\xfe", "line 2: this is not UTF-8"),
    Attack("an overlong encoding", b"\xc0\xae\xc0\xae/etc", "line 1: this is not UTF-8"),
    Attack("wide characters", "a".encode("utf-16"), "is not UTF-8"),
    Attack("another's line ends and mark", "\ufeffSincerely,\r\n".encode(), None),
]
ATTACKS = [*READS, *RUNS, *LEAVES, *FILLS, *STOPS, *SHOWS]
