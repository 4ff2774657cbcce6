"""Plain mode: a bare SPARQL store over HTTP. Any graph, a real default graph, no shapes, nothing derived."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, Final
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.datastructures import State

from api import problems
from api.addresses import address, root
from api.answer.cache import AnswerCache
from api.edge.edged import EdgedApp
from api.edge.service import Service
from api.graph_service import Write
from api.problems import Problem
from api.routes import graph_store, plain_health, plain_home, sparql, update
from kg import __version__
from kg.access import Tokens
from kg.store.plain import PlainStore
from kg.store.syntax.guard import CheckedUpdate, check_graph

ROUTES: Final = (plain_home, sparql, update, graph_store, plain_health)


class PlainGraphs:
    """The graphs of a bare store, see `GraphService`: each IRI may name one, an address below `/graphs/` is
    one itself."""

    union_default = False

    def __init__(self, store: PlainStore, state: State) -> None:
        self._store, self._state = store, state
        state.revision = store.revision

    def graph_of(self, request: Request, _: str) -> str:
        """The address itself."""
        return check_graph(address(request))

    def new_graph(self, request: Request) -> str:
        """A fresh address below `/graphs/`."""
        return check_graph(f"{root(request)}/graphs/{uuid4().hex}")

    def fetch(self, graph: str, media_type: str) -> bytes | None:
        """See `GraphService.fetch`."""
        return self._store.pool.graph(graph, media_type)

    def tag(self, graph: str) -> str | None:
        """The revision of the store: another write to any graph changes it too."""
        return self._store.revision if self._store.exists(graph) else None

    def put(self, write: Write) -> bool:
        """See `GraphService.put`."""
        parts = [(part.content_type, part.data) for part in write.content]
        check = partial(self._hold, write)
        with self._revised():
            return self._store.put(write.graph, parts, base=write.base, add=write.add, check=check)

    def delete(self, write: Write) -> bool:
        """See `GraphService.delete`."""
        with self._revised():
            return self._store.delete(write.graph, check=partial(self._hold, write))

    def update(self, update: CheckedUpdate, author: str, base: str | None) -> None:
        """See `GraphService.update`; a bare store keeps no authors."""
        del author
        with self._revised():
            self._store.update(update, base)

    def names(self) -> list[str]:
        """The IRIs of all named graphs, sorted."""
        return self._store.pool.names()

    @contextmanager
    def _revised(self) -> Iterator[None]:
        """Lets the application know the revision that a write has made."""
        try:
            yield
        finally:
            self._state.revision = self._store.revision

    def _hold(self, write: Write) -> None:
        if write.conditions.given:
            write.conditions.hold(self.tag(write.graph))


def create_plain_app(
    store: PlainStore, *, tokens: Tokens | None = None, service: Service | None = None
) -> FastAPI:
    """A bare store over HTTP; `store` is closed when the application ends.

    Args:
        store: holds the graphs.
        tokens: who may write; without any, writing is off.
        service: the edge around it; one that refuses nobody when none is given.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            store.close()

    app = EdgedApp(
        title="Stratagem, plain mode",
        version=__version__,
        summary="A bare SPARQL store: any graph, no shapes, nothing derived.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.plain, app.state.pool, app.state.tokens = store, store.pool, tokens
    app.state.service = service or Service()
    app.state.graphs, app.state.answers = PlainGraphs(store, app.state), AnswerCache()
    app.state.guide = plain_home.GUIDE
    problems.install(app)
    for module in ROUTES:
        module.add(app)
    app.openapi = partial(_document, app)  # type: ignore[method-assign]  # as FastAPI's guide has it
    app.enclose()
    return app


def _document(app: FastAPI) -> dict[str, Any]:
    if not app.openapi_schema:
        found = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        found.setdefault("components", {}).setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
        app.openapi_schema = found
    return app.openapi_schema
