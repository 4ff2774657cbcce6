"""A prefix that a query uses without declaring it is named, whatever the engine says of it."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.store.embedded import EmbeddedStore
from kg.store.syntax.undeclared import explained


def refused(query: str) -> str:
    """What the engine says of a query that it does not accept."""
    with pytest.raises(QueryError) as caught:
        EmbeddedStore.memory().rows(query)
    return str(caught.value).removeprefix("the query was not accepted: ")


@pytest.mark.parametrize(
    ("query", "line", "prefix"),
    [
        ("SELECT * { ?s foo:bar ?o }", 1, "foo:"),
        ("SELECT * {\n  ?s a sg:Company .\n}", 2, "sg:"),
        ("SELECT * { ?s :bar ?o }", 1, ":"),
        ("PREFIX a: <urn:a>\nSELECT * {\n\n ?s a:b a-b.c:d }", 4, "a-b.c:"),
        ("SELECT * { ?s a ?o FILTER(?o = sg:é) }", 1, "sg:"),
    ],
)
def test_it_is_named_with_its_line(query: str, line: int, prefix: str) -> None:
    assert explained(query, refused(query)).startswith(f"line {line}: the prefix {prefix} is not declared")


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s ?p }", "SELECT", "SELECT * { ?s <relative> ?o FILTER(?s =) }"]
)
def test_other_faults_stay_as_the_engine_has_them(query: str) -> None:
    detail = refused(query)
    assert explained(query, detail) == detail


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX a: <urn:a> SELECT * { _:x a:b 'c:d' }",
        "SELECT * { <x:y> ?p ?o } # e:f",
        "SELECT * { 'not ended",
    ],
)
def test_only_names_with_a_prefix_are_looked_at(query: str) -> None:
    assert explained(query, "as the engine has it") == "as the engine has it"
