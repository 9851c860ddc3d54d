"""Half-typed text on disk: one file a session, its writer's alone, and offered again when its session is gone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from lmnboard.store import drafts as module
from lmnboard.store.drafts import Draft, Drafts
from lmnboard.store.place import Place
from tests.terminal import ROOT

_OTHER = """
import sys
from pathlib import Path
from lmnboard.store.drafts import Draft, Drafts
from lmnboard.store.place import Place

drafts = Drafts(Place(Path(sys.argv[1])), "dana", print)
drafts.begin(Draft(target="LMN-0001", path="owner")).typed("typed elsewhere")
print("typed", flush=True)
drafts.flush()
print("kept", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "board.json")


def _session(place: Place, account: str = "dana", say: Callable[[str], object] = lambda _: None) -> Drafts:
    return Drafts(place, account, say)


def _typed(drafts: Drafts, text: str, path: str = "rationale") -> None:
    drafts.begin(Draft(target="LMN-0001", path=path, found="as it stood")).typed(text)


def _files(place: Place) -> list[str]:
    folder = place.folder / "drafts"
    return sorted(os.listdir(folder)) if folder.is_dir() else []


def _texts(drafts: Drafts) -> list[str]:
    return sorted(draft.typed for draft in drafts.all())


@contextmanager
def _elsewhere(place: Place) -> Iterator[subprocess.Popen[str]]:
    """Another program of the same person, with something half typed."""
    command = [sys.executable, "-c", _OTHER, str(place.board)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert [other.stdout.readline() for _ in range(2)] == ["typed\n", "kept\n"]
        yield other
        other.kill()


def test_what_is_half_typed_at_the_end_is_there_for_the_next_session(place: Place) -> None:
    drafts = _session(place)
    _typed(drafts, "half a wo")
    assert drafts.close()
    after = _session(place)
    after.take_over()
    (draft,) = after.all()
    assert (draft.target, draft.path, draft.typed, draft.found) == ("LMN-0001", "rationale", "half a wo", "as it stood")
    assert after.waiting == 1
    after.drop(draft)
    after.close()
    assert _files(place) == []


def test_it_is_on_disk_within_two_seconds_of_a_key_though_others_follow(place: Place) -> None:
    drafts = _session(place)
    half = drafts.begin(Draft(target="LMN-0001", path="rationale"))
    begun = time.monotonic()
    half.typed("w")
    typed = ""
    while not any(name.endswith(".json") for name in _files(place)):
        assert time.monotonic() - begun < 2.0
        typed += "o"
        half.typed(typed)
        time.sleep(0.01)
    drafts.close()


def test_a_key_does_not_wait_for_the_disk_and_not_every_key_is_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DELAY", 0.05)
    drafts = _session(place)
    half = drafts.begin(Draft(target="LMN-0001", path="rationale"))
    for at in range(20_000):
        half.typed("x" * (at % 100 + 1))
    half.typed("the end")
    written = 0
    while not written:
        written = sum(b"the end" in path.read_bytes() for path in place.folder.glob("drafts/*.json"))
    drafts.close()
    assert len(_files(place)) == 2


def test_nothing_is_written_where_nothing_is_left(place: Place) -> None:
    drafts = _session(place)
    half = drafts.begin(Draft(target="LMN-0001", path="rationale"), "as it stood")
    half.typed("as it stood not")
    half.typed("as it stood")
    drafts.close()
    assert _files(place) == []


@pytest.mark.parametrize(("folder_mode", "wanted"), [(0o2770, 0o2770), (0o700, 0o700)])
def test_others_of_the_group_may_list_the_folder_and_read_nothing_in_it(
    place: Place, folder_mode: int, wanted: int
) -> None:
    place.folder.chmod(folder_mode)
    drafts = _session(Place(place.board))
    _typed(drafts, "half")
    drafts.flush()
    folder = place.folder / "drafts"
    assert stat.S_IMODE(folder.stat().st_mode) == wanted
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in _files(place)} == {0o600}
    drafts.close()


