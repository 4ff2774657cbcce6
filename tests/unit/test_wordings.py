"""Words that stand for what was taken from a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ns import entity
from kg.read.wordings import SHORT, shortened, wordings
from kg.store.base import Store


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("very fun", "very fun"),
        ("one  two\nthree", "one two three"),
        ("a" * SHORT, "a" * SHORT),
        ("a" * (SHORT + 1), "a" * SHORT + " …"),
        ("a" * SHORT + " b", "a" * SHORT + " …"),
        ("word " * 20, ("word " * 12).strip() + " …"),
    ],
)
def test_words_are_cut_between_them(words: str, short: str) -> None:
    assert shortened(words) == short


@given(st.text(max_size=200), st.integers(1, 80))
def test_what_is_cut_is_a_beginning(words: str, most: int) -> None:
    short = shortened(words, most)
    assert " ".join(words.split()).startswith(short.removesuffix(" …"))
    assert len(short) <= most + 2


def test_each_sort_has_its_words(article_store: Store) -> None:
    claim = str(entity("claim", "89ebc79d2e7ad422"))
    doubt = "The $14 billion loss prediction may ultimately prove to be exaggerated"
    ends = article_store.rows(
        f"SELECT ?quote ?assertion WHERE {{ <{claim}> <https://w3id.org/stratagem/ontology#hasQuote> ?quote ;"
        " <https://w3id.org/stratagem/ontology#asserts> ?assertion }"
    )
    nodes = [claim, ends[0]["quote"], ends[0]["assertion"]]
    assert wordings(article_store, nodes) == dict.fromkeys(nodes, doubt)
    source = str(entity("source", "openai-crossroads"))
    assert wordings(article_store, [source])[source].startswith("OpenAI's Crossroads")
    assert wordings(article_store, [str(entity("claim", "0000000000000000"))]) == {}
    assert wordings(article_store, []) == {}
