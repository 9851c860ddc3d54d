"""The word lists that are shipped."""

import sys
from pathlib import Path

import pytest

from lmnboard.spelling import from_icd10cm, lists

TABULAR = """<tabular><desc>Zoonotic borreliosis and yersiniosis</desc>
<diag><desc>Yersiniosis, congential</desc><note>Borreliosis, yersiniosis; MPSII</note></diag></tabular>"""


def test_no_word_stands_in_two_of_our_lists() -> None:
    seen: dict[str, str] = {}
    for name in lists.OURS:
        for word in lists.listed(lists.HERE / name):
            assert seen.setdefault(word.lower(), name) == name, word


def test_the_list_of_icd_words_names_its_source() -> None:
    head = (lists.HERE / "icd10cm.txt").read_text(encoding="utf-8").splitlines()[0]
    assert "public domain" in head
    assert "from_icd10cm.py" in head


def test_words_are_taken_from_a_tabular_list_without_its_mistakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tabular.xml").write_text(TABULAR, encoding="utf-8")
    for name in ("clinical.txt", "drugs.txt"):
        (tmp_path / name).write_text("# none\n", encoding="utf-8")
    monkeypatch.setattr(from_icd10cm, "HERE", tmp_path)
    monkeypatch.setattr(sys, "argv", ["from_icd10cm", str(tmp_path / "tabular.xml")])
    from_icd10cm.main()
    assert set(lists.listed(tmp_path / "icd10cm.txt")) == {"borreliosis", "yersiniosis", "zoonotic"}
    assert "3 words of tabular.xml" in capsys.readouterr().out
