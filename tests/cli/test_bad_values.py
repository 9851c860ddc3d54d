"""Any text through any way in is shown as plain text or refused in one line, and what is kept is what was typed."""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from lmnboard.model import values
from tests.builders import a_board, a_case, at
from tests.cli.conftest import Shell
from tests.screens.user import at_the_board

NO, WRONG, UNREADABLE = 1, 2, 3
TEXTS = {
    "colours and cursor": "pain \x1b[31m\x1b[2J\x1b[1;1H in the back",
    "title": "pain \x1b]0;owned\x07\x1b]2;owned\x1b\\ in the back",
    "clipboard": "pain \x1b]52;c;b3duZWQ=\x07 in the back",
    "link": "pain \x1b]8;;http://owned.example\x07here\x1b]8;;\x07",
    "device control": "pain \x1bP$qm\x1b\\ \x1b_x\x1b\\ \x1b^x\x1b\\ \x1bc",
    "of eight bits": "pain \x9b31m \x9d0;owned\x9c \x90q\x9c \x85",
    "markup": "[red]pain[/red] [@click=app.quit]x[/] [/] [[gap]] \\[",
    "braces": "{{ 7*7 }} {% include 'letter.txt.j2' %} {# x #} %s {0} ${x} $(id) `id`",
    "directions": "pain \u202eevil\u202c \u2066ab\u2069 \u200f עברית",
    "a tower": "Z" + "\u0335\u0301\u0308\u0302" * 40 + "oe",
    "zero width": "p\u200ba\u200di\u2060n\ufeff \u00ad",
    "NUL": "pain\x00 in the\x00 back",
    "lone surrogates": "pain \ud800 and \udfff here",
    "lines": "pain\r\nin the\rback\n\n\nand\tleg\x0b\x0c\u2028\u2029.",
    "emoji": "👩‍👩‍👧‍👦 🏥 ❤️ 🇺🇸 1️⃣ pain",
    "wide": "王小明 大変長い名前の患者 ｗｉｄｅ",
    "quotes": "\"'` \\ \\n \\x1b[31m &lt;b&gt; <script>",
    "as long as may be": "pain " * 3_999 + "pains",
}


def _kept(text: str, *, lines: bool) -> str:
    """What of a text is kept: all of it but control characters, and in a field of one line its breaks."""
    for broken in ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
        text = text.replace(broken, "\n")
    plain = "".join(s for s in text.replace("\t", " ") if s == "\n" or unicodedata.category(s) not in ("Cc", "Cs"))
    return plain.strip() if lines else " ".join(plain.split("\n")).strip()


def _by_input(sh: Shell, text: str) -> object:
    assert (
        sh("set", "1", "history.course=-", given=text.encode(errors="replace" if "\ud800" in text else "strict")).status
        == 0
    )
    return sh.stored()["history"]["course"]


def _by_file(sh: Shell, text: str) -> object:
    """As JSON may escape anything, NUL and half a surrogate pair among it."""
    source = sh.write("from.json", json.dumps({"history": {"course": text}}))
    said = sh("set", "1", "--from", str(source))
    if "\ud800" in text:  # no JSON is made of half a pair
        assert (said.status, "not JSON" in said.err) == (WRONG, True)
        return None
    assert said.status == 0
    return sh.stored()["history"]["course"]


def _by_note(sh: Shell, text: str) -> object:
    assert sh("note", "1", given=text.encode(errors="replace")).status == 0
    return sh.stored()["notes"][-1]["text"]


def _by_new(sh: Shell, text: str) -> object:
    said = sh(
        "new",
        "--from",
        "-",
        given=json.dumps({"history": {"course": text.replace("\ud800", "").replace("\udfff", "")}}),
    )
    assert said.status == 0
    return sh.stored(said.out.strip())["history"]["course"]


LONG_WAYS: dict[str, Callable[[Shell, str], object]] = {
    "standard input": _by_input, "--from": _by_file, "note": _by_note, "new": _by_new,
}  # fmt: skip


@pytest.mark.parametrize("kind", TEXTS)
def test_long_text_is_kept_less_what_acts_on_a_terminal(sh: Shell, kind: str) -> None:
    text = TEXTS[kind]
    for way, give in LONG_WAYS.items():
        kept = give(sh, text)
        want = _kept(text, lines=True)
        if kind == "lone surrogates":  # what comes as bytes has none: whoever made the bytes put a mark there
            assert kept is None or re.sub(r"[?\ufffd]", "", str(kept)) == want, way
        else:
            assert kept == want, way
    _shows_nothing_that_acts(sh)


def _by_word(sh: Shell, text: str) -> object:
    assert sh("set", "1", f"request.duration={text}").status == 0
    return sh.stored()["request"]["duration"]


