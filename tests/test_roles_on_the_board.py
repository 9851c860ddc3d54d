"""Roles as people meet them: at the one place where entries are made, at opening, on the screen, in the shell."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lmnboard.board import Board
from lmnboard.cli import main
from lmnboard.model.change import Change
from lmnboard.model.errors import BoardError, Invalid, Moved, NotAllowed, NotFound
from lmnboard.people import REFUSED_OPEN
from lmnboard.store.lock import FolderLock
from lmnboard.workflow.steps import Sending
from tests.builders import ACCOUNTS, NOW, a_board, a_case, at, look_over_and_sign
from tests.screens import clinic
from tests.screens.user import at_the_board

CASE = "LMN-0001"
THEO = 61008


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board of one case. Dana leads, Jo is staff, Miriam is the provider; the account `stranger` is nobody here."""
    path = a_board(tmp_path, a_case())
    with at(path, "dana") as board:
        board.edit("staff/jo", {"role": "staff"})
        board.edit("staff/miriam", {"role": "provider"})
        board.edit("staff/dana", {"role": "lead"})
    return path


def history(path: Path) -> list[tuple[str, str]]:
    """Who did what, as the lead finds it."""
    with at(path, "dana") as board:
        return [(entry.by, entry.action) for entry in reversed(list(board.history()))]


def say(board: Board, work: Callable[[Board], object]) -> str:
    with pytest.raises(NotAllowed) as said:
        work(board)
    return str(said.value)


# ---------------------------------------------------------------------- what each may
def test_staff_work_on_cases_and_addresses_and_leave_the_rest_to_a_lead(path: Path) -> None:
    with at(path, "jo") as jo:
        jo.edit(CASE, {"owner": "jo"})
        jo.edit("payers/meridian", {"fax": "5125550177"})
        jo.new_listed("locations", {"name": "North"})
        assert say(jo, lambda b: b.edit("settings/clinic", {"clinic": "Ours"})).startswith(
            "Only a lead changes the set"
        )
        assert say(jo, lambda b: b.edit("staff/jo", {"role": "lead"})) == (
            "Only a lead changes the staff list: ask Dana Whitcomb."
        )
        say(jo, lambda b: b.edit("staff/jo", {"provider": "castellanos"}))
        say(jo, lambda b: b.new_listed("staff", {"name": "Jo again", "login": "jo2", "role": "lead"}))


def test_staff_take_back_their_own_and_a_lead_anybodys(path: Path) -> None:
    with at(path, "jo") as jo, at(path, "miriam") as miriam, at(path, "dana") as dana:
        entry = jo.edit(CASE, {"request.duration": "2 weeks"})
        miriam.catch_up()
        dana.catch_up()
        assert "Only a lead takes back" in say(miriam, lambda b: b.undo(entry.seq))
        assert dana.undo(entry.seq).entry.by == "dana"
        jo.catch_up()
        again = jo.edit(CASE, {"request.duration": "3 weeks"})
        assert jo.undo().original.seq == again.seq


def test_an_undo_does_not_give_back_a_role_that_only_a_lead_gives(path: Path) -> None:
    with at(path, "dana") as dana, at(path, "jo") as jo:
        dana.edit("staff/jo", {"role": "lead"})
        jo.catch_up()
        jo.edit("staff/jo", {"role": "staff"})
        assert say(jo, lambda b: b.undo()) == "Only a lead changes the staff list: ask Dana Whitcomb."


def test_nobody_signs_as_the_provider_but_the_provider(path: Path) -> None:
    with at(path, "miriam") as miriam:
        miriam.sign(CASE)
    with at(path, "dana") as dana:  # not even a lead
        dana.edit(CASE, {"request.duration": "8 weeks"})
        with pytest.raises(BoardError, match="Only Miriam Castellanos signs"):
            dana.sign(CASE)
        with pytest.raises(BoardError, match="Only Miriam Castellanos signs"):
            dana.sign(CASE, method="electronic")
        dana.sign(CASE, method="electronic", word="signed in the chart")
        assert dana.shown.case(CASE).signature.word == "signed in the chart"


