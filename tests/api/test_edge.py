"""The door of the service: host names, closed reading, CORS, budgets, stopping, identifiers, the log."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.datastructures import State
from starlette.testclient import TestClient

from api.app import create_app
from api.edge.clients import Proxies
from api.edge.gate import refusal
from api.edge.hosts import Hosts
from api.edge.limits import Budgets
from api.edge.logs import RequestLog
from api.edge.policy import is_metered
from api.edge.request_ids import REQUEST_ID
from api.edge.service import Service
from kg.access import Tokens
from kg.errors import StoreError
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore
from kg.store.pool.workers import QueryPool
from tests.api.test_problems import Failing, problem

BASE = "http://localhost:8000"
FRONTS = "/company/openai/fronts"
ASK = {"query": "ask {}"}


def serve(
    path: Path, pool: QueryPool, service: Service, tokens: Tokens | None = None, **client: Any
) -> TestClient:
    """A client of the article behind an edge."""
    app: FastAPI = create_app(EmbeddedStore.read_only(path), pool, "r1", tokens=tokens, service=service)
    return TestClient(app, base_url=BASE, follow_redirects=False, **client)


@pytest.fixture
def written() -> io.StringIO:
    """What the log has."""
    return io.StringIO()


@pytest.fixture
def log(written: io.StringIO) -> Iterator[RequestLog]:
    """A log in JSON."""
    made = RequestLog(written, "json")
    yield made
    made.close()


def lines(log: RequestLog, written: io.StringIO) -> list[dict[str, Any]]:
    """The lines of the log so far."""
    log.flush()
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_other_names_of_a_host_are_refused_everywhere(served_path: Path, pool: QueryPool) -> None:
    client = serve(served_path, pool, Service(hosts=Hosts(8000, ["graph.example.org"])))
    assert client.get(FRONTS).status_code == 200
    assert client.get(FRONTS, headers={"Host": "graph.example.org"}).status_code == 200
    for path in (FRONTS, "/", "/healthz", "/static/style.css", "/nothing"):
        problem(client.get(path, headers={"Host": "evil.example:8000"}), 421, "misdirected")
    problem(client.get(FRONTS, headers=[("Host", "localhost:8000"), ("Host", "evil")]), 400, "bad-request")


def test_reading_can_be_closed(served_path: Path, pool: QueryPool, tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    client = serve(served_path, pool, Service(closed=True), tokens)
    problem(client.get(FRONTS), 403, "access-off")
    text = tokens.make("anna", "read")
    with_token = {"Authorization": f"Bearer {text}"}
    answer = client.get(FRONTS, headers=with_token)
    assert answer.status_code == 200
    assert "private" in answer.headers["cache-control"]
    assert "Authorization" in answer.headers["vary"]
    for path in (
        FRONTS,
        "/",
        "/docs",
        "/openapi.json",
        "/sparql?query=ask{}",
        "/static/style.css",
        "/nothing",
    ):
        assert "www-authenticate" in client.get(path).headers, path
        problem(client.get(path), 401, "unauthorized")
    for path in ("/healthz", "/readyz"):
        assert client.get(path).status_code == 200
    document = client.get("/openapi.json", headers=with_token).json()
    fronts, health = (document["paths"][path]["get"] for path in ("/company/{id}/fronts", "/healthz"))
    assert fronts["security"] == [{"token": []}]
    assert {"401", "403"} <= fronts["responses"].keys()
    assert "security" not in health


def test_reading_is_open_unless_it_is_closed(client: TestClient) -> None:
    answer = client.get(FRONTS)
    assert answer.status_code == 200
    assert "private" not in answer.headers["cache-control"]
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_pages_of_listed_origins_may_read(served_path: Path, pool: QueryPool) -> None:
    client = serve(served_path, pool, Service(origins=frozenset({"https://app.example.org"})))
    for path in (FRONTS, FRONTS, "/company/nobody/fronts"):  # made, kept, refused
        answer = client.get(path, headers={"Origin": "https://app.example.org"})
        assert answer.headers["access-control-allow-origin"] == "https://app.example.org"
        assert "Origin" in answer.headers["vary"]
        assert "access-control-allow-credentials" not in answer.headers
        other = client.get(path, headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
        assert "Origin" in other.headers["vary"]


def test_a_browser_is_told_what_it_may_send(served_path: Path, pool: QueryPool) -> None:
    client = serve(served_path, pool, Service(origins=frozenset({"https://app.example.org"})))
    question = {"Origin": "https://app.example.org", "Access-Control-Request-Method": "PUT"}
    answer = client.options(FRONTS, headers=question)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    refused = client.options(FRONTS, headers=question | {"Origin": "https://evil.example"})
    assert "access-control-allow-methods" not in refused.headers


def test_work_is_charged_by_time_and_to_the_client(served_path: Path, pool: QueryPool) -> None:
    service = Service(budgets=Budgets(0.01), proxies=Proxies(["127.0.0.1"]))
    client = serve(served_path, pool, service, client=("127.0.0.1", 50000))
    mine, other = {"X-Forwarded-For": "198.51.100.7"}, {"X-Forwarded-For": "198.51.100.8"}
    heavy = {"query": "select (count(*) as ?n) { ?a ?b ?c . ?d ?e ?f } limit 1"}
    client.get("/sparql", params=heavy, headers=mine)
    answer = client.get("/sparql", params=ASK, headers=mine)
    body = problem(answer, 429, "rate-limited")
    assert int(answer.headers["retry-after"]) >= 1
    assert body["limit"] == 0.01
    problem(client.post("/validate", content=b"", headers=mine), 429, "rate-limited")
    assert client.get(FRONTS, headers=mine).status_code == 200
    assert client.get("/sparql", params=ASK, headers=other).status_code == 200


@pytest.mark.parametrize("path", ["/sparql", "/sparql/update", "/validate", "/graphs", "/graphs/register"])
def test_routes_that_other_processes_work_for_are_charged(path: str, app: FastAPI) -> None:
    assert is_metered(path)
    described = app.openapi()["paths"]
    operations = [what for known, what in described.items() if known.partition("{")[0].rstrip("/") in path]
    assert any("429" in operation["responses"] for what in operations for operation in what.values())


def test_searching_words_is_charged_too(served_path: Path, pool: QueryPool) -> None:
    client = serve(served_path, pool, Service(budgets=Budgets(0.0001)))
    assert client.get("/claims", params={"q": "loss"}).status_code == 200
    problem(client.get("/claims", params={"q": "lost"}), 429, "rate-limited")
    assert client.get("/claims", params={"q": "loss"}).status_code == 200  # kept
    assert client.get("/claims").status_code == 200


def test_many_cheap_queries_are_let_through(served_path: Path, pool: QueryPool) -> None:
    client = serve(served_path, pool, Service(budgets=Budgets(30)))
    assert {client.get("/sparql", params=ASK).status_code for _ in range(100)} == {200}


def test_a_stopping_service_turns_requests_away(served_path: Path, pool: QueryPool) -> None:
    service = Service()
    client = serve(served_path, pool, service)
    assert client.get(FRONTS).status_code == 200
    service.stopping = True
    for path in (FRONTS, "/readyz"):
        answer = client.get(path)
        problem(answer, 503, "stopping")
        assert int(answer.headers["retry-after"]) > 0
    assert client.get("/healthz").status_code == 200
    assert service.running == 0


def test_long_addresses(served_path: Path, pool: QueryPool) -> None:
    client = serve(served_path, pool, Service())
    assert problem(client.get("/company/" + "é" * 600), 414, "address-too-long")["limit"] == 1024


def test_a_long_query_string_is_refused_before_it_is_read() -> None:
    scope = {"type": "http", "path": "/sparql", "query_string": b"a" * 300_000, "headers": []}
    answer = refusal(State({"service": Service()}), scope, {})
    assert answer is not None
    assert answer.status_code == 414


def test_every_answer_has_an_identifier_that_the_log_has(
    served_path: Path, pool: QueryPool, log: RequestLog, written: io.StringIO
) -> None:
    client = serve(served_path, pool, Service(log=log))
    seen = []
    for path in (FRONTS, FRONTS, "/nothing", "/static/style.css", "/company/OpenAI"):
        answer = client.get(path)
        seen.append(answer.headers["x-request-id"])
        if answer.status_code >= 400:
            assert answer.json()["request_id"] == seen[-1]
    assert len(set(seen)) == len(seen)
    assert [line["id"] for line in lines(log, written)] == seen


def test_an_identifier_is_taken_from_a_proxy_only(served_path: Path, pool: QueryPool) -> None:
    given = {"X-Request-Id": "0123456789abcdef"}
    trusting = serve(served_path, pool, Service(proxies=Proxies(["127.0.0.1"])), client=("127.0.0.1", 1))
    assert trusting.get(FRONTS, headers=given).headers["x-request-id"] == given["X-Request-Id"]
    for hostile in ("x", "a b c d e f g h", "é" * 10, "a" * 65):
        answer = trusting.get(FRONTS, headers=[(b"x-request-id", hostile.encode())])
        assert answer.headers["x-request-id"] != hostile
    other = serve(served_path, pool, Service(), client=("127.0.0.1", 1))
    assert other.get(FRONTS, headers=given).headers["x-request-id"] != given["X-Request-Id"]


def test_a_line_has_what_happened_and_nothing_secret(
    served_path: Path, pool: QueryPool, log: RequestLog, written: io.StringIO
) -> None:
    client = serve(served_path, pool, Service(log=log))
    secret = {"Authorization": "Bearer stratagem_SECRET"}
    size = len(client.get(FRONTS, headers=secret).content)
    client.get(FRONTS, headers=secret)
    client.head(FRONTS, headers=secret)
    client.get("/sparql", params={"query": 'ask { ?s ?p "PRIVATE" }'}, headers=secret)
    client.get("/claims", params={"q": "PRIVATE"}, headers=secret)
    client.get("/PRIVATE/PRIVATE", headers=secret)
    found = lines(log, written)
    assert [(line["method"], line["route"], line["status"]) for line in found] == [
        ("GET", "/company/{id}/fronts", 200),
        ("GET", "/company/{id}/fronts", 200),
        ("HEAD", "/company/{id}/fronts", 200),
        ("GET", "/sparql", 200),
        ("GET", "/claims", 200),
        ("GET", "(none)", 404),
    ]
    assert [line["bytes"] for line in found[:3]] == [size, size, 0]
    assert {line["revision"] for line in found} == {"r1"}
    assert {line["client"] for line in found} == {"testclient"}
    assert all(line["ms"] > 0 for line in found)
    assert re.fullmatch("[0-9a-f]{16}", found[3]["query_hash"])
    assert found[4]["rows"] == 0
    assert "PRIVATE" not in written.getvalue()
    assert "SECRET" not in written.getvalue()


def test_a_fault_is_found_in_the_log_by_its_identifier(
    pool: QueryPool, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str | None] = []

    class Remember(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            seen.append(REQUEST_ID.get())
            return record.levelno >= logging.ERROR

    remember = Remember()
    logging.getLogger("stratagem.api").addFilter(remember)
    try:
        failing = create_app(Failing(StoreError("/secret/path")), pool, "1", service=Service())
        answer = TestClient(failing).get(FRONTS)
    finally:
        logging.getLogger("stratagem.api").removeFilter(remember)
    body = problem(answer, 500, "internal")
    assert seen == [body["request_id"]]
    assert "secret" not in answer.text
    assert "/secret/path" in caplog.text


def test_the_edge_of_the_settings_refuses_what_they_do_not_name() -> None:
    service = Service.of(Settings(hosts=("a.org",)), 9000, None, lambda: True)
    assert service.hosts is not None
    assert service.hosts.allow(b"a.org")
    assert service.hosts.allow(b"localhost:9000")
    assert not service.hosts.allow(b"b.org")
    assert service.budgets is not None
    assert not service.closed
    assert Service.of(Settings(reading="token"), 9000, None, lambda: True).closed
