"""`/sparql` speaks the SPARQL 1.1 Protocol, only reads, and ends what takes too long."""

from __future__ import annotations

import csv
import io
import time
from typing import Any
from xml.etree import ElementTree

import pytest
from rdflib import RDFS, Literal
from starlette.testclient import TestClient

from kg.ns import INFERRED_GRAPH, REGISTER_GRAPH, entity, text_graph
from tests.api.conftest import DEADLINE
from tests.api.rdf import triples
from tests.api.test_problems import problem

OPENAI = entity("company", "openai")
LABEL = f"SELECT ?label {{ <{OPENAI}> <{RDFS.label}> ?label }}"
GRAPH = f"CONSTRUCT WHERE {{ <{OPENAI}> <{RDFS.label}> ?label }}"
YES = f"ASK {{ <{OPENAI}> <{RDFS.label}> ?label }}"
# Every claim beside every other, three times over: far more than a second of work.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c < ?f && ?f < ?i) }"
RESULTS = "application/sparql-results+json"


def labels(answer: Any) -> list[str]:
    """The labels in a result in JSON."""
    assert answer.status_code == 200, answer.text
    return [row["label"]["value"] for row in answer.json()["results"]["bindings"]]


def test_by_get(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": LABEL})
    assert answer.headers["content-type"] == RESULTS
    assert labels(answer) == ["OpenAI"]


def test_by_post_as_a_form(client: TestClient) -> None:
    assert labels(client.post("/sparql", data={"query": LABEL})) == ["OpenAI"]


@pytest.mark.parametrize(
    "media_type", ["application/sparql-query", "application/sparql-query; charset=UTF-8"]
)
def test_by_post_of_the_query(client: TestClient, media_type: str) -> None:
    answer = client.post("/sparql", content=LABEL.encode(), headers={"Content-Type": media_type})
    assert labels(answer) == ["OpenAI"]


def test_parameters_that_clients_send_are_ignored(client: TestClient) -> None:
    assert labels(client.get("/sparql", params={"query": LABEL, "format": "json", "timeout": "0"})) == [
        "OpenAI"
    ]


def test_tables_as_xml_csv_tsv(client: TestClient) -> None:
    def ask(media_type: str) -> str:
        answer = client.get("/sparql", params={"query": LABEL}, headers={"Accept": media_type})
        assert answer.headers["content-type"].startswith(media_type)
        return answer.text

    found = ElementTree.fromstring(ask("application/sparql-results+xml"))
    assert [node.text for node in found.iter("{http://www.w3.org/2005/sparql-results#}literal")] == ["OpenAI"]
    assert list(csv.reader(io.StringIO(ask("text/csv")))) == [["label"], ["OpenAI"]]
    assert ask("text/tab-separated-values") == '?label\n"OpenAI"@en\n'
    assert '"OpenAI"' in ask("application/json")


def test_a_suffix_chooses_too(client: TestClient) -> None:
    assert client.get("/sparql.csv", params={"query": LABEL}).text.split() == ["label", "OpenAI"]


@pytest.mark.parametrize(
    ("media_type", "value"), [(RESULTS, '"boolean":true'), ("application/sparql-results+xml", "true")]
)
def test_ask(client: TestClient, media_type: str, value: str) -> None:
    answer = client.get("/sparql", params={"query": YES}, headers={"Accept": media_type})
    assert answer.headers["content-type"] == media_type
    assert value in answer.text


@pytest.mark.parametrize(
    "media_type",
    [
        "text/turtle",
        "application/ld+json",
        "application/n-triples",
        "application/rdf+xml",
        "application/json",
    ],
)
def test_graphs(client: TestClient, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": GRAPH}, headers={"Accept": media_type})
    assert answer.headers["content-type"].startswith(media_type)
    assert triples(answer.content, media_type) == {(OPENAI, RDFS.label, Literal("OpenAI", lang="en"))}


def test_a_table_is_not_given_as_turtle(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": LABEL}, headers={"Accept": "text/turtle"})
    assert RESULTS in problem(answer, 406, "not-acceptable")["available"]
    answer = client.get("/sparql", params={"query": GRAPH}, headers={"Accept": "text/csv"})
    assert "text/turtle" in problem(answer, 406, "not-acceptable")["available"]


def test_head(client: TestClient) -> None:
    answer = client.head("/sparql", params={"query": LABEL})
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize(("graph", "found"), [(REGISTER_GRAPH, ["OpenAI"]), (INFERRED_GRAPH, [])])
def test_from_is_honoured(client: TestClient, graph: str, found: list[str]) -> None:
    query = LABEL.replace("{", f"FROM <{graph}> {{", 1)
    assert labels(client.get("/sparql", params={"query": query})) == found


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "LOAD <http://127.0.0.1:9/>",
        "SELECT * " + "{" * 1000 + "}" * 1000,
        "SELECT * { ?s ?p " + " , ".join(["?o"] * 30000) + " }",
    ],
)
def test_what_is_not_allowed(client: TestClient, query: str) -> None:
    answer = client.post(
        "/sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query"}
    )
    problem(answer, 400, "query-refused")


