"""The withdrawal of a source that came over HTTP."""

from __future__ import annotations

from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.access import SECURED, access_responses, require
from api.answer.cache import REVISION
from api.document import plain_responses, problem_responses
from api.routes.resources import Slug
from api.strict import add_route
from kg.change import Changes


async def withdraw(request: Request, id: Slug) -> Response:
    """Removes a source that came over HTTP, with its text; what rested on it alone is not stated any more.

    A source of a claim sheet is withdrawn by removing its sheet.
    """
    author = require(request, "write")
    changes: Changes | None = request.app.state.changes
    if changes is None:
        raise HTTPException(403, "this graph is served for reading only")
    made = await to_thread.run_sync(changes.withdraw, id, author)
    return Response(status_code=204, headers={REVISION: made.revision})


def add(app: FastAPI) -> None:
    """Adds the route."""
    add_route(
        app,
        "/source/{id}",
        withdraw,
        methods=["DELETE"],
        tags=["resources"],
        summary="Withdraw a source that came over HTTP",
        operation_id="withdrawSource",
        status_code=204,
        response_class=Response,
        responses=plain_responses(204, 308)
        | access_responses()
        | problem_responses(400, 404, 409, 422, 503, 507),
        openapi_extra=SECURED,
    )
