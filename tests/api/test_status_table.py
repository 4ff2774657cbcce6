"""The status table: each status is provoked at its source, and is a problem document with an identifier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.edge.hosts import Hosts
from api.edge.limits import Budgets
from api.edge.service import Service
from api.problem_types import TITLES, TYPES
from kg.access import SCOPES, Tokens
from kg.change import Changes
from kg.errors import StoreFullError
from kg.ns import text_graph
from kg.store.base import Store
from kg.store.disk.generations import Generations
from kg.store.disk.live import LiveStore
from kg.store.pool.workers import Bounds, QueryPool
from tests.change.article import article
from tests.change.conftest import BUILD, nquads

HEAVY: Final = "select (count(*) as ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DEEP: Final = "ask " + "{" * 500 + "}" * 500
TURTLE: Final = {"Content-Type": "text/turtle"}
READ, WRITE = SCOPES


@dataclass(frozen=True)
class Case:
    """A request, the status and the problem that it meets, with the headers and members that it must have."""

    status: int
    kind: str
    method: str
    path: str
    sent: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    headers: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


SPARQL: Final = "/sparql"
NEW: Final = "/graphs/third"
CASES: Final = (
    Case(400, "query-syntax", "GET", SPARQL, {"params": {"query": "select"}}),
    Case(400, "bad-parameter", "GET", SPARQL, {"params": {"query": "ask {}", "default-graph-uri": "x y"}}),
    Case(400, "bad-parameter", "POST", SPARQL, {"data": {"query": ["ask {}", "ask {}"]}}),
    Case(400, "query-refused", "GET", SPARQL, {"params": {"query": DEEP}}, members=("limit", "measured")),
    Case(400, "bad-parameter", "GET", "/company/open_ai"),
    Case(400, "bad-parameter", "GET", "/companies?limit=0"),
    Case(401, "unauthorized", "PUT", NEW, {"headers": TURTLE}, headers=("WWW-Authenticate",)),
    Case(401, "unauthorized", "DELETE", "/source/second", headers=("WWW-Authenticate",)),
    Case(
        401, "unauthorized", "POST", "/sparql/update", {"data": {"update": ""}}, headers=("WWW-Authenticate",)
    ),
    Case(403, "wrong-scope", "DELETE", "/source/second", token=READ, headers=("WWW-Authenticate",)),
    Case(403, "withheld", "GET", "/source/openai-crossroads/text"),
    Case(404, "not-found", "GET", "/company/opnai", members=("nearest",)),
    Case(404, "not-found", "GET", "/nothing"),
    Case(404, "not-found", "DELETE", "/source/nobody", token=WRITE),
    Case(405, "method-not-allowed", "PATCH", "/company/openai", headers=("Allow",)),
    Case(
        406,
        "not-acceptable",
        "GET",
        "/companies",
        {"headers": {"Accept": "image/png"}},
        members=("available",),
    ),
    Case(409, "conflict", "DELETE", "/source/openai-crossroads", token=WRITE),
    Case(
        412,
        "precondition-failed",
        "PUT",
        NEW,
        {"headers": TURTLE | {"If-Match": '"x"'}, "content": b""},
        WRITE,
    ),
    Case(413, "content-too-large", "POST", SPARQL, {"data": {"query": "#" * 300_000}}),
    Case(413, "content-too-large", "POST", "/validate", {"headers": TURTLE, "content": b"#" * 6_000_000}),
    Case(414, "address-too-long", "GET", "/company/" + "a" * 1100, members=("limit",)),
    Case(415, "unsupported-media-type", "POST", "/validate", {"headers": {"Content-Type": "image/png"}}),
    Case(415, "unsupported-media-type", "POST", SPARQL, {"content": b"ask {}"}),
    Case(421, "misdirected", "GET", "/companies", {"headers": {"Host": "evil.example"}}),
    Case(428, "precondition-required", "PUT", NEW, {"headers": TURTLE, "content": b""}, WRITE),
    Case(504, "query-timeout", "GET", SPARQL, {"params": {"query": HEAVY}}, members=("seconds",)),
)
ELSEWHERE: Final = {422, 429, 500, 503, 507}
"""Statuses that need more than a request; each has a test of its own below."""
WANTED: Final = {400, 401, 403, 404, 405, 406, 412, 413, 414, 415, 421, 422, 428, 429, 500, 503, 504, 507}


@dataclass(frozen=True)
class Written:
    """A server that may be written to."""

    app: FastAPI
    client: TestClient
    service: Service
    changes: Changes
    headers: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def written(article_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    """The article, a source that came over HTTP, a writer and a reader; behind an edge."""
    directory: Path = tmp_path_factory.mktemp("written")
    content = nquads(article_store, frozenset({str(text_graph("openai-crossroads"))}))
    Generations(directory).load(BUILD, content, b"{}")
    tokens = Tokens(directory)
    made = {scope: tokens.make(f"{scope}r", scope) for scope in SCOPES}
    given = {scope: {"Authorization": f"Bearer {text}"} for scope, text in made.items()}
    service = Service(hosts=Hosts(8000))
    with (
        LiveStore(directory, pause=0.01) as live,
        QueryPool(live.snapshot.path, 1, Bounds(deadline=1, patience=5)) as pool,
    ):
        changes = Changes(live)
        changes.replace(article("second"), "ada")
        app = create_app(live.reading, pool, live.revision, tokens=tokens, changes=changes, service=service)
        client = TestClient(app, base_url="http://localhost:8000", follow_redirects=False)
        yield Written(app, client, service, changes, given)


def problem_of(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """The problem document of an answer, after all that each must have was checked."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["type"], body["title"], body["status"]) == (TYPES + kind, TITLES[kind], status)
    assert body["request_id"] == answer.headers["x-request-id"]
    assert body["detail"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "Traceback" not in answer.text
    return body


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.status}-{case.method}-{case.path[:30]}")
def test_status(written: Written, case: Case) -> None:
    sent = dict(case.sent)
    sent["headers"] = sent.get("headers", {}) | written.headers.get(case.token, {})
    answer = written.client.request(case.method, case.path, **sent)
    body = problem_of(answer, case.status, case.kind)
    for name in case.headers:
        assert answer.headers[name]
    for name in case.members:
        assert body[name]


