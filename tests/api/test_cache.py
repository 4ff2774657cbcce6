"""Unchanged answers are not made or sent again, and are given to nobody who asked for something else."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.answer.cache import Answer, AnswerCache
from tests.api.conftest import REVISION

FRONTS = "/company/openai/fronts"


@pytest.mark.parametrize(
    "path", [FRONTS, "/", "/claims", "/ontology.ttl", "/ask/rivals?company=openai", "/openapi.json"]
)
def test_an_answer_that_the_client_has(client: TestClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert REVISION in tag
    for given in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["vary"] == "Accept"
    assert client.get(path, headers={"If-None-Match": '"another"'}).content == first.content


def test_what_is_not_there_is_no_304(client: TestClient) -> None:
    assert client.get("/company/nobody/fronts", headers={"If-None-Match": "*"}).status_code == 404


def test_formats_have_tags_of_their_own(client: TestClient) -> None:
    tags = {
        client.get(FRONTS, headers={"Accept": kind}).headers["etag"]
        for kind in ("text/turtle", "application/json")
    }
    assert len(tags) == 2


def test_a_cached_answer_is_given_to_the_same_request_only(client: TestClient) -> None:
    for _ in range(2):
        assert client.get(FRONTS).headers["content-type"] == "application/json"
        assert client.get(f"{FRONTS}.ttl").headers["content-type"].startswith("text/turtle")
        assert client.get(FRONTS, headers={"Accept": "application/n-triples"}).text.startswith("<")
        assert client.get("/claims?limit=1").json()["items"] != client.get("/claims?limit=2").json()["items"]
        assert client.post(FRONTS).status_code == 405


def test_head_is_get_without_its_body(client: TestClient) -> None:
    for path in (
        FRONTS,
        f"{FRONTS}.ttl",
        "/",
        "/docs",
        "/healthz",
        "/readyz",
        "/claims",
        "/static/style.css",
        "/nothing",
    ):
        got, head = client.get(path), client.head(path)
        assert head.content == b""
        assert head.status_code == got.status_code
        assert head.headers["content-length"] == got.headers["content-length"] == str(len(got.content))


def test_the_bypass_is_not_kept(app: FastAPI, client: TestClient) -> None:
    client.get(FRONTS)
    before = len(app.state.answers)
    for number in range(3):
        assert client.get(f"{FRONTS}?_={number}").content == client.get(FRONTS).content
    assert len(app.state.answers) == before


def test_the_oldest_go_when_the_cap_is_reached() -> None:
    cache = AnswerCache(cap=10_000)
    answers = [Answer(b"x" * 3000, "text/plain", f'"{number}"', {}) for number in range(4)]
    keys = [((f"/{number}", ""), b"", b"") for number in range(4)]
    for key, answer in zip(keys[:2], answers, strict=False):
        cache.put(key, answer)
    assert cache.get(keys[0], "") is answers[0]
    cache.put(keys[2], answers[2])
    assert cache.get(keys[1], "") is None
    assert [cache.get(keys[number], "") for number in (0, 2)] == [answers[0], answers[2]]
    cache.put(keys[3], Answer(b"x" * 20_000, "text/plain", '"4"', {}))
    assert len(cache) == 2


def test_an_answer_of_another_revision_is_not_given() -> None:
    cache = AnswerCache(cap=10_000)
    key = (("/", ""), b"", b"")
    cache.put(key, Answer(b"x" * 3000, "text/plain", '"1"', {}, revision="1"))
    assert cache.get(key, "1") is not None
    assert cache.get(key, "2") is None
    assert len(cache) == 0
    for number in range(9):  # what replaces an answer takes its room, and no more
        cache.put(key, Answer(b"x" * 3000, "text/plain", '"2"', {}, revision=str(number)))
    cache.put((("/other", ""), b"", b""), Answer(b"x" * 3000, "text/plain", '"2"', {}, revision="2"))
    assert len(cache) == 2


def test_answers_name_the_revision(client: TestClient) -> None:
    tag = client.get(FRONTS).headers["etag"]
    for path, headers in ((FRONTS, {}), (FRONTS, {"If-None-Match": tag}), ("/claims.csv", {}), ("/", {})):
        assert client.get(path, headers=headers).headers["stratagem-revision"] == REVISION, path
