"""`/company/{id}/…`: the fronts of a company, and all else that stands under it."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import Response

from api import context
from api.answers import answer
from api.document import accepts, plain_responses, problem_responses
from api.negotiation import RESOURCE
from api.strict import add_route
from kg.read import models
from kg.read.fronts import fronts


async def company_fronts(request: Request, id: str) -> Response:
    """On which fronts a company fights, with which products, against whom, with what advantage; each with its
    standing and evidence. A list is empty where the sources name none."""

    def read() -> tuple[models.Fronts, context.Context]:
        found = fronts(request.app.state.store, id)
        count = found.stated_count
        return found, context.RANGES if count and count.min < count.max else context.FRONTS

    return await answer(request, read, quick=True)


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    add_route(
        app,
        "/company/{id}/fronts",
        company_fronts,
        summary="The fronts of a company",
        operation_id="getCompanyFronts",
        tags=["company"],
        response_model=models.Fronts,
        responses=accepts(*RESOURCE) | plain_responses(304, 308) | problem_responses(404, 406),
    )