@pytest.mark.parametrize(
    "query", ["SELECT * {", "SELECT ?x { ?s ?p ?o } GROUP BY ?s", "SELECT * { ?s ?p \ud800 }"]
)
def test_what_is_no_query(client: TestClient, query: str) -> None:
    body = query.encode("utf-8", "surrogatepass")
    answer = client.post("/sparql", content=body, headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == 400


def test_update_by_its_parameter_and_media_type(client: TestClient) -> None:
    update = "CLEAR ALL"
    assert problem(client.post("/sparql", data={"update": update}), 400, "bad-parameter")["name"] == "update"
    answer = client.post("/sparql", content=update, headers={"Content-Type": "application/sparql-update"})
    assert problem(answer, 400, "bad-parameter")["name"] == "update"


@pytest.mark.parametrize("given", ["default-graph-uri=urn:x:y", "query=ASK%7B%7D&query=ASK%7B%7D"])
def test_one_query(client: TestClient, given: str) -> None:
    problem(client.get(f"/sparql?{given}"), 400, "bad-parameter")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    problem(client.post("/sparql", content=given, headers=form), 400, "bad-parameter")


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/json", "application/sparql-query; charset=utf-16", "multipart/form-data"],
)
def test_other_media_types(client: TestClient, media_type: str) -> None:
    answer = client.post("/sparql", content=LABEL, headers={"Content-Type": media_type})
    problem(answer, 415, "unsupported-media-type")


def test_an_encoded_body(client: TestClient) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}
    problem(client.post("/sparql", content=b"\x1f\x8b", headers=headers), 415, "unsupported-media-type")


def test_large_bodies(client: TestClient) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    problem(client.post("/sparql", content=b"#" * 300_000, headers=headers), 413, "content-too-large")
    parts = (b"#" * 1000 for _ in range(300))
    problem(client.post("/sparql", content=parts, headers=headers), 413, "content-too-large")
    body = problem(client.post("/sparql", content=b"#" * 70_000, headers=headers), 400, "query-refused")
    assert body["limit"] < body["measured"] == 70_000


def test_the_deadline_and_what_comes_after(client: TestClient) -> None:
    start = time.monotonic()
    body = problem(client.get("/sparql", params={"query": ENDLESS}), 504, "query-timeout")
    assert time.monotonic() - start < DEADLINE + 1
    assert body["seconds"] == DEADLINE
    assert labels(client.get("/sparql", params={"query": LABEL})) == ["OpenAI"]


def test_no_text_that_may_not_be_passed_on(client: TestClient) -> None:
    graph = text_graph("openai-crossroads")
    for query in ("SELECT ?text { GRAPH ?g { ?s ?p ?text } FILTER(STRLEN(STR(?text)) > 3000) }",
                  f"SELECT ?text FROM <{graph}> {{ ?s ?p ?text }}"):  # fmt: skip
        answer = client.get("/sparql", params={"query": query})
        assert answer.json()["results"]["bindings"] == []
