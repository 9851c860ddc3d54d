"""What a clinic installs: the wheel, alone, from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `lmnboard` is what the wheel holds and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, CHECKOUT], check=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", folder / "site", wheel], check=True)
    return {**os.environ, "PYTHONPATH": str(folder / "site"), "XDG_DATA_HOME": str(folder / "data")}


def lmnboard(installed: dict[str, str], cwd: Path, *words: str) -> str:
    run = [sys.executable, "-m", "lmnboard", *words]
    return subprocess.run(run, env=installed, cwd=cwd, check=True, capture_output=True, text=True).stdout


def test_the_wheel_exports_a_letter_of_the_example_clinic_from_another_folder(
    installed: dict[str, str], tmp_path: Path
) -> None:
    where = "import lmnboard; print(lmnboard.__file__)"
    source = subprocess.check_output([sys.executable, "-c", where], env=installed, cwd=tmp_path, text=True)
    assert str(CHECKOUT) not in source
    board = lmnboard(installed, tmp_path, "demo").strip()
    letter = lmnboard(installed, tmp_path, "--board", board, "export", "17", "--draft", "-o", "-")
    assert "Secukinumab" in letter
    assert max(map(len, letter.splitlines())) <= 72
