"""Linked data: every IRI of the namespace that the graph uses leads to a document that speaks of it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.answer.negotiation import GRAPH, RESOURCE
from kg import ns, paths
from kg.kinds import KINDS
from kg.store.base import Store
from tests.api.rdf import triples
from tests.api.test_problems import problem

pytestmark = pytest.mark.usefixtures("uncounted")

_OURS = re.compile(rb"<(" + re.escape(ns.BASE).encode() + rb"[^>]*)>")
_FRONTS = "/company/openai/fronts"
_FORMATS = [
    pytest.param(path, form, id=f"{path}.{form.suffix}")
    for path, available in ((_FRONTS, RESOURCE), ("/claims", RESOURCE), ("/ontology", GRAPH))
    for form in available
]


@pytest.fixture(scope="module")
def iris(article_store: Store) -> list[str]:
    """Every IRI of the namespace in any place of a triple, and those of the graphs that are served."""
    found: Counter[str] = Counter()
    for name in article_store.graphs():
        if not name.endswith("/text"):
            found[name] += 1
            found.update(iri.decode() for iri in _OURS.findall(article_store.get_graph(name)))
    return sorted(found)


def arrive(client: TestClient, iri: str) -> Any:
    """The document that an IRI leads to, as the redirect of w3id.org has it: the same path on this server."""
    path = iri.removeprefix(ns.BASE).partition("#")[0]
    answer = client.get(path, headers={"Accept": "application/n-triples"})
    if path.startswith("/id/"):
        assert (answer.status_code, answer.content) == (303, b""), iri
        answer = client.get(answer.headers["location"], headers={"Accept": "application/n-triples"})
    return answer


def test_every_iri_of_ours_answers(client: TestClient, iris: list[str]) -> None:
    kinds = {iri.removeprefix(ns.ID).partition("/")[0] for iri in iris if iri.startswith(ns.ID)}
    # There are no changes before the first one.
    assert kinds == {kind.name for kind in KINDS if kind.name != "change"} | {"axiom", "genid"}
    assert {ns.ONTOLOGY, ns.VERSION_IRI, ns.STATEMENTS_GRAPH, ns.SG.decisive} <= {*map(ns.URIRef, iris)}
    ontology = client.get("/ontology.nt").text
    for iri in iris:
        if iri.startswith(str(ns.SG)):
            assert f"<{iri}>" in ontology
            continue
        answer = arrive(client, iri)
        assert answer.status_code == 200, f"{iri}: {answer.status_code}"
        if iri.startswith(ns.ID) and "/genid/" not in iri:
            assert f'<{iri}>; rel="describes"' in answer.headers["link"]
            assert f"<{iri}>" in answer.text, iri


def test_a_thing_leads_to_its_document_in_the_same_format(client: TestClient) -> None:
    for path, location in (
        ("/id/company/openai", "/company/openai"),
        ("/id/company/openai.ttl", "/company/openai.ttl"),
        ("/id/company/OpenAI", "/company/openai"),
        ("/id/genid/o0", "/ontology"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, location)
    problem(client.get("/id/planet/openai"), 404, "not-found")
    problem(client.get("/id/company/open_ai"), 400, "bad-parameter")
    assert client.get("/id/company").status_code == 404
    assert client.get(client.get("/id/company/nobody").headers["location"]).status_code == 404


def test_versions_and_graphs(client: TestClient) -> None:
    version = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert str(ns.VERSION_IRI) == f"{ns.ONTOLOGY}/{version}"
    for what in ("ontology", "shapes"):
        assert client.get(f"/{what}/{version}.nt").content == client.get(f"/{what}.nt").content
        assert problem(client.get(f"/{what}/9.9.9"), 404, "not-found")["nearest"] == [version]
    known = problem(client.get("/graph/nothing"), 404, "not-found")["nearest"]
    assert {"register", "statements", "openai-crossroads"} <= {*known}
    problem(client.get("/graph/openai-crossroads/text"), 404, "not-found")


def test_a_graph_has_its_triples(client: TestClient, article_store: Store) -> None:
    for name in ("register", "statements", "inferred", "openai-crossroads"):
        held = triples(article_store.get_graph(ns.GRAPH + name), "application/n-triples")
        for form in GRAPH:
            answer = client.get(f"/graph/{name}.{form.suffix}")
            assert answer.headers["content-type"].startswith(form.media_type)
            assert triples(answer.content, form.media_type) == held


@pytest.mark.parametrize(("path", "form"), _FORMATS)
def test_each_format_links_to_the_others(client: TestClient, path: str, form: Any) -> None:
    answer = client.get(f"{path}.{form.suffix}")
    links = re.findall(r'<([^>]*)>; rel="([a-z]+)"(?:; type="([^"]*)")?', answer.headers["link"])
    by_relation = {relation: address for address, relation, _ in links if relation != "alternate"}
    assert by_relation["canonical"] == f"{ns.BASE}{path}"
    assert by_relation["license"] == ns.LICENSE
    assert client.get(by_relation["describedby"]).status_code == 200
    others = {address: media_type for address, relation, media_type in links if relation == "alternate"}
    assert f"{path}.{form.suffix}" not in others
    assert len(others) >= 3
    for address, media_type in others.items():
        other = client.get(address)
        assert other.status_code == 200
        assert other.headers["content-type"].startswith(media_type)
        assert other.headers["vary"] == answer.headers["vary"] == "Accept"


def test_links_keep_the_parameters(client: TestClient) -> None:
    links = client.get("/claims?source=openai-crossroads&limit=2&q=%3Cb%3E").headers["link"]
    assert f'<{ns.BASE}/claims?source=openai-crossroads&limit=2&q=%3Cb%3E>; rel="canonical"' in links
    assert '</claims.ttl?source=openai-crossroads&limit=2&q=%3Cb%3E>; rel="alternate"' in links


def test_what_the_client_has_is_not_sent_again(client: TestClient) -> None:
    for path in ("/export.nt", "/graph/register", "/claims.csv", "/.well-known/void", "/ontology/0.1.0"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["link"] == first.headers["link"]
    assert client.get("/graph/nothing", headers={"If-None-Match": "*"}).status_code == 404


def test_a_hostile_query_ends_no_link(client: TestClient) -> None:
    request = client.build_request("GET", "/claims")
    request.url = request.url.copy_with(raw_path=b'/claims?q=">,<x>;rel=license')
    links = client.send(request).headers["link"]
    assert len(re.findall("<", links)) == len(re.findall(r'<[^<>"]*>; rel="', links))
