"""`stratagem search`: the results of the library, what narrows them, and what it says beside the rows."""

from __future__ import annotations

import csv
import io

import pytest

from kg.search import Table, Wanted, documents, search
from kg.store.base import Store
from tests.conftest import Demo
from tests.unit.conftest import Stratagem


@pytest.fixture
def table(article_store: Store) -> Table:
    made = Table()
    made.put(documents(article_store))
    return made


def test_it_gives_the_results_of_the_library(
    stratagem: Stratagem, demo: Demo, article_store: Store, table: Table
) -> None:
    ended = stratagem("search", "decisive", "advant", "--store", demo.store)
    assert (ended.code, ended.err) == (0, "")
    assert [row["text"] for row in ended.json] == ["none of them have formed a decisive advantage"]
    whole = stratagem("search", "openai", "--limit", "200", "--store", demo.store)
    expected = search(article_store, table, Wanted("openai", limit=200))
    assert [row["iri"] for row in whole.json] == [hit.iri for hit in expected.items]


def test_what_narrows_is_given_by_name(
    stratagem: Stratagem, demo: Demo, article_store: Store, table: Table
) -> None:
    narrowed = {"kind": "claim", "modality": "fact"}
    words = [f"{name}={value}" for name, value in narrowed.items()]
    ended = stratagem("search", "openai", *words, "--store", demo.store, "--format", "csv", "--limit", "200")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert len(rows) == search(article_store, table, Wanted("openai", narrowed)).total > 0
    assert {row["modality"] for row in rows} == {"fact"}


def test_a_table_has_what_a_person_reads(stratagem: Stratagem, demo: Demo) -> None:
    ended = stratagem("search", "users", "--limit", "3", "--store", demo.store, "--format", "table")
    assert "users" in ended.out
    assert "https://" not in ended.out
    assert "3 of " in ended.err


def test_where_nothing_is_found_it_says_the_nearest_names(stratagem: Stratagem, demo: Demo) -> None:
    ended = stratagem("search", "opnai", "--store", demo.store)
    assert (ended.code, ended.json) == (1, [])
    assert "OpenAI" in ended.err


def test_where_no_text_has_all_words_it_says_so(stratagem: Stratagem, demo: Demo) -> None:
    ended = stratagem("search", "who", "fights", "openai", "--store", demo.store)
    assert ended.code == 0
    assert ended.json[0]["id"] == "openai"
    assert "No text has all of these words; these have some of them." in ended.err
    whole = stratagem("search", "users", "attached", "--store", demo.store)
    assert any("emotional attachment" in row["text"] for row in whole.json)
    assert "No text" not in whole.err


@pytest.mark.parametrize(
    "words", [["a", "kind=x"], ["a", "kind="], ["a", "kind=claim", "kind=risk"], ["a" * 201]]
)
def test_what_cannot_be_used_is_said(stratagem: Stratagem, demo: Demo, words: list[str]) -> None:
    ended = stratagem("search", *words, "--store", demo.store)
    assert ended.code == 2
    assert "cannot be used" in ended.err
    assert "Traceback" not in ended.err
