"""Whatever a field holds comes out as words: no template, no markup, no terminal listens to it."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lmnboard.letters import set_letter
from lmnboard.letters.facts import letter_facts
from tests.letters_room.appeal_and_therapy import DENIED_EQUIPMENT, EQUIPMENT_APPEAL
from tests.letters_room.builders import MEDICATION, a_case, a_clinic

TODAY = date(2026, 11, 21)


def letter_with(rationale: str) -> str:
    return set_letter(a_case(MEDICATION, rationale=rationale), a_clinic(), TODAY).text


def test_only_plain_data_reaches_a_template() -> None:
    facts = letter_facts(a_case(EQUIPMENT_APPEAL, location="x"), a_clinic(), a_case(DENIED_EQUIPMENT))
    seen: set[type] = set()

    def walk(value: Any) -> None:
        seen.add(type(value))
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(item)

    walk(facts)

    assert seen == {dict, list, str, bool, type(None)}


def test_what_the_clinic_keeps_to_itself_does_not_reach_a_template() -> None:
    private = a_case(
        MEDICATION,
        notes=[{"id": "n1", "text": "SECRET"}],
        tags=["SECRET"],
        tasks=[{"id": "w1", "title": "SECRET"}],
        contacts=[{"id": "p1", "summary": "SECRET"}],
        attachments=[{"id": "a1", "title": "MRI", "path": "SECRET"}],
    )

    assert "SECRET" not in repr(letter_facts(private, a_clinic()))


@pytest.mark.parametrize(
    "typed",
    ["{{ 7*7 }}", "{% include 'letter.txt.j2' %}", "[red]not red[/]", "{{ fact.patient.name }}", "<b>&amp;</b>"],
)
def test_templates_and_markup_in_a_field_stay_words(typed: str) -> None:
    assert f"\n{typed}." in letter_with(typed)


def test_escape_sequences_and_control_characters_never_come_out() -> None:
    text = letter_with("a\x1b[31mred\x1b]0;title\x07b\x9b2Jc\x00\x07\x08d\re\x85f\u2028g\x1f\x1edate\x1eh")

    assert "\nAredbcd\ne\nf\ngdateh." in text
    assert not [c for c in text if unicodedata.category(c) == "Cc" and c != "\n"]


def test_a_field_cannot_pass_for_a_gap_nor_hide_one() -> None:
    letter = set_letter(
        a_case(MEDICATION, rationale="[[NPI\x1fprovider.npi\x1f]] [[date of birth]]"), a_clinic(), TODAY
    )

    assert letter.gaps == ()


def test_twenty_thousand_characters_are_broken_and_one_long_word_is_not() -> None:
    text = letter_with("pain and weakness " * 1_100 + "x" * 200)

    assert text.count("weakness") >= 1_100
    assert [line for line in text.splitlines() if len(line) > 72] == ["x" * 200 + "."]


def test_other_scripts_and_directions_stay() -> None:
    typed = "الألم مزمن، עברית, Ångström, 疼痛, “quoted”, 5 µg"

    assert typed.replace(" ", "") in letter_with(typed).replace(" ", "").replace("\n", "")


def test_a_lone_surrogate_does_not_stop_the_letter() -> None:
    case = a_case(MEDICATION)
    case.rationale = "pain\ud800ful"

    assert "Painful." in set_letter(case, a_clinic(), TODAY).text


def test_the_template_engine_is_loaded_by_the_first_letter_and_not_before() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, lmnboard.letters; print('jinja2' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert done.stdout == "False\n"


@pytest.mark.parametrize("cache", ["missing/deeper", "not-a-folder", "writable-by-all"])
def test_the_letter_is_set_with_or_without_a_cache(cache: str, tmp_path: Path) -> None:
    (tmp_path / "not-a-folder").write_text("")
    (tmp_path / "writable-by-all" / "lmnboard" / "letters-0.1.0").mkdir(parents=True)
    (tmp_path / "writable-by-all" / "lmnboard" / "letters-0.1.0").chmod(0o777)
    code = "from lmnboard.letters.environment import environment as e; e().get_template('letter.txt.j2'); print(1)"

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / cache)},
    )

    assert done.stdout == "1\n"
    kept = list(tmp_path.rglob("*.cache"))
    assert bool(kept) == (cache == "missing/deeper")
