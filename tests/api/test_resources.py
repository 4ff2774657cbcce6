"""Single resources: what they say, where they lead, what is withheld."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, BNode, Literal
from starlette.testclient import TestClient

from api.app import create_app
from kg.ns import ONTOLOGY, PREFIXES, SG, entity, source_graph, text_graph
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore
from kg.store.pool.workers import QueryPool
from tests.api.rdf import triples
from tests.api.test_problems import problem


def test_a_company_and_its_statements(client: TestClient) -> None:
    body = client.get("/company/openai").json()
    assert (body["id"], body["kind"], body["label"]) == ("openai", "company", "OpenAI")
    assert "Company" in body["types"]
    assert {item["id"] for item in body["develops"]} >= {"chatgpt", "codex"}
    assert {item["direction"] for item in body["statements"]} == {"out"}
    assert {item["direction"] for item in body["incoming"]} == {"in"}
    stated = [item for item in body["statements"] if item["standing"] not in {"curated", "inferred"}]
    assert stated
    assert all(item["evidence"] for item in stated)


def test_a_statement_by_its_axiom(client: TestClient) -> None:
    first = client.get("/company/openai").json()["statements"][0]
    body = client.get(f"/axiom/{first['iri'].rpartition('/')[2]}").json()
    assert body["subject"]["id"] == "openai"
    assert (body["property"], body["standing"]) == (first["property"], first["standing"])


def test_a_figure_has_its_value_as_a_string(client: TestClient) -> None:
    body = client.get("/figure/openai-crossroads-loss").json()
    assert body["value"] == ["14000000000"]
    assert "Forecast" in body["types"]


@pytest.mark.parametrize(
    "section", ["products", "strategies", "risks", "events", "moats", "rivals", "figures", "claims"]
)
def test_what_stands_under_a_company(client: TestClient, section: str) -> None:
    body = client.get(f"/company/openai/{section}").json()
    assert body["total"] == len(body["items"]) > 0 or section == "claims"
    assert all(item["iri"] for item in body["items"])
    body = problem(client.get(f"/company/opnai/{section}"), 404, "not-found")
    assert body["nearest"] == ["openai"]
    assert client.get(f"/company/OpenAI/{section}").headers["location"] == f"/company/openai/{section}"


def test_text_that_the_rights_withhold(client: TestClient) -> None:
    assert "quotes" in problem(client.get("/source/openai-crossroads/text"), 403, "withheld")["detail"]
    problem(client.get("/source/nothing/text"), 404, "not-found")


def test_text_that_may_be_passed_on(pool: QueryPool) -> None:
    store = EmbeddedStore.memory()
    source = entity("source", "open")
    about = [
        (source, RDF.type, SG.Article),
        (source, SG.title, Literal("T")),
        (source, SG.rights, Literal("full")),
    ]
    store.put_graph(source_graph("open"), about)
    client = TestClient(create_app(store, pool, "1"))
    problem(client.get("/source/open/text"), 404, "not-found")
    store.put_graph(text_graph("open"), [(source, SG.text, Literal("Words — as they stand."))])
    answer = client.get("/source/open/text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "Words — as they stand."


def test_a_replaced_claim_leads_to_the_one_in_its_place(pool: QueryPool, article_store: Store) -> None:
    store = EmbeddedStore.memory()
    old, new = entity("claim", "0" * 16), entity("claim", "489bb2a005856394")
    graph = source_graph("openai-crossroads")
    lines = article_store.get_graph(graph).splitlines()
    store.load(b"".join(line[:-1] + f"<{graph}> .\n".encode() for line in lines))
    former = [(old, RDF.type, SG.SupersededClaim), (old, SG.replacedBy, new)]
    store.put_graph(source_graph("former"), former)
    client = TestClient(create_app(store, pool, "1"), follow_redirects=False)
    answer = client.get(f"/claim/{'0' * 16}.ttl")
    assert (answer.status_code, answer.headers["location"]) == (308, "/claim/489bb2a005856394.ttl")


def test_exports_hold_all_but_the_text(pool: QueryPool, article_store: Store) -> None:
    text = str(text_graph("openai-crossroads"))
    assert text in article_store.graphs()
    client = TestClient(create_app(article_store, pool, "1"))
    held = {
        triple
        for name in article_store.graphs()
        if name != text
        for triple in triples(article_store.get_graph(name), "application/n-triples")
    }
    for suffix, media_type in (
        ("trig", "application/trig"),
        ("nq", "application/n-quads"),
        ("nt", "application/n-triples"),
        ("ttl", "text/turtle"),
        ("rdf", "application/rdf+xml"),
    ):
        answer = client.get(f"/export.{suffix}")
        assert answer.headers["content-type"].startswith(media_type)
        found = triples(answer.content, media_type)
        assert found == held
        assert not any(predicate == SG.text for _, predicate, _ in found)
        assert client.get(f"/export.{suffix}?_=1").content == answer.content
    assert text not in client.get("/export.trig").text
    assert client.get("/export.jsonld").content == client.get("/export.jsonld?_=1").content


def test_the_ontology_has_its_header_and_blank_nodes(client: TestClient) -> None:
    answer = client.get("/ontology")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    found = triples(answer.content, "text/turtle")
    assert {s for s, p, o in found if p == RDF.type and o == OWL.Ontology} == {ONTOLOGY}
    assert "/id/genid/" not in answer.text
    assert any(isinstance(subject, BNode) for subject, _, _ in found)


def test_the_shapes_are_those_of_the_files(client: TestClient) -> None:
    found = triples(client.get("/shapes.nt").content, "application/n-triples")
    named = {s for s, p, o in found if p == RDF.type and str(o) == f"{PREFIXES['sh']}NodeShape"}
    assert len(named) > 10
