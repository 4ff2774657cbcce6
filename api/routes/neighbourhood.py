"""`/{kind}/{id}/neighbourhood`: what is stated around a thing, to be drawn or listed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.answer.answers import answer
from api.answer.around import NEIGHBOURHOOD
from api.answer.context import Context
from api.answer.negotiation import HTML, RESOURCE
from api.document import accepts, plain_responses, problem_responses
from api.routes.lists import joined
from api.routes.resources import Slug
from api.strict import add_route
from api.web.views.graph import graph
from kg.read.neighbourhood import AROUND, DEEPEST, LARGEST, Narrowed, Neighbourhood, neighbourhood

Depth = Annotated[int, Query(description="statements that one walks from the thing", ge=1, le=DEEPEST)]
Limit = Annotated[int, Query(description="things in an answer", ge=1, le=LARGEST)]
Property = Annotated[str | None, Query(description="only statements of this property", max_length=100)]
Standing = Annotated[str | None, Query(description="only statements of this standing", max_length=100)]
OfKind = Annotated[str | None, Query(alias="kind", description="only things of this kind", max_length=100)]


def around(kind: str) -> Callable[..., Any]:
    """The endpoint of the neighbourhoods of a kind."""

    async def read(
        request: Request,
        id: Slug,
        depth: Depth = 1,
        property: Property = None,
        standing: Standing = None,
        of_kind: OfKind = None,
        limit: Limit = LARGEST,
    ) -> Response:
        """The things within one or two statements of a thing, the nearest and most tied first, and the
        statements between them, each with its standing and the number of its claims. `/axiom/{id}`
        has the words of each."""
        narrowed = Narrowed(property or None, standing or None, of_kind or None)

        def make() -> tuple[BaseModel, Context]:
            found = neighbourhood(request.app.state.store, kind, id, depth, narrowed, limit)
            return found, NEIGHBOURHOOD

        return await answer(request, make, page=graph)

    return read


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    route = partial(add_route, app, tags=["resources"], response_model=Neighbourhood)
    answers = accepts(*RESOURCE, HTML) | plain_responses(304, 308) | problem_responses(404, 406)
    for kind in AROUND:
        route(
            f"/{kind}/{{id}}/neighbourhood",
            around(kind),
            summary=f"What is stated around a {kind.replace('-', ' ')}",
            operation_id=f"getNeighbourhood{joined(kind)}",
            responses=answers,
        )
