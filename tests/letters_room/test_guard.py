"""A clinic's own templates: they change the letter at once, and none can read, run, fill or stop what it should not."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lmnboard.letters import Letter, set_letter
from lmnboard.letters.environment import our_names, templates_folder
from lmnboard.letters.own import own
from lmnboard.model.case import Case
from lmnboard.model.case_parts import Signature
from lmnboard.model.errors import Invalid
from tests.letters_room import builders
from tests.letters_room.attacks import ATTACKS, Attack
from tests.letters_room.builders import MEDICATION, a_case, a_clinic
from tests.screens.clinic import new_board
from tests.screens.user import at_the_board

TODAY = date(2026, 11, 21)
MILLISECONDS, MEGABYTES = 100, 50


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, text: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def the_letter(folder: Path, case: Case | None = None) -> Letter:
    return set_letter(case or a_case(MEDICATION), a_clinic(), TODAY, templates=folder)


def said_of(folder: Path, case: Case | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        the_letter(folder, case)
    return str(refused.value)


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


@pytest.mark.parametrize("doc", [MEDICATION, builders.CONTINUATION, builders.HSA, builders.EQUIPMENT_APPEAL, {}])
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
@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of each attack, by its name."""
    folder = tmp_path_factory.mktemp("attacked") / "templates"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.letters_room.attacked", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        timeout=120,
    )
    return dict(zip((attack.name for attack in ATTACKS), json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_or_harmless_in_a_tenth_of_a_second_and_50_mb(attack: Attack, told: Any) -> None:
    outcome = told[attack.name]["said"]

    assert told[attack.name]["milliseconds"] < MILLISECONDS
    assert told[attack.name]["megabytes"] < MEGABYTES
    if attack.refused is None:
        assert outcome.startswith("Miriam Castellanos, MD\n")
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", outcome)
    else:
        assert attack.refused in outcome
        assert re.match(r"refused: (templates/closing|Our own letter)\.txt\.j2|refused: The clinic's", outcome)
        assert outcome.isprintable()
        assert len(outcome) < 400
        assert "Okafor" not in outcome
        assert "weakness" not in outcome


def test_the_attacks_are_more_than_sixty_and_each_another() -> None:
    assert len({attack.name for attack in ATTACKS}) == len({attack.text for attack in ATTACKS}) == len(ATTACKS) > 60


def test_the_sentence_names_file_and_line_and_says_what_and_why(templates: Path) -> None:
    put(templates, "closing.txt.j2", "Sincerely,\n\n{{ 'a' * 9 }}\n")

    assert said_of(templates) == (
        "templates/closing.txt.j2, line 3: a letter does not calculate, as results can grow without end: "
        "join texts with ~."
    )


def test_where_ours_lacks_what_a_clinics_letter_should_have_set_both_are_clear(templates: Path) -> None:
    put(templates, "letter.txt.j2", '{% include "opening.txt.j2" %}')

    assert said_of(templates) == (
        "Our own opening.txt.j2, line 1: 'name' is undefined: use the names that our templates use."
    )


def test_a_chain_of_long_parts_ends_where_a_letter_is_long_enough(templates: Path) -> None:
    for name in our_names():
        put(templates, name, "x\n" * 4_000 + '{% include "closing.txt.j2" %}')
    put(templates, "closing.txt.j2", "y\n" * 8_000)
    put(templates, "letter.txt.j2", '{% include "history.txt.j2" %}' * 8)

    assert said_of(templates) == ("The clinic's templates make this letter longer than forty pages: shorten them.")


def test_no_link_device_or_name_leads_out_of_the_folder(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("SECRET")
    path = templates / "closing.txt.j2"

    path.symlink_to(tmp_path / "secret")
    assert "templates/closing.txt.j2 cannot be read" in said_of(templates)
    path.unlink()
    path.symlink_to(tmp_path / "nowhere")
    assert "a link is not followed" in said_of(templates)
    path.unlink()
    os.mkfifo(path)
    assert "is no plain file" in said_of(templates)
    path.unlink()
    path.mkdir()
    assert "is no plain file" in said_of(templates)
    path.rmdir()
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(templates)  # a socket's whole path may be too long for one
        listening.bind("closing.txt.j2")
        assert "cannot be read" in said_of(templates)
    path.unlink()
    the_letter(templates)


def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path, templates: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    put(elsewhere, "prior_authorization.txt.j2", "SECRET")
    (templates / "opening").symlink_to(elsewhere)
    assert "templates/opening/prior_authorization.txt.j2 cannot be read" in said_of(templates)

    (tmp_path / "linked").symlink_to(elsewhere)
    assert "is no folder (a link is not followed)" in said_of(tmp_path / "linked")


def test_a_template_that_may_not_be_read_is_named() -> None:
    with tempfile.TemporaryDirectory() as folder:
        templates = Path(folder) / "templates"
        for made in (Path(folder), templates):
            made.mkdir(exist_ok=True)
            made.chmod(0o755)
        put(templates, "closing.txt.j2", "Yours\n")
        assert the_letter(templates).text.endswith("Yours\n")
        (templates / "closing.txt.j2").chmod(0)
        with _nobody():
            assert "templates/closing.txt.j2 cannot be read: Permission denied" in said_of(templates)


@contextmanager
def _nobody() -> Iterator[None]:
    """Root reads everything: be nobody for a moment."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


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