def _by_row(sh: Shell, text: str) -> object:
    said = sh("set", "1", "treatments+=-", given=json.dumps({"name": text.replace("\ud800", "").replace("\udfff", "")}))
    assert said.status == 0
    return sh.stored()["treatments"][-1]["name"]


def _by_title(sh: Shell, text: str) -> object:
    assert sh("attach", "1", str(sh.write("mri.pdf", "%PDF")), "--title", text).status == 0
    return sh.stored()["attachments"][-1]["title"]


def _by_reason(sh: Shell, text: str) -> object:
    assert sh("set", "2", 'tasks+={"title": "Collect MRI report"}').status == 0
    assert sh("move", "2", "review", "--because", text).status == 0
    return sh.stored("2")["overrides"][-1]["because"]


def _by_directory(sh: Shell, text: str) -> object:
    assert sh("directory", "payers", "meridian", "--set", f"name={text}").status == 0
    return sh("directory", "payers", "meridian", "--json").json["name"]


SHORT_WAYS: dict[str, Callable[[Shell, str], object]] = {
    "PATH=VALUE": _by_word, "ROWS+=": _by_row, "attach --title": _by_title, "move --because": _by_reason,
    "directory --set": _by_directory,
}  # fmt: skip


@pytest.mark.parametrize("kind", TEXTS)
def test_one_line_of_text_is_kept_less_what_acts_on_a_terminal(sh: Shell, kind: str) -> None:
    for way, give in SHORT_WAYS.items():
        assert give(sh, TEXTS[kind]) == _kept(TEXTS[kind], lines=False), way
    _shows_nothing_that_acts(sh)


def _shows_nothing_that_acts(sh: Shell) -> None:
    """Everything that prints a case prints words; the letter has no control character; the files are whole."""
    for line in (
        "list",
        "list --csv",
        "show 1",
        "show 1 --json",
        "check 1",
        "history",
        "export 1 --draft -o -",
        "directory payers",
    ):
        said = sh(*line.split())
        assert said.status in (0, 1), said.err
        for sign in said.out + said.err:
            assert sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs"), f"{line} prints {sign!r}"
    assert sh("verify").status == 0


@pytest.mark.parametrize("kind", ["clipboard", "of eight bits", "directions", "a tower", "lines", "as long as may be"])
def test_a_board_that_holds_it_draws_it_and_takes_it_from_the_keyboard(tmp_path: Path, kind: str) -> None:
    path = a_board(tmp_path, a_case())
    with at(path) as board:
        board.edit("LMN-0001", {"history.course": _kept(TEXTS[kind], lines=True)})

    async def story() -> str:
        async with at_the_board(path, 100, 30) as user:
            user.keys("enter")
            await user.sees("Purpose of the letter")
            user.keys("escape")
            await user.settled()
            user.keys("t", "tab")
            await user.sees("keep, edit next")
            user.pastes(TEXTS[kind].replace("\ud800", "").replace("\udfff", ""))
            user.keys("enter")
            await user.settled()
            assert not user.app.fault
            shown = "\n".join(user.lines)
            assert not [sign for sign in shown if not sign.isprintable() and sign != "\n"]
            return str(user.field("LMN-0001", "next_touch.what"))

    typed = " ".join(_kept(TEXTS[kind], lines=False).split())
    assert " ".join(asyncio.run(story()).split()) == typed


@pytest.mark.parametrize("way", [*LONG_WAYS])
def test_one_character_more_is_refused_and_nothing_is_changed(sh: Shell, way: str) -> None:
    text = "x" * (values.LONGEST + 1)
    before = sh.stored()
    given = {
        "standard input": lambda: sh("set", "1", "history.course=-", given=text),
        "--from": lambda: sh(
            "set", "1", "--from", str(sh.write("from.json", json.dumps({"history": {"course": text}})))
        ),
        "note": lambda: sh("note", "1", given=text),
        "new": lambda: sh("new", "--from", "-", given=json.dumps({"history": {"course": text}})),
    }
    said = given[way]()
    assert (said.status, said.out) == (WRONG, "")
    assert "20,001 characters; a field takes 20,000" in said.err
    assert said.err.count("\n") == 1
    assert sh.stored() == before


def test_arguments_are_held_to_the_same_length(sh: Shell) -> None:
    """They may be longer than any field: nobody reads what does not fit on a card."""
    text = "x" * (values.LONGEST + 1)
    source = str(sh.write("mri.pdf", "%PDF"))
    for words in (
        ["set", "1", f"request.duration={text}"],
        ["attach", "1", source, "--title", text],
        ["move", "2", "review", "--because", text],
        ["directory", "payers", "meridian", "--set", f"name={text}"],
    ):
        said = sh(*words)
        assert (said.status, said.out) == (WRONG, ""), words[0]
        assert "20,001 characters" in said.err
        assert said.err.count("\n") == 1
