"""Shared mode on a real machine: a folder of a group, two accounts, and what roles are worth there."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator

import pytest

from tests import machine
from tests.machine import Machine

pytestmark = pytest.mark.skipif(bool(machine.missing()), reason=machine.missing() or "it can be made")


@pytest.fixture(scope="module")
def server() -> Iterator[Machine]:
    with machine.shared() as made:
        yield made


def test_two_accounts_of_the_group_work_on_one_board(server: Machine) -> None:
    assert server.as_person("dana", server.program, "set", "1", "request.treatment=Sleep").status == 0
    assert server.as_person("jo", server.program, "set", "1", "request.duration=weeks").status == 0
    lines = server.board.with_name("board.history.jsonl").read_text().splitlines()
    assert [json.loads(line)["by"] for line in lines[-2:]] == ["dana", "jo"]
    modes = {oct(stat.S_IMODE(file.stat().st_mode)) for file in server.board.parent.iterdir() if file.is_file()}
    assert modes == {"0o660"}
    assert {file.group() for file in server.board.parent.iterdir()} == {machine.GROUP}


def test_roles_are_a_convenience_that_the_program_keeps(server: Machine) -> None:
    said = server.as_person("theo", server.program, "set", "1", "request.frequency=daily")
    assert "Your role is read-only" in said.err
    said = server.as_person("kim", server.program, "list")
    assert (said.status, said.out) == (1, "")
    # As the page says: whoever may write the files may read them.
    assert server.as_person("kim", "cat", server.board).status == 0


def test_nobody_outside_the_group_reads_anything(server: Machine) -> None:
    said = server.run("cat", server.board, user=65534, group=65534)
    assert "Permission denied" in said.err


def test_sudo_uid_is_not_believed_where_there_is_no_service_account(server: Machine) -> None:
    said = server.as_person("theo", server.program, "set", "1", "request.frequency=daily", env={"SUDO_UID": "0"})
    assert said.status != 0
