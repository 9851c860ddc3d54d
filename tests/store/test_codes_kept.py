"""The clinic's files of codes go into a backup and come back with it, as its templates do."""

from __future__ import annotations

import tarfile
from pathlib import Path

from lmnboard.codes import Books
from lmnboard.store import backup, copies
from lmnboard.store.place import Place
from tests.codes.conftest import hcpcs, load
from tests.store.builders import new_board


def with_codes(path: Path) -> Path:
    load(path.parent, hcpcs(("E0601", "Continuous positive airway pressure device", "")), "HCPC2026_OCT_ANWEB.txt")
    return next((path.parent / "codes").iterdir())


def test_loaded_codes_are_in_a_backup_and_what_is_half_written_is_not(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    kept = with_codes(path)
    (kept.parent / ".loading-77").write_bytes(b"half")
    made = backup.to_file(Place(path), None)[0]
    with tarfile.open(made.path) as tar:
        names = tar.getnames()
    assert f"codes/{kept.name}" in names
    assert not any(".loading" in name for name in names)
    assert copies.read(made.path).faults == []


def test_codes_come_back_where_they_are_missing_and_are_as_they_were(tmp_path: Path) -> None:
    path = new_board(tmp_path)
    kept = with_codes(path)
    data = kept.read_bytes()
    made = backup.to_file(Place(path), tmp_path / "elsewhere.tar.gz")[0]
    kept.unlink()
    assert copies.bring_papers(copies.read(made.path), Place(path)) == 1
    assert kept.read_bytes() == data
    assert [file.kind for file in Books(path.parent).files] == ["hcpcs"]


def test_a_folder_that_was_copied_by_hand_has_its_codes_too(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    path = new_board(tmp_path / "here")
    kept = with_codes(path)
    assert f"codes/{kept.name}" in copies.read(path.parent).files
