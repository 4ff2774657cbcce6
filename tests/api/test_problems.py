"""Every error is a problem document that says what is wrong and tells nothing of our insides."""

from __future__ import annotations

from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.problems import TABLE, TITLES, TYPES
from kg import errors
from kg.store.base import Row, Store
from kg.store.embedded import EmbeddedStore
from kg.store.pool.process import Bounds
from kg.store.pool.workers import QueryPool


def problem(response: Any, status: int, kind: str) -> dict[str, Any]:
    """The problem document of an answer, after its form was checked."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["type"] == TYPES + kind
    assert (body["status"], body["title"]) == (status, TITLES[kind])
    assert body["detail"]
    assert "Traceback" not in response.text
    return body


def test_unknown_company_has_the_nearest_names(client: TestClient) -> None:
    body = problem(client.get("/company/opnai/fronts"), 404, "not-found")
    assert "openai" in body["nearest"]


@pytest.mark.parametrize(
    "path", ["/nothing", "/company", "/company/", "/company/openai/", "/static/nothing.css"]
)
def test_unknown_address(client: TestClient, path: str) -> None:
    problem(client.get(path), 404, "not-found")


@pytest.mark.parametrize("path", ["/company/OpenAI/fronts", "/company/OPENAI/fronts"])
def test_another_case_is_redirected(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (308, "/company/openai/fronts")


def test_a_redirect_keeps_suffix_and_query(client: TestClient) -> None:
    assert (
        client.get("/company/OpenAI/fronts.ttl?_=1").headers["location"] == "/company/openai/fronts.ttl?_=1"
    )


@pytest.mark.parametrize(
    "slug", ["open_ai", "open ai", "-openai", "openai-", "a--b", "openai%00", "%C3%A9", "a" * 201]
)
def test_bad_slug(client: TestClient, slug: str) -> None:
    body = problem(client.get(f"/company/{slug}/fronts"), 400, "bad-parameter")
    assert body["name"] == "id"
    assert len(body["value"]) <= 210


def test_an_unknown_suffix_is_answered_with_the_known(client: TestClient) -> None:
    for path in ("/company/openai.xyz", "/front/a.b"):
        detail = problem(client.get(path), 400, "bad-parameter")["detail"]
        known = detail.partition("the suffixes here are ")[2].split(", ")
        assert known == [".json", ".jsonld", ".ttl", ".nt", ".rdf"]
    for suffix in known:
        assert client.get(f"/company/openai{suffix}").status_code == 200
    for path in ("/company/open_ai", "/company/openai.xyz/fronts"):
        assert "suffix" not in problem(client.get(path), 400, "bad-parameter")["detail"]


def test_unknown_parameter_is_refused_and_the_known_are_named(client: TestClient) -> None:
    body = problem(client.get("/ask/rivals?compny=openai"), 400, "bad-parameter")
    assert "company" in body["allowed"]


def test_a_parameter_is_given_once(client: TestClient) -> None:
    problem(client.get("/ask/rivals?company=openai&company=google"), 400, "bad-parameter")


@pytest.mark.parametrize("query", ["company=%FF", "company=%C3", "%FF=1"])
def test_broken_utf_8_in_the_query(client: TestClient, query: str) -> None:
    problem(client.get(f"/ask/rivals?{query}"), 400, "bad-request")


def test_many_parameters(client: TestClient) -> None:
    problem(client.get("/ask/rivals?" + "a=1&" * 5000), 400, "bad-request")


def test_not_acceptable_lists_what_there_is(client: TestClient) -> None:
    body = problem(
        client.get("/company/openai/fronts", headers={"Accept": "image/png"}), 406, "not-acceptable"
    )
    assert "text/turtle" in body["available"]
    problem(client.get("/company/openai.csv"), 406, "not-acceptable")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("POST", "/company/openai/fronts", "GET, HEAD"),
        ("DELETE", "/", "GET, HEAD"),
        ("PUT", "/sparql", "GET, HEAD, OPTIONS, POST"),
        ("OPTIONS", "/ask", "GET, HEAD"),
        ("POST", "/static/style.css", "GET, HEAD"),
        ("BREW", "/healthz", "GET, HEAD"),
    ],
)
def test_another_method(client: TestClient, method: str, path: str, allow: str) -> None:
    answer = client.request(method, path)
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == allow


def test_long_path(client: TestClient) -> None:
    problem(client.get("/company/" + "a" * 2000), 414, "address-too-long")


class Failing(EmbeddedStore):
    """A store that fails at each question."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def rows(self, query: str, *, whole: bool = False) -> list[Row]:
        raise self._error from RuntimeError(f"{query} {whole}")

    def ask(self, query: str) -> bool:
        raise self._error from RuntimeError(query)


@pytest.mark.parametrize("error", [RuntimeError("/secret/path"), errors.StoreError("/secret/path")])
def test_a_fault_of_ours_tells_nothing(
    pool: QueryPool, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    answer = TestClient(create_app(Failing(error), pool, "1")).get("/company/openai/fronts")
    problem(answer, 500, "internal")
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "/secret/path" in caplog.text


def test_readiness_tells_nothing_of_a_fault(pool: QueryPool, caplog: pytest.LogCaptureFixture) -> None:
    answer = TestClient(create_app(Failing(errors.StoreError("/secret/path")), pool, "1")).get("/readyz")
    problem(answer, 503, "not-ready")
    assert "secret" not in answer.text
    assert "/secret/path" in caplog.text


def test_an_empty_store_is_not_ready(pool: QueryPool) -> None:
    client = TestClient(create_app(EmbeddedStore.memory(), pool, "1"))
    assert "build it" in problem(client.get("/readyz"), 503, "not-ready")["detail"]
    assert client.get("/healthz").status_code == 200


class Busy:
    """A pool of which every worker is at work, and which knows whether it was closed."""

    closed = False
    bounds = Bounds()

    def run(self, *given: object) -> bytes:
        """Refuses."""
        raise errors.PoolBusyError(2, 1.0) from RuntimeError(str(given))

    def follow(self, *_: object) -> None:
        """Nothing to follow."""

    def close(self) -> None:
        """Remembers it."""
        self.closed = True


def test_busy_workers_are_no_fault_of_the_service(article_store: Store) -> None:
    pool = Busy()
    with TestClient(create_app(article_store, cast(QueryPool, pool), "1")) as client:
        answer = client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"})
        problem(answer, 503, "busy")
        assert answer.headers["retry-after"] == "1"
        assert client.get("/readyz").json() == {"status": "ready", "revision": "1"}
        assert client.get("/company/openai/fronts").status_code == 200
        assert not pool.closed
    assert pool.closed


def test_the_table_names_each_error_once_and_a_finer_one_before_its_parent() -> None:
    known = [error for error, _, _ in TABLE]
    assert len(set(known)) == len(known)
    for place, error in enumerate(known):
        assert not any(issubclass(error, before) for before in known[:place]), error
    assert known[-1] is errors.StratagemError
    assert {kind for _, _, kind in TABLE} <= TITLES.keys()
