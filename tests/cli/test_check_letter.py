"""`check --letter`: the words of a letter that somebody wrote, alone and beside the case they were written for."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.cli.conftest import Shell

LETTERS = Path(__file__).parents[1] / "letters" / "tuning"
SOUND = (LETTERS / "com-microdiscectomy.txt").read_text(encoding="utf-8")
OURS = """Riverside Clinic
Miriam Castellanos, MD, Attending physician

11/20/2026

Meridian Health
Re: Letter of Medical Necessity - Prior Authorization
Patient: Ada Okafor
Date of birth: 03/14/1958
Policy number: 1EG4TE5MK73
Diagnosis: Intervertebral disc disorder with radiculopathy, lumbar region (M51.16)

Dear Medical Director:

I am Miriam Castellanos, MD, and Ada Okafor has been my patient since 2024. I request a microdiscectomy.

Sincerely,

Miriam Castellanos, MD
"""


def found(sh: Shell, *words: str, given: str = "") -> dict[str, dict[str, Any]]:
    """The worst finding of each check, by its id."""
    (findings,) = sh("check", *words, "--json", given=given).json.values()
    order = ("fail", "placeholder", "weak", "person", "pass", "not_applicable")
    return {f["check"]: f for f in sorted(findings, key=lambda f: order.index(f["status"]), reverse=True)}


def test_a_letter_is_judged_by_its_words_alone_and_needs_no_board(sh: Shell, tmp_path: Path) -> None:
    file = sh.write("letter.txt", SOUND)
    said = sh("check", "--letter", str(file), board=tmp_path / "nowhere.json")
    assert said.err == ""
    assert said.out.startswith(f"{file}  ")
    assert "✗ CHK-014" not in said.out

    without = sh.write("without.txt", SOUND.replace("NPI 1288040722", "NPI ______"))
    said = sh("check", "--letter", str(without))
    assert said.status == 1
    assert "✗ CHK-018" in said.out


def test_each_row_says_status_place_and_source(sh: Shell) -> None:
    text = SOUND.replace("07/22/1979", "[MM/DD/YYYY]").replace("the pain by one point", "some pain for some time")
    rows = found(sh, "--letter", "-", given=text)
    assert rows["CHK-039"]["status"] == "placeholder"
    start, end = rows["CHK-039"]["span"]
    assert text[start:end] == "[MM/DD/YYYY]"
    assert {"section", "severity", "message", "fix", "field", "source"} <= rows["CHK-039"].keys()
    assert rows["CHK-039"]["source"].startswith("guide A.")
    assert rows["CHK-141"]["status"] == "fail"
    assert rows["CHK-153"]["status"] == "not_applicable"


def test_the_line_is_named_at_which_it_stands(sh: Shell) -> None:
    said = sh("check", "--letter", "-", given=SOUND.replace("04/16/2026", "TBD"))
    number = SOUND.split("\n").index("Date: 04/16/2026") + 1
    assert any("CHK-141" in line and line.endswith(f"[line {number}]") for line in said.out.splitlines())


def test_what_sort_of_letter_it_is_may_be_told(sh: Shell) -> None:
    assert found(sh, "--letter", "-", given=SOUND)["CHK-153"]["status"] == "not_applicable"
    told = found(sh, "--letter", "-", "--payer-type", "medicare_ffs", given=SOUND)
    assert told["CHK-153"]["status"] == "fail"


def test_a_word_document_is_read_with_its_header_and_tables(sh: Shell) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Cedar Bluff Spine & Orthopedics"
    for line in SOUND.split("\n\n")[1:]:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Reviewed", "TBD"
    data = io.BytesIO()
    document.save(data)
    file = sh.write("letter.docx", data.getvalue())
    rows = found(sh, "--letter", str(file))
    assert rows["CHK-021"]["status"] == "pass"
    assert rows["CHK-041"]["status"] == "pass"
    assert rows["CHK-141"]["words"] == "TBD"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "holds no words"),
        (b"\x00\x01\x02\xff", "not a text"),
        (b"PK\x03\x04 no zip", "cannot be read as a Word document"),
        (b"a letter " * 9000, "81,000 characters: a letter has 40,000"),
    ],
)
def test_what_is_no_letter_is_said_in_one_line(sh: Shell, data: bytes, said: str) -> None:
    file = sh.write("letter", data)
    answer = sh("check", "--letter", str(file))
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_a_letter_of_windows_is_read_too(sh: Shell) -> None:
    file = sh.write("letter.txt", SOUND.replace("-", "–", 3).encode("cp1252", "replace"))
    assert sh("check", "--letter", str(file)).out.startswith(str(file))


def test_beside_its_case_a_letter_must_agree_with_the_record(sh: Shell) -> None:
    rows = found(sh, "--letter", "-", "--case", "1", given=OURS)
    assert [rows[check]["status"] for check in ("CHK-045", "CHK-046", "CHK-047", "CHK-048", "CHK-058")] == ["pass"] * 5

    wrong = OURS.replace("Ada Okafor has", "Ada Okafur has").replace("1EG4TE5MK73", "1EG4TE5MK37")
    rows = found(
        sh, "--letter", "-", "--case", "1", given=wrong.replace("03/14/1958", "03/14/1985").replace("M51.16", "M51.17")
    )
    assert [rows[check]["status"] for check in ("CHK-045", "CHK-046", "CHK-047", "CHK-058")] == ["fail"] * 4


def test_another_patient_in_a_letter_is_found_beside_its_case(sh: Shell) -> None:
    assert sh("set", "2", "--from", "-", given='{"patient": {"name": "Jon Reyes"}}').status == 0
    rows = found(sh, "--letter", "-", "--case", "1", given=OURS.replace("I request", "Jon Reyes walks 50 m. I request"))
    assert rows["CHK-048"]["status"] == "fail"
    assert rows["CHK-048"]["words"] == "Jon Reyes"


def test_wrong_calls_are_told_so(sh: Shell) -> None:
    assert "about a letter" in sh("check", "1", "--case", "2").err
    assert sh("check", "--letter", "-", "1", given=SOUND).status == 2
    assert "cannot be read" in sh("check", "--letter", str(sh.folder / "nothing.txt")).err


def test_a_place_in_the_answer_is_a_place_in_the_file(sh: Shell) -> None:
    text = SOUND.replace("04/16/2026", "TBD").replace("\n", "\r\n").replace("    ", "\t")
    file = sh.write("letter.txt", text)
    start, end = found(sh, "--letter", str(file))["CHK-141"]["span"]
    assert file.read_bytes().decode()[start:end] == "TBD"
