"""Cursors keep a key and a number, and what is none is told so."""

from __future__ import annotations

import pytest

from kg.errors import BadParameterError
from kg.read.cursors import before, cursor, key_of


@pytest.mark.parametrize("key", ["", "a", "émile https://example.org/x", "x" * 500])
def test_a_cursor_gives_back_what_it_was_made_of(key: str) -> None:
    made = cursor(key, 50)
    assert (key_of(made), before(made)) == (key, 50)


def test_without_a_cursor_a_list_begins_at_its_first() -> None:
    assert (key_of(None), before(None)) == ("", 0)


@pytest.mark.parametrize("given", ["!", "YQ.x", "YQ.-1", "YQ.", "YQ.1.2", "é", "YQ.1234567890123"])
def test_what_is_no_cursor_is_refused(given: str) -> None:
    with pytest.raises(BadParameterError, match="cursor"):
        key_of(given)
