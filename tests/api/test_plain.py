"""Plain mode over HTTP: any graph, tokens for writing, several files in a body, conditions, health."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from starlette.testclient import TestClient

from api.multipart import MOST_PARTS
from api.plain import create_plain_app
from kg.access import Tokens
from kg.read.service import MOST_GRAPHS, Service, description
from kg.store.plain import PlainStore
from kg.store.pool.process import Bounds
from tests.api.rdf import triples
from tests.api.test_problems import problem

TURTLE = {"Content-Type": "text/turtle"}
NT = {"Accept": "application/n-triples"}
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
ONE, TWO = "<urn:x:a> <urn:x:b> <urn:x:c> .", "<urn:x:a> <urn:x:b> <urn:x:d> ."
MULTIPART = {"Content-Type": "multipart/form-data; boundary=xyz"}


def part(content: str, content_type: str = "text/turtle") -> str:
    """One file of a body."""
    name = 'Content-Disposition: form-data; name="a"; filename="a.ttl"'
    return f"--xyz\r\n{name}\r\nContent-Type: {content_type}\r\n\r\n{content}\r\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One who may write to a bare store."""
    directory = tmp_path_factory.mktemp("plain")
    token = Tokens(directory).make("ada", "write")
    app = create_plain_app(PlainStore(directory, 1, Bounds(deadline=2)), tokens=Tokens(directory))
    with TestClient(app, headers={"Authorization": f"Bearer {token}"}) as made:
        yield made


@pytest.fixture(autouse=True)
def empty(client: TestClient) -> None:
    """Each test begins with an empty store."""
    assert client.post("/sparql/update", data={"update": "DROP ALL"}).status_code == 204


def test_answers_say_their_revision(client: TestClient) -> None:
    def revision() -> str:
        return str(client.get("/sparql", params={"query": "ASK {}"}).headers["stratagem-revision"])

    for method, address, sent in (
        ("PUT", "/graphs/g", {"content": ONE, "headers": TURTLE}),
        ("POST", "/sparql/update", {"data": {"update": "DROP ALL"}}),
        ("PUT", "/graphs/g", {"content": ONE, "headers": TURTLE}),
        ("GET", "/graphs/g", {}),
        ("DELETE", "/graphs/g", {}),
    ):
        before = revision()
        answer = client.request(method, address, **sent)
        assert answer.headers["stratagem-revision"] == revision()
        assert (revision() != before) is (method != "GET")


def test_any_graph_is_written_and_read(client: TestClient) -> None:
    for name in ("?graph=urn:x:g", "?default", "/any/where"):
        address = f"/graphs{name}"
        assert client.put(address, content=ONE, headers=TURTLE).status_code == (
            204 if name == "?default" else 201
        )
        assert client.put(address, content=TWO, headers=TURTLE).status_code == 204
        assert client.post(address, content=ONE, headers=TURTLE).status_code == 204
        assert len(triples(client.get(address, headers=NT).content, NT["Accept"])) == 2
        assert client.delete(address).status_code == 204
    assert client.get("/graphs/any/where").status_code == 404
    assert client.delete("/graphs?graph=urn:x:g").status_code == 404


def test_the_address_is_the_name_of_a_graph(client: TestClient) -> None:
    client.put("/graphs/a%20b", content="<> <urn:x:b> <c> .", headers=TURTLE)
    assert client.get("/graphs", params={"graph": "http://testserver/graphs/a%20b"}).status_code == 200
    found = triples(client.get("/graphs/a%20b", headers=NT).content, NT["Accept"])
    assert found == {
        (URIRef("http://testserver/graphs/a%20b"), URIRef("urn:x:b"), URIRef("http://testserver/graphs/c"))
    }


def test_a_graph_gets_a_name(client: TestClient) -> None:
    made = client.post("/graphs", content=ONE, headers=TURTLE)
    assert made.status_code == 201
    assert client.get(made.headers["location"]).status_code == 200


def test_conditions_are_held(client: TestClient) -> None:
    address = "/graphs?graph=urn:x:g"
    assert client.put(address, content=ONE, headers=TURTLE | {"If-Match": "*"}).status_code == 412
    assert client.put(address, content=ONE, headers=TURTLE | {"If-None-Match": "*"}).status_code == 201
    assert client.put(address, content=ONE, headers=TURTLE | {"If-None-Match": "*"}).status_code == 412
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.put(address, content=TWO, headers=TURTLE | {"If-Match": tag}).status_code == 204
    assert (
        client.put(address, content=ONE, headers=TURTLE | {"If-Match": f"{tag}, W/{tag}"}).status_code == 412
    )
    assert client.delete(address, headers={"If-Match": tag}).status_code == 412
    assert b"<urn:x:d>" in client.get(address).content


def test_a_body_of_several_files(client: TestClient) -> None:
    body = f"{part(ONE)}{part('[{}]'.format(''), 'application/ld+json')}{part(TWO)}--xyz--\r\n"
    assert client.post("/graphs/g", content=body, headers=MULTIPART).status_code == 201
    assert len(triples(client.get("/graphs/g", headers=NT).content, NT["Accept"])) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("--xyz--", 400),
        (part(ONE), 400),
        (f"--xyz\r\n\r\n{ONE}\r\n--xyz--", 400),
        (f"--xyz\r\nContent-Disposition: form-data\r\n\r\n{ONE}\r\n--xyz--", 400),
        (f"{part(ONE, 'text/plain')}--xyz--", 415),
        (f"{part(ONE)}{part('<urn:x:a>')}--xyz--", 400),
        (part(ONE) * (MOST_PARTS + 1) + "--xyz--", 400),
    ],
)
def test_bodies_of_several_files_that_are_not_read(client: TestClient, body: str, status: int) -> None:
    assert client.post("/graphs/g", content=body, headers=MULTIPART).status_code == status
    assert client.get("/graphs/g").status_code == 404


