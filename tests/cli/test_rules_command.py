"""`lmnboard check --rules`: the list of all rows, for reading at eighty columns and as JSON, without a board."""

from __future__ import annotations

from collections import Counter

from tests.cli.conftest import Shell


def test_every_row_is_listed_with_its_section_and_nothing_is_broader_than_a_terminal(sh: Shell) -> None:
    said = sh("check", "--rules", board=sh.folder / "none" / "board.json")

    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("232 rows: ")
    assert max(map(len, lines)) <= 80
    listed = [line.split()[0] for line in lines if line.startswith("  CHK-")]
    assert set(listed) == {f"CHK-{number:03d}" for number in range(1, 233)}
    assert lines.index("E. Diagnosis and coding") < lines.index("R. Workflow")


def test_a_row_tells_what_it_is(sh: Shell) -> None:
    told = " ".join(sh("check", "--rules").out.split())

    assert (
        "CHK-145 block Preferred submission method recorded (fax, portal, mail) field · All but HSA, FSA and HRA"
        in told
    )
    assert "CHK-182 block Correct ICD-10 codes reviewed tick · Every letter" in told
    assert "CHK-034 block Re block: policy number the same as CHK-041" in told
    assert (
        "CHK-211 block Stage 3: quality check before submission gate · shown by tests/workflow/test_gates.py:" in told
    )
    assert "CHK-223 n/a Cards move through stages automatically behaviour · shown by tests/test_by_itself_" in told
    assert "RULE-CPAP_TOO_LOW" in told
    assert "What a prudent physician would do" in told


def test_programs_get_a_list_of_objects(sh: Shell) -> None:
    rows = sh("check", "--rules", "--json").json
    by_id = {row["id"]: row for row in rows}

    assert Counter(row["id"].split("-")[0] for row in rows)["CHK"] == 232
    assert by_id["CHK-141"]["how"] == ["field", "letter"]
    assert by_id["CHK-141"]["applies"] == "Every letter"
    assert by_id["CHK-032"]["answered_by"] == ["CHK-038"]
    assert by_id["CHK-053"]["how"] == ["field", "letter", "lookup"]
    assert by_id["CHK-212"]["as"] == "behaviour"
