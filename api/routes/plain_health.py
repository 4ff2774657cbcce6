"""`/healthz` and `/readyz` of plain mode."""

from __future__ import annotations

import orjson
from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.responses import Response

from api.document import problem_responses
from api.problems import LOG, problem
from api.routes.meta import Health, Readiness, health
from kg.errors import PoolBusyError, StratagemError
from kg.store.plain import PlainStore

_FRESH = {"Cache-Control": "no-store"}


async def readiness(request: Request) -> Response:
    """Says whether the store can be asked: a query worker reads its default graph."""
    store: PlainStore = request.app.state.plain
    try:
        await to_thread.run_sync(store.exists, "")
    except PoolBusyError:  # workers that are all busy are at work
        pass
    except StratagemError:
        LOG.exception("the store is not ready")
        detail = "the store or its query workers fail; the log of the server says how"
        return problem(503, "not-ready", detail, {"Retry-After": "5", **_FRESH})
    body = orjson.dumps({"status": "ready", "revision": store.revision})
    return Response(body, headers=_FRESH, media_type="application/json")


def add(app: FastAPI) -> None:
    """Adds both routes."""
    app.add_api_route(
        "/healthz",
        health,
        summary="Does the process live?",
        operation_id="getHealth",
        tags=["service"],
        response_model=Health,
    )
    app.add_api_route(
        "/readyz",
        readiness,
        summary="Can the store be asked?",
        operation_id="getReadiness",
        tags=["service"],
        response_model=Readiness,
        responses=problem_responses(503),
    )
