"""A clinic's own templates: they change the letter at once, and a broken one is said where the letter would be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lmnboard.letters import set_letter
from lmnboard.letters.environment import our_names, templates_folder
from lmnboard.letters.own import own
from lmnboard.model.case_course import Signature
from tests.letters_room.appeal_and_therapy import CONTINUATION, EQUIPMENT_APPEAL, HSA
from tests.letters_room.builders import MEDICATION, a_case, a_clinic
from tests.letters_room.own import TODAY, put, the_letter
from tests.screens.clinic import new_board
from tests.screens.user import at_the_board


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


# ---------------------------------------------------------------------- what a clinic may do
def test_a_clinics_words_come_before_ours_and_a_change_is_seen_at_once(templates: Path) -> None:
    ours = the_letter(templates).text

    put(templates, "closing.txt.j2", "Yours, {{ show.provider.name }}\n")
    assert the_letter(templates).text.endswith("\nYours, Miriam Castellanos\n")

    put(templates, "closing.txt.j2", "Kind regards, {{ show.provider.name }}\n")
    assert the_letter(templates).text.endswith("\nKind regards, Miriam Castellanos\n")

    (templates / "closing.txt.j2").unlink()
    assert the_letter(templates).text == ours


def test_an_edit_of_the_same_length_in_the_same_moment_is_seen(templates: Path) -> None:
    put(templates, "closing.txt.j2", "one\n")
    first = the_letter(templates).text
    at = (templates / "closing.txt.j2").stat()

    put(templates, "closing.new", "two\n")
    os.utime(templates / "closing.new", ns=(at.st_atime_ns, at.st_mtime_ns))
    (templates / "closing.new").rename(templates / "closing.txt.j2")

    assert first.endswith("one\n")
    assert the_letter(templates).text.endswith("two\n")


def test_a_template_of_a_clinics_own_says_what_ours_could(templates: Path) -> None:
    put(
        templates,
        "treatments.txt.j2",
        """TRIED BEFORE
{% set last = fact.treatments[0] %}
{% for row in fact.treatments if row.outcome in ("failed", "not enough benefit") -%}
{{ loop.index }} of {{ loop.length }}{{ ", the last" if loop.last else "" }}: {{ row.name | lower }}
{{ "again" if loop.first }}
{% else %}
None.
{% endfor %}
{% if not last or last.name == "" %}Nothing{% else %}{{ "First: " ~ (last.name | phrase) }}{% endif %}
""",
    )
    rows = [{"id": "t1", "name": "Rest", "outcome": "helped"}, {"id": "t2", "name": "Ice", "outcome": "failed"}]

    text = the_letter(templates, a_case(MEDICATION, treatments=rows)).text

    assert "\nTRIED BEFORE\n1 of 1, the last: ice\nagain\nFirst: Rest\n" in text


@pytest.mark.parametrize("name", our_names())
def test_a_copy_of_each_of_ours_is_allowed(name: str, templates: Path) -> None:
    put(templates, name, (templates_folder() / name).read_bytes())

    assert own(templates).refusal(name) == ""


@pytest.mark.parametrize("doc", [MEDICATION, CONTINUATION, HSA, EQUIPMENT_APPEAL, {}])
def test_copies_of_all_of_ours_set_the_same_letter(doc: dict[str, object], templates: Path) -> None:
    for name in our_names():
        put(templates, name, (templates_folder() / name).read_bytes())

    assert the_letter(templates, a_case(doc)) == set_letter(a_case(doc), a_clinic(), TODAY)


def test_what_two_clinics_and_we_compile_is_kept_apart(tmp_path: Path) -> None:
    ours = set_letter(a_case(MEDICATION), a_clinic(), TODAY).text
    for clinic in ("one", "two"):
        (tmp_path / clinic).mkdir()
        put(tmp_path / clinic, "closing.txt.j2", f"clinic {clinic}\n")

    for _ in range(2):
        own.cache_clear()  # as in another process: only what is on the disk is left
        assert the_letter(tmp_path / "one").text.endswith("clinic one\n")
        assert the_letter(tmp_path / "two").text.endswith("clinic two\n")
        assert set_letter(a_case(MEDICATION), a_clinic(), TODAY).text == ours


def test_what_a_field_says_stays_words_in_a_clinics_template_too(templates: Path) -> None:
    put(templates, "justification.txt.j2", "{{ show.rationale }}\n{{ 'So: ' ~ show.rationale }}\n")

    for typed in ("{{ 7*7 }}", "{% include 'letter.txt.j2' %}", "{# x #}", "{% raw %}", "[red]no[/]"):
        assert f"\n{typed}\nSo: {typed}\n" in the_letter(templates, a_case(MEDICATION, rationale=typed)).text


def test_a_signature_given_before_the_template_changed_is_of_another_letter(templates: Path) -> None:
    case = a_case(MEDICATION)
    read = the_letter(templates, case).signed_sha256
    case.signature = Signature(by="castellanos", on=TODAY, method="electronic", letter_sha256=read)
    assert "Electronically signed" in the_letter(templates, case).text

    put(templates, "opening/prior_authorization.txt.j2", " I ask for {{ treatment }}.\n")

    assert the_letter(templates, case).signed_sha256 != read
    assert "Electronically signed" not in the_letter(templates, case).text


# ---------------------------------------------------------------------- what nobody may
def test_without_a_folder_or_with_an_empty_one_the_letter_is_ours(tmp_path: Path, templates: Path) -> None:
    ours = set_letter(a_case(MEDICATION), a_clinic(), TODAY)

    assert the_letter(tmp_path / "nothing") == the_letter(templates) == ours


def test_two_signature_places_do_not_sign_twice(templates: Path) -> None:
    put(templates, "closing.txt.j2", "{{ letter.signing }}\n{{ letter.signing }}\n")

    assert the_letter(templates).text.count("Signature") == 1


# ---------------------------------------------------------------------- on the screen
async def test_a_broken_template_is_said_where_the_letter_would_be(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    (tmp_path / "templates").mkdir()
    put(tmp_path / "templates", "closing.txt.j2", "{{ range(9) }}")
    async with at_the_board(path, 120, 30) as user:
        user.keys("3", "j")
        await user.press("v", sees="templates/closing.txt.j2, line 1: calls and macros are not allowed")
        assert "no letter" in user.head
        put(tmp_path / "templates", "closing.txt.j2", "Yours, all of us\n")
        user.keys("escape")
        await user.press("v", sees="2 gaps")
        await user.press("G", sees="Yours, all of us")
        user.keys("escape")

        put(tmp_path / "templates", "closing.txt.j2", "{{ range(9) }}")
        await user.press("enter", sees="Case")
        await user.press("ctrl+t", sees="templates/closing.txt.j2, line 1")
        await user.press("tab", sees="templates/closing.txt.j2, line 1")
        await user.press("ctrl+t", sees="patient")
        await user.press("S", sees=lambda: "templates/closing.txt.j2, line 1" in user.says)
