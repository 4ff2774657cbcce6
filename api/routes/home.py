"""`/`: the first answer, as a page for everybody, and as JSON."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import Response

from api.answer.views import VIEW, answer_view
from api.document import accepts, plain_responses, problem_responses
from api.strict import add_route
from api.web.views import home as pages
from kg.read.home import Home
from kg.read.home import home as read


async def home(request: Request) -> Response:
    """Who fights whom, what is disputed, what is new: a page, or JSON where `Accept` asks for it."""

    def make() -> tuple[Home, dict[str, str]]:
        return read(request.app.state.store), {}

    return await answer_view(request, make, pages.home, page_first=True)


def add(app: FastAPI) -> None:
    """Adds the route."""
    add_route(
        app,
        "/",
        home,
        summary="Who fights whom, what is disputed, what is new",
        operation_id="getHome",
        tags=["service"],
        response_model=Home,
        responses=accepts(*VIEW) | plain_responses(304) | problem_responses(406),
    )
