"""Hardened mode on a real machine: accounts, sudo and sshd set up as the page for administrators says, and attacked."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from typing import Any

import pytest

from tests import machine
from tests.machine import PEOPLE, SERVICE, Machine
from tests.terminal import ENTER, Terminal, ctrl

pytestmark = pytest.mark.skipif(bool(machine.missing()), reason=machine.missing() or "it can be made")
CASE = "LMN-0001"


@pytest.fixture(scope="module")
def server() -> Iterator[Machine]:
    with machine.hardened() as made:
        yield made


def history(server: Machine) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.board.with_name("board.history.jsonl").read_text().splitlines()]


def test_two_people_work_on_one_board_and_the_history_names_each(server: Machine) -> None:
    assert server.ssh("dana", "set 1 request.treatment=Sleep").status == 0
    assert server.ssh("jo", "lmnboard", "set", "1", "request.duration=weeks").status == 0
    assert [entry["by"] for entry in history(server)[-2:]] == ["dana", "jo"]
    assert "Sleep" in server.through_sudo("jo", "show", "1").out


def test_the_board_is_on_the_screen_and_the_screen_leads_nowhere_else(server: Machine) -> None:
    with Terminal(*server.login("jo", "-tt"), columns=100, rows=24) as terminal:
        terminal.sees([CASE, "jo "])
        # Stopping the program would leave no shell behind; it is no key of the board's.
        terminal.keys(ctrl("z"))
        terminal.press("a", "owner")
        terminal.press("jo" + ENTER, f"{CASE} owner: Jo")
        terminal.keys("q")
        assert terminal.ends() == 0
    assert history(server)[-1]["by"] == "jo"


def test_a_letter_comes_home_by_standard_output(server: Machine) -> None:
    said = server.ssh("dana", f"export {CASE} --draft -o -")
    assert said.status == 0
    assert "DRAFT" in said.out
    assert "Dear Medical Director" in said.out


def test_help_lists_what_is_answered_over_ssh_and_no_more(server: Machine) -> None:
    told = server.ssh("dana", "help").out
    assert "  export " in told
    assert "  restore " not in told


def test_an_enclosure_comes_in_by_standard_input(server: Machine) -> None:
    words = [*server.login("dana"), "--", "attach", CASE, "-", "--title", "MRI"]
    assert server.run(*words, given=b"%PDF-1.7 of a knee").status == 0
    kept = list((server.board.parent / "attachments" / CASE).iterdir())
    assert [file.read_bytes() for file in kept] == [b"%PDF-1.7 of a knee"]


def test_the_files_are_out_of_reach(server: Machine) -> None:
    folder = server.board.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {file.owner() for file in folder.rglob("*")} == {SERVICE}
    assert {oct(stat.S_IMODE(file.stat().st_mode)) for file in folder.glob("board.*")} == {"0o600"}
    for words in (("cat", server.board), ("ls", folder), ("sudo", "-n", "-u", SERVICE, "cat", server.board)):
        said = server.as_person("dana", *words)
        assert said.status != 0
        assert said.out == ""
    assert server.as_person("dana", server.program, "list").status == 3


def test_roles_hold(server: Machine) -> None:
    size = len(history(server))
    said = server.ssh("theo", "list")
    assert CASE in said.out
    said = server.ssh("theo", "set 1 request.frequency=daily")
    assert (said.status, said.out) == (1, "")
    assert "Your role is read-only" in said.err
    said = server.ssh("jo", "directory settings --set clinic=Ours")
    assert said.err == "lmnboard: Only a lead changes the settings: ask Dana.\n"
    assert "Only the administrator" in server.ssh("dana", "directory settings --set service_account=lmntest-dana").err
    assert len(history(server)) == size


def test_who_is_in_the_group_and_not_on_the_staff_list_sees_nothing(server: Machine) -> None:
    for words in ("list", "show 1", "export 1 --draft -o -"):
        said = server.ssh("kim", words)
        assert (said.status, said.out) == (1, "")
        assert said.err == f"lmnboard: Your account '{PEOPLE['kim']}' is not on this board's staff list: ask Dana.\n"
    refused = [entry["by"] for entry in history(server) if entry["action"] == "refused open"]
    assert refused == [PEOPLE["kim"]]


@pytest.mark.parametrize(
    "asked",
    [
        "bash -i",
        "list; id",
        "$(id)",
        "`id`",
        "list\nid",
        "show 1 --board /etc/passwd",
        "export 1 --draft -o {there}/x",
        "attach 1 {board} --title x",
        "init {there}/b --from {board}",
        "scp -t {there}",
        "list '",
        "lmnboard ssh",
    ],
)
def test_what_an_ssh_login_cannot_have(server: Machine, asked: str) -> None:
    size = len(history(server))
    there = server.folder / "open"
    there.mkdir(exist_ok=True)
    there.chmod(0o777)
    command = asked.format(there=there, board=server.board)
    said = server.through_sudo("dana", "ssh", env={"SSH_ORIGINAL_COMMAND": command})
    assert said.status in (1, 2)
    assert "uid=" not in said.out + said.err
    assert said.err.startswith("lmnboard: ") or said.out + said.err == ""
    assert not list(there.iterdir())
    assert len(history(server)) == size


def test_an_ssh_login_has_no_shell_and_no_tunnel(server: Machine) -> None:
    assert "'bash' is no command that is answered here" in server.ssh("dana", "bash").err
    assert "'--board': the board is the one of this server" in server.ssh("dana", "--board /etc/passwd list").err
    tunnel = server.ssh("dana", options=["-W", f"127.0.0.1:{server.port}"])
    assert tunnel.status != 0
    assert tunnel.out == ""


def test_a_key_that_is_forced_to_the_program_has_no_shell_either(server: Machine) -> None:
    with machine.forced_by_key(server):
        assert CASE in server.ssh("dana", "list").out
        assert "'bash' is no command that is answered here" in server.ssh("dana", "bash").err
        tunnel = server.ssh("dana", options=["-W", f"127.0.0.1:{server.port}"])
        assert (tunnel.status != 0, tunnel.out) == (True, "")


def test_the_environment_changes_nothing(server: Machine) -> None:
    """Not even where sshd lets every variable through: sudo stops it."""
    planted = server.folder / "planted"
    planted.mkdir()
    mark = planted / "mark"
    (planted / "sitecustomize.py").write_text(f"open({str(mark)!r}, 'w').write('here')\n")
    planted.chmod(0o777)
    evil = {"PYTHONPATH": str(planted), "PYTHONSTARTUP": str(planted / "sitecustomize.py"), "TEXTUAL_LOG": str(mark)}
    evil |= {"LMNBOARD_BOARD": str(planted / "board.json"), "SUDO_UID": "0", "TERM": "../../../etc/passwd", "HOME": "/"}
    server.as_person("dana", server.program, "--version", env=evil)
    assert mark.exists()  # so it would be seen
    mark.unlink()

    let_through = [word for name, value in evil.items() for word in ("-o", f"SendEnv={name}")]
    said = server.run(*server.login("theo", *let_through), "--", "set 1 request.frequency=daily", env=evil)
    assert "Your role is read-only" in said.err
    said = server.as_person("theo", "sudo", "-n", "-u", SERVICE, server.program, "list", env=evil)
    assert CASE in said.out
    assert not mark.exists()
    for name in ("SUDO_UID=0", f"PYTHONPATH={planted}", "LD_PRELOAD=/x.so"):
        said = server.as_person("theo", "sudo", "-n", "-u", SERVICE, name, server.program, "list")
        assert "not allowed to set the following environment variables" in said.err
        assert said.out == ""


def test_nobody_chooses_which_day_it_is(server: Machine) -> None:
    """sudo lets `TZ` through."""
    far = {"TZ": "XYZ-14"}
    assert "XYZ" in server.as_person("dana", "date", env=far).out  # so it would be seen
    told = server.through_sudo("theo", "show", "1", env=far)
    assert "opened at: " in told.out
    assert told.out == server.through_sudo("theo", "show", "1").out


def test_what_is_called_through_sudo_is_as_narrow_as_what_ssh_asks_for(server: Machine) -> None:
    there = server.folder / "narrow"
    there.mkdir()
    there.chmod(0o777)
    for words in (
        ("--board", str(there / "board.json"), "list"),
        ("list", f"--board={there}/board.json"),
        ("init", str(there), "--from", str(server.board)),
        ("export", "1", "--draft", "-o", f"{there}/letter"),
        ("export", "1", "--draft", "-o", str(server.board.with_name("board.history.jsonl"))),
        ("backup", f"{there}/all.tar.gz"),
        ("doctor",),
    ):
        said = server.through_sudo("dana", *words)
        assert (said.status, said.out) == (1, "")
        assert said.err.startswith("lmnboard: ")
    assert not list(there.iterdir())


def test_sudo_gives_nothing_but_the_program(server: Machine) -> None:
    for words in (["/bin/sh"], ["python3"], [str(server.program.parent / "python")], ["-i"], ["-s"]):
        said = server.as_person("dana", "sudo", "-n", "-u", SERVICE, *words)
        assert said.status != 0
        assert "password is required" in said.err
    assert "password is required" in server.as_person("dana", "sudo", "-n", server.program, "list").err


def test_cron_works_as_the_service_account_and_counts_as_a_lead(server: Machine) -> None:
    assert CASE in server.as_service("list").out
    assert server.as_service("directory", "settings", "--set", "clinic=Riverside").status == 0
    assert history(server)[-1]["by"] == SERVICE
    assert server.as_service("verify").status == 0
