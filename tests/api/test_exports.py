"""Exports of the whole graph in each format: complete, alike, without a text that may not be passed on."""

from __future__ import annotations

import gc
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from fastapi import FastAPI
from rdflib import OWL, RDF
from starlette.testclient import TestClient

from api.answer import files
from api.answer.negotiation import CSV, EXPORT, NAMED_GRAPHS, RDF_12
from api.app import create_app
from api.routes import graphs
from kg import ns
from kg.errors import ExportsBusyError
from kg.kinds import KINDS
from kg.ns import SG
from kg.read.export import Writer
from kg.read.graphml import INNER
from kg.store.base import Store
from kg.store.pool.workers import QueryPool
from tests.api.rdf import triples
from tests.api.rights import CLOSED, OPEN, two_sources
from tests.api.test_problems import problem

_ML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture(params=["from memory", "from a file"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which an export is kept."""
    if request.param == "from a file":
        monkeypatch.setattr(files, "SMALL", 0)


@pytest.fixture
def article(pool: QueryPool, article_store: Store) -> TestClient:
    """The article with its text, which may not be passed on."""
    return TestClient(create_app(article_store, pool, "1"))


@pytest.fixture
def sources(pool: QueryPool) -> TestClient:
    """Two sources of which one may be passed on."""
    return TestClient(create_app(two_sources(), pool, "1"))


def parsed(data: bytes, media_type: str) -> set[ox.Triple]:
    """The triples of all graphs, as the engine reads them."""
    return {quad.triple for quad in ox.parse(data, ox.RdfFormat.from_media_type(media_type))}


@pytest.mark.usefixtures("way")
def test_exports_hold_all_but_the_text(article: TestClient, article_store: Store) -> None:
    text = str(ns.text_graph("openai-crossroads"))
    assert text in article_store.graphs()
    lines = b"".join(article_store.get_graph(name) for name in article_store.graphs() if name != text)
    held = parsed(lines, "application/n-triples")
    assert str(SG.text) not in {triple.predicate.value for triple in held}
    for form in NAMED_GRAPHS:
        answer = article.get(f"/export.{form.suffix}")
        assert answer.headers["content-type"].startswith(form.media_type)
        assert answer.headers["content-length"] == str(len(answer.content))
        assert parsed(answer.content, form.media_type) == held
        assert article.get(f"/export.{form.suffix}?_=1").content == answer.content
        assert article.head(f"/export.{form.suffix}").headers["content-length"] == str(len(answer.content))
    assert text not in article.get("/export.trig").text


def test_another_reader_agrees(article: TestClient) -> None:
    assert triples(article.get("/export.ttl").content, "text/turtle") == triples(
        article.get("/export.nt").content, "application/n-triples"
    )


@pytest.mark.usefixtures("way")
def test_named_graphs_stay_apart(article: TestClient, article_store: Store) -> None:
    for media_type in ("application/trig", "application/n-quads", "application/ld+json"):
        data = article.get("/export", headers={"Accept": media_type}).content
        quads = ox.parse(data, ox.RdfFormat.from_media_type(media_type))
        assert {quad.graph_name.value for quad in quads} == {
            name for name in article_store.graphs() if not name.endswith("/text")
        }


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("form", RDF_12, ids=lambda form: form.suffix)
def test_rdf_12_says_it_of_the_statement_itself(article: TestClient, form: Any) -> None:
    answer = article.get(f"/export.{form.suffix}?version=1.2")
    assert answer.headers["content-type"].startswith(form.media_type)
    asked = article.get("/export", headers={"Accept": form.media_type})
    assert (asked.content, asked.headers["content-type"]) == (answer.content, answer.headers["content-type"])
    assert asked.headers["etag"] != article.get(f"/export.{form.suffix}").headers["etag"]
    engine = ox.RdfFormat.from_media_type(form.engine)
    found = {quad.triple for quad in ox.parse(answer.content, engine)}
    plain = {quad.triple for quad in ox.parse(article.get("/export.nt").content, ox.RdfFormat.N_TRIPLES)}
    reifies = ox.NamedNode(f"{RDF}reifies")
    reified = {t for t in found if t.predicate == reifies}
    assert {t.object for t in reified} <= found
    # Back again: each reifier as the axiom that it was.
    axioms = {
        ox.Triple(t.subject, ox.NamedNode(str(p)), o)
        for t in reified
        for p, o in zip(
            (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget, RDF.type),
            (t.object.subject, t.object.predicate, t.object.object, ox.NamedNode(str(OWL.Axiom))),
            strict=True,
        )
    }
    assert (found - reified) | axioms == plain
    assert len(reified) > 200


def test_versions_that_a_format_has_not(article: TestClient) -> None:
    problem(article.get("/export.rdf?version=1.2"), 406, "not-acceptable")
    problem(article.get("/export.ttl?version=2"), 400, "bad-parameter")
    assert article.get("/export.ttl?version=1.1").content == article.get("/export.ttl").content
    assert (
        article.get("/export", headers={"Accept": "text/turtle"}).content
        == article.get("/export.ttl").content
    )


@pytest.mark.usefixtures("way")
def test_graphml_has_things_and_the_statements_between_them(
    article: TestClient, article_store: Store
) -> None:
    answer = article.get("/export.graphml")
    assert answer.headers["content-type"] == "application/graphml+xml"
    root = ElementTree.fromstring(answer.content)
    keys = {key.get("id") for key in root.iter(f"{_ML}key")}
    nodes = {node.get("id"): values(node) for node in root.iter(f"{_ML}node")}
    edges = {edge.get("id"): (edge, values(edge)) for edge in root.iter(f"{_ML}edge")}
    assert len(edges) == len([*root.iter(f"{_ML}edge")])
    assert len(nodes) == len([*root.iter(f"{_ML}node")])
    assert {data.get("key") for data in root.iter(f"{_ML}data")} <= keys
    held = triples(article_store.get_graph(ns.STATEMENTS_GRAPH), "application/n-triples")
    held |= triples(article_store.get_graph(ns.INFERRED_GRAPH), "application/n-triples")
    held |= triples(article_store.get_graph(ns.REGISTER_GRAPH), "application/n-triples")
    stated = {
        (str(a), str(s), str(p).rpartition("#")[2], str(o))
        for a, _, s in held_of(held, OWL.annotatedSource)
        for p in objects(held, a, OWL.annotatedProperty)
        for o in objects(held, a, OWL.annotatedTarget)
        if str(o).startswith("http")
    }
    assert {(i, e.get("source"), v["property"], e.get("target")) for i, (e, v) in edges.items()} == stated
    assert {end for e, _ in edges.values() for end in (e.get("source"), e.get("target"))} <= nodes.keys()
    assert nodes[f"{ns.ID}company/openai"] == {
        "label": "OpenAI", "kind": "company", "iri": f"{ns.ID}company/openai"
    }  # fmt: skip
    for kind in KINDS:
        if kind.name not in INNER:
            listed = {i["iri"] for i in article.get(f"/{kind.plural}?limit=200").json()["items"]}
            assert listed <= nodes.keys()
    for iri, (_, said) in edges.items():
        own = article.get(f"/axiom/{iri.rpartition('/')[2]}").json()
        assert said.get("standing") == own["standing"]
        assert {*said.get("claims", "").split()} == {item["claim"] for item in own["evidence"]}


def values(element: ElementTree.Element) -> dict[str, str]:
    return {(d.get("key") or "").partition("-")[2]: d.text or "" for d in element.iter(f"{_ML}data")}


def held_of(held: Any, predicate: Any) -> list[Any]:
    return [triple for triple in held if triple[1] == predicate]


def objects(held: Any, subject: Any, predicate: Any) -> list[Any]:
    return [o for s, p, o in held if (s, p) == (subject, predicate)]


@pytest.mark.usefixtures("way")
def test_a_text_leaves_only_where_its_rights_allow(sources: TestClient) -> None:
    for form in EXPORT:
        query = f"?version={form.version}" if form.version else ""
        text = sources.get(f"/export.{form.suffix}{query}").text
        assert CLOSED not in text, form
        assert (OPEN in text) == (form.suffix != "graphml"), form
    for kind in KINDS:
        text = sources.get(f"/{kind.plural}.{CSV.suffix}").text
        assert CLOSED not in text
        assert OPEN not in text
    assert OPEN in sources.get("/graph/open/text").text
    assert "quotes" in problem(sources.get("/graph/closed/text"), 403, "withheld")["detail"]
    assert CLOSED not in sources.get("/graph/closed").text


def test_a_file_is_written_once_a_revision(
    pool: QueryPool, article_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SMALL", 0)
    written: list[str] = []
    make = graphs.read.export

    def counting(*given: Any, **named: Any) -> Writer:
        written.append("")
        return make(*given, **named)

    monkeypatch.setattr(graphs.read, "export", counting)
    app = create_app(article_store, pool, "1")
    client = TestClient(app)
    with client.stream("GET", "/export.nt") as slow:
        first = client.get("/export.nt")
        assert len(written) == 1
        app.state.reading.change("2", lambda: article_store)
        second = client.get("/export.nt")
        assert len(written) == 2
        assert first.content == second.content
        assert first.headers["etag"] != second.headers["etag"]
        assert [answer.headers["stratagem-revision"] for answer in (first, second)] == ["1", "2"]
        # A file that is being sent is there until it was sent.
        assert slow.read() == first.content


def test_nothing_is_left_of_a_file(
    pool: QueryPool, article_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SMALL", 0)
    handles = Path("/proc/self/fd")
    before = len([*handles.iterdir()])
    app = create_app(article_store, pool, "1")
    for form in EXPORT:
        TestClient(app).get(f"/export.{form.suffix}")
    kept: files.Files = app.state.files
    assert len(kept._kept) <= files.KEPT
    kept._kept.clear()
    gc.collect()
    assert len([*handles.iterdir()]) <= before + 1


def test_too_many_that_wait_are_told_to_come_again(
    pool: QueryPool, article_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SMALL", 0)
    monkeypatch.setattr(files, "WAITING", 0)
    answer = TestClient(create_app(article_store, pool, "1")).get("/export.nt")
    assert problem(answer, 503, "busy")["limit"] == ExportsBusyError(0).limit
    assert "retry-after" in answer.headers


def test_a_disk_that_fails_is_no_broken_answer(
    pool: QueryPool, article_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> BytesIO:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "SMALL", 0)
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    answer = TestClient(create_app(article_store, pool, "1")).get("/export.nt")
    problem(answer, 507, "store-full")


def test_the_document_has_each_status(app: FastAPI) -> None:
    answers = app.openapi()["paths"]["/export"]["get"]["responses"]
    assert {"200", "304", "400", "406", "503", "507"} <= answers.keys()
    assert {form.engine for form in EXPORT} <= answers["200"]["content"].keys()
    assert re.match("application/problem", next(iter(answers["507"]["content"])))
