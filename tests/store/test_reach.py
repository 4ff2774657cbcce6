"""A query that is told to see no text answers alike with texts in its default graph and without."""

from __future__ import annotations

import pytest

from kg import ns, paths
from kg.store.embedded import EmbeddedStore
from kg.store.reach import may_see_text

SG = "PREFIX sg: <https://w3id.org/stratagem/ontology#> "

SEE = [
    "SELECT * WHERE { ?s ?p ?o }",
    f"{SG} SELECT ?t WHERE {{ ?s sg:text ?t }}",
    "PREFIX x: <https://w3id.org/stratagem/ontology#te> SELECT ?t WHERE { ?s x:xt ?t }",
    "PREFIX x: <https://w3id.org/stratagem/ontology#text> SELECT ?t WHERE { ?s x: ?t }",
    "SELECT ?t WHERE { ?s <https://w3id.org/stratagem/ontology#text> ?t }",
    r"SELECT ?t WHERE { ?s <https://w3id.org/stratagem/ontology#\u0074ext> ?t }",
    "BASE <https://w3id.org/stratagem/ontology> SELECT ?t WHERE { ?s <#text> ?t }",
    "DESCRIBE <https://w3id.org/stratagem/id/source/one>",
    f"{SG} SELECT * WHERE {{ ?s a sg:Source ; ?p ?o }}",
    f"{SG} SELECT * WHERE {{ ?s a sg:Source . ?s ?p 'x' }}",
    f"{SG} SELECT * WHERE {{ [ ?p ?o ] }}",
    f"{SG} SELECT * WHERE {{ ?s !sg:title ?o }}",
    f"{SG} SELECT * WHERE {{ ?s !(sg:title|^sg:title) ?o }}",
    f"{SG} SELECT * WHERE {{ ?s sg:title* ?o }}",
    f"{SG} SELECT * WHERE {{ ?s sg:title? ?o }}",
    f"{SG} SELECT * WHERE {{ ?s (sg:title/sg:title)* ?o }}",
    f"{SG} SELECT (EXISTS {{ ?s ?p ?o }} AS ?e) WHERE {{ }}",
    f"{SG} SELECT ?s WHERE {{ ?s a sg:Source FILTER EXISTS {{ ?s ?p ?o }} }}",
    f"{SG} SELECT ?s WHERE {{ ?s a sg:Source }} ORDER BY (EXISTS {{ ?s ?p 1 }})",
    f"{SG} SELECT ?s WHERE {{ ?s a sg:Source . {{ SELECT ?s ?o WHERE {{ ?s ?p ?o }} }} }}",
    f"{SG} CONSTRUCT WHERE {{ ?s ?p ?o }}",
    f"{SG} SELECT * WHERE {{ {{ VALUES ?s {{ sg:a }} }} UNION {{ ?s sg:title? ?o }} }}",
    f"{SG} SELECT * WHERE {{ VALUES ?s {{ 'One' }} ?s sg:title? ?o }}",
    f"{SG} SELECT * WHERE {{ VALUES ?s {{ sg:a }} ?t sg:title? ?o }}",
    f"{SG} SELECT * WHERE {{ VALUES ?s {{ UNDEF }} ?s sg:title? ?o }}",
    f"{SG} SELECT * WHERE {{ (1 2) ?p ?o }}",
    f"{SG} SELECT * WHERE {{ FILTER(true) ?s ?p ?o }}",
    f"{SG} SELECT * WHERE {{ ?s a (1 2) ; ?p ?o }}",
    "no query \x00",
]

SEE_NOT = [
    f"{SG} SELECT * WHERE {{ VALUES ?s {{ <{ns.entity('source', 'one')}> }} ?s sg:title? ?o }}",
    f"{SG} SELECT ?s WHERE {{ ?s a sg:Source FILTER(?s != 1) ?s sg:title ?t BIND(1 AS ?x) ?s a ?u }}",
    f"{SG} SELECT ?s ?t ?u WHERE {{ ?s sg:title ?t ; a ?u . }} GROUP BY ?s ?t ?u ORDER BY ?s ?t ?u",
    f"{SG} SELECT * WHERE {{ VALUES (?a ?b) {{ (1 2) }} ?s sg:title ?t . OPTIONAL {{ ?s sg:outlet ?o }} }}",
    f"{SG} SELECT (COUNT(*) AS ?n) WHERE {{ ?s sg:title/sg:exact+ ?t }}",
    f"{SG} SELECT ?s WHERE {{ ?s a/<http://www.w3.org/2000/01/rdf-schema#subClassOf>* sg:Source }}",
    f"{SG} SELECT ?s WHERE {{ ?s sg:title ?t . FILTER(!BOUND(?x) && ?t != 'a') }}",
]


@pytest.mark.parametrize("query", SEE)
def test_may_see(query: str) -> None:
    assert may_see_text(query)


@pytest.mark.parametrize("query", SEE_NOT)
def test_sees_none(query: str) -> None:
    assert not may_see_text(query)


def test_most_shipped_queries_see_none() -> None:
    files = sorted(paths.QUERIES.rglob("*.rq"))
    assert sum(not may_see_text(file.read_text(encoding="utf-8")) for file in files) > len(files) // 2


@pytest.mark.parametrize("query", SEE_NOT)
def test_answers_are_alike(query: str) -> None:
    store = EmbeddedStore.memory()
    source, graph = ns.entity("source", "one"), ns.source_graph("one")
    store.load(
        f'<{source}> <{ns.SG.title}> "One" <{graph}> .\n<{source}> a <{ns.SG.Source}> <{graph}> .\n'.replace(
            " a ", f" <{ns.PREFIXES['rdf']}type> "
        ).encode()
        + f'<{source}> <{ns.SG.text}> "One" <{ns.text_graph("one")}> .\n'.encode()
    )
    assert store.rows(query, whole=True) == store.rows(query)
