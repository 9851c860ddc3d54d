"""What somebody may ask for who reaches the program through sudo or a forced command, and what they may not."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from lmnboard import cli, printing, served
from lmnboard.model.errors import BoardError, Invalid, NotAllowed
from lmnboard.which_board import board_path
from tests.builders import a_board, a_case, at

FOR_ADMINISTRATORS = {
    "demo", "init", "verify", "doctor", "ssh", "backup", "remind", "restore", "repair", "templates",
}  # fmt: skip
"""Commands that take paths, or are the machine's: somebody has thought of each."""


def test_every_command_is_either_for_staff_or_for_administrators() -> None:
    assert not served.COMMANDS.keys() & FOR_ADMINISTRATORS
    assert cli.COMMANDS.keys() - served.COMMANDS.keys() <= FOR_ADMINISTRATORS


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--help",
        "--version",
        "list late owner:dana",
        "list !late --json",
        "show LMN-0042 --json",
        "export LMN-0042 -o -",
        "export LMN-0042 --draft --format=txt -o=-",
        "set 42 patient.name=-",
        "set 42 --from -",
        "attach 42 - --title MRI --kind=imaging",
        "attach --title MRI 42 -",
        "check --file=- --json",
        "history 42 --since 2026-01-01",
        "codes M54.5 --json",
        "codes low back pain --limit 5 --on=10/1/2026",
        "directory payers aetna --set fax=5125550100",
        "import - --dry-run",
        "import --dry-run - --map Pt=patient.name",
        "import --columns",
        "directory import - --table payers --update",
        "directory import --dry-run --table=staff -",
        "directory import --columns payers",
        "move 42 review --because=asked-for",
    ],
)
def test_what_staff_may_ask_for(line: str) -> None:
    served.hold(line.split())


@pytest.mark.parametrize(
    "line",
    [
        "bash",
        "sh -c id",
        "; id",
        "$(id)",
        "`id`",
        "--board /etc/passwd",
        "--board=/etc/passwd list",
        "list --board /etc/passwd",
        "list --board=/etc/passwd",
        "export 1 -o /tmp/x",
        "export 1 -o/tmp/x",
        "export 1 -o=/tmp/x",
        "export 1 -o - -o /tmp/x",
        "export 1 --draft -o",
        "set 1 --from /etc/passwd",
        "set 1 --from=/etc/passwd",
        "new --from /etc/passwd",
        "check --file /etc/passwd",
        "check --file=/etc/passwd",
        "attach 1 /etc/passwd --title x",
        "attach 1 /etc/passwd --title -",
        "attach --title - 1 /etc/passwd",
        "attach 1 - /etc/passwd --title x",
        "list -- --board /etc/passwd",
        "init /tmp/x --from /var/lib/lmnboard/board.json",
        "demo /tmp/x",
        "codes load /etc/passwd",
        "import /etc/passwd",
        "import --dry-run /etc/passwd",
        "import - /etc/passwd",
        "import --map - /etc/passwd",
        "import",
        "directory import /etc/passwd --table payers",
        "directory --dry-run import /etc/passwd",
        "directory --table payers import /etc/passwd",
        "directory --map import /etc/passwd",
        "directory import - --json /etc/passwd",
        "remind",
        "codes --json load /etc/passwd",
        "codes --limit 5 load -",
        "codes --year 2027 load -",
        "codes --from=10/1/2026",
        "restore /tmp/x",
        "repair",
        "verify",
        "doctor",
        "ssh",
        "scp -t /tmp",
        "/usr/lib/openssh/sftp-server",
        "internal-sftp",
        "../../bin/sh",
        "LIST",
    ],
)
def test_what_nobody_is_served(line: str) -> None:
    with pytest.raises(NotAllowed) as said:
        served.hold(line.split(" "))
    assert "\n" not in str(said.value)


