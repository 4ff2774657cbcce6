"""`/disputes` and `/forecasts`: what others speak against, and what is foreseen, with the words on both
sides."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import FastAPI, Query, Request
from starlette.responses import Response

from api.answer.views import VIEW, answer_view
from api.document import accepts, plain_responses, problem_responses
from api.strict import add_route
from api.web.views import disputes as pages
from kg.read.disputes import Disputes, disputes
from kg.read.forecasts import Forecasts, forecasts

PAGE: Final = 20
LARGEST_PAGE: Final = 100
Contested = Literal["disputed", "qualified"]
Passed = Annotated[
    int, Query(description="how many to leave out, as the `Link` header has it", ge=0, le=10**6)
]
Size = Annotated[int, Query(description="items in an answer", ge=1, le=LARGEST_PAGE)]
Standing = Annotated[Contested | None, Query(description="only what is disputed, or only what is qualified")]


async def list_disputes(
    request: Request, standing: Standing = None, after: Passed = 0, limit: Size = PAGE
) -> Response:
    """What is disputed or qualified: each such statement with the claims that make it and those against
    it."""

    def make() -> tuple[Disputes, dict[str, str]]:
        found = disputes(request.app.state.store, after, limit, standing)
        return found, following(found.next, limit, standing=standing)

    return await answer_view(request, make, pages.disputes)


async def list_forecasts(request: Request, after: Passed = 0, limit: Size = PAGE) -> Response:
    """Open forecasts, those that somebody doubts first: value, period, who forecasts, who backs and doubts
    it."""

    def make() -> tuple[Forecasts, dict[str, str]]:
        found = forecasts(request.app.state.store, after, limit)
        return found, following(found.next, limit)

    return await answer_view(request, make, pages.forecasts)


def following(after: int | None, limit: int, usual: int = PAGE, **filters: str | None) -> dict[str, str]:
    """The parameters of the next part of a list; none at its end."""
    if after is None:
        return {}
    kept = {name: value for name, value in filters.items() if value}
    return {**kept, "after": str(after), **({"limit": str(limit)} if limit != usual else {})}


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    answers = accepts(*VIEW) | plain_responses(304) | problem_responses(406)
    add_route(
        app,
        "/disputes",
        list_disputes,
        summary="What is disputed or qualified, with the words on both sides",
        operation_id="listDisputes",
        tags=["questions"],
        response_model=Disputes,
        responses=answers,
    )
    add_route(
        app,
        "/forecasts",
        list_forecasts,
        summary="Open forecasts and who doubts them",
        operation_id="listForecasts",
        tags=["questions"],
        response_model=Forecasts,
        responses=answers,
    )
