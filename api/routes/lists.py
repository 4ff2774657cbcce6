"""`/{kinds}`: lists of every kind, page by page, and claims by filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Annotated, Any, Final

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.answer import context, journal
from api.answer.context import Context
from api.answer.files import send
from api.answer.links import part_links
from api.answer.negotiation import CSV, HTML, TABULAR, choose
from api.answer.tables import answer_rows
from api.document import accepts, plain_responses, problem_responses
from api.strict import add_route
from api.web.pages import list_page_of
from kg.kinds import KINDS, Kind
from kg.read import claims
from kg.read.changes import Change
from kg.read.export import Writer
from kg.read.lists import LARGEST_PAGE, MODALITIES, STANDINGS, ListItem, list_kind, model_of
from kg.read.source_items import SourceItem
from kg.read.tables import table

PAGE: Final = 50
LONGEST_CURSOR: Final = 4000
_CONTEXTS: Final[Mapping[str, Context]] = {
    **dict.fromkeys(("assertion", "quote", "sentence", "span"), context.UNLABELLED),
    "change": journal.CHANGES,
    "source": context.SOURCES,
}
"""The context of a list, where it is not `context.LIST`."""

After = Annotated[str | None, Query(description="the cursor of a `Link` header", max_length=LONGEST_CURSOR)]
Limit = Annotated[int, Query(description="items in an answer", ge=1, le=LARGEST_PAGE)]


class Things(BaseModel):
    """A part of a list. `total` counts all of it; the `Link` header leads to the first and the next part."""

    items: list[ListItem]
    total: int


class Claims(BaseModel):
    """A part of the list of claims. `total` counts all of it; the `Link` header leads on."""

    items: list[claims.Claim]
    total: int


class Changes(BaseModel):
    """A part of the journal of the served graph, as the list of changes. `total` counts all of it; the `Link`
    header leads on."""

    items: list[Change]
    total: int


class Sources(BaseModel):
    """A part of the list of sources. `total` counts all of it; the `Link` header leads on."""

    items: list[SourceItem]
    total: int


_FORMS: Final[Mapping[str, type[BaseModel]]] = {"claim": Claims, "change": Changes, "source": Sources}
"""The page of a kind, where it is no `Things`."""


def listing(kind: Kind) -> Callable[..., Any]:
    """The endpoint of the list of a kind."""

    async def read(request: Request, after: After = None, limit: Limit = PAGE) -> Response:
        return await answer_list(
            request,
            kind.name,
            lambda: list_page(request, kind.name, after, limit, {}),
            lambda: table(request.app.state.store, kind.name),
        )

    return read


async def answer_list(
    request: Request,
    kind: str,
    make: Callable[[], tuple[BaseModel, Context, str]],
    write: Callable[[], Writer],
) -> Response:
    """A page of a list, or as CSV all of it; a page also there where the address asks for one."""
    paged = not request.query_params.keys().isdisjoint({"after", "limit"})
    if choose(request, (*TABULAR, HTML)) is CSV and not paged:
        return await send(request, CSV, write, steady=False)
    return await answer_rows(request, make, attrgetter("items"), model_of(kind), page=list_page_of(kind))


class ClaimFilters(BaseModel):
    """What narrows the list of claims; all that is given must hold."""

    model_config = ConfigDict(extra="ignore")

    speaker: str | None = Field(None, description="`sam-altman`, or `company/softbank`")
    reported_by: str | None = Field(None, description="who passed it on, as for `speaker`")
    source: str | None = Field(None, description="identifier of a source")
    modality: str | None = Field(None, description="how it is put", json_schema_extra={"enum": [*MODALITIES]})
    standing: str | None = Field(
        None, description="standing of a statement that it supports", json_schema_extra={"enum": [*STANDINGS]}
    )
    about: str | None = Field(None, description="what it asserts something of, such as `company/openai`")
    q: str | None = Field(None, description="words in the quote, in any case")
    after: str | None = Field(None, description="the cursor of a `Link` header", max_length=LONGEST_CURSOR)
    limit: int = Field(PAGE, description="items in an answer", ge=1, le=LARGEST_PAGE)


async def list_claims(request: Request, filters: Annotated[ClaimFilters, Query()]) -> Response:
    """Claims in the order of sources and texts, each with what it asserts and the claims that it supports,
    disputes or qualifies."""
    given = filters.model_dump(exclude={"after", "limit"}, exclude_none=True)
    return await answer_list(
        request,
        "claim",
        lambda: list_page(request, "claim", filters.after, filters.limit, given),
        lambda: table(request.app.state.store, "claim", given),
    )


def list_page(
    request: Request,
    kind: str,
    after: str | None,
    limit: int,
    filters: Mapping[str, str],
    shown: Mapping[str, str] | None = None,
) -> tuple[BaseModel, Context, str]:
    """A page of a list, its context and its `Link` header (RFC 8288); links are relative to the server.

    `shown` are the parameters of the address beside cursor and limit, where they are not the filters.
    """
    page = list_kind(request.app.state.store, kind, after, limit, filters)
    form = _FORMS.get(kind, Things)
    terms = _CONTEXTS.get(kind, context.LIST)
    kept = {name: value for name, value in (filters if shown is None else shown).items() if value}
    same = {**kept, **({"limit": str(limit)} if limit != PAGE else {})}
    links = part_links(request.scope, same, {**same, "after": page.next} if page.next else {})
    return form.model_construct(items=list(page.items), total=page.total), terms, links


def joined(name: str) -> str:
    """`open-questions` as `OpenQuestions`, for the names of operations."""
    return "".join(part.capitalize() for part in name.split("-"))


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    for kind in KINDS:
        of_claims = kind.name == "claim"
        add_route(
            app,
            f"/{kind.plural}",
            list_claims if of_claims else listing(kind),
            summary=kind.label,
            operation_id=f"list{joined(kind.plural)}",
            tags=["resources"],
            response_model=_FORMS.get(kind.name, Things),
            responses=accepts(*TABULAR, HTML) | plain_responses(304) | problem_responses(406, 503, 507),
        )
