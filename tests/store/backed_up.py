"""Backups for stories: one that is made, what is wrong with one, and a paper for it to hold."""

from __future__ import annotations

import hashlib
from pathlib import Path

from lmnboard.model.change import UNSET, Change
from lmnboard.store import backup
from lmnboard.store.place import Place
from tests.store.builders import draft, opened


def with_a_paper(path: Path, text: bytes = b"a scan") -> Path:
    """An enclosure of the first case, as `attach` keeps it."""
    digest = hashlib.sha256(text).hexdigest()
    paper = path.parent / "attachments" / "LMN-0001" / f"{digest[:16]}.pdf"
    paper.parent.mkdir(parents=True, exist_ok=True)
    paper.write_bytes(text)
    row = {"id": "a2", "title": "Scan", "path": str(paper.relative_to(path.parent)), "sha256": digest}
    with opened(path) as store:
        store.append(draft(Change("cases/1", "attachments/a2", UNSET, row)))
    return paper


def made(path: Path, to: Path | None = None, keep: int = 0) -> backup.Made:
    return backup.to_file(Place(path), to, keep=keep)[0]
