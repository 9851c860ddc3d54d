"""The dictionary loaded in pieces is the dictionary, and loading it holds nobody up."""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import hunspell
import pytest

from lmnboard.spelling.dictionary import Dictionary

ROOT = Path(__file__).parents[2]
FOLDER = Path(hunspell.__file__).parent / "dictionaries"


def test_it_knows_every_word_and_ending_that_the_whole_one_knows() -> None:
    whole = hunspell.Hunspell("en_US", hunspell_data_dir=str(FOLDER), system_encoding="utf-8")
    pieces = Dictionary()
    stems = [
        line.split()[0].partition("/")[0] for line in (FOLDER / "en_US.dic").open(encoding="latin-1") if line.strip()
    ]
    tried = [form for stem in stems[1::5] for form in (stem, stem + "s", stem + "ed", "un" + stem, stem.upper())]
    differ = [form for form in tried if pieces._hunspell.spell(form) != whole.spell(form)]
    assert len(tried) > 50_000
    assert differ == []


def test_another_thread_waits_far_less_while_it_loads_than_it_would_for_the_whole() -> None:
    # The best of three each: a machine that does other things makes some waits long.
    whole = min(_longest_wait(lambda: hunspell.Hunspell("en_US", hunspell_data_dir=str(FOLDER))) for _ in range(3))
    pieces = min(_longest_wait(Dictionary) for _ in range(3))
    assert pieces < whole / 2


def test_without_room_for_temporary_files_it_loads_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "is not there"))
    known = Dictionary(["radiculopathy"])
    assert known.knows("walking")
    assert known.knows("Radiculopathies")
    assert not known.knows("radiculapathy")


def test_a_missing_dictionary_is_one_line_that_says_what(tmp_path: Path) -> None:
    (tmp_path / "hunspell").mkdir()
    (tmp_path / "hunspell" / "__init__.py").write_text("")
    code = "import lmnboard.spelling as room\ntry: room.Speller()\nexcept room.NoDictionary as error: print(error)"
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    where = tmp_path / "hunspell" / "dictionaries" / "en_US.dic"
    assert said.stdout == f"Spelling is not checked: No such file or directory: {where}.\n"
    assert said.stderr == ""


def _longest_wait(load: Callable[[], object]) -> float:
    kept: list[object] = []
    loading = threading.Thread(target=lambda: kept.append(load()))
    longest = 0.0
    last = time.perf_counter()
    loading.start()
    while loading.is_alive():
        time.sleep(0.0005)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    assert kept
    return longest
