"""`/compare` and `/fronts/positions`: companies side by side, and all companies by all fronts."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import FastAPI, Query, Request
from starlette.responses import Response

from api.answer.views import VIEW, answer_view
from api.document import accepts, plain_responses, problem_responses
from api.routes.disputes import Passed, Size, following
from api.strict import LONGEST_SLUG, add_route
from api.web.views import compare as pages
from api.web.views.fronts import positions as positions_page
from kg.read.compare import MOST, Comparison, compare
from kg.read.fronts import STANDINGS
from kg.read.stands import ADVANTAGES, Positions, positions

FRONTS: Final = 25
Companies = Annotated[
    str,
    Query(
        description=f"identifiers of companies, separated by commas, {MOST} at most",
        max_length=LONGEST_SLUG * MOST,
        examples=["openai,google"],
    ),
]
One = Annotated[str, Query(description="the identifier of a company", max_length=LONGEST_SLUG)]
HeldAdvantage = Annotated[
    str, Query(description="fronts where somebody has it", json_schema_extra={"enum": ["", *ADVANTAGES]})
]
Standing = Annotated[
    str, Query(description="fronts with one of this standing", json_schema_extra={"enum": ["", *STANDINGS]})
]


async def compare_companies(
    request: Request, companies: Companies = "", first: One = "", second: One = "", third: One = ""
) -> Response:
    """Two or three companies side by side: what they share, fronts, figures, strategies, moats, risks.

    `first`, `second` and `third` are the fields of the form; they name companies as `companies` does.
    """
    wanted = [slug.strip().lower() for slug in (*companies.split(","), first, second, third) if slug.strip()]

    def make() -> tuple[Comparison, dict[str, str]]:
        return compare(request.app.state.store, wanted), {}

    return await answer_view(request, make, pages.compare)


async def list_positions(
    request: Request,
    company: One = "",
    advantage: HeldAdvantage = "",
    standing: Standing = "",
    after: Passed = 0,
    limit: Size = FRONTS,
) -> Response:
    """The fronts with who stands there, the strongest first: those of a company, or where somebody has a
    given advantage, or one of a given standing."""
    filters = {"company": company.lower(), "advantage": advantage, "standing": standing}

    def make() -> tuple[Positions, dict[str, str]]:
        found = positions(request.app.state.store, filters, after, limit)
        return found, following(found.next, limit, FRONTS, **filters)

    return await answer_view(request, make, positions_page)


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    answers = accepts(*VIEW) | plain_responses(304) | problem_responses(404, 406)
    add_route(
        app,
        "/compare",
        compare_companies,
        summary="Two or three companies side by side",
        operation_id="compareCompanies",
        tags=["questions"],
        response_model=Comparison,
        responses=answers,
    )
    add_route(
        app,
        "/fronts/positions",
        list_positions,
        summary="Who stands on which front, with what advantage",
        operation_id="listPositionsOnFronts",
        tags=["questions"],
        response_model=Positions,
        responses=answers,
    )
