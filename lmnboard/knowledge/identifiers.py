"""The codes and numbers of a case, from what people type to the one form that is stored.

Imports only `as_typed` and `us_states` of this room. Called by the field rules, the import and the editors:
each function returns the normalised text, or raises `ValueError` with one sentence for the clerk that names
the fault and an example.
"""

import re

from lmnboard.knowledge.as_typed import plain, quoted
from lmnboard.knowledge.us_states import us_state

__all__ = [
    "cpt",
    "email",
    "hcpcs",
    "icd10cm",
    "luhn_sum",
    "mbi",
    "money",
    "ndc",
    "npi",
    "phone",
    "show_mbi",
    "show_phone",
    "us_state",
    "zip_code",
]

_NPI_DIGITS = 10
_NPI_ISSUER = "80840"
_PHONE_DIGITS = 10
_EMAIL_LONGEST = 254
_MAILBOX_LONGEST = 64
_ZIP_DIGITS = 5
_ZIP4_DIGITS = 9
_ICD_CATEGORY = 3
_ICD_LONGEST = 7
_NDC_DIGITS = 11
_MBI_LENGTH = 11
_MONEY_LIMIT = 100_000_000

_NO_NAMES = frozenset({"none", "na", "nomail", "noemail", "unknown", "test", "x"})
_NDC_SHAPES = {(4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2)}
_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
_MBI_SHAPE = "1A*NA*NAANN"
_MBI_ALLOWED = {
    "1": ("123456789", "a digit from 1 to 9"),
    "A": (_MBI_LETTERS, "a letter other than S, L, O, I, B or Z"),
    "N": ("0123456789", "a digit"),
    "*": (_MBI_LETTERS + "0123456789", "a digit or a letter other than S, L, O, I, B or Z"),
}


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _without_label(text: str, label: str) -> str:
    """The typed text without the name of the identifier in front, as in `NPI: 1234567893`."""
    typed = plain(text)
    if typed[: len(label)].upper() != label:
        return typed
    return typed[len(label) :].lstrip(" :#")