@pytest.mark.parametrize("boundary", ["", "; boundary=", f"; boundary={'x' * 80}", '; boundary="a\\"b"'])
def test_boundaries_that_are_none(client: TestClient, boundary: str) -> None:
    headers = {"Content-Type": f"multipart/form-data{boundary}"}
    problem(client.post("/graphs/g", content=part(ONE), headers=headers), 400, "bad-request")


def test_updates_and_queries(client: TestClient) -> None:
    update = "INSERT DATA { <urn:x:a> <urn:x:b> <c> . GRAPH <urn:x:g> { <urn:x:a> <urn:x:b> 1 } }"
    assert client.post("/sparql/update", data={"update": update}).status_code == 204
    ask = "ASK { <urn:x:a> <urn:x:b> <http://testserver/c> } "
    assert client.get("/sparql", params={"query": ask}).json()["boolean"] is True
    assert client.get("/sparql", params={"query": "ASK { ?s ?p <c> }"}).json()["boolean"] is True
    problem(client.post("/sparql/update", data={"update": "DROP GRAPH <urn:x:no>"}), 400, "query-failed")
    problem(client.post("/sparql/update", data={"update": "INSERT"}), 400, "query-syntax")
    problem(client.get("/sparql", params={"query": "SELECT (<urn:x:f>(1) AS ?x) {}"}), 400, "query-failed")


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/trig", "application/trig"),
        ("text/html, */*;q=0.1", "text/turtle"),
    ],
)
def test_the_description_of_the_service(client: TestClient, accept: str, given: str) -> None:
    client.put("/graphs?graph=urn:x:g", content=ONE, headers=TURTLE)
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(given)
    found = triples(answer.content, given)
    service = next(s for s, p, o in found if (p, o) == (SD.endpoint, URIRef("http://testserver/sparql")))
    assert (service, RDF.type, SD.Service) in found
    assert any((p, o) == (SD.name, URIRef("urn:x:g")) for _, p, o in found)
    assert not any(p == SD.feature for _, p, _ in found)
    assert client.head("/sparql").status_code == 200


def test_the_description_of_a_union() -> None:
    for number in (1, MOST_GRAPHS + 1):
        service = Service("urn:x:s", "urn:x:u", [f"urn:x:{n}" for n in range(number)], union_default=True)
        found = Graph().parse(data=description(service, "text/turtle"), format="turtle")
        assert (None, SD.feature, SD.UnionDefaultGraph) in found
        assert len(set(found.objects(None, SD.name))) == (1 if number == 1 else 0)
        assert any("union" in text for text in found.objects(URIRef("urn:x:s#default-graph")))


def test_writing_needs_a_token(client: TestClient) -> None:
    bare = {"Authorization": ""}
    for answer in (
        client.put("/graphs/g", content=ONE, headers=TURTLE | bare),
        client.post("/graphs", content=ONE, headers=TURTLE | bare),
        client.delete("/graphs/g", headers=bare),
        client.post("/sparql/update", data={"update": "DROP ALL"}, headers=bare),
    ):
        problem(answer, 401, "unauthorized")
    assert client.get("/sparql", headers=bare).status_code == 200


def test_health_and_document(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    client.put("/graphs/g", content=ONE, headers=TURTLE)
    assert client.get("/readyz").json()["revision"] != ready["revision"]
    paths = client.get("/openapi.json").json()["paths"]
    below = {"/sparql", "/sparql/update", "/graphs", "/graphs/{rest}", "/healthz", "/readyz"}
    assert {"/"} | below == paths.keys()


def test_the_beginning_says_what_there_is(client: TestClient) -> None:
    given = client.get("/").json()["addresses"]
    served = {path for path in client.get("/openapi.json").json()["paths"] if "{" not in path}
    assert given.keys() == served - {"/"} | {"/openapi.json"}
    lost = problem(client.get("/docs"), 404, "not-found")["detail"]
    assert "/docs" not in lost
    for address in ("“/”", "/sparql", "/sparql/update", "/graphs"):
        assert address in lost


def test_what_was_left_out_is_named(client: TestClient) -> None:
    named = problem(client.get("/graphs"), 400, "bad-parameter")["detail"]
    assert named == "graph is missing: name one graph by ?graph=IRI or ?default"
    twice = problem(client.get("/graphs?default&graph=urn:x:g"), 400, "bad-parameter")["detail"]
    assert twice == "graph is given 2 times: name one graph by ?graph=IRI or ?default"
    for address in ("/graphs?graph=urn:x:g", "/sparql", "/sparql/update"):
        untyped = problem(client.post(address, content=b"x"), 415, "unsupported-media-type")
        assert untyped["detail"].startswith("no Content-Type was sent; send ")
        assert all(kind in untyped["detail"] for kind in untyped["accepted"])


def test_readiness_means_it(tmp_path: Path) -> None:
    store = PlainStore(tmp_path, 1)
    client = TestClient(create_plain_app(store))
    assert client.get("/readyz").status_code == 200
    problem(client.put("/graphs/g", content=ONE, headers=TURTLE), 403, "access-off")
    store.close()
    problem(client.get("/readyz"), 503, "not-ready")
