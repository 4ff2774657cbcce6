"""`default-graph-uri` and `named-graph-uri` of the SPARQL 1.1 Protocol choose the graphs of a query."""

from __future__ import annotations

from typing import Any

import pytest
from rdflib import RDFS
from starlette.testclient import TestClient

from kg.ns import INFERRED_GRAPH, REGISTER_GRAPH, STATEMENTS_GRAPH, entity
from kg.store.base import Store, duplicated_triples
from kg.store.syntax.guard import DEFAULT_LIMITS
from tests.api.test_problems import problem

OPENAI = entity("company", "openai")
LABEL = f"<{OPENAI}> <{RDFS.label}> ?label"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
IN_DEFAULT = f"ASK {{ {LABEL} }}"
IN_NAMED = f"ASK {{ GRAPH ?g {{ {LABEL} }} }}"
UNKNOWN = "https://w3id.org/stratagem/graph/none"
QUERY = "application/sparql-query"


def ask(client: TestClient, query: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> Any:
    """The value of an ASK, or the number that a SELECT counts."""
    params = {"query": query, "default-graph-uri": [*default], "named-graph-uri": [*named]}
    answer = client.get("/sparql", params=params)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return found["boolean"] if "boolean" in found else int(found["results"]["bindings"][0]["n"]["value"])


def size(store: Store, *graphs: str) -> int:
    """How many triples some graphs hold."""
    return sum(len(store.get_graph(graph).splitlines()) for graph in graphs)


@pytest.mark.parametrize(
    "graphs",
    [
        (REGISTER_GRAPH,),
        (REGISTER_GRAPH, STATEMENTS_GRAPH),
        (REGISTER_GRAPH, REGISTER_GRAPH),
        (REGISTER_GRAPH, UNKNOWN),
    ],
)
def test_the_default_graph_is_the_union_of_those_given(
    client: TestClient, article_store: Store, graphs: tuple[str, ...]
) -> None:
    assert ask(client, COUNT, default=graphs) == size(article_store, *set(graphs)) > 0


def test_the_union_of_the_graphs_is_their_merge(client: TestClient, article_store: Store) -> None:
    """Each triple stands in one graph: then a query counts none of them twice, as its description says."""
    assert duplicated_triples(article_store) == []
    shown = [name for name in article_store.graphs() if not name.endswith("/text")]
    merged = {line for name in shown for line in article_store.get_graph(name).splitlines()}
    assert ask(client, COUNT) == len(merged) == size(article_store, *shown)
    said = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "UnionDefaultGraph" in said
    assert "each triple stands in one graph" in said.lower()


def test_a_default_graph_leaves_no_named_ones(client: TestClient) -> None:
    assert ask(client, IN_NAMED)
    assert not ask(client, IN_NAMED, default=(REGISTER_GRAPH,))


def test_named_graphs_leave_an_empty_default_graph(client: TestClient) -> None:
    assert ask(client, IN_NAMED, named=(REGISTER_GRAPH,))
    assert not ask(client, IN_NAMED, named=(INFERRED_GRAPH,))
    assert ask(client, COUNT, named=(REGISTER_GRAPH,)) == 0
    both = f"ASK {{ GRAPH <{REGISTER_GRAPH}> {{ {LABEL} }} ?s ?p ?o }}"
    assert ask(client, both, default=(INFERRED_GRAPH,), named=(REGISTER_GRAPH,))


@pytest.mark.parametrize("query", [IN_DEFAULT, IN_NAMED])
def test_they_go_before_from(client: TestClient, query: str) -> None:
    clauses = f"FROM <{REGISTER_GRAPH}> FROM NAMED <{REGISTER_GRAPH}>"
    text = query.replace("ASK", f"ASK {clauses}", 1)
    assert ask(client, text)
    assert not ask(client, text, default=(INFERRED_GRAPH,), named=(INFERRED_GRAPH,))
    text = text.replace(REGISTER_GRAPH, INFERRED_GRAPH)
    assert ask(client, text, default=(REGISTER_GRAPH,), named=(REGISTER_GRAPH,))


def test_a_graph_that_is_not_there_is_empty(client: TestClient) -> None:
    assert ask(client, COUNT, default=(UNKNOWN,)) == 0
    assert not ask(client, IN_NAMED, named=(UNKNOWN,))


@pytest.mark.parametrize("graph", [REGISTER_GRAPH, INFERRED_GRAPH])
def test_by_post(client: TestClient, graph: str) -> None:
    chosen = {"default-graph-uri": graph}
    answers = [
        client.post("/sparql", data={"query": IN_DEFAULT, **chosen}),
        client.post("/sparql", data={"query": IN_DEFAULT}, params=chosen),
        client.post("/sparql", content=IN_DEFAULT, params=chosen, headers={"Content-Type": QUERY}),
    ]
    assert [answer.json()["boolean"] for answer in answers] == [graph == REGISTER_GRAPH] * 3


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("iri", ["", "register", "/graph/register", "http://a b", "http://["])
def test_what_is_no_iri(client: TestClient, name: str, iri: str) -> None:
    body = problem(client.get("/sparql", params={"query": IN_DEFAULT, name: iri}), 400, "bad-parameter")
    assert name in body["name"]
    assert f"“{iri}”" in body["value"]


def test_the_number_of_graphs_is_bounded(client: TestClient) -> None:
    most = DEFAULT_LIMITS.graphs
    names = [f"{UNKNOWN}/{number}" for number in range(most + 1)]
    assert ask(client, COUNT, default=tuple(names[:most])) == 0
    params = {"query": COUNT, "default-graph-uri": names[:-1], "named-graph-uri": names[-1:]}
    body = problem(client.get("/sparql", params=params), 400, "query-refused")
    assert (body["limit"], body["measured"]) == (most, most + 1)


@pytest.mark.parametrize("method", ["get", "post"])
def test_they_are_documented(client: TestClient, method: str) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/sparql"][method]
    names = [parameter["name"] for parameter in operation["parameters"]]
    assert names == (["query"] if method == "get" else []) + ["default-graph-uri", "named-graph-uri"]
