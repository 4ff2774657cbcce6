"""Rows are counted right in each format that the engine writes, whatever stands in the literals."""

from __future__ import annotations

import pytest

from api.edge.rows import count_rows
from kg.store.embedded import EmbeddedStore

TRAP = """select ?a ?b { values (?a ?b) { (1 '},{"') (2 '<result>') ('x, {}' UNDEF) } }"""
RESULTS = "application/sparql-results"


@pytest.mark.parametrize("media_type", [f"{RESULTS}+json", f"{RESULTS}+xml", "text/tab-separated-values"])
def test_rows_of_a_table(media_type: str) -> None:
    store = EmbeddedStore.memory()
    assert count_rows(store.query(TRAP, media_type), media_type) == 3
    nothing = "select * { <urn:x> ?p ?o }"
    assert count_rows(store.query(nothing, media_type), media_type) == 0


def test_csv_is_counted_unless_it_has_quotes() -> None:
    store = EmbeddedStore.memory()
    assert count_rows(store.query("select ?a { values ?a { 1 2 } }", "text/csv"), "text/csv") == 2
    assert count_rows(store.query(TRAP, "text/csv"), "text/csv") is None


def test_an_answer_of_yes_or_no_has_no_rows() -> None:
    store = EmbeddedStore.memory()
    for kind in ("json", "xml"):
        assert count_rows(store.query("ask {}", f"{RESULTS}+{kind}"), f"{RESULTS}+{kind}") is None


def test_triples_of_a_graph() -> None:
    store = EmbeddedStore.memory()
    data = store.query("construct { <urn:a> <urn:b> 1, 'x\\n' } {}", "application/n-triples")
    assert count_rows(data, "application/n-triples") == 2
    assert count_rows(b"<urn:a> a <urn:b> .", "text/turtle") is None
