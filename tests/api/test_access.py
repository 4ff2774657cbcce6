"""Tokens over HTTP: who may do what, and what whoever may not is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from api.access import require
from api.app import create_app
from kg.access import Tokens
from kg.store.embedded import EmbeddedStore
from kg.store.pool.workers import QueryPool
from tests.api.test_problems import problem


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    """The tokens of a server: none yet."""
    return Tokens(tmp_path)


@pytest.fixture
def writing(pool: QueryPool, tokens: Tokens) -> TestClient:
    """A server with one route that needs the scope `write` and answers whose token it was."""
    app: FastAPI = create_app(EmbeddedStore.memory(), pool, "1", tokens=tokens)

    async def write(request: Request) -> Response:
        return PlainTextResponse(require(request, "write"))

    app.add_api_route("/write", write, methods=["PUT"])
    return TestClient(app)


def bearer(text: str) -> dict[str, str]:
    """The header of a token."""
    return {"Authorization": f"Bearer {text}"}


def test_without_a_token_made_writing_is_off(writing: TestClient) -> None:
    for headers in ({}, bearer("stratagem_x")):
        body = problem(writing.put("/write", headers=headers), 403, "access-off")
        assert "stratagem token make NAME --scope write" in body["detail"]


def test_the_right_token_writes_and_names_the_author(writing: TestClient, tokens: Tokens) -> None:
    text = tokens.make("anna", "write")
    answer = writing.put("/write", headers=bearer(text))
    assert (answer.status_code, answer.text) == (200, "anna")
    assert writing.put("/write", headers={"authorization": f"bearer {text}"}).status_code == 200


@pytest.mark.parametrize(
    ("sent", "challenge"),
    [
        ([], 'Bearer realm="stratagem"'),
        (["Bearer nothing"], 'Bearer realm="stratagem", error="invalid_token"'),
        (["Bearer"], 'Bearer realm="stratagem", error="invalid_token"'),
        (["Bearer \xff\xfe"], 'Bearer realm="stratagem", error="invalid_token"'),
        (["Basic YW5uYTp4"], 'Bearer realm="stratagem", error="invalid_token"'),
        (["Bearer " + "x" * 5000], 'Bearer realm="stratagem", error="invalid_token"'),
    ],
)
def test_without_the_right_token_there_is_a_challenge(
    writing: TestClient, tokens: Tokens, sent: list[str], challenge: str
) -> None:
    tokens.make("anna", "write")
    headers = [(b"authorization", value.encode("latin-1")) for value in sent]
    answer = writing.put("/write", headers=headers)
    problem(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"] == challenge


def test_two_tokens_at_once_are_none(writing: TestClient, tokens: Tokens) -> None:
    text = tokens.make("anna", "write")
    value = f"Bearer {text}"
    answer = writing.put("/write", headers=[("Authorization", value), ("Authorization", value)])
    problem(answer, 401, "unauthorized")


def test_a_token_of_another_scope_is_refused(writing: TestClient, tokens: Tokens) -> None:
    answer = writing.put("/write", headers=bearer(tokens.make("reader", "read")))
    body = problem(answer, 403, "wrong-scope")
    assert (body["name"], body["allowed"]) == ("reader", "read")
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]


def test_a_revoked_token_is_refused_at_once(writing: TestClient, tokens: Tokens) -> None:
    text = tokens.make("anna", "write")
    tokens.make("other", "write")
    assert writing.put("/write", headers=bearer(text)).status_code == 200
    Tokens(tokens.file.parent).revoke("anna")
    problem(writing.put("/write", headers=bearer(text)), 401, "unauthorized")


def test_a_damaged_file_of_tokens_lets_nobody_in_and_tells_nothing(
    writing: TestClient, tokens: Tokens, caplog: pytest.LogCaptureFixture
) -> None:
    text = tokens.make("anna", "write")
    tokens.file.write_bytes(b"[")
    answer = writing.put("/write", headers=bearer(text))
    problem(answer, 500, "internal")
    assert str(tokens.file) not in answer.text
    assert text not in caplog.text


def test_the_document_says_how_to_send_a_token(writing: TestClient) -> None:
    schemes = writing.get("/openapi.json").json()["components"]["securitySchemes"]
    assert (schemes["token"]["type"], schemes["token"]["scheme"]) == ("http", "bearer")
