"""Restoring while programs run: they go on with the restored board; one that changed meanwhile is not replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lmnboard import restoring
from lmnboard.model.errors import Moved
from lmnboard.store import copies
from lmnboard.store.place import Place
from lmnboard.store.verify import verify
from tests.builders import a_board, a_case, at
from tests.store.builders import AT, found_afresh, history_of, opened, set_to
from tests.store.gone_back import gone_another_way


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "clinic"
    folder.mkdir()
    return a_board(folder, a_case(), a_case(stage="gathering"), a_case())


def test_running_programs_notice_and_go_on_with_the_restored_board(path: Path) -> None:
    copy = gone_another_way(path)
    with at(path) as dana, at(path, "jo") as jo:
        restoring.put_in_place(Place(path), copy, "other", AT)
        assert dana.changed()
        dana.catch_up()
        assert dana.shown.case("1").request.duration == "1 week"
        jo.edit("2", {"owner": "miriam"})
        assert jo.shown.case("1").request.duration == "1 week"
        dana.catch_up()
        assert dana.shown.case("2").owner == "miriam"
    assert found_afresh(path).seq == 4
    assert verify(path).faults == []


def test_a_snapshot_of_the_board_that_was_replaced_says_nothing(path: Path) -> None:
    """A program that was writing a snapshot of the old board puts it there after the new one."""
    copy = gone_another_way(path)
    late = path.read_bytes()
    restoring.put_in_place(Place(path), copy, "other", AT)
    path.write_bytes(late)
    with at(path) as board:
        assert board.shown.case("1").request.duration == "1 week"
        board.edit("1", {"request.duration": "4 weeks"})
    assert verify(path).faults == []


def test_a_board_that_changed_while_somebody_was_asked_is_not_replaced(path: Path) -> None:
    copy = gone_another_way(path)
    shown = history_of(path).read_bytes()
    with opened(path) as store:
        set_to(store, "cases/1", "stage", "drafting")
    before = history_of(path).read_bytes()
    with pytest.raises(Moved):
        restoring.put_in_place(Place(path), copy, "other", AT, shown)
    assert history_of(path).read_bytes() == before


def test_a_board_that_changed_after_it_was_shown_is_not_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = gone_another_way(path)
    bring = copies.bring_papers

    def meanwhile(*given: Any) -> int:
        with opened(path) as store:
            set_to(store, "cases/1", "stage", "drafting")
        return bring(*given)

    monkeypatch.setattr(copies, "bring_papers", meanwhile)
    before = found_afresh(path).seq
    with pytest.raises(Moved):
        restoring.put_in_place(Place(path), copy, "other", AT)
    assert found_afresh(path).seq == before + 1
    assert not list(path.parent.glob("*before-restore*"))
