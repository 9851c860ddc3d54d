"""Roles as the board holds them: at the one place where entries are made, and what each may do there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from lmnboard.board import Board
from lmnboard.model.change import Change
from lmnboard.model.errors import BoardError, Invalid, Moved, NotAllowed, NotFound
from lmnboard.store.lock import FolderLock
from lmnboard.workflow.steps import Sending
from tests.builders import NOW, a_board, a_case, at, look_over_and_sign

CASE = "LMN-0001"


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
