"""The service itself: whether it lives and can answer, its OpenAPI document, and a page to read that with."""

from __future__ import annotations

from functools import partial

import orjson
from anyio import to_thread
from fastapi import FastAPI, Request
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from api.answer.answers import respond
from api.answer.negotiation import JSON, choose
from api.document import plain_responses, problem_responses
from api.problems import LOG, problem
from api.strict import add_route
from api.web.render import render
from kg.errors import PoolBusyError, StratagemError
from kg.read.overview import ready, ready_query
from kg.store.pool.workers import QueryPool
from kg.store.syntax.guard import check

_TABLE = "application/sparql-results+json"


class Health(BaseModel):
    """The process answers."""

    status: str = "ok"


class Readiness(BaseModel):
    """The graph can be asked: `revision` names it."""

    status: str = "ready"
    revision: str


async def health(_: Request) -> Response:
    """Says that the process answers; it asks nothing of the store."""
    return Response(b'{"status":"ok"}', headers={"Cache-Control": "no-store"}, media_type="application/json")


async def readiness(request: Request) -> Response:
    """Says whether the graph can be asked: the store, and a query worker on its snapshot, each find a claim
    with its quote, and the disk has room for a change.

    Workers that are all busy do not make the service unready: they are at work.
    """
    try:
        faults = await to_thread.run_sync(partial(_faults, request))
    except StratagemError:
        LOG.exception("the service is not ready")
        faults = ["the store or its query workers fail; the log of the server says how"]
    if faults:
        return problem(503, "not-ready", "; ".join(faults), {"Retry-After": "5", "Cache-Control": "no-store"})
    body = orjson.dumps({"status": "ready", "revision": request.app.state.revision})
    return Response(body, headers={"Cache-Control": "no-store"}, media_type="application/json")


def _faults(request: Request) -> list[str]:
    state = request.app.state
    if not state.service.has_room():
        return ["the disk of the store has no room for a change: make space"]
    if not ready(state.store):
        return ["the store holds no claim with a quote: build it"]
    pool: QueryPool = state.pool
    try:
        answer = pool.run(check(ready_query()), _TABLE)
    except PoolBusyError:
        return []
    return [] if orjson.loads(answer).get("boolean") is True else ["the query workers read another graph"]


async def openapi(request: Request) -> Response:
    """The OpenAPI 3.1 document of this service."""
    chosen = choose(request, (JSON,))
    return await respond(request, chosen, lambda: (orjson.dumps(request.app.openapi()), {}))


async def docs(_: Request) -> Response:
    """The OpenAPI document as a page to read and try; all its files come from here."""
    return HTMLResponse(render("pages/docs.html", {}))


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    add_route(
        app,
        "/healthz",
        health,
        summary="Does the process live?",
        operation_id="getHealth",
        tags=["service"],
        response_model=Health,
    )
    add_route(
        app,
        "/readyz",
        readiness,
        summary="Can the graph be asked?",
        operation_id="getReadiness",
        tags=["service"],
        response_model=Readiness,
        responses=problem_responses(503),
    )
    add_route(
        app,
        "/openapi.json",
        openapi,
        summary="This document",
        operation_id="getOpenapi",
        tags=["service"],
        responses=plain_responses(304) | problem_responses(406),
    )
    add_route(
        app,
        "/docs",
        docs,
        summary="This document as a page",
        operation_id="getDocs",
        tags=["service"],
        response_class=HTMLResponse,
    )
