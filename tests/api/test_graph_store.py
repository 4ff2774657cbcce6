"""Graphs of sources by the Graph Store Protocol and by SPARQL Update, in the guarded graph."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.guarded import SMALL
from kg.access import Tokens
from kg.change import Changes
from kg.ns import REGISTER_GRAPH, entity, source_graph, text_graph
from kg.store.base import Store
from kg.store.disk.generations import Generations
from kg.store.disk.live import LiveStore
from kg.store.pool.workers import Bounds, QueryPool
from tests.api.conftest import Document
from tests.api.rdf import triples
from tests.api.test_problems import problem
from tests.change.article import ABOUT, article
from tests.change.conftest import BUILD, nquads
from tests.repo.checkout import ROOT

NT = {"Content-Type": "application/n-triples"}
NEW = {"If-None-Match": "*"}
GRAPH = str(source_graph("second"))
TEXT = str(text_graph("second"))
UPDATE = "/sparql/update"
COPY = f"INSERT {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
ENDLESS = "?s ?p ?o . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?o < ?f && ?f < ?i && ?i < ?l)"
RDFS_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@dataclass
class Writer:
    """One who may write, over HTTP; each answer is held against the OpenAPI document."""

    http: TestClient
    live: LiveStore


@contextmanager
def writing(store: Store, directory: Path) -> Iterator[Writer]:
    """The article, served and changing."""
    content = nquads(store, frozenset({str(text_graph("openai-crossroads"))}))
    Generations(directory).load(BUILD, content, b"{}")
    tokens = Tokens(directory)
    token = tokens.make("ada", "write")
    with (
        LiveStore(directory, pause=0.01) as live,
        QueryPool(live.snapshot.path, 1, Bounds(deadline=2)) as pool,
    ):
        app = create_app(live.reading, pool, live.revision, tokens=tokens, changes=Changes(live))
        made = TestClient(app, headers={"Authorization": f"Bearer {token}"}, follow_redirects=False)
        made.event_hooks = {"response": [Document(app).check]}
        yield Writer(made, live)


@pytest.fixture
def writer(article_store: Store, tmp_path: Path) -> Iterator[Writer]:
    """One whose changes are its own."""
    with writing(article_store, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def quiet(article_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    """One that many tests share, as nothing that they send changes anything."""
    with writing(article_store, tmp_path_factory.mktemp("quiet")) as made:
        yield made
        assert made.live.revision == BUILD


@pytest.fixture
def client(writer: Writer) -> TestClient:
    """Requests that change something."""
    return writer.http


def put(client: TestClient, graph: str, data: bytes, **headers: str) -> Any:
    """Puts N-Triples in the place of a graph."""
    return client.put("/graphs", params={"graph": graph}, content=data, headers={**NT, **headers})


@pytest.fixture
def second(client: TestClient) -> dict[str, bytes]:
    """The graphs of a second source that was put there."""
    graphs = article("second")
    answer = put(client, GRAPH, graphs[GRAPH] + graphs[TEXT], **NEW)
    assert answer.status_code == 201, answer.text
    return graphs


def test_a_source_is_put_read_and_removed(client: TestClient, second: dict[str, bytes]) -> None:
    for address in ("/graphs/second", f"/graphs?graph={GRAPH}"):
        answer = client.get(address, headers={"Accept": "application/n-triples"})
        assert triples(answer.content, "application/n-triples") == triples(
            second[GRAPH], "application/n-triples"
        )
        assert client.head(address).status_code == 200
        tag = answer.headers["etag"]
        assert (
            client.get(
                address, headers={**NT, "If-None-Match": tag, "Accept": NT["Content-Type"]}
            ).status_code
            == 304
        )
    assert client.get("/source/second").json()["origin"] == "http"
    answer = client.delete("/graphs/second", headers={"If-Match": tag})
    assert (answer.status_code, client.get("/graphs/second").status_code) == (204, 404)
    assert client.get("/graphs/second/text").status_code == 404
    assert client.delete("/graphs/second", headers={"If-Match": "*"}).status_code == 404
    assert client.get("/source/second").status_code == 404


def test_no_update_is_lost(client: TestClient, second: dict[str, bytes]) -> None:
    problem(put(client, GRAPH, second[GRAPH]), 428, "precondition-required")
    problem(put(client, GRAPH, second[GRAPH], **NEW), 412, "precondition-failed")
    problem(client.delete("/graphs/second"), 428, "precondition-required")
    tag = client.get("/graphs/second").headers["etag"]
    assert tag.endswith('.ttl"')
    changed = second[GRAPH].replace(b'"Article second"@en', b'"Another name"@en')
    assert put(client, GRAPH, changed, **{"If-Match": tag}).status_code == 204
    problem(put(client, GRAPH, second[GRAPH], **{"If-Match": tag}), 412, "precondition-failed")
    problem(client.delete("/graphs/second", headers={"If-Match": tag}), 412, "precondition-failed")
    problem(put(client, GRAPH, second[GRAPH], **{"If-Match": f"W/{tag}"}), 412, "precondition-failed")
    assert client.get("/source/second").json()["label"] == "Another name"


def test_a_large_body_is_read_elsewhere(client: TestClient, second: dict[str, bytes]) -> None:
    padded = second[GRAPH] + b"# nothing more\n" * (SMALL // 15 + 1)
    assert len(padded) > SMALL
    changed = padded.replace(b'"Article second"@en', b'"Another name"@en')
    assert put(client, GRAPH, changed, **{"If-Match": "*"}).status_code == 204
    assert client.get("/source/second").json()["label"] == "Another name"
    problem(put(client, GRAPH, padded + b"<urn:x:a>", **{"If-Match": "*"}), 400, "rdf-syntax")


def test_post_adds(client: TestClient, second: dict[str, bytes]) -> None:
    alias = f'<{entity("source", "second")}> <http://www.w3.org/2004/02/skos/core#altLabel> "2"@en .'
    answer = client.post("/graphs/second", content=alias, headers={**NT, "If-Match": "*"})
    assert answer.status_code == 204, answer.text
    held = client.get("/graphs/second", headers={"Accept": "application/n-triples"}).text
    assert alias in held
    assert len(held.splitlines()) == len(second[GRAPH].splitlines()) + 1


def test_what_breaks_the_rules_changes_nothing(
    client: TestClient, second: dict[str, bytes], writer: Writer
) -> None:
    revision = writer.live.revision
    without_quote = b"".join(line for line in second[GRAPH].splitlines(True) if b"#hasQuote>" not in line)
    answer = put(client, GRAPH, without_quote, **{"If-Match": "*"})
    assert answer.status_code == 422, answer.text
    assert writer.live.revision == revision


@pytest.mark.parametrize(
    ("graph", "status"),
    [
        (str(REGISTER_GRAPH), 422),
        ("urn:x:elsewhere", 422),
        (str(source_graph("openai-crossroads")), 409),
    ],
)
def test_what_is_not_written(quiet: Writer, graph: str, status: int) -> None:
    answer = put(quiet.http, graph, article("second")[GRAPH], **{"If-Match": "*"})
    assert answer.status_code in {status, 412}, answer.text
    answer = put(quiet.http, graph, article("second")[GRAPH], **{"If-None-Match": '"other.ttl"'})
    assert answer.status_code == status, answer.text
    assert quiet.http.get("/source/second").status_code == 404


def test_the_default_graph_is_no_graph_of_its_own(quiet: Writer) -> None:
    for answer in (
        quiet.http.get("/graphs?default"),
        quiet.http.put("/graphs?default", content="", headers={**NT, **NEW}),
    ):
        assert answer.status_code == 422
    problem(quiet.http.post("/graphs", content="", headers=NT), 400, "bad-request")


def test_other_graphs_are_read(quiet: Writer) -> None:
    answer = quiet.http.get("/graphs/register", headers={"Accept": "application/n-triples"})
    assert b"OpenAI" in answer.content
    assert "etag" not in answer.headers
    problem(quiet.http.get("/graphs/nothing"), 404, "not-found")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "graph=",
        "graph=a%20b",
        "graph=x",
        "default=1",
        "graph=urn:x:a&graph=urn:x:b",
        "default&graph=urn:x:a",
    ],
)
def test_one_graph_is_named(quiet: Writer, query: str) -> None:
    problem(quiet.http.get(f"/graphs?{query}"), 400, "bad-parameter")
    problem(quiet.http.get(f"/graphs/register?{query or 'default'}"), 400, "bad-parameter")


@pytest.mark.usefixtures("second")
def test_an_update_of_a_source(client: TestClient) -> None:
    source = entity("source", "second")
    text = (
        f"WITH <{GRAPH}> DELETE {{ <{source}> {RDFS_LABEL} ?l }} "
        f"INSERT {{ <{source}> {RDFS_LABEL} 'New'@en }} WHERE {{ <{source}> {RDFS_LABEL} ?l }}"
    )
    answer = client.post(UPDATE, content=text, headers={"Content-Type": "application/sparql-update"})
    assert answer.status_code == 204, answer.text
    assert client.get("/source/second").json()["label"] == "New"
    answer = client.post(UPDATE, data={"update": text.replace("New", "Newer")})
    assert (answer.status_code, answer.headers["stratagem-revision"]) == (204, f"{BUILD}.3")
    assert client.get("/source/second").json()["label"] == "Newer"


def test_a_source_comes_by_one_update(client: TestClient) -> None:
    data = " ".join(f"GRAPH <{name}> {{ {held.decode()} }}" for name, held in article("second").items())
    assert client.post(UPDATE, data={"update": f"INSERT DATA {{ {data} }}"}).status_code == 204
    assert client.get("/source/second/text").status_code == 200


@pytest.mark.usefixtures("second")
def test_the_parameters_of_an_update(client: TestClient) -> None:
    source = entity("source", "second")
    inserted = f"INSERT {{ GRAPH <{GRAPH}> {{ ?s {RDFS_LABEL} 'B'@en }} }}"
    text = f"{inserted} WHERE {{ ?s {RDFS_LABEL} ?o FILTER(?s = <{source}>) }}"
    sent = {"update": text, "using-graph-uri": TEXT}
    assert client.post(UPDATE, data=sent).status_code == 204
    assert "'B'" not in client.get("/graphs/second").text
    problem(client.post(UPDATE, data={"update": text, "using-graph-uri": "x"}), 400, "bad-parameter")
    problem(
        client.post(
            UPDATE, data={"update": f"WITH <{GRAPH}> {text}", **sent} | {"update": f"WITH <{GRAPH}> {text}"}
        ),
        400,
        "query-refused",
    )
    problem(client.post(UPDATE, data={"query": "ASK {}"}), 400, "bad-parameter")
    problem(client.post(UPDATE, data={}), 415, "unsupported-media-type")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("DROP ALL", 400),
        ("DROP GRAPH <urn:x:g>", 400),
        ("INSERT DATA { <urn:x:a> <urn:x:b> 1 }", 400),
        (f"INSERT DATA {{ GRAPH <{REGISTER_GRAPH}> {{ <urn:x:a> <urn:x:b> 1 }} }}", 422),
        (f"DELETE WHERE {{ GRAPH <{source_graph('openai-crossroads')}> {{ ?s ?p ?o }} }}", 409),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", 400),
        ("LOAD <http://127.0.0.1:9/>", 400),
        (f"{COPY} WHERE {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}", 400),
        (f"{COPY} WHERE {{ GRAPH <{REGISTER_GRAPH}> {{ {ENDLESS} }} }}", 504),
    ],
)  # fmt: skip
def test_updates_that_are_refused(quiet: Writer, text: str, status: int) -> None:
    before = quiet.live.revision
    answer = quiet.http.post(UPDATE, data={"update": text})
    assert answer.status_code == status, answer.text
    assert quiet.live.revision == before


def test_writing_needs_a_token(quiet: Writer) -> None:
    bare = {"Authorization": ""}
    assert quiet.http.put("/graphs/second", content="", headers={**NT, **bare}).status_code == 401
    assert quiet.http.post("/graphs/second", content="", headers={**NT, **bare}).status_code == 401
    assert quiet.http.delete("/graphs/second", headers=bare).status_code == 401
    assert quiet.http.post(UPDATE, data={"update": ""}, headers=bare).status_code == 401
    assert quiet.http.get("/graphs/register", headers=bare).status_code == 200


@pytest.mark.parametrize(
    ("media_type", "body", "status", "kind"),
    [
        ("text/plain", "", 415, "unsupported-media-type"),
        ("text/turtle; charset=utf-16", "", 415, "unsupported-media-type"),
        ("text/turtle", "<urn:x:a> <urn:x:b>", 400, "rdf-syntax"),
        ("application/rdf+xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>', 400, "rdf-syntax"),
        ("application/ld+json", '{"@context": "http://127.0.0.1:9/"}', 400, "rdf-syntax"),
        ("application/ld+json", '{"urn:x:a":' * 5000 + "1" + "}" * 5000, 400, "rdf-syntax"),
        ("multipart/form-data", "", 400, "bad-request"),
    ],
)
def test_bodies_that_are_not_read(quiet: Writer, media_type: str, body: str, status: int, kind: str) -> None:
    headers = {"Content-Type": media_type, **NEW}
    problem(quiet.http.put("/graphs/second", content=body, headers=headers), status, kind)


@pytest.mark.parametrize("address", ["/sparql", UPDATE, "/graphs", "/graphs/second"])
def test_options_and_other_methods(quiet: Writer, address: str) -> None:
    answer = quiet.http.options(address)
    assert answer.status_code == 204
    refused = quiet.http.patch(address, content="")
    assert refused.status_code == 405
    assert set(answer.headers["allow"].split(", ")) <= set(refused.headers["allow"].split(", "))


def test_about_is_what_the_article_says() -> None:
    assert str(ABOUT[0]).encode() in article("second")[GRAPH]


def test_the_example_of_the_documents_is_accepted(client: TestClient) -> None:
    example = (ROOT / "docs/example-source.ttl").read_bytes()
    sent = {"content": example, "headers": {"Content-Type": "text/turtle", **NEW}}
    answer = client.put("/graphs/example", **sent)
    assert answer.status_code == 201, answer.text
    claim = client.get("/claim/e0000000000000b1").json()
    assert claim["quote"]["exact"] == "OpenAI pursues a clearer positioning"
    assert client.get("/source/example/text").status_code == 403
    assert client.get("/graphs/example/text").status_code == 404
    wrong = example.replace(b"sg:startOffset 14 ; sg:endOffset 50", b"sg:startOffset 15 ; sg:endOffset 51")
    assert wrong != example
    answer = client.put(
        "/graphs/example", content=wrong, headers={"Content-Type": "text/turtle", "If-Match": "*"}
    )
    problem(answer, 422, "violation")
