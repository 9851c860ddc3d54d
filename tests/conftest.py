"""What every test stands on: an index of codes of the tests' own, made once and kept from one run to the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lmnboard.codes import Books


@pytest.fixture(scope="session", autouse=True)
def index_of_codes(pytestconfig: pytest.Config) -> Iterator[None]:
    """No test makes an index in the user's cache, nor waits for one: its name says of which data and form it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(pytestconfig.cache.mkdir("codes")))
        books = Books(None)
        if books.open() is None:
            books.build()
        yield
