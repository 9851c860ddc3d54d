"""A restore or repair that fails or is killed at any system call leaves the old board or the new one, never neither."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from lmnboard import restoring
from lmnboard.store import copies, repair
from lmnboard.store.place import Place
from lmnboard.store.verify import verify
from tests.store.builders import AT, found_afresh, history_of, opened, set_to
from tests.store.gone_back import gone_another_way, plain
from tests.store.test_every_system_call import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def hurt(path: Path, how: str) -> None:
    whole = history_of(path).read_bytes().splitlines(keepends=True)
    if how == "cut":
        history_of(path).write_bytes(b"".join(whole[:2]))
    elif how == "damaged":
        line = whole[2].replace(b"2 weeks", b"9 weeks").replace(b"3 weeks", b"9 weeks")
        history_of(path).write_bytes(b"".join([*whole[:2], line, *whole[3:]]))
    elif how == "gone":
        history_of(path).unlink()


def a_board_that_went_another_way(stage: Stage, how: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The stage's board, one case of it archived, hurt; what is shown of it, and what its backup has."""
    from tests.builders import a_board, a_case

    a_board(stage.path.parent, a_case(), a_case(stage="resolved"), a_case())
    archive(stage.path)
    copy = gone_another_way(stage.path)
    with opened(stage.path) as store:
        set_to(store, "cases/2", "archived_at", None)
    archive(stage.path)
    shutil.move(copy.path, stage.path.parent.parent / "backup.tar.gz")
    hurt(stage.path, how)
    shown = stage.path.parent.parent / "shown"
    shutil.copytree(stage.path.parent, shown)
    stage.keep()
    return plain(found_afresh(shown / "board.json")), plain(copy.past.records())


def archive(path: Path) -> None:
    with opened(path) as store:
        set_to(store, "cases/2", "archived_at", AT)


@pytest.mark.soak
@pytest.mark.parametrize("how", ["whole", "cut", "gone"])
def test_a_restore_is_done_or_not_done(stage: Stage, how: str) -> None:
    old, new = a_board_that_went_another_way(stage, how)

    def check(path: Path, told: dict[str, str]) -> None:
        now = plain(found_afresh(path))
        assert now in (old, new), "neither the old board nor the new one"
        assert not told.get("all", "").startswith("saved") or now == new
        place, copy = Place(path), copies.read(path.parent.parent / "backup.tar.gz")
        kind = restoring.kind_of(place, copy)
        if now == old or kind == "damaged":
            restoring.put_in_place(place, copy, kind, AT)
        goes_on(path, new)

    stage.hurt_each(f"restore, the board's history {how}", "restore", check, step=150)


@pytest.mark.soak
@pytest.mark.parametrize("how", ["cut", "damaged"])
def test_a_repair_loses_nothing_that_was_shown(stage: Stage, how: str) -> None:
    shown, _backup = a_board_that_went_another_way(stage, how)

    def check(path: Path, told: dict[str, str]) -> None:
        assert plain(found_afresh(path)) == shown, "not what was shown"
        plan = repair.plan(Place(path), AT, "ana")
        assert not (plan and told.get("all", "").startswith("saved"))
        if plan:
            repair.carry_out(Place(path), plan)
        goes_on(path, shown)

    stage.hurt_each(f"repair, history {how}", "repair", check, step=150)


def goes_on(path: Path, as_it_is: dict[str, Any]) -> None:
    with opened(path) as store:
        assert store.notices == []
        set_to(store, "cases/3", "request.setting", "goes on")
    assert verify(path).faults == []
    now = plain(found_afresh(path))
    assert now["cases"].pop(3)["request"].pop("setting") == "goes on"
    assert now == {**as_it_is, "cases": {n: doc for n, doc in as_it_is["cases"].items() if n != 3}}
