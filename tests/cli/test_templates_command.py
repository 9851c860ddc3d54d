"""`lmnboard templates`, and what every other command does while a clinic's own template is wrong."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from lmnboard.letters.environment import our_names, templates_folder
from tests.builders import ACCOUNTS, TICKS
from tests.cli.conftest import Shell, process

OPENING = "opening/prior_authorization.txt.j2"


def put(sh: Shell, name: str, text: str) -> Path:
    path = sh.folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_list_says_whose_each_template_is(sh: Shell) -> None:
    put(sh, OPENING, " I ask for {{ treatment }}.\n")
    put(sh, "lettr.txt.j2", "never read")

    said = sh("templates")

    assert (said.status, said.err) == (0, "")
    assert f"clinic's  {OPENING}\n" in said.out
    assert "ours      letter.txt.j2\n" in said.out
    assert "unused    lettr.txt.j2  (did you mean letter.txt.j2?)\n" in said.out
    assert sh("templates", "--json").json == {
        "folder": str(sh.folder / "templates"),
        "templates": dict.fromkeys(our_names(), "ours") | {OPENING: "clinic", "lettr.txt.j2": "unused"},
        "wrong": [],
    }


def test_what_the_guard_refuses_is_said_for_each_file(sh: Shell) -> None:
    put(sh, OPENING, "a\nb {{ range(9) }}")
    put(sh, "closing.txt.j2", "{{ 'a' * 9 }}")

    said = sh("templates")

    assert said.status == 1
    assert f"templates/{OPENING}, line 2: calls and macros are not allowed" in said.out
    assert "templates/closing.txt.j2, line 1: a letter does not calculate" in said.out


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("closing.txt.j2", "{{ show.provider.nam }}", "has no attribute 'nam'"),
        ("opening/appeal.txt.j2", "{{ shw.denial }}", "line 1: 'shw' is undefined"),
        ("opening/continuation.txt.j2", "{{ nothing }}", "line 1: 'nothing' is undefined"),
        ("opening/reimbursement.txt.j2", "{{ nothing }}", "line 1: 'nothing' is undefined"),
        ("opening/unstated.txt.j2", "{{ nothing }}", "line 1: 'nothing' is undefined"),
        ("signing.txt.j2", "{{ signing.of }}", "has no attribute 'of'"),
        ("history.txt.j2", "{{ show.diagnoses[0].code }}", "has no element 0"),  # stumbles where nothing is known
    ],
)
def test_a_letter_of_each_purpose_is_set_to_find_what_no_guard_can_see(
    sh: Shell, name: str, text: str, wrong: str
) -> None:
    put(sh, name, text)

    said = sh("templates")

    assert said.status == 1
    assert f"templates/{name}, line 1: " in said.out
    assert wrong in said.out


def test_one_of_ours_is_copied_as_a_start_and_never_over_anything(sh: Shell) -> None:
    said = sh("templates", "copy", "opening/appeal.txt.j2")
    path = Path(said.out.strip())

    assert path == sh.folder / "templates" / "opening" / "appeal.txt.j2"
    assert path.read_bytes() == (templates_folder() / "opening" / "appeal.txt.j2").read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(above.stat().st_mode) for above in (path.parent, path.parent.parent)} == {0o700}
    assert sh("templates").status == 0

    path.write_text("ours now")
    again = sh("templates", "copy", "opening/appeal.txt.j2")
    assert (again.status, path.read_text()) == (2, "ours now")
    assert "is there already" in again.err


def test_in_a_shared_folder_the_group_may_edit_the_copy(sh: Shell) -> None:
    sh.folder.chmod(0o2770)

    path = Path(sh("templates", "copy", OPENING).out.strip())

    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert {stat.S_IMODE(above.stat().st_mode) for above in (path.parent, path.parent.parent)} == {0o2770}


@pytest.mark.parametrize("name", ["nothing.txt.j2", "../board.json", "/etc/passwd", "opening", ""])
def test_only_ours_are_copied(sh: Shell, name: str) -> None:
    assert sh("templates", "copy", name).status == 2
    assert not (sh.folder / "templates").exists()


def test_nothing_is_copied_through_a_link(sh: Shell, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (sh.folder / "templates").mkdir()
    (sh.folder / "templates" / "opening").symlink_to(elsewhere)
    assert "is a link" in sh("templates", "copy", OPENING).err
    (elsewhere / "appeal.txt.j2").write_text("somebody else's")
    said = sh("templates")
    assert (said.status, "templates/opening/appeal.txt.j2 cannot be read" in said.out) == (1, True)
    (elsewhere / "appeal.txt.j2").unlink()

    (sh.folder / "templates" / "opening").unlink()
    (sh.folder / "templates").rmdir()
    (sh.folder / "templates").symlink_to(elsewhere)
    for words in (("templates",), ("templates", "copy", OPENING), ("export", "1", "--draft")):
        assert "is no folder (a link is not followed)" in sh(*words).err
    assert list(elsewhere.iterdir()) == []


def test_who_may_not_change_settings_sees_the_list_and_copies_nothing(
    sh: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    sh("directory", "staff", "dana", "--set", "role=read_only")
    sh("directory", "staff", "jo", "--set", "role=lead")
    monkeypatch.setenv("SUDO_UID", str(ACCOUNTS["dana"]))
    assert sh("templates").status == 0
    said = sh("templates", "copy", OPENING)
    assert (said.status, said.err) == (
        1,
        "lmnboard: Your role is read-only: you see everything and change nothing. Ask Jo Lindgren.\n",
    )

    monkeypatch.setenv("SUDO_UID", str(ACCOUNTS["jo"]))
    assert sh("templates", "copy", OPENING).status == 0


def test_a_clinics_opening_stands_in_the_letter_that_is_exported(sh: Shell) -> None:
    put(sh, OPENING, " The Riverside team asks for {{ treatment | common }}.\n")

    said = sh("export", "1", "--draft", "-o", "-")

    assert said.status == 0
    assert "The Riverside team asks for " in " ".join(said.out.split())


def test_a_broken_template_is_one_line_and_takes_nothing_else_down(sh: Shell) -> None:
    for check in TICKS:
        sh("attest", "1", check)
    assert sh("sign", "1", "--method", "electronic", "--word", "signed in the portal").status == 0
    before = sh("check", "1", "--json").json
    put(sh, "closing.txt.j2", "Sincerely,\n{{ fact.patient.name.upper() }}\n")
    why = (
        "lmnboard: templates/closing.txt.j2, line 2: calls and macros are not allowed, as they run code: "
        "use the facts and filters that our templates use.\n"
    )

    for line in ("export 1", "export 1 --draft", "sign 2 --method wet --word said"):
        said = sh(*line.split())
        assert (said.status, said.err, said.out) == (2, why, "")
    assert not (sh.folder / "exports").exists()
    for line in ("show 1", "list", "assign 1 jo", "set 2 value=12"):
        assert sh(*line.split()).status == 0
    # A signature cannot stand for a letter that cannot be set, until it can be again.
    assert _open(sh) == {*_open_of(before), "CHK-177"}
    (sh.folder / "templates" / "closing.txt.j2").unlink()
    assert _open(sh) == _open_of(before)


def _open(sh: Shell) -> set[str]:
    return _open_of(sh("check", "1", "--json").json)


def _open_of(said: dict[str, list[dict[str, str]]]) -> set[str]:
    (findings,) = said.values()
    return {finding["check"] for finding in findings if finding["status"] == "fail"}


def test_nothing_of_the_patient_is_in_what_is_said(sh: Shell) -> None:
    name = sh.stored()["patient"]["name"]
    for text in (
        "{% include fact.patient.name %}",
        "{{ fact.patient.name | count }}",
        "{{ fact.patient.name.nothing }}",
        "{{ fact.patient.nothing }}",
        "{{ 1 if fact.patient.name < 1 }}",
        "{{ fact[fact.patient.name] }}",
        "{{ fact }}",
    ):
        put(sh, "closing.txt.j2", text)
        said = sh("export", "1", "--draft")
        assert said.status == 2
        assert said.err.count("\n") == 1
        assert not [word for word in name.split() if word in said.err]


def test_the_guard_is_loaded_only_where_a_clinic_has_templates(sh: Shell) -> None:
    def loaded() -> str:
        return process("--board", str(sh.board), "export", "1", "--draft", env={"PYTHONVERBOSE": "1"}).err

    assert "lmnboard.letters.guard" not in loaded()
    put(sh, OPENING, "x")
    assert "lmnboard.letters.guard" in loaded()
