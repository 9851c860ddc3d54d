"""`check` counts what a card counts: spelling and reading are told as well, and are no part of the number."""

from __future__ import annotations

from lmnboard.checklist.runner import LANGUAGE
from tests.cli.conftest import Shell


def test_checks_of_language_are_told_and_not_counted(sh: Shell) -> None:
    (findings,) = sh("check", "1", "--json").json.values()
    asked = {finding["check"] for finding in findings if finding["status"] != "not_applicable"}
    language = {check.id for check in LANGUAGE}
    assert asked & language
    assert f" of {len(asked - language)} checks hold" in sh("check", "1").out
