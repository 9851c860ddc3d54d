"""The states, District of Columbia, territories and military addresses of the US Postal Service.

Imports only `as_typed`. Called through `identifiers` for addresses and licences.
The list is USPS Publication 28, appendix B.
"""

import re

from lmnboard.knowledge.as_typed import plain, quoted

STATES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "AS": "American Samoa",
    "GU": "Guam",
    "MP": "Northern Mariana Islands",
    "PR": "Puerto Rico",
    "VI": "Virgin Islands",
    "AA": "Armed Forces Americas",
    "AE": "Armed Forces Europe",
    "AP": "Armed Forces Pacific",
}
_BY_NAME = {name.upper(): code for code, name in STATES.items()}
_ALSO_CALLED = {
    "WASHINGTON DC": "DC",
    "US VIRGIN ISLANDS": "VI",
    "USVI": "VI",
    "COMMONWEALTH OF THE NORTHERN MARIANA ISLANDS": "MP",
}


def us_state(text: str) -> str:
    """The two letters of a state, from the letters or the name; `ValueError` with a sentence otherwise."""
    typed = " ".join(re.sub(r"[.,]", " ", plain(text)).upper().split())
    # "D.C." and "N.Y." fall apart into single letters; "New York" does not.
    joined = typed.replace(" ", "")
    if joined in STATES:
        return joined
    code = _BY_NAME.get(typed) or _ALSO_CALLED.get(typed.replace("D C", "DC").replace("U S ", "US "))
    if code is None:
        raise ValueError(f"{quoted(text)} is not a US state: type its letters or its name, such as TX or Texas.")
    return code