@pytest.mark.parametrize(
    ("uid", "told", "behind"),
    [(1000, "1001", True), (1000, "1000", False), (1000, "0", False), (1000, None, False), (0, "1001", False)]
    + [(1000, odd, False) for odd in ("", "x", "-1", "²", "1 0", "99999999999999999999")],
)
def test_who_is_served(uid: int, told: str | None, behind: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getuid", lambda: uid)
    if told is None:
        monkeypatch.delenv("SUDO_UID", raising=False)
    else:
        monkeypatch.setenv("SUDO_UID", told)
    assert served.is_served() is behind


def test_who_is_served_gets_the_board_that_root_has_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".config").mkdir()
    own = tmp_path / "board.json"
    (tmp_path / ".config" / "lmnboard.toml").write_text(f'board = "{own}"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LMNBOARD_BOARD", str(own))
    assert board_path(None) == own
    monkeypatch.setattr("os.getuid", lambda: 1000)
    monkeypatch.setenv("SUDO_UID", "1001")
    for named in (None, str(own)):
        with suppress(Invalid):  # where root has configured none there is none
            assert board_path(named) != own


@pytest.mark.parametrize("said", ['board = "board.json"', "board = 5", ""])
def test_who_is_served_gets_no_board_of_the_folder_they_are_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    (tmp_path / "lmnboard.toml").write_text(said)
    a_board(tmp_path, a_case())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(served, "CONFIGURED", str(tmp_path / "lmnboard.toml"))
    monkeypatch.setattr("os.getuid", lambda: 1000)
    monkeypatch.setenv("SUDO_UID", "1001")
    with pytest.raises(Invalid, match="board = "):
        board_path(None)


def test_a_file_is_not_attached_with_the_rights_of_the_service_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_board(tmp_path, a_case())
    scan = tmp_path / "scan.pdf"
    scan.write_text("MRI")
    with at(path) as board:
        board.attach("1", scan, title="MRI", kind=None, on=None)
        monkeypatch.setattr("os.getuid", lambda: 1000)
        monkeypatch.setenv("SUDO_UID", "1001")
        with pytest.raises(NotAllowed, match="cannot reach your files here"):
            board.attach("1", path, title="the board", kind=None, on=None)
        board.attach("1", b"%PDF-1.7", title="sent by standard input", kind=None, on=None)
        assert board.shown.doc("1")["attachments"][-1]["path"].endswith(".pdf")


def test_an_lp_that_somebody_brought_in_their_path_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sudo that has no `secure_path` lets `PATH` through."""
    (tmp_path / "lp").write_text(f"#!/bin/sh\ntouch {tmp_path}/mark\n")
    (tmp_path / "lp").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    printing.print_text("A letter.", title="LMN-0001")
    assert (tmp_path / "mark").exists()  # so it would be seen
    (tmp_path / "mark").unlink()
    monkeypatch.setattr("os.getuid", lambda: 1000)
    monkeypatch.setenv("SUDO_UID", "1001")
    with suppress(BoardError):  # where this machine has no printer
        printing.print_text("A letter.", title="LMN-0001")
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", []),
        ("lmnboard", []),
        ("lmnboard list late", ["list", "late"]),
        ("list 'jo smith'", ["list", "jo smith"]),
        ("list\nid", ["list", "id"]),
        ('list "$(id)" `id` ${HOME}', ["list", "$(id)", "`id`", "${HOME}"]),
    ],
)
def test_what_ssh_asks_for_is_words_and_never_a_shells(
    asked: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lmnboard.commands import ssh

    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", asked)
    assert ssh.run("ssh", "", None, []) == words


@pytest.mark.parametrize(
    "asked", ["lmnboard lmnboard list", "lmnboard --board /etc/passwd list", "list 'x", "ssh", "id"]
)
def test_what_ssh_refuses(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from lmnboard.commands import ssh

    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", asked)
    with pytest.raises(BoardError):
        ssh.run("ssh", "", None, [])
