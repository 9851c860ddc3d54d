"""The kinds of payer a directory knows."""

from lmnboard.knowledge.payer_types import payer_types


def test_the_nine_kinds_of_payer_have_a_name_each() -> None:
    kinds = payer_types()
    assert list(kinds) == [
        "commercial",
        "medicare_ffs",
        "medicare_advantage",
        "part_d",
        "medicaid_ffs",
        "medicaid_mc",
        "workers_comp",
        "hsa_fsa",
        "other",
    ]
    assert len(set(kinds.values())) == 9


def test_changing_the_answer_does_not_change_the_table() -> None:
    payer_types().clear()
    assert payer_types()
