"""No combination of what is known and what is missing may read badly: half-filled cases, all purposes and kinds."""

from __future__ import annotations

import random
import re
from datetime import date
from typing import Any, get_args

import pytest

from lmnboard.letters import set_letter
from lmnboard.letters.layout import COLUMNS
from lmnboard.model.choices import Kind, PayerType, Purpose, Response
from lmnboard.model.clinic import Clinic
from tests.letters_room.appeal_and_therapy import CONTINUATION, EQUIPMENT_APPEAL
from tests.letters_room.builders import INJURY, MEDICATION, a_case, a_clinic

TODAY = date(2026, 11, 21)
BAD = re.compile(
    r"\bNone\b|undefined|[a-z]  +[a-z]| [,.;:)]|\(\)|\(,|,[,.;]|\.\.|;\.|:\."
    r"|\b(?:and|or|for|of|to)[.,:]|^[.,;:]|\x1f|\x1e",
    re.MULTILINE,
)


def half_filled(chance: random.Random, value: Any) -> Any:
    """The same document with some of its values left out."""
    if isinstance(value, dict):
        return {key: half_filled(chance, item) for key, item in value.items() if key == "id" or chance.random() < 0.75}
    if isinstance(value, list):
        return [half_filled(chance, item) for item in value if chance.random() < 0.75]
    return value


def a_half_filled_clinic(chance: random.Random, payer_type: PayerType | None) -> Clinic:
    clinic = a_clinic()
    for payer in clinic.payers.values():
        payer.type = payer_type
        payer.fax = chance.choice([payer.fax, None])
    for provider in clinic.providers.values():
        provider.title = chance.choice([provider.title, None, "Medical Director"])
    return clinic


@pytest.mark.parametrize("purpose", [None, *get_args(Purpose)])
@pytest.mark.parametrize("kind", [None, *get_args(Kind)])
def test_half_filled_cases_read_well(purpose: str | None, kind: str | None) -> None:
    chance = random.Random(f"{purpose} {kind}")
    for payer_type in (None, *get_args(PayerType)):
        whole = chance.choice([MEDICATION, EQUIPMENT_APPEAL, CONTINUATION, INJURY])
        answer = {"id": "r1", "outcome": chance.choice(get_args(Response)), "reference": "77-A", "reasons": []}
        denied = chance.choice([None, a_case(responses=[half_filled(chance, answer)])])
        case = a_case(
            half_filled(chance, whole), purpose=purpose, kind=kind, off_label=chance.choice([True, False, None])
        )
        case.priority = chance.choice([None, "expedited"])

        letter = set_letter(case, a_half_filled_clinic(chance, payer_type), TODAY, denied=denied)

        assert [letter.text[m.start() - 60 : m.end() + 60] for m in BAD.finditer(letter.text)] == []
        assert "\n\n\n" not in letter.text
        assert " \n" not in letter.text
        assert max(map(len, letter.text.splitlines())) <= COLUMNS
        assert letter.text.count("[[") >= len(letter.gaps)
        for heading in re.findall(r"^([A-Z][A-Z ]+)\n\n(?=[A-Z][A-Z ]+\n)", letter.text, re.MULTILINE):
            pytest.fail(f"nothing under {heading}")
