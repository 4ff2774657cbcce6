"""`/company/{id}/brief`: a company on a page of Markdown, with the words behind each line as footnotes."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import Response

from api.answer.answers import Made, respond
from api.answer.negotiation import MARKDOWN, choose
from api.document import accepts, plain_responses, problem_responses
from api.routes.company import Company
from api.strict import add_route
from kg.errors import NotFoundError
from kg.read.brief import brief
from kg.read.brief_markdown import markdown
from kg.read.resource import Resource, resource
from kg.store.base import Store


async def company_brief(request: Request, id: Company) -> Response:
    """What the sources say of a company, to take away; each line with its standing and its words.

    It has fronts, threats, strategies, moats, rivals, figures and events, what is doubted and what is only
    asked. `stratagem show company … --format markdown` writes the same.
    """
    chosen = choose(request, (MARKDOWN,))

    def make() -> Made:
        store: Store = request.app.state.store
        found = resource(store, "company", id)
        if not isinstance(found, Resource):
            raise NotFoundError("company", id)
        name = f'inline; filename="{found.id}.md"'
        return markdown(brief(store, found)).encode(), {"Content-Disposition": name}

    return await respond(request, chosen, make)


def add(app: FastAPI) -> None:
    """Adds the route."""
    add_route(
        app,
        "/company/{id}/brief",
        company_brief,
        summary="A brief of a company in Markdown",
        operation_id="getCompanyBrief",
        tags=["company"],
        response_class=Response,
        responses=accepts(MARKDOWN) | plain_responses(304, 308) | problem_responses(404, 406),
    )
