"""Whom a restore lets in and whom it shuts out: the service account of the board that is replaced."""

from __future__ import annotations

import pytest

from lmnboard import people
from tests.cli.conftest import Shell
from tests.cli.kept import Clinic
from tests.store.builders import found_afresh


@pytest.fixture
def clinic(sh: Shell) -> Clinic:
    return Clinic(sh)


@pytest.mark.parametrize("theirs", ["another", None])
def test_the_service_account_of_the_board_that_is_replaced_is_kept(clinic: Clinic, theirs: str | None) -> None:
    old = clinic.history.read_bytes(), clinic.board.read_bytes()
    mine = people.login(None)
    clinic("directory", "settings", "--set", f"service_account={theirs or ''}")
    file = clinic.backup()
    clinic.history.write_bytes(old[0])
    clinic.board.write_bytes(old[1])
    clinic("note", "1", given="the board went on another way")
    said = clinic("restore", str(file), status=1)
    assert f"It names {theirs or 'no account'} as the service account: {mine}, as the board has it now, is kept." in (
        said.out
    )
    clinic("restore", str(file), "--yes")
    settings = next(doc for _record, doc in found_afresh(clinic.board).docs("settings"))
    assert settings["service_account"] == mine
    assert "whole" in clinic("verify").out


def test_going_back_to_before_the_service_account_was_named_says_who_is_shut_out(clinic: Clinic) -> None:
    clinic("directory", "settings", "--set", "service_account=daemon")
    assert "It no longer names daemon as the service account" in clinic("restore", "--to", "1", status=1).out
    clinic("set", "1", "request.duration=24 weeks")
    assert "service account" not in clinic("restore", "--to", "2", status=1).out


def test_nobody_locks_themselves_out_with_a_backup_that_does_not_know_them(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = clinic.history.read_bytes(), clinic.board.read_bytes()
    clinic("directory", "staff", "jo", "--set", "role=lead", "--set", "login=uid61004")
    file = clinic.backup()
    clinic.history.write_bytes(old[0])
    clinic.board.write_bytes(old[1])
    clinic("note", "1", given="the board went on another way")
    before = clinic.history.read_bytes()
    monkeypatch.setenv("SUDO_UID", "61002")  # jo, by the account she had then
    said = clinic("restore", str(file), "--yes", status=1)
    assert "does not have your account 'uid61002': you would be locked out" in said.err
    assert clinic.history.read_bytes() == before
    monkeypatch.delenv("SUDO_UID")
    clinic("restore", str(file), "--yes")
