"""What a clinic's own template may hold: what our own hold, and no more.

Imports Jinja2 and this room's filters; `own` compiles through it. A template is checked before it is compiled, and what
may grow while a letter is set is put into a filter of `budget`. What is refused says in which line, what and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any, NoReturn

from jinja2 import TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.visitor import NodeTransformer

from lmnboard.letters.wording import FILTERS

SIZE = 700
"""Nodes of one template's syntax; our largest has 305."""
TOKENS = 3_000
"""Words and signs inside the tags of one template. Reading them is most of what a template costs."""
DEPTH = 16
"""Levels of one inside the other; ours have 11 at most."""
NUMBER = 9_999

_TOO_MUCH = "there is too much inside its tags: move some to a part that it includes"

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What can act on a terminal, or is no character at all."""

_PLACES = ("index", "index0", "revindex", "revindex0")
_HIDDEN = ("self", "super", "caller", "varargs", "kwargs")

_REFUSED: tuple[tuple[tuple[type[nodes.Node], ...], str], ...] = (
    (
        (nodes.Call, nodes.CallBlock, nodes.Macro),
        "calls and macros are not allowed, as they run code: use the facts and filters that our templates use",
    ),
    (
        (nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block),
        'templates are not imported or extended: take a part in with {% include "NAME" %}',
    ),
    (
        (nodes.BinExpr, nodes.UnaryExpr),
        "a letter does not calculate, as results can grow without end: join texts with ~",
    ),
    ((nodes.Test,), "'is' is not known: compare with == or !=, or ask for the value alone"),
    ((nodes.List, nodes.Tuple), "a list may only stand right after in, not in, == or !="),
    ((nodes.FilterBlock, nodes.AssignBlock), "filters and 'set' take one value, not a block: put it inside {{ }}"),
)


class Counted(Extension):
    """Stops reading a template that is nothing but tags, before that takes long."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        for number, token in enumerate(stream):
            if number > TOKENS:
                raise TemplateSyntaxError(_TOO_MUCH, token.lineno, stream.name)
            yield token


class Guard(NodeTransformer):
    """Refuses what a template may not hold, and puts counting around what may grow.

    Raises `TemplateSyntaxError` with line and reason.
    """

    def __init__(self, name: str | None, known: Collection[str]) -> None:
        self._template = name
        self._known = known
        self._size = 0
        self._line = 1
        self._depth = 0

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        self._size += 1
        self._line = node.lineno or self._line  # some tags stand for two nodes, and the outer one has no line
        if self._size > SIZE:
            self._refuse(_TOO_MUCH)
        rule = _RULES.get(type(node))
        if rule is None:
            self._refuse(next((why for kinds, why in _REFUSED if isinstance(node, kinds)), _unknown(node)))
        self._depth += 1
        if self._depth > DEPTH:
            self._refuse(f"it is nested more than {DEPTH} deep: say it in steps, with {{% set %}}")
        made = rule(self, node)
        self._depth -= 1
        return made

    def _const(self, node: nodes.Const) -> nodes.Node:
        value = node.value
        if isinstance(value, str):
            if bad := CONTROL.search(value):
                self._refuse(f"the control character {code(bad)} can act on a terminal: leave it out")
        elif isinstance(value, float) or (isinstance(value, int) and value > NUMBER):
            self._refuse(f"a number is a whole one up to {NUMBER}; put it in quotes to print it")
        return node

    def _name(self, node: nodes.Name) -> nodes.Node:
        self._named(node.name)
        return node

    def _getattr(self, node: nodes.Getattr) -> nodes.Node:
        self._named(node.attr)
        return self.generic_visit(node)

    def _getitem(self, node: nodes.Getitem) -> nodes.Node:
        """Found by a number, by a name in quotes, by the loop's place; or some rows of a list."""
        found = node.arg
        node.node = self.visit(node.node)
        if isinstance(found, nodes.Slice):
            ends = (found.start, found.stop, found.step)
            if not all(end is None or isinstance(end, nodes.Const) for end in ends):
                self._refuse("rows are cut out of a list by plain numbers, as [1:]")
            for end in filter(None, ends):
                self.visit(end)
            node.node = _counted(node.node, " rows", 1)
        elif isinstance(found, nodes.Const) and isinstance(found.value, str):
            self._named(found.value)
            self.visit(found)
        elif isinstance(found, nodes.Const | nodes.Getattr) and _plain_place(found):
            self.visit(found)
        else:
            self._refuse("what stands in [ ] is a number, a name in quotes or the loop's place, as loop.index0")
        return node

    def _operand(self, node: nodes.Operand) -> nodes.Node:
        if isinstance(node.expr, nodes.List | nodes.Tuple):
            node.expr.items = [self.visit(item) for item in node.expr.items]
            return node
        node.expr = self.visit(node.expr)
        if node.op in ("in", "notin"):
            node.expr = _counted(node.expr, " read")
        return node

    def _concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _counted(nodes.List(node.nodes, lineno=node.lineno), " joined")

    def _filter(self, node: nodes.Filter) -> nodes.Node:
        if node.name not in FILTERS:
            self._refuse(f"the filter '{_short(node.name)}' is not known; there are {', '.join(FILTERS)}")
        if node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self._refuse(f"the filter '{node.name}' takes its values plainly, one after the other")
        self.generic_visit(node)
        node.node = _counted(node.node, " read")
        node.args = [_counted(arg, " read") for arg in node.args]
        return node

    def _assign(self, node: nodes.Assign) -> nodes.Node:
        if not _plain_name(node.target):
            self._refuse("'set' gives one value to one plain name")
        return self.generic_visit(node)

    def _for(self, node: nodes.For) -> nodes.Node:
        if node.recursive or not _plain_name(node.target):
            self._refuse("a loop gives each row to one plain name, and does not call itself")
        before = self._size
        self.generic_visit(node)
        node.iter = _counted(node.iter, " rows", self._size - before)
        return node

    def _include(self, node: nodes.Include) -> nodes.Node:
        if node.ignore_missing or not node.with_context:
            self._refuse("write the include plainly, without 'ignore missing' and 'without context'")
        if isinstance(node.template, nodes.Const) and node.template.value not in self._known:
            self._refuse(f"there is no part '{_short(str(node.template.value))}': include one of ours")
        self.generic_visit(node)
        node.template = _counted(node.template, " part")
        return node

    def _named(self, name: str) -> None:
        if name.startswith("_") or not name.isascii() or name in _HIDDEN or len(name) > 60:
            self._refuse(f"the name '{_short(name)}' is not allowed: use the names that our templates use")

    def _refuse(self, why: str) -> NoReturn:
        raise TemplateSyntaxError(why, self._line, self._template)


