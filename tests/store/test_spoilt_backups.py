"""Backups that were cut, flipped, changed or planted: each is found, and no path in them leads out of the board."""

from __future__ import annotations

import gzip
import io
import random
import subprocess
import tarfile
from pathlib import Path

import msgspec
import pytest

from lmnboard.model.change import UNSET, Change
from lmnboard.model.errors import StoreError
from lmnboard.store import copies, snapshot
from lmnboard.store.place import Place
from tests.soak import often
from tests.store.backed_up import made, with_a_paper
from tests.store.builders import draft, history_of, new_board, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_board(tmp_path)


def wrong_with(backed_up: Path) -> list[str]:
    try:
        return copies.read(backed_up).faults
    except StoreError as error:
        return [str(error)]


def test_every_flipped_byte_of_a_backup_is_found_unless_what_is_packed_is_the_same(path: Path) -> None:
    with_a_paper(path)
    one = made(path)
    data, unpacked = one.path.read_bytes(), gzip.decompress(one.path.read_bytes())
    hurt = one.path.with_name("hurt.tar.gz")
    for at in random.Random(3).sample(range(10, len(data)), often(150, len(data) - 10)):
        hurt.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        # Some bits say in another way what was said: nothing is different then.
        assert wrong_with(hurt) or gzip.decompress(hurt.read_bytes()) == unpacked, at


@pytest.mark.parametrize("left", [0, 5, 300, -700, -9, -1])
def test_a_backup_that_was_cut_short_is_not_whole(path: Path, left: int) -> None:
    with_a_paper(path)
    one = made(path)
    one.path.write_bytes(one.path.read_bytes()[:left])
    assert wrong_with(one.path)


def test_a_backup_somebody_has_changed_and_packed_again_is_found(path: Path) -> None:
    one = made(path)
    with tarfile.open(one.path) as tar:
        tar.extractall(path.parent / "x", filter="data")
    board = path.parent / "x" / "board.json"
    board.write_bytes(board.read_bytes().replace(b"drafting", b"resolved", 1))
    subprocess.run(
        ["tar", "czf", one.path, *sorted(p.name for p in board.parent.iterdir())], cwd=board.parent, check=True
    )
    assert any("board.json in it is not as it was written" in fault for fault in copies.read(one.path).faults)


def test_a_backup_whose_board_is_not_what_its_history_says_is_found(path: Path) -> None:
    """Every byte is as it was written: what was written is wrong."""
    one = made(path)
    with tarfile.open(one.path) as tar:
        tar.extractall(path.parent / "x", filter="data")
    told = copies.read(one.path).past
    records = told.records()
    records.tables["cases"][1] = bytes(records.tables["cases"][1]).replace(b"drafting", b"resolved")
    board = path.parent / "x" / "board.json"
    board.write_bytes(b"".join(snapshot.encode(records, told.at)))
    names = ["manifest.json", "board.history.jsonl", "board.json"]
    with (board.parent / "SHA256SUMS").open("wb") as sums:
        subprocess.run(["sha256sum", *names], cwd=board.parent, stdout=sums, check=True)
    subprocess.run(["tar", "czf", one.path, *names, "SHA256SUMS"], cwd=board.parent, check=True)
    assert copies.read(one.path).faults == [f"{one.path}: the board's file in it is not as its history has it."]


def test_a_paper_that_the_board_lacks_is_said_and_the_rest_is_kept(path: Path) -> None:
    paper = with_a_paper(path)
    paper.unlink()
    one = made(path)
    assert one.lacking == [f"LMN-0001: {paper.relative_to(path.parent)} is not there."]
    assert one.path.exists()


def test_a_path_that_leads_out_of_the_board_is_never_packed(path: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not ours")
    (path.parent / "sent").mkdir()
    (path.parent / "sent" / "link.txt").symlink_to(secret)
    rows = [
        {"id": "a2", "path": "attachments/../secret"},
        {"id": "a3", "path": str(secret)},
        {"id": "a4", "path": "sent/link.txt"},
    ]
    with opened(path) as store:
        store.append(draft(*(Change("cases/1", f"attachments/{row['id']}", UNSET, row) for row in rows)))
    with tarfile.open(made(path).path) as tar:
        assert {member.name for member in tar} == {"manifest.json", "board.history.jsonl", "board.json", "SHA256SUMS"}


def test_what_does_not_belong_to_a_board_is_not_taken_from_an_archive(path: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar.gz"
    with tarfile.open(evil, "w:gz") as tar:
        tar.add(history_of(path), "board.history.jsonl")
        for name in ("../escaped", "/etc/escaped", "attachments/../../escaped", "sent/LMN-0001/fine.txt"):
            tar.add(path, name)
        link = tarfile.TarInfo("sent/link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    copy = copies.read(evil)
    assert set(copy.files) == {"board.history.jsonl", "sent/LMN-0001/fine.txt"}
    copies.bring_papers(copy, Place(path))
    assert (path.parent / "sent" / "LMN-0001" / "fine.txt").exists()
    assert not list(tmp_path.parent.glob("**/escaped"))


def test_a_planted_backup_is_not_unpacked_to_any_size(path: Path) -> None:
    """In a shared folder anybody of the group may put one among those that `--keep` looks at."""
    genuine = made(path).path
    said = copies.manifest_of(genuine)
    assert said is not None
    planted = path.parent / "planted.tar.gz"
    large = b" " * copies.CHUNK + msgspec.json.encode(said)
    with tarfile.open(planted, "w:gz") as tar:
        info = tarfile.TarInfo(copies.MANIFEST)
        info.size = len(large)
        tar.addfile(info, io.BytesIO(large))
    assert copies.manifest_of(planted) is None
