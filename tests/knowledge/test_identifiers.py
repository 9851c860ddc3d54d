"""What clerks type into the identifier fields, and what is kept of it or said about it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmnboard.knowledge import identifiers as ids

KEPT: list[tuple[Callable[[str], str], str, str]] = [
    (ids.npi, "1234567893", "1234567893"),
    (ids.npi, " 1234-567-893 ", "1234567893"),
    (ids.npi, "NPI: 1234 567 893", "1234567893"),
    (ids.npi, "1234567893\u200b", "1234567893"),
    (ids.phone, "5125550147", "+15125550147"),
    (ids.phone, "(512) 555-0147", "+15125550147"),
    (ids.phone, "512.555.0147", "+15125550147"),
    (ids.phone, "1-512-555-0147", "+15125550147"),
    (ids.phone, "+1 (512) 555 0147", "+15125550147"),
    (ids.phone, "512\u2011555\u20110147", "+15125550147"),
    (ids.phone, "512-555-0147 x12", "+15125550147;ext=12"),
    (ids.phone, "512-555-0147 ext. 12", "+15125550147;ext=12"),
    (ids.phone, "512-555-0147, extension 0034", "+15125550147;ext=0034"),
    (ids.phone, "tel:+15125550147;ext=12", "+15125550147;ext=12"),
    (ids.email, "  Front.Desk@Clinic.EXAMPLE ", "Front.Desk@clinic.example"),
    (ids.email, "mailto:a+b@x.co", "a+b@x.co"),
    (ids.zip_code, "78701", "78701"),
    (ids.zip_code, "78701 1234", "78701-1234"),
    (ids.zip_code, "787011234", "78701-1234"),
    (ids.zip_code, "00501", "00501"),
    (ids.us_state, "tx", "TX"),
    (ids.us_state, "Texas", "TX"),
    (ids.us_state, "north  carolina", "NC"),
    (ids.us_state, "N.Y.", "NY"),
    (ids.us_state, "Washington", "WA"),
    (ids.us_state, "Washington, D.C.", "DC"),
    (ids.us_state, "U.S. Virgin Islands", "VI"),
    (ids.us_state, "Puerto Rico", "PR"),
    (ids.icd10cm, "m5450", "M54.50"),
    (ids.icd10cm, "M54.50", "M54.50"),
    (ids.icd10cm, "e11. 9", "E11.9"),
    (ids.icd10cm, "I10", "I10"),
    (ids.icd10cm, "I10.", "I10"),
    (ids.icd10cm, "s72001a", "S72.001A"),
    (ids.icd10cm, "W19.XXXA", "W19.XXXA"),
    (ids.icd10cm, "c4a9", "C4A.9"),
    (ids.hcpcs, "e0601", "E0601"),
    (ids.cpt, "97110", "97110"),
    (ids.cpt, "0232t", "0232T"),
    (ids.cpt, "22222", "22222"),
    (ids.ndc, "0002-8215-01", "00002-8215-01"),
    (ids.ndc, "50242-040-62", "50242-0040-62"),
    (ids.ndc, "60575-4112-1", "60575-4112-01"),
    (ids.ndc, "NDC 00002-8215-01", "00002-8215-01"),
    (ids.ndc, "00002821501", "00002-8215-01"),
    (ids.mbi, "1eg4-te5-mk73", "1EG4TE5MK73"),
    (ids.mbi, "1EG4 TE5 MK73", "1EG4TE5MK73"),
]


@pytest.mark.parametrize(("read", "typed", "kept"), KEPT)
def test_what_people_type_is_kept_in_one_form(read: Callable[[str], str], typed: str, kept: str) -> None:
    assert read(typed) == kept
    assert read(kept) == kept


REFUSED: list[tuple[Callable[[str], object], str, str]] = [
    (ids.npi, "", "missing"),
    (ids.npi, "123456789", "10 digits, and this has 9"),
    (ids.npi, "12345678931", "this has 11"),
    (ids.npi, "3234567893", "starts with 1 or 2"),
    (ids.npi, "1234567890", "check digit"),
    (ids.npi, "1243567893", "check digit"),
    (ids.npi, "123456789O", "digits only"),
    (ids.npi, "١٢٣٤٥٦٧٨٩٣", "digits only"),
    (ids.phone, "", "not a telephone number"),
    (ids.phone, "1-800-FLOWERS", "not a telephone number"),
    (ids.phone, "555-0147", "this has 7"),
    (ids.phone, "+44 20 7946 0958", "+1 countries"),
    (ids.phone, "123-456-7890", "No area code is 123"),
    (ids.phone, "911-555-0147", "No area code is 911"),
    (ids.phone, "(555) 555-5555", "No area code is 555"),
    (ids.phone, "512-055-0147", "goes on with 055"),
    (ids.phone, "222-222-2222", "placeholder"),
    (ids.phone, "512-555-0147" + "-" * 60 + "9", "this has 11"),
    (ids.email, "front.desk", "has 0"),
    (ids.email, "a@@b.co", "has 2"),
    (ids.email, "a b@c.co", "no spaces"),
    (ids.email, "a..b@c.co", "before the @"),
    (ids.email, "a@clinic", "full domain name"),
    (ids.email, "a@-x.co", "full domain name"),
    (ids.email, "a@" + "x" * 64 + ".co", "full domain name"),
    (ids.email, "none@none.com", "placeholder"),
    (ids.zip_code, "2138", "drops a leading 0"),
    (ids.zip_code, "00000", "no ZIP code 00000"),
    (ids.zip_code, "78701-0000", "type 78701."),
    (ids.zip_code, "K1A 0B1", "not a ZIP code"),
    (ids.us_state, "Ontario", "not a US state"),
    (ids.us_state, "XX", "not a US state"),
    (ids.us_state, "", "not a US state"),
    (ids.icd10cm, "724.2", "ICD-9"),
    (ids.icd10cm, "72.42", "dot of a diagnosis code"),
    (ids.icd10cm, "M545.0", "dot of a diagnosis code"),
    (ids.icd10cm, "MO5.9", "not O"),
    (ids.icd10cm, "M67.A0-", "still to be chosen"),
    (ids.icd10cm, "S72.001XXA", "up to 7 characters, and this has 9"),
    (ids.icd10cm, "M5", "not an ICD-10-CM code"),
    (ids.icd10cm, "M54..5", "not an ICD-10-CM code"),
    (ids.icd10cm, "", "not an ICD-10-CM code"),
    (ids.hcpcs, "97110", "choose CPT"),
    (ids.hcpcs, "E0601-NU", "type E0601."),
    (ids.hcpcs, "W0601", "A to V"),
    (ids.cpt, "E0601", "choose HCPCS"),
    (ids.cpt, "97110-59", "type 97110."),
    (ids.cpt, "9711", "5 digits"),
    (ids.cpt, "00000", "placeholder"),
    (ids.cpt, "0232X", "5 digits"),
    (ids.ndc, "0002821501", "three ways"),
    (ids.ndc, "002-8215-01", "4-4-2"),
    (ids.ndc, "00002-8215", "4-4-2"),
    (ids.ndc, "0002-821X-01", "digits and dashes only"),
    (ids.ndc, "00000-0000-00", "placeholder"),
    (ids.ndc, "", "digits and dashes only"),
    (ids.mbi, "1EG4-TE5-MK7", "this has 10"),
    (ids.mbi, "0EG4-TE5-MK73", "Character 1"),
    (ids.mbi, "1SG4-TE5-MK73", "other than S, L, O, I, B or Z, not S"),
    (ids.mbi, "1EG4-TE5-MKO3", "Character 10"),
    (ids.mbi, "123-45-6789A", "no longer uses"),
    (ids.money, "", "not an amount"),
    (ids.money, "-5", "not negative"),
    (ids.money, "(5.00)", "not negative"),
    (ids.money, "1,25", "not an amount"),
    (ids.money, "1.250,00", "not an amount"),
    (ids.money, "1.255", "not an amount"),
    (ids.money, "12k", "not an amount"),
    (ids.money, "nan", "not an amount"),
    (ids.money, "1e5", "not an amount"),
    (ids.money, "100000000", "$100 million"),
]


@pytest.mark.parametrize(("read", "typed", "said"), REFUSED)
def test_what_cannot_be_right_is_refused_with_a_sentence(read: Callable[[str], object], typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]{20,200}\.$") as refused:
        read(typed)
    assert said in str(refused.value)


READERS = [
    ids.npi, ids.phone, ids.email, ids.zip_code, ids.us_state, ids.icd10cm, ids.hcpcs, ids.cpt, ids.ndc,
    ids.mbi, ids.money,
]  # fmt: skip


@given(st.sampled_from(READERS), st.text() | st.from_regex(r"[A-V0-9 .+x@$,-]{0,16}", fullmatch=True))
def test_any_text_is_either_read_or_refused_in_one_harmless_line(read: Callable[[str], object], typed: str) -> None:
    try:
        kept = read(typed)
    except ValueError as refused:
        sentence = str(refused)
    else:
        sentence = ""
        assert kept == read(str(kept))
    assert sentence == "" or sentence.isprintable()


@given(st.integers(min_value=1_000_000_000, max_value=2_999_999_999))
def test_an_npi_is_right_only_with_the_check_digit_that_luhn_gives(number: int) -> None:
    typed = str(number)
    doubled = {0: 0, 1: 2, 2: 4, 3: 6, 4: 8, 5: 1, 6: 3, 7: 5, 8: 7, 9: 9}
    # Written out place by place: 24 is what the prefix 80840 adds.
    total = 24 + sum(doubled[int(digit)] for digit in typed[0:9:2]) + sum(int(digit) for digit in typed[1:9:2])
    if int(typed[9]) == -total % 10:
        assert ids.npi(typed) == typed
    else:
        with pytest.raises(ValueError, match="check digit"):
            ids.npi(typed)


@given(st.integers(min_value=100_000_000, max_value=299_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_of_an_npi_is_always_noticed(stem: int, place: int, shift: int) -> None:
    right = str(stem) + str(-ids.luhn_sum(f"80840{stem}0") % 10)
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    assert ids.npi(right) == right
    with pytest.raises(ValueError, match="NPI"):
        ids.npi(wrong)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+15125550147", "(512) 555-0147"),
        ("+15125550147;ext=12", "(512) 555-0147 ext. 12"),
        ("call the front desk", "call the front desk"),
        ("", ""),
    ],
)
def test_a_phone_number_is_shown_as_people_write_it(stored: str, shown: str) -> None:
    assert ids.show_phone(stored) == shown
    if stored.startswith("+"):
        assert ids.phone(shown) == stored


def test_a_medicare_number_is_shown_with_the_dashes_of_the_card() -> None:
    assert ids.show_mbi("1EG4TE5MK73") == "1EG4-TE5-MK73"
    assert ids.show_mbi("W1234") == "W1234"


@pytest.mark.parametrize(
    ("typed", "dollars"),
    [
        ("1,250", 1250.0),
        ("$1250.00", 1250.0),
        ("$ 1,250.5", 1250.5),
        ("0.1", 0.1),
        ("US$99,999,999.99", 99999999.99),
    ],
)
def test_money_is_dollars_however_it_is_typed(typed: str, dollars: float) -> None:
    assert ids.money(typed) == dollars


def test_a_refusal_quotes_little_of_what_was_pasted_and_no_control_characters() -> None:
    with pytest.raises(ValueError, match="not a ZIP code") as refused:
        ids.zip_code("\x1b[31mred\x07" + "x" * 5000)
    assert len(str(refused.value)) < 120
    assert "\x1b" not in str(refused.value)