def test_the_table_is_whole() -> None:
    assert {case.status for case in CASES} | ELSEWHERE >= WANTED
    assert {case.status for case in CASES}.isdisjoint(ELSEWHERE)


def test_every_status_of_a_case_is_documented(written: Written) -> None:
    documented = {
        int(status)
        for operations in written.app.openapi()["paths"].values()
        for operation in operations.values()
        for status in operation["responses"]
    }
    # Another method than the documented ones has no operation that could name it.
    assert {case.status for case in CASES} | ELSEWHERE <= documented | {405}


def test_422_has_what_was_found(written: Written) -> None:
    graph = b"".join(article("third").values())
    broken = b"\n".join(line for line in graph.splitlines() if b"#hasQuote" not in line)
    headers = written.headers[WRITE] | {"Content-Type": "application/n-triples", "If-None-Match": "*"}
    body = problem_of(written.client.put(NEW, content=broken, headers=headers), 422, "violation")
    assert body["findings"]
    assert written.client.get("/source/third").status_code == 404


def test_429_names_the_budget_and_when_to_come_again(written: Written) -> None:
    written.service.budgets = Budgets(1e-6)
    try:
        written.client.get(SPARQL, params={"query": "select * { ?s ?p ?o } limit 10"})
        answer = written.client.get(SPARQL, params={"query": "ask {}"})
    finally:
        written.service.budgets = None
    assert problem_of(answer, 429, "rate-limited")["limit"] == 1e-6
    assert int(answer.headers["retry-after"]) >= 1


def test_500_tells_nothing_but_where_to_look(written: Written, caplog: pytest.LogCaptureFixture) -> None:
    async def fail(_: Request) -> Response:
        raise RuntimeError("/secret/path select ?secret")

    written.app.add_api_route("/fail", fail)
    body = problem_of(written.client.get("/fail?query=secret"), 500, "internal")
    assert "secret" not in orjson.dumps(body).decode()
    assert "/secret/path" in caplog.text


def test_503_says_when_to_come_again(written: Written) -> None:
    written.service.stopping = True
    try:
        answer = written.client.get("/companies")
    finally:
        written.service.stopping = False
    problem_of(answer, 503, "stopping")
    assert int(answer.headers["retry-after"]) >= 1


def test_503_for_a_full_disk_before_anybody_writes(written: Written) -> None:
    written.service.has_room = lambda: False
    try:
        answer = written.client.get("/readyz")
    finally:
        written.service.has_room = lambda: True
    assert "make space" in problem_of(answer, 503, "not-ready")["detail"]
    assert int(answer.headers["retry-after"]) >= 1


def test_507_leaves_reading_as_it_was(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreFullError("no space left on device: /secret/path")

    monkeypatch.setattr(written.changes, "withdraw", full)
    answer = written.client.delete("/source/second", headers=written.headers[WRITE])
    problem_of(answer, 507, "store-full")
    assert "secret" not in answer.text
    assert written.client.get("/source/second").status_code == 200
