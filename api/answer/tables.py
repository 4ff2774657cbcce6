"""Answers that are a list: all its rows as CSV for spreadsheets, beside the formats of a resource."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from api.answer.answers import Made, answer, respond
from api.answer.context import Context
from api.answer.negotiation import CSV, HTML, TABULAR, choose
from api.web.asked import Page
from kg.read.tables import rows_as_csv


async def answer_rows(
    request: Request,
    make: Callable[[], tuple[BaseModel, Context] | tuple[BaseModel, Context, str]],
    rows: Callable[[BaseModel], Sequence[BaseModel]],
    model: type[BaseModel],
    *,
    quick: bool = False,
    page: Page | None = None,
) -> Response:
    """The answer that `make` gives (see `answers.answer`), or its `rows`, of one `model`, as CSV."""
    if choose(request, (*TABULAR, HTML) if page else TABULAR) is not CSV:
        return await answer(request, make, TABULAR, quick=quick, page=page)

    def body() -> Made:
        found, _, *links = make()
        return rows_as_csv(rows(found), model), {"Link": links[0]} if links else {}

    return await respond(request, CSV, body, quick=quick)
