"""Answers that put many things together: JSON as the model is, and a page at the same address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from api.answer.answers import Made, respond
from api.answer.cache import BYPASS
from api.answer.links import part_links
from api.answer.negotiation import HTML, JSON, choose
from api.web.asked import Page, asked

VIEW: Final = (JSON, HTML)
"""The formats of such an answer, the first where the client does not care."""


async def answer_view(
    request: Request,
    make: Callable[[], tuple[BaseModel, Mapping[str, str]]],
    page: Page,
    *,
    page_first: bool = False,
) -> Response:
    """The answer that `make` gives as its model and the parameters of its next part (none at the end).

    `page_first`: whoever does not care gets the page.
    """
    chosen = choose(request, VIEW[::-1] if page_first else VIEW)

    def body() -> Made:
        model, following = make()
        links = _links(request, following)
        if chosen is HTML:
            data = page(asked(request, links), model)
        else:
            data = model.__pydantic_serializer__.to_json(model)
        return data, {"Link": links} if links else {}

    return await respond(request, chosen, body)


def _links(request: Request, following: Mapping[str, str]) -> str:
    """The `Link` header (RFC 8288) of a list: its first part, and its next where there is one."""
    kept = {name: value for name, value in request.query_params.items() if name not in {"after", BYPASS}}
    if not following and "after" not in request.query_params:
        return ""
    return part_links(request.scope, kept, following)
