"""The article as it is served, and a client that holds each answer against the OpenAPI document."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.answer.negotiation import split_suffix
from api.app import create_app
from kg.ns import text_graph
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore
from kg.store.pool.workers import Bounds, QueryPool

REVISION = "test-1"
DEADLINE = 1.0


@pytest.fixture(scope="session")
def served_path(article_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The article on disk without its text: its rights allow quotes only."""
    path = tmp_path_factory.mktemp("served") / "store"
    store = EmbeddedStore.open(path)
    for name in article_store.graphs():
        if name != str(text_graph("openai-crossroads")):
            lines = article_store.get_graph(name).splitlines(keepends=True)
            store.load(b"".join(line.rstrip()[:-1] + f"<{name}> .\n".encode() for line in lines))
    del store
    return path


@pytest.fixture(scope="session")
def pool(served_path: Path) -> Iterator[QueryPool]:
    """Two query workers with a short deadline."""
    with QueryPool(served_path, 2, Bounds(deadline=DEADLINE)) as workers:
        yield workers


@pytest.fixture(scope="session")
def app(served_path: Path, pool: QueryPool) -> FastAPI:
    """The application over the article."""
    return create_app(EmbeddedStore.read_only(served_path), pool, REVISION)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> TestClient:
    """A client that follows no redirect and holds each answer against the OpenAPI document.

    The application's lifespan is not entered: it would close the pool that other tests use.
    """
    made = TestClient(app, follow_redirects=False, raise_server_exceptions=True)
    document = Document(app)
    made.event_hooks = {"response": [document.check]}
    return made


class Document:
    """The OpenAPI document, by which answers are judged."""

    def __init__(self, app: FastAPI) -> None:
        self.app, self.content = app, app.openapi()
        self.seen: set[tuple[str, str, int]] = set()
        self._lock = threading.Lock()

    def check(self, response: Any) -> None:
        """Fails for a status, media type or JSON body that the document does not have."""
        response.read()
        request = response.request
        method = request.method.lower().replace("head", "get")
        template = self.template(request.url.path)
        operation = self.content["paths"].get(template, {}).get(method)
        if operation is None:
            return
        known = operation["responses"].get(str(response.status_code))
        assert known is not None, f"{method} {template} gives {response.status_code}, which is not documented"
        with self._lock:
            self.seen.add((method, template, response.status_code))
        if response.content:
            media_type = response.headers["content-type"].partition(";")[0]
            assert media_type in known["content"], f"{method} {template} gives {media_type}"
            schema = known["content"][media_type].get("schema")
            if schema and media_type.endswith("json"):
                whole = {**schema, "components": self.content["components"]}
                jsonschema.Draft202012Validator(whole).validate(response.json())

    def template(self, path: str) -> str:
        """The path of the route that takes an address."""
        stem, _ = split_suffix(path)
        for route in self.app.routes:
            if isinstance(route, APIRoute) and route.path_regex.match(stem):
                return route.path_format
        return ""
