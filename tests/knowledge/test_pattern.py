"""Patterns are compiled when they are first asked: what one of them has wrong must not wait for a letter to show it."""

from __future__ import annotations

import re
import sys

import pytest

from lmnboard.checklist import runner
from lmnboard.knowledge.pattern import Pattern


def test_every_pattern_of_the_rules_can_be_compiled() -> None:
    assert runner.CHECKS
    rooms = ("lmnboard.checklist.", "lmnboard.knowledge.", "lmnboard.written.")
    modules = [module for name, module in list(sys.modules.items()) if name.startswith(rooms)]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Pattern)]
    assert len(found) > 300
    for pattern in found:
        pattern.search("")


def test_a_pattern_is_compiled_when_it_is_asked() -> None:
    wrong = Pattern("(")
    with pytest.raises(re.error):
        wrong.search("")
    assert Pattern("B+", re.IGNORECASE).sub("-", "abba") == "a-a"
    assert Pattern(r"\d").pattern == r"\d"
