"""The application: a store and a pool in, an ASGI application out. Nothing is opened at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from anyio import to_thread
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import document, problems
from api.answer.cache import AnswerCache
from api.answer.pace import Pace
from api.edge.edged import EdgedApp
from api.edge.service import Service
from api.guarded import GuardedGraphs
from api.routes import (
    about,
    ask,
    brief,
    company,
    compare,
    description,
    disputes,
    events,
    graph_store,
    graphs,
    home,
    identifiers,
    lists,
    meta,
    neighbourhood,
    quality,
    resources,
    search,
    sparql,
    update,
    validation,
    withdrawal,
)
from kg import __version__
from kg.access import Tokens
from kg.change import Changes
from kg.search import Search
from kg.store.base import Store
from kg.store.disk.reading import Reading
from kg.store.pool.scratch import Scratch
from kg.store.pool.workers import QueryPool
from kg.validate.process import Validator

STATIC: Final = Path(__file__).with_name("web") / "static"
# The first route that fits is taken, and trying each costs 2 µs: what is asked most stands first.
ROUTES: Final = (
    company,
    resources,
    neighbourhood,
    lists,
    ask,
    disputes,
    compare,
    events,
    search,
    sparql,
    graphs,
    identifiers,
    description,
    update,
    graph_store,
    validation,
    meta,
    home,
    about,
    quality,
    brief,
    withdrawal,
)


def create_app(
    store: Store,
    pool: QueryPool,
    revision: str,
    validator: Validator | None = None,
    *,
    tokens: Tokens | None = None,
    service: Service | None = None,
    changes: Changes | None = None,
) -> FastAPI:
    """Stratagem over HTTP.

    Args:
        store: answers the resources; with `changes` it is what their LiveStore reads, else it does not change
            while the application lives.
        pool: runs ad-hoc SPARQL on the same graph, in processes that can be ended. It is closed when the
            application ends.
        revision: names the graph as it is now; entity tags are made of it, so another graph has another.
        validator: checks files from elsewhere, each in a process of its own; made when none is given.
        tokens: who may write, and read where reading is closed; without them writing is off.
        service: the edge around it; one that refuses nobody when none is given.
        changes: how the graph changes; without them it is served for reading only.
    """

    app = _bare(pool)
    _read(app, changes.live.reading if changes else Reading(store, revision), changes)
    app.state.pool, app.state.changes = pool, changes
    _follow(pool, changes, revision)
    app.state.answers, app.state.validator = AnswerCache(), validator or Validator()
    app.state.pace, app.state.pages = Pace(), True
    app.state.reading.movers.append(app.state.pace.renew)
    app.state.tokens, app.state.service = tokens, service or Service()
    app.state.graphs = GuardedGraphs(app.state, Scratch(pool.bounds))
    problems.install(app)
    document.install(app)
    for module in ROUTES:
        module.add(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.enclose()
    return app


def _read(app: FastAPI, reading: Reading, changes: Changes | None) -> None:
    """Lets the application answer and search, and know the revision of what it reads, also after a change."""
    app.state.store = app.state.reading = reading
    app.state.revision = reading.revision
    reading.listeners.append(partial(setattr, app.state, "revision"))
    app.state.search = Search(reading)
    if changes is not None:
        changes.live.watchers.append(app.state.search.prepare)


def _follow(pool: QueryPool, changes: Changes | None, revision: str) -> None:
    """Lets the query workers read each new snapshot, and know the revision of what they read."""
    if changes is None:
        pool.follow(None, revision)
        return
    changes.live.follow(lambda snapshot: pool.follow(snapshot.path, snapshot.revision))
    pool.follow(changes.live.snapshot.path, changes.live.snapshot.revision)


def _bare(pool: QueryPool) -> EdgedApp:
    """The application before it has a state, routes or an edge; it closes the pool when it ends."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        search: Search = app.state.search
        search.make()
        try:
            yield
        finally:
            await to_thread.run_sync(search.close)
            pool.close()

    return EdgedApp(
        title="Stratagem",
        version=__version__,
        summary="Who fights whom, on which front, and which words say so.",
        license_info={"name": "Apache-2.0 (code), CC BY 4.0 (ontology and shapes)"},
        openapi_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