def test_read_only_leaves_no_mark_on_the_board(path: Path, tmp_path: Path) -> None:
    with at(path, "dana") as dana:
        look_over_and_sign(dana, CASE)
        dana.edit("staff/jo", {"role": "read_only"})
    scan = tmp_path / "scan.txt"
    scan.write_text("MRI")
    sending = Sending(method="fax", to="5125550100", next_on=NOW.date(), next_what="Call")
    before = history(path)
    with at(path, "jo") as jo:
        assert "Okafor" in jo.letter(CASE).text or jo.letter(CASE).text
        for work in (
            lambda b: b.edit(CASE, {"owner": "jo"}),
            lambda b: b.edit(CASE, {"owner": "jo"}, note="why"),
            lambda b: b.revise(CASE, {"owner": "jo"}),
            lambda b: b.new({"owner": "jo"}),
            lambda b: b.new_listed("payers", {"name": "Another"}),
            lambda b: b.add_row(CASE, "notes", {"text": "x"}),
            lambda b: b.remove_row(CASE, "diagnoses/d1"),
            lambda b: b.move_row(CASE, "treatments/t1", 1),
            lambda b: b.assign(CASE, "jo"),
            lambda b: b.note(CASE, "x"),
            lambda b: b.attach(CASE, scan, title="MRI", kind=None, on=None),
            lambda b: b.move(CASE, "drafting", "because"),
            lambda b: b.attest(CASE, "CHK-181"),
            lambda b: b.sign(CASE, method="electronic", word="said so"),
            lambda b: b.submit(CASE, sending),
            lambda b: b.export(CASE),
            lambda b: b.undo(2),
        ):
            assert "Your role is read-only" in say(jo, work)
    assert history(path) == before
    assert not {"exports", "sent", "attachments"} & {file.name for file in path.parent.iterdir()}


def _steps_of(target: str) -> list[Callable[[Board], object]]:
    return [
        lambda b: b.assign(target, "dana"),
        lambda b: b.move(target, "drafting", "because"),
        lambda b: b.attest(target, "CHK-181"),
        lambda b: b.sign(target, method="electronic", word="said so"),
        lambda b: b.export(target, draft=True),
    ]


def test_a_step_of_a_case_is_taken_with_nothing_but_a_case(path: Path) -> None:
    before = history(path)
    with at(path, "dana") as dana:
        for target in ("payers/meridian", "settings/clinic", "staff/jo"):
            for work in _steps_of(target):
                with pytest.raises(NotFound, match=f"There is no case '{target}'"):
                    work(dana)
    assert history(path) == before


def test_a_provider_who_may_only_read_does_not_sign(path: Path) -> None:
    with at(path, "dana") as dana, at(path, "miriam") as miriam:
        dana.edit("staff/miriam", {"role": "read_only"})
        assert "read-only" in say(miriam, lambda b: b.sign(CASE))
        assert "read-only" in say(miriam, lambda b: b.attest(CASE, "CHK-181"))


def test_a_role_counts_as_it_is_now_not_as_it_was_at_opening(path: Path) -> None:
    with at(path, "jo") as jo, at(path, "dana") as dana:
        jo.edit(CASE, {"owner": "jo"})
        dana.edit("staff/jo", {"role": "read_only"})
        assert "read-only" in say(jo, lambda b: b.edit(CASE, {"owner": "dana"}))
        dana.edit("staff/jo", {"login": "somebody-else"})
        assert "not on this board's staff list" in say(jo, lambda b: b.edit(CASE, {"owner": "dana"}))
        dana.edit("staff/jo", {"login": "uid61002", "role": "lead"})
        jo.edit("settings/clinic", {"clinic": "Ours"})


