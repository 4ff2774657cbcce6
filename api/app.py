"""The application: a store and its settings in, an ASGI application out. Nothing is opened at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.answers import AnswerCache
from api.negotiation import split_suffix
from api.routes import ask, company, home, meta, resources, sparql
from kg import __version__
from kg.store.base import Store
from kg.store.workers import QueryPool

STATIC: Final = Path(__file__).with_name("web") / "static"


class SuffixMiddleware:
    """Takes a suffix such as `.ttl` off the path, so that one route serves all formats of a resource."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with `stratagem.suffix` in its scope."""
        if scope["type"] == "http":
            path, suffix = split_suffix(scope["path"])
            if suffix is not None:
                scope = {**scope, "path": path, "raw_path": None, "stratagem.suffix": suffix}
        await self.app(scope, receive, send)


def create_app(store: Store, pool: QueryPool, revision: str) -> FastAPI:
    """Stratagem over HTTP.

    `store` answers the resources, `pool` runs ad-hoc SPARQL in processes that can be ended, and `revision`
    names the graph that both hold. The pool is closed when the application ends.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            pool.close()

    app = FastAPI(
        title="Stratagem",
        version=__version__,
        summary="Who fights whom, on which front, and which words say so.",
        license_info={"name": "Apache-2.0 (code), CC BY 4.0 (ontology and shapes)"},
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.store, app.state.pool, app.state.revision = store, pool, revision
    app.state.answers = AnswerCache()
    problems.install(app)
    for module in (home, meta, ask, sparql, company, resources):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(SuffixMiddleware)
    return app
