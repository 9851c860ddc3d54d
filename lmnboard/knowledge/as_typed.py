"""What a person typed or pasted, made plain enough to read, and quoted safely in a sentence.

Imports only the standard library. Called by `identifiers` and `typed_dates`.
"""

import unicodedata

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_LONGEST_QUOTE = 30


def plain(text: str) -> str:
    """The text with one kind of dash and space, ordinary digits, and nothing invisible.

    Word processors and PDF viewers put en dashes, no-break spaces and zero-width marks into codes that are
    copied from them; a clerk cannot see the difference and should not be blamed for it.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES)
    visible = (sign for sign in folded if unicodedata.category(sign) != "Cf")
    return " ".join("".join(visible).split())


def quoted(text: str) -> str:
    """The text in quotation marks for an error sentence: short, on one line, without control characters."""
    shown = "".join(sign for sign in plain(text) if sign.isprintable())
    if len(shown) > _LONGEST_QUOTE:
        shown = shown[:_LONGEST_QUOTE].rstrip() + "…"
    return f"“{shown}”"