def luhn_sum(digits: str) -> int:
    """Sum of the Luhn algorithm (ISO/IEC 7812-1); the number is right when this is a multiple of 10."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return total


def npi(text: str) -> str:
    """National Provider Identifier as 10 digits (45 CFR 162.406); its check digit is Luhn over 80840 + NPI."""
    typed = re.sub(r"[ -]", "", _without_label(text, "NPI"))
    if not typed:
        raise ValueError("An NPI is missing: type its 10 digits, such as 1234567893.")
    if not _digits(typed):
        raise ValueError(f"An NPI has digits only, and {quoted(text)} has something else: try 1234567893.")
    if len(typed) != _NPI_DIGITS:
        raise ValueError(f"An NPI has 10 digits, and this has {len(typed)}: it should look like 1234567893.")
    if typed[0] not in "12":
        raise ValueError(f"An NPI starts with 1 or 2, not with {typed[0]}: it should look like 1234567893.")
    if luhn_sum(_NPI_ISSUER + typed) % 10:
        raise ValueError(
            f"The check digit of {typed} is wrong, so a digit is mistyped or two are swapped: "
            "compare it with the NPI registry (1234567893 is a right one)."
        )
    return typed


def phone(text: str) -> str:
    """US telephone or fax number as E.164, `+15125550147`, with `;ext=12` after it where one is given.

    The area code and the exchange follow the North American Numbering Plan (2-9, never N11).
    """
    example = "type it like (512) 555-0147 or 512-555-0147 ext. 12."
    typed = plain(text).lower().removeprefix("tel:").strip()
    found = re.fullmatch(r"([0-9 ()./+-]+?)(?:[ ,]*(?:;ext=|extension|ext\.?|x|#)[ :]*([0-9]{1,7}))?", typed)
    if not found:
        raise ValueError(f"{quoted(text)} is not a telephone number: {example}")
    digits = re.sub(r"[^0-9]", "", found[1])
    if "+" in found[1] and not re.match(r"[ (]*\+[ (]*1", found[1]):
        raise ValueError(f"Only numbers of the US and the other +1 countries can be kept: {example}")
    if len(digits) == _PHONE_DIGITS + 1 and digits[0] == "1":
        digits = digits[1:]
    if len(digits) != _PHONE_DIGITS:
        raise ValueError(f"A telephone number has 10 digits, and this has {len(digits)}: {example}")
    area, exchange = digits[:3], digits[3:6]
    if area[0] in "01" or area.endswith("11") or area == "555":
        raise ValueError(f"No area code is {area}: {example}")
    if exchange[0] in "01" or exchange.endswith("11"):
        raise ValueError(f"No number goes on with {exchange} after its area code: {example}")
    if len(set(digits)) == 1:
        raise ValueError(f"{digits} looks like a placeholder, not a telephone number: {example}")
    return f"+1{digits}" + (f";ext={found[2]}" if found[2] else "")


def show_phone(stored: str) -> str:
    """A stored number as people write it, `(512) 555-0147 ext. 12`; anything else is shown as it stands."""
    found = re.fullmatch(r"\+1([0-9]{3})([0-9]{3})([0-9]{4})(?:;ext=([0-9]+))?", stored)
    if not found:
        return stored
    number = f"({found[1]}) {found[2]}-{found[3]}"
    return f"{number} ext. {found[4]}" if found[4] else number


def email(text: str) -> str:
    """E-mail address with its domain in lower case; the mailbox keeps its case (RFC 5321, 2.4)."""
    example = "type it like front.desk@clinic.example."
    typed = re.sub(r"^mailto: ?", "", plain(text), flags=re.IGNORECASE)
    mailbox, at, domain = typed.rpartition("@")
    if not at or "@" in mailbox:
        raise ValueError(f"An e-mail address has one @, and {quoted(text)} has {typed.count('@')}: {example}")
    if " " in typed:
        raise ValueError(f"An e-mail address has no spaces, and this has some: {example}")
    atom = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
    if len(mailbox) > _MAILBOX_LONGEST or not re.fullmatch(rf"{atom}(?:\.{atom})*", mailbox):
        raise ValueError(f"The part before the @ in {quoted(text)} is not right: {example}")
    domain = domain.lower()
    label = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
    well_formed = re.fullmatch(rf"(?:{label}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{2,59}})", domain)
    if not well_formed or len(typed) > _EMAIL_LONGEST:
        raise ValueError(f"The part after the @ in {quoted(text)} is not a full domain name: {example}")
    if mailbox.lower() in _NO_NAMES and domain.split(".")[0] in _NO_NAMES:
        raise ValueError(f"{quoted(text)} looks like a placeholder: leave it empty, or {example}")
    return f"{mailbox}@{domain}"


def zip_code(text: str) -> str:
    """ZIP code as `78701`, or ZIP+4 as `78701-1234`."""
    typed = re.sub(r"[ -]", "", _without_label(text, "ZIP"))
    if not _digits(typed):
        raise ValueError(f"{quoted(text)} is not a ZIP code: type it like 78701 or 78701-1234.")
    if len(typed) not in (_ZIP_DIGITS, _ZIP4_DIGITS):
        raise ValueError(
            f"A ZIP code has 5 or 9 digits, and this has {len(typed)} "
            "(a spreadsheet drops a leading 0): type it like 02138 or 78701-1234."
        )
    five, four = typed[:_ZIP_DIGITS], typed[_ZIP_DIGITS:]
    if not "00501" <= five <= "99950":
        raise ValueError(f"There is no ZIP code {five}: they go from 00501 to 99950, such as 78701.")
    if four == "0000":
        raise ValueError(f"The last four digits are never 0000: leave them off and type {five}.")
    return f"{five}-{four}" if four else five


def icd10cm(text: str) -> str:
    """ICD-10-CM code in upper case with its dot, `M54.50`. Only the form: whether it exists is looked up."""
    example = "type it like M54.50 or E11.9."
    typed = plain(text).upper().replace(" ", "")
    if typed.endswith("-"):
        raise ValueError(f"The dash in {quoted(text)} stands for characters still to be chosen: {example}")
    stem, dot, rest = typed.partition(".")
    code = stem + rest
    if dot and len(stem) != _ICD_CATEGORY:
        raise ValueError(f"The dot of a diagnosis code comes after its third character: {example}")
    if re.fullmatch(r"[0-9]{3,5}", code):
        raise ValueError(f"{quoted(text)} is an ICD-9 code, an ICD-10-CM code begins with a letter: {example}")
    if re.fullmatch(r"[A-Z][A-Z][0-9A-Z]*", code):
        raise ValueError(f"The second character of a diagnosis code is a digit (0, not O): {example}")
    if not re.fullmatch(r"[A-Z][0-9][0-9A-Z]{1,5}", code):
        if len(code) > _ICD_LONGEST:
            raise ValueError(f"A diagnosis code has up to 7 characters, and this has {len(code)}: {example}")
        raise ValueError(f"{quoted(text)} is not an ICD-10-CM code: {example}")
    return code[:_ICD_CATEGORY] + ("." + code[_ICD_CATEGORY:] if code[_ICD_CATEGORY:] else "")


def hcpcs(text: str) -> str:
    """HCPCS Level II code in upper case, `E0601`. Only the form."""
    example = "type it like E0601."
    typed = plain(text).upper().replace(" ", "")
    if re.fullmatch(r"[0-9]{4}[0-9FTUMA]", typed):
        raise ValueError(f"{typed} is a CPT code: choose CPT for it, or {example}")
    if re.fullmatch(r"[A-V][0-9]{4}-?[0-9A-Z]{2}", typed):
        raise ValueError(f"{quoted(text)} ends in a modifier: leave it off and type {typed[:5]}.")
    if not re.fullmatch(r"[A-V][0-9]{4}", typed):
        raise ValueError(f"An HCPCS code is a letter (A to V) and 4 digits, not {quoted(text)}: {example}")
    return typed


def cpt(text: str) -> str:
    """CPT code in upper case, `97110` or `0232T`. Only the form: the AMA owns the list."""
    example = "type it like 97110 or 0232T."
    typed = plain(text).upper().replace(" ", "")
    if re.fullmatch(r"[A-V][0-9]{4}", typed):
        raise ValueError(f"{typed} is an HCPCS code: choose HCPCS for it, or {example}")
    if re.fullmatch(r"[0-9]{5}-?[0-9A-Z]{2}", typed):
        raise ValueError(f"{quoted(text)} ends in a modifier: leave it off and type {typed[:5]}.")
    if not re.fullmatch(r"[0-9]{4}[0-9FTUMA]", typed):
        raise ValueError(f"A CPT code has 5 digits, or 4 and a letter, and {quoted(text)} has not: {example}")
    # Not every run of one digit is a placeholder: 22222 is an osteotomy of the spine.
    if typed in ("00000", "99999"):
        raise ValueError(f"{typed} looks like a placeholder, not a CPT code: {example}")
    return typed


def ndc(text: str) -> str:
    """National Drug Code in the billing form 5-4-2, `00002-8215-01`.

    A package shows 10 digits as 4-4-2, 5-3-2 or 5-4-1 (21 CFR 207.33); the dashes say where the 0 goes.
    Eleven digits without dashes are already 5-4-2; ten without dashes can be read three ways and are refused.
    """
    example = "type it as on the package, such as 0002-8215-01."
    typed = _without_label(text, "NDC").replace(" ", "-")
    parts = typed.split("-")
    if not all(_digits(part) for part in parts):
        raise ValueError(f"An NDC has digits and dashes only, and {quoted(text)} has not: {example}")
    if len(typed) == _NDC_DIGITS and _digits(typed):
        parts = [typed[:5], typed[5:9], typed[9:]]
    if len(parts) == 1 and len(typed) == _NDC_DIGITS - 1:
        raise ValueError(f"Ten digits of an NDC without dashes can be read in three ways: {example}")
    if tuple(len(part) for part in parts) not in _NDC_SHAPES:
        raise ValueError(f"The dashes of an NDC leave 4-4-2, 5-3-2, 5-4-1 or 5-4-2 digits: {example}")
    if not "".join(parts).strip("0"):
        raise ValueError(f"An NDC of zeros is a placeholder: {example}")
    labeler, product, package = parts
    return f"{labeler:0>5}-{product:0>4}-{package:0>2}"


def mbi(text: str) -> str:
    """Medicare Beneficiary Identifier, 11 characters without dashes (CMS, "Understanding the MBI Format")."""
    example = "type it as on the Medicare card, such as 1EG4-TE5-MK73."
    typed = re.sub(r"[ -]", "", _without_label(text, "MBI")).upper()
    if re.fullmatch(r"[0-9]{9}[A-Z][0-9A-Z]?", typed):
        raise ValueError(f"Medicare no longer uses numbers made from Social Security numbers: {example}")
    if len(typed) != _MBI_LENGTH:
        raise ValueError(f"A Medicare number has 11 characters, and this has {len(typed)}: {example}")
    for place, (sign, kind) in enumerate(zip(typed, _MBI_SHAPE, strict=True), start=1):
        allowed, meaning = _MBI_ALLOWED[kind]
        if sign not in allowed:
            raise ValueError(f"Character {place} of a Medicare number is {meaning}, not {sign}: {example}")
    return typed


def show_mbi(stored: str) -> str:
    """A stored Medicare number with the dashes of the card; anything else is shown as it stands."""
    return f"{stored[:4]}-{stored[4:7]}-{stored[7:]}" if len(stored) == _MBI_LENGTH else stored


def money(text: str) -> float:
    """An amount in US dollars, rounded to cents: `$1,250.00`, `1250` and `1,250` are the same."""
    example = "type it like 1250 or $1,250.00."
    typed = re.sub(r"^(?:USD|US\$|\$) ?|(?: ?USD| dollars)$", "", plain(text), flags=re.IGNORECASE)
    if typed.startswith(("-", "(")):
        raise ValueError(f"An amount is not negative: {example}")
    if not re.fullmatch(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,2})?", typed):
        raise ValueError(f"{quoted(text)} is not an amount in dollars: {example}")
    amount = round(float(typed.replace(",", "")), 2)
    if amount >= _MONEY_LIMIT:
        raise ValueError(f"An amount of $100 million or more is surely mistyped: {example}")
    return amount
