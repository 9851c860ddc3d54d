"""Who else is here: soft files that say little, expire by themselves and never stand in anybody's way."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from lmnboard.store.place import Place
from lmnboard.store.presence import GONE, TOUCHED, Presence, Present
from tests.store import builders

Locked = Callable[[Path, bytes], None]
MARIA = Present("maria", "LMN-0002")


def a_session(folder: Path, account: str = "ana") -> Presence:
    return Presence(Place(folder / "board.json"), account)


def files(folder: Path) -> list[Path]:
    return sorted((folder / "present").iterdir())


def aged(path: Path, seconds: float) -> None:
    """As if nobody had touched a file for so long."""
    then = time.time() - seconds
    os.utime(path, (then, then))


@pytest.fixture
def locked() -> Iterator[Callable[[Path, bytes], None]]:
    """Writes a file as somebody might who wants it to be taken for a session's."""
    with ExitStack() as held:

        def write(path: Path, said: bytes) -> None:
            path.write_bytes(said)
            file = held.enter_context(path.open("rb"))
            fcntl.flock(file, fcntl.LOCK_EX)

        yield write


@pytest.fixture
def maria(tmp_path: Path) -> Presence:
    session = a_session(tmp_path, "maria")
    session.be("maria", "LMN-0002")
    return session


def test_others_are_seen_with_the_case_that_they_have_open_and_oneself_is_not(tmp_path: Path, maria: Presence) -> None:
    ana = a_session(tmp_path)
    ana.be("ana", "")

    assert ana.others() == (MARIA,)
    assert maria.others() == (Present("ana"),)
    maria.be("maria", "")
    assert ana.others() == (Present("maria"),)


def test_a_second_session_of_the_same_person_is_another(tmp_path: Path) -> None:
    here, elsewhere = a_session(tmp_path), a_session(tmp_path)
    here.be("ana", "LMN-0001")
    elsewhere.be("ana", "LMN-0003")

    assert here.others() == (Present("ana", "LMN-0003"),)


def test_who_leaves_is_gone_and_leaves_nothing(tmp_path: Path, maria: Presence) -> None:
    maria.leave()

    assert a_session(tmp_path).others() == ()
    assert files(tmp_path) == []


def test_a_file_says_an_id_and_a_case_and_nothing_of_a_patient(tmp_path: Path, maria: Presence) -> None:
    (file,) = files(tmp_path)
    assert file.read_text().strip() == '{"who":"maria","case":"LMN-0002"}'
    assert file.name.startswith("maria.")


def test_a_name_that_is_no_file_name_is_made_one(tmp_path: Path) -> None:
    a_session(tmp_path, "CLINIC\\../jo").be("jo", "")
    (file,) = files(tmp_path)
    assert file.name.startswith("CLINIC____jo.")


@pytest.mark.parametrize(("folder_mode", "modes"), [(0o700, (0o700, 0o600)), (0o2770, (0o2770, 0o660))])
def test_the_group_reads_it_where_the_board_is_the_groups(
    tmp_path: Path, folder_mode: int, modes: tuple[int, int]
) -> None:
    tmp_path.chmod(folder_mode)
    a_session(tmp_path).be("ana", "")

    found = (tmp_path / "present").stat().st_mode, files(tmp_path)[0].stat().st_mode
    assert tuple(stat.S_IMODE(mode) for mode in found) == modes


# ---------------------------------------------------------------------- soft
def test_a_file_that_nobody_touches_counts_as_gone_until_it_is_touched_again(tmp_path: Path, maria: Presence) -> None:
    aged(files(tmp_path)[0], GONE + 1)
    ana = a_session(tmp_path)
    ana.be("ana", "")

    assert ana.others() == ()
    maria.be("maria", "LMN-0003")
    assert ana.others() == (Present("maria", "LMN-0003"),)


