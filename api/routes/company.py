"""`/company/{id}/…`: the fronts of a company, and all else that stands under it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Annotated, Any, Final, get_args

from fastapi import FastAPI, Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.answer import context, sections
from api.answer.negotiation import HTML, TABULAR
from api.answer.tables import answer_rows
from api.document import accepts, plain_responses, problem_responses
from api.routes.lists import PAGE, After, Claims, Limit, answer_list, list_page
from api.routes.resources import Slug
from api.strict import add_route
from api.web.asked import Page
from api.web.views import company as pages
from kg.read import company as read
from kg.read import items, models, tables
from kg.read.entities import find
from kg.read.export import Writer
from kg.read.figures import FigureItem, Figures, figures
from kg.read.fronts import fronts
from kg.store.base import Store

Company = Annotated[Slug, Path(examples=["openai"])]
_SECTIONS: Final[tuple[tuple[str, Callable[[Store, str], items.Section[Any]], type[BaseModel], str], ...]] = (
    ("products", read.products, items.Section[items.ProductItem], "What a company develops"),
    (
        "strategies",
        read.strategies,
        items.Section[items.StrategyItem],
        "What it pursues, considers, depends on",
    ),
    ("risks", read.risks, items.Section[items.RiskItem], "What it is exposed to or threatened by"),
    ("events", read.events, items.Section[items.EventItem], "What happened, what led to what"),
    ("moats", read.moats, items.Section[items.MoatItem], "Its moats, also the denied, and what erodes them"),
    ("rivals", read.rivals, items.Section[items.RivalItem], "Who competes with it or its products"),
)


async def company_fronts(request: Request, id: Company) -> Response:
    """On which fronts a company fights, with which products, against whom, with what advantage; each with its
    standing and evidence. A list is empty where the sources name none."""

    def make() -> tuple[BaseModel, context.Context]:
        found = fronts(request.app.state.store, id)
        count = found.stated_count
        return found, context.RANGES if count and count.min < count.max else context.FRONTS

    return await answer_rows(request, make, attrgetter("fronts"), models.Front, quick=True)


def section(
    question: Callable[[Store, str], items.Section[Any]], model: type[BaseModel], page: Page
) -> Callable[..., Any]:
    """The endpoint of a list of a company; `model` is that of the list, `page` shows it."""
    (row,) = get_args(model.model_fields["items"].annotation)

    async def endpoint(request: Request, id: Company) -> Response:
        def make() -> tuple[BaseModel, context.Context]:
            found = question(request.app.state.store, id)
            return found, sections.section(found)

        return await answer_rows(request, make, attrgetter("items"), row, page=page)

    return endpoint


async def company_figures(request: Request, id: Company) -> Response:
    """The figures about a company and its products, comparisons against these, and what others earn by it;
    each with every claim that gives it."""

    def make() -> tuple[BaseModel, context.Context]:
        found = figures(request.app.state.store, id)
        return found, sections.figures(found.items)

    return await answer_rows(request, make, attrgetter("items"), FigureItem)


async def company_claims(request: Request, id: Company, after: After = None, limit: Limit = PAGE) -> Response:
    """The claims that assert something of a company, in the order of sources and texts."""
    filters = {"about": f"company/{id}"}

    def make() -> tuple[BaseModel, context.Context, str]:
        find(request.app.state.store, "company", id)
        return list_page(request, "claim", after, limit, filters, shown={})

    def table() -> Writer:
        find(request.app.state.store, "company", id)
        return tables.table(request.app.state.store, "claim", filters)

    return await answer_list(request, "claim", make, table)


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    answers = accepts(*TABULAR) | plain_responses(304, 308) | problem_responses(404, 406)
    route = partial(add_route, app, tags=["company"], responses=answers)
    route(
        "/company/{id}/fronts",
        company_fronts,
        summary="The fronts of a company",
        operation_id="getCompanyFronts",
        response_model=models.Fronts,
    )
    for name, question, model, summary in _SECTIONS:
        route(
            f"/company/{{id}}/{name}",
            section(
                question, model, pages.section(name, "Threats" if name == "risks" else name.capitalize())
            ),
            summary=summary,
            description=question.__doc__,
            operation_id=f"getCompany{name.capitalize()}",
            response_model=model,
            responses=answers | accepts(*TABULAR, HTML),
        )
    route(
        "/company/{id}/figures",
        company_figures,
        summary="The figures of a company",
        operation_id="getCompanyFigures",
        response_model=Figures,
    )
    route(
        "/company/{id}/claims",
        company_claims,
        summary="The claims about a company",
        operation_id="getCompanyClaims",
        response_model=Claims,
        responses=answers | accepts(*TABULAR, HTML) | problem_responses(507),
    )