_RULES: dict[type[nodes.Node], Callable[[Guard, Any], nodes.Node]] = {
    nodes.Template: Guard.generic_visit,
    nodes.Output: Guard.generic_visit,
    nodes.TemplateData: Guard.generic_visit,
    nodes.Const: Guard._const,
    nodes.Name: Guard._name,
    nodes.Getattr: Guard._getattr,
    nodes.Getitem: Guard._getitem,
    nodes.If: Guard.generic_visit,
    nodes.CondExpr: Guard.generic_visit,
    nodes.Compare: Guard.generic_visit,
    nodes.Operand: Guard._operand,
    nodes.And: Guard.generic_visit,
    nodes.Or: Guard.generic_visit,
    nodes.Not: Guard.generic_visit,
    nodes.Concat: Guard._concat,
    nodes.Filter: Guard._filter,
    nodes.Assign: Guard._assign,
    nodes.For: Guard._for,
    nodes.Include: Guard._include,
}
"""All that a template may hold, and what is asked of it."""


def code(control: re.Match[str]) -> str:
    """A character that cannot be shown, as `U+001B`."""
    return f"U+{ord(control[0]):04X}"


def _counted(node: Any, name: str, *numbers: int) -> nodes.Filter:
    given: list[nodes.Expr] = [nodes.Const(number) for number in numbers]
    return nodes.Filter(node, name, given, [], None, None, lineno=node.lineno)


def _plain_name(target: nodes.Node) -> bool:
    return isinstance(target, nodes.Name) and target.name != "loop"


def _plain_place(found: nodes.Const | nodes.Getattr) -> bool:
    if isinstance(found, nodes.Const):
        return type(found.value) is int
    # Of the loop only what is a number: the sentence about a row that is not there names what was looked for.
    return isinstance(found.node, nodes.Name) and found.node.name == "loop" and found.attr in _PLACES


def _unknown(node: nodes.Node) -> str:
    if isinstance(node, nodes.Stmt):
        return "the only tags are if, for, set and include: write it as our templates do"
    return f"'{type(node).__name__.lower()}' is not allowed, as no letter needs it: write it as our templates do"


def _short(name: str) -> str:
    return name[:40]
