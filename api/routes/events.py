"""`/events/chains` and `/events/dated`: what led to what, what answers what, and what happened when."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import FastAPI, Query, Request
from starlette.responses import Response

from api.answer.views import VIEW, answer_view
from api.document import accepts, plain_responses, problem_responses
from api.routes.disputes import Passed, Size, following
from api.strict import LONGEST_SLUG, add_route
from api.web.views import events as pages
from kg.read.events import Chains, Datings, chains, dated

PAGE: Final = 10
DATED_PAGE: Final = pages.DATED
One = Annotated[str, Query(description="the identifier of a company", max_length=LONGEST_SLUG)]


async def list_chains(request: Request, company: One = "", after: Passed = 0, limit: Size = PAGE) -> Response:
    """Events that hang together, the longest chains first; those with an event of a company, against it or
    about its products, where one is given. An event that nothing is tied to stands in no chain, but in
    `/events`."""
    named = company.strip().lower()

    def make() -> tuple[Chains, dict[str, str]]:
        found = chains(request.app.state.store, named or None, after, limit)
        return found, following(found.next, limit, PAGE, company=named)

    return await answer_view(request, make, pages.chains)


async def list_dated(request: Request, after: Passed = 0, limit: Size = DATED_PAGE) -> Response:
    """The dates that sources give of events, in their order: a year, a month or a day, with the words. An
    event of which nobody gives a date stands in no item, but in `/events`."""

    def make() -> tuple[Datings, dict[str, str]]:
        found = dated(request.app.state.store, after, limit)
        return found, following(found.next, limit, DATED_PAGE)

    return await answer_view(request, make, pages.dated)


def add(app: FastAPI) -> None:
    """Adds the routes."""
    add_route(
        app,
        "/events/dated",
        list_dated,
        summary="Dated events in their order, with the words that give the date",
        operation_id="listDatedEvents",
        tags=["questions"],
        response_model=Datings,
        responses=accepts(*VIEW) | plain_responses(304) | problem_responses(406),
    )
    add_route(
        app,
        "/events/chains",
        list_chains,
        summary="Chains of events: what led to what, what answers what",
        operation_id="listEventChains",
        tags=["questions"],
        response_model=Chains,
        responses=accepts(*VIEW) | plain_responses(304) | problem_responses(404, 406),
    )