def test_a_session_that_is_alive_is_offered_to_no_other_one(place: Place) -> None:
    with _elsewhere(place):
        drafts = _session(place)
        drafts.take_over()
        assert drafts.all() == []
        _typed(drafts, "typed here")
        drafts.close()
        third = _session(place)
        third.take_over()
        assert _texts(third) == ["typed here"]
        third.close()


def test_a_session_that_was_killed_is_offered_and_only_once(place: Place) -> None:
    with _elsewhere(place) as other:
        other.kill()
        other.wait()
        first, second = _session(place), _session(place)
        first.take_over()
        second.take_over()
        assert (_texts(first), _texts(second)) == (["typed elsewhere"], [])
        first.close()
        second.take_over()
        assert _texts(second) == ["typed elsewhere"]
        second.close()


def test_nobody_is_offered_anothers_drafts(place: Place) -> None:
    for account in ("dana", "dana.w", "dan"):
        drafts = _session(place, account)
        _typed(drafts, f"of {account}")
        drafts.close()
    for account in ("dana", "dana.w", "dan"):
        drafts = _session(place, account)
        drafts.take_over()
        assert _texts(drafts) == [f"of {account}"]
        drafts.close()


def test_a_planted_or_damaged_file_is_passed_over_and_left(place: Place) -> None:
    folder = place.folder / "drafts"
    folder.mkdir()
    (place.folder / "elsewhere").write_text('[{"typed": "planted"}]')
    (folder / "dana.link.json").symlink_to(place.folder / "elsewhere")
    (folder / "dana.torn.json").write_text('[{"typed": "ha')
    (folder / "dana.stray.lock").touch()
    (folder / "README").touch()
    drafts = _session(place)
    drafts.take_over()
    assert drafts.all() == []
    _typed(drafts, "mine")
    drafts.close()
    assert {"dana.link.json", "dana.torn.json", "README"} < set(_files(place))
    assert "dana.stray.lock" not in _files(place)


def test_a_pipe_in_the_place_of_a_draft_keeps_nobody_waiting(place: Place) -> None:
    (place.folder / "drafts").mkdir()
    os.mkfifo(place.folder / "drafts" / "dana.pipe.json")
    drafts = _session(place)
    looking = Thread(target=drafts.take_over, daemon=True)
    looking.start()
    looking.join(10)
    assert not looking.is_alive()
    assert drafts.all() == []


def test_a_folder_that_leads_elsewhere_is_not_written_to(place: Place, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (place.folder / "drafts").symlink_to(tmp_path / "elsewhere")
    said: list[str] = []
    drafts = _session(place, say=said.append)
    _typed(drafts, "half")
    assert not drafts.close()
    assert os.listdir(tmp_path / "elsewhere") == []
    assert len(said) == 1


def test_a_disk_that_refuses_is_told_once_and_tried_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DELAY", 0.01)
    monkeypatch.setattr(module, "RETRY", 0.01)
    in_the_way = place.folder / "drafts"
    in_the_way.write_text("a file where the folder should be")
    said: list[str] = []
    told, mended = Event(), Event()

    def say(wrong: str) -> None:
        said.append(wrong)
        (told if wrong else mended).set()

    drafts = _session(place, say=say)
    _typed(drafts, "not lost")
    assert told.wait(10)
    assert not drafts.flush()
    in_the_way.unlink()
    assert mended.wait(10)
    drafts.close()
    assert len(said) == 2
    assert "drafts" in said[0]
    assert not said[1]
    after = _session(place)
    after.take_over()
    assert _texts(after) == ["not lost"]
    after.close()


def test_leaving_a_draft_that_is_edited_again_leaves_it_as_it_was(place: Place) -> None:
    drafts = _session(place)
    whole = drafts.begin(Draft(form="submission", target="LMN-0001"))
    whole.note(filled={"to": "a portal"})
    field = whole.within("because", "")
    field.typed("for a rea")
    assert [(draft.path, draft.typed) for draft in drafts.all()] == [("because", "for a rea")]
    field.left()
    assert [(draft.path, draft.typed) for draft in drafts.all()] == [("", "")]
    whole.settled()
    assert drafts.all() == []
    drafts.close()
