"""Reviews of letters: a sample by lot, and which rules fail most often (`list --sample`, `check --count`)."""

from __future__ import annotations

from pathlib import Path

from tests.builders import a_board, a_case
from tests.cli.conftest import Shell


def test_a_sample_is_drawn_by_lot_and_is_the_same_all_month(sh: Shell, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    board = a_board(tmp_path / "more", *(a_case() for _ in range(30)))

    drawn = sh("list", "--sample", "5", "--json", board=board).json
    again = sh("list", "--sample", "5", "--json", board=board).json
    more = sh("list", "--sample", "8", "--json", board=board).json

    assert len(drawn) == 5
    assert drawn == again
    assert {case["id"] for case in drawn} < {case["id"] for case in more}
    assert [case["id"] for case in drawn] != [f"LMN-{n:04d}" for n in range(1, 6)]
    assert len(sh("list", "--sample", "99", "--json", board=board).json) == 30


def test_rules_that_fail_are_counted_most_often_first(sh: Shell, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    board = a_board(
        tmp_path / "more", a_case(), a_case(patient__date_of_birth=None), a_case(patient__date_of_birth=None)
    )

    counted = sh("check", "--count", "--json", board=board).json

    assert [row["cases"] for row in counted] == sorted((row["cases"] for row in counted), reverse=True)
    assert all(row["of"] == 3 for row in counted)
    assert 2 in {row["cases"] for row in counted if "birth" in row["title"].lower()}


def test_a_filter_counts_the_failures_of_one_provider(sh: Shell, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    board = a_board(tmp_path / "more", a_case(), a_case(provider=None, patient__date_of_birth=None))

    told = sh("check", "--count", "provider:castellanos", board=board)

    assert "1 of 1 " in told.out
    assert "of 2 " not in told.out
    assert sh("check", "--count", "nobody", board=board).status == 1
