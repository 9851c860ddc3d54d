"""The nine kinds of payer, by id, as `payer_types.toml` has them.

Imports only the standard library. Called by the directory's fields and by whatever shows a payer.
"""

import tomllib
from functools import cache
from pathlib import Path


@cache
def _names() -> dict[str, str]:
    text = Path(__file__).with_name("payer_types.toml").read_text(encoding="utf-8")
    return {row["id"]: row["name"] for row in tomllib.loads(text)["payer_type"]}


def payer_types() -> dict[str, str]:
    """Id and name of each kind of payer, in the order a list shows them."""
    return dict(_names())