def test_a_session_whose_file_somebody_took_away_comes_back_when_it_goes_on(tmp_path: Path, maria: Presence) -> None:
    files(tmp_path)[0].unlink()
    maria.be("maria", "LMN-0003")

    assert a_session(tmp_path).others() == (Present("maria", "LMN-0003"),)


def test_who_comes_at_the_moment_somebody_looks_is_there_at_the_next_look(
    tmp_path: Path, maria: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, looked = fcntl.flock, iter([True])

    def held_by_who_looks(fd: int, how: int) -> None:
        if how & fcntl.LOCK_EX and next(looked, False):
            raise BlockingIOError
        lock(fd, how)

    monkeypatch.setattr(fcntl, "flock", held_by_who_looks)
    ana = a_session(tmp_path)
    ana.be("ana", "LMN-0001")
    assert maria.others() == ()
    ana.be("ana", "LMN-0001")
    assert maria.others() == (Present("ana", "LMN-0001"),)


def test_it_is_touched_now_and_then_while_somebody_is_awake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    ana = a_session(tmp_path)
    ana.be("ana", "")
    (file,) = files(tmp_path)
    for awake, later, touched in ((True, TOUCHED / 2, False), (False, TOUCHED + 1, False), (True, TOUCHED + 1, True)):
        aged(file, 60)
        before = file.stat().st_mtime_ns
        now += later
        ana.be("ana", "", awake=awake)
        assert (file.stat().st_mtime_ns != before) is touched, (awake, later)


def _is_here_and_is_killed(path: Path) -> None:
    Presence(Place(path), "jo").be("jo", "LMN-0001")
    os.kill(os.getpid(), signal.SIGKILL)


def test_who_is_killed_is_gone_at_once_and_swept_by_the_next_who_comes(tmp_path: Path, maria: Presence) -> None:
    killed = builders.process(_is_here_and_is_killed, tmp_path / "board.json")
    killed.join()
    ana = a_session(tmp_path)

    assert len(files(tmp_path)) == 2
    assert ana.others() == (MARIA,)
    ana.be("ana", "")
    assert [file.name.partition(".")[0] for file in files(tmp_path)] == ["ana", "maria"]


# ---------------------------------------------------------------------- in nobody's way
def test_where_it_cannot_be_written_nobody_hears_of_it(tmp_path: Path) -> None:
    (tmp_path / "present").write_text("a file in the folder's place")
    ana = a_session(tmp_path)

    ana.be("ana", "LMN-0001")
    assert ana.others() == ()
    ana.leave()


@pytest.mark.parametrize(
    "said",
    [b"", b"{", b"[1]", b'{"who":""}', b'{"who":7}', b'{"who":"a","case":[]}', b"\xff\xfe", b'{"case":"LMN-0001"}'],
)
def test_a_file_that_is_none_of_ours_is_passed_over(
    tmp_path: Path, maria: Presence, said: bytes, locked: Locked
) -> None:
    locked(tmp_path / "present" / "other", said)
    assert a_session(tmp_path).others() == (MARIA,)


def test_what_somebody_else_wrote_cannot_reach_the_terminal_or_name_no_case(
    tmp_path: Path, maria: Presence, locked: Locked
) -> None:
    locked(tmp_path / "present" / "other", b'{"who":"a\\u001b[31mb\\nc","case":"../../etc"}')
    assert a_session(tmp_path).others() == (Present("a[31mb c"), MARIA)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path, maria: Presence) -> None:
    folder = tmp_path / "present"
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to(files(tmp_path)[0])
    (folder / "folder").mkdir()

    assert a_session(tmp_path).others() == (MARIA,)


def test_a_folder_full_of_files_is_not_read_to_its_end(tmp_path: Path, maria: Presence, locked: Locked) -> None:
    for number in range(300):
        locked(tmp_path / "present" / f"x{number}", b'{"who":"x"}')
    assert 100 < len(a_session(tmp_path).others()) <= 200
