"""What no template may do: none can read, run, fill or stop what it should not, and one sentence says which did."""

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
from pathlib import Path
from typing import Any

import pytest

from lmnboard.letters.environment import our_names
from lmnboard.model.case import Case
from lmnboard.model.errors import Invalid
from tests.letters_room.attacks import ATTACKS, Attack
from tests.letters_room.own import put, the_letter

MILLISECONDS, MEGABYTES = 100, 50


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def said_of(folder: Path, case: Case | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        the_letter(folder, case)
    return str(refused.value)


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