def test_the_last_lead_stays_also_by_undo(path: Path) -> None:
    with at(path, "dana") as dana:
        assert "make somebody else a lead first" in say(dana, lambda b: b.edit("staff/dana", {"role": "staff"}))
        assert "make somebody else a lead first" in say(dana, lambda b: b.undo())
        assert "no lead with a login" in say(dana, lambda b: b.edit("staff/dana", {"login": None}))


def test_a_lead_does_not_become_somebody_else(path: Path) -> None:
    """What they signed then would stand in the history under the provider's name."""
    with at(path, "dana") as dana, at(path, "jo") as jo:
        with pytest.raises(Invalid, match="The account 'uid61001' is Dana Whitcomb's"):
            dana.edit("staff/miriam", {"login": "uid61001", "role": "lead"})
        dana.edit("staff/jo", {"role": "lead"})
        jo.catch_up()
        with pytest.raises(Invalid, match="The account 'uid61003' is Miriam Castellanos's"):
            jo.edit("staff/jo", {"login": "uid61003"})
        both = [
            Change("staff/1", "login", "uid61001", None),
            Change("staff/3", "login", "uid61003", "uid61001"),
        ]
        assert "somebody else's name" in say(dana, lambda b: b.restore(both, "as it was"))
        dana.edit("staff/miriam", {"login": "uid61009"})
        assert dana.me == "dana"


def test_two_leads_who_take_each_others_role_away_at_once_leave_one(path: Path) -> None:
    with at(path, "dana") as dana, at(path, "jo") as jo:
        dana.edit("staff/jo", {"role": "lead"})
        jo.catch_up()
        dana.check(), jo.check()
        said: list[object] = []

        def demote(board: Board, other: str) -> None:
            try:
                said.append(board.edit(f"staff/{other}", {"role": "staff"}).seq)
            except (Moved, NotAllowed) as error:
                said.append(type(error))

        # Both have decided, and wait for the lock that somebody else has.
        between = FolderLock(path.with_name("board.lock"), 0o600)
        with between.held():
            two = [threading.Thread(target=demote, args=args) for args in ((dana, "jo"), (jo, "dana"))]
            for thread in two:
                thread.start()
            _until(lambda: _waiting_for(path.with_name("board.lock")) == 2)
        for thread in two:
            thread.join(20)
        between.close()
        assert sorted(map(str, said))[1:] == [str(Moved)]
        roles = [doc["role"] for _name, doc in dana._store.records.docs("staff")]
        assert roles.count("lead") == 1


def _waiting_for(file: Path) -> int:
    inode = f":{file.stat().st_ino} "
    return sum("->" in line and inode in line for line in Path("/proc/locks").read_text().splitlines())


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(2000):
        if holds():
            return
        threading.Event().wait(0.005)
    raise AssertionError("never happened")


# ---------------------------------------------------------------------- at the door
def test_an_account_that_is_not_on_the_staff_list_is_kept_out_and_the_history_says_so(path: Path) -> None:
    for _ in range(3):
        with pytest.raises(NotAllowed, match="'uid61004' is not on this board's staff list: ask Dana Whitcomb"):
            at(path, "stranger").__enter__()
    with pytest.raises(NotAllowed):
        at(path, "stranger", NOW + timedelta(minutes=59)).__enter__()
    assert history(path).count(("uid61004", REFUSED_OPEN)) == 1
    with pytest.raises(NotAllowed):
        at(path, "stranger", NOW + timedelta(minutes=61)).__enter__()
    assert history(path).count(("uid61004", REFUSED_OPEN)) == 2


def test_a_refused_open_is_nothing_to_undo(path: Path) -> None:
    with pytest.raises(NotAllowed):
        at(path, "stranger").__enter__()
    with at(path, "dana") as dana:
        seq = next(entry.seq for entry in dana.history())
        with pytest.raises(BoardError, match="cannot be taken back"):
            dana.undo(seq)
        dana.edit("staff/jo", {"login": "uid61004"})
    with at(path, "stranger") as newcomer, pytest.raises(BoardError, match="nothing of yours"):
        newcomer.undo()


