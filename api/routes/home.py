"""`/`: a plain page that says what this graph holds, and leads into it."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, Response

from api.answer.answers import respond
from api.answer.negotiation import HTML, choose
from api.document import plain_responses, problem_responses
from api.strict import add_route
from api.web.bare import home_page
from kg.read.overview import overview


async def home(request: Request) -> Response:
    """What this graph holds, as a page."""
    chosen = choose(request, (HTML,))
    return await respond(request, chosen, lambda: (home_page(overview(request.app.state.store)).encode(), {}))


def add(app: FastAPI) -> None:
    """Adds the route."""
    add_route(
        app,
        "/",
        home,
        summary="What this graph holds",
        operation_id="getHome",
        tags=["service"],
        response_class=HTMLResponse,
        responses=plain_responses(304) | problem_responses(406),
    )