def test_without_a_lead_everybody_comes_in(tmp_path: Path) -> None:
    path = a_board(tmp_path, a_case())
    with at(path, "stranger") as board:
        board.edit("settings/clinic", {"clinic": "Ours"})
        assert board.clinic.settings.clinic == "Ours"


def test_root_and_the_service_account_run_the_board_where_no_person_is_behind_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUDO_UID", raising=False)
    assert main(["--board", str(path), "directory", "settings", "--set", "clinic=Ours"]) == 0
    assert main(["--board", str(path), "directory", "staff", "dana", "--set", "role=staff"]) == 1


@pytest.mark.parametrize(
    "words",
    ["list", "show 1", "history", "export 1 -o -", "check --all", "directory staff --json", "undo", "set 1 owner=dana"],
)
def test_no_command_shows_a_stranger_anything(
    path: Path, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SUDO_UID", str(ACCOUNTS["stranger"]))
    assert main(["--board", str(path), *words.split()]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "lmnboard: Your account 'uid61004' is not on this board's staff list: ask Dana Whitcomb.\n"


# ---------------------------------------------------------------------- on the screen
@pytest.fixture
def theo_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The board of the screens' clinic, at which Theo sits, who may only read."""
    path = clinic.new_board(tmp_path)
    monkeypatch.delenv("SUDO_UID", raising=False)
    board = clinic.at_the_desk(path)
    theo: dict[str, Any] = {"name": "Theo Brandt", "login": f"uid{THEO}", "role": "read_only"}
    board.new_listed("staff", theo)
    board.edit("settings/1", {"service_account": "root"})
    board.close()
    monkeypatch.setenv("SUDO_UID", str(THEO))
    return path


@pytest.mark.skipif(os.geteuid() != 0, reason="Theo is known by sudo, which only root can play here")
async def test_read_only_is_told_so_in_one_line_on_every_screen(theo_at: Path) -> None:
    told = "Your role is read-only"
    size = theo_at.with_name("board.history.jsonl").stat().st_size
    async with at_the_board(theo_at, 100, 30) as theo:

        async def is_told(*keys: str) -> None:
            await theo.press(*keys, sees=told)
            theo.keys("escape", "escape", "down")
            await theo.gone(told)

        await is_told(">")
        for key in ("e", "N", "i", "A", "S", "ctrl+s"):  # before anything is typed
            await is_told(key)
        await is_told("x", "x")
        await theo.press("u", sees="nothing of yours to undo")
        await theo.press("enter", sees="Off-label use")
        await is_told("enter")
        theo.keys("escape")
        await theo.press("D", sees="Practice name")
        await theo.press("l", "enter", sees=told)
        await theo.settled()
    assert theo_at.with_name("board.history.jsonl").stat().st_size == size


@pytest.mark.skipif(os.geteuid() != 0, reason="Theo is known by sudo, which only root can play here")
async def test_who_is_taken_off_the_staff_list_does_not_go_on_looking(
    theo_at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_the_board(theo_at, 100, 30) as theo:
        await theo.sees("LMN-0001")
        monkeypatch.delenv("SUDO_UID")
        dana = clinic.at_the_desk(theo_at)
        dana.edit("staff/theo-brandt", {"name": "Theodor Brandt"})
        await theo.settled()
        assert "LMN-0001" in theo.text
        dana.edit("staff/theo-brandt", {"login": "somebody-else"})
        dana.close()
        for _ in range(1000):
            if not theo.app.is_running:
                break
            await theo.pilot.pause(0.01)
        assert theo.app.return_code == 1
        assert theo.app.shut_out.startswith(f"Your account 'uid{THEO}' is not on this board's staff list")


def test_the_only_lead_is_asked_for_the_next_person(path: Path) -> None:
    with at(path) as lead:
        assert lead.refusal("staff") == ""
        lead.new_listed("staff", {"name": "Lee Park", "login": "leepark"})
    with at(path, "jo") as staff:
        assert "Only a lead changes the staff list" in staff.refusal("staff")
