"""`/{kind}/{id}` for every kind, lists of every kind, and the text of a source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import context
from api.answers import answer, respond
from api.context import Context
from api.document import accepts, plain_responses, problem_responses
from api.negotiation import RESOURCE, TEXT, choose
from api.strict import add_route, moved
from kg.errors import NotFoundError
from kg.kinds import KINDS, Kind
from kg.read import claims, documents
from kg.read.entities import AXIOM
from kg.read.lists import LARGEST_PAGE, ListItem, list_kind
from kg.read.properties import properties
from kg.read.resource import Resource, resource
from kg.read.statements import Statement, StatementResource
from kg.read.text import text

PAGE: Final = 50
LONGEST_CURSOR: Final = 4000
_UNLABELLED: Final = frozenset({"assertion", "quote", "sentence", "span"})
_CONTEXTS: Final[Mapping[type[BaseModel], Context]] = {
    claims.Claim: context.CLAIM,
    claims.AssertionResource: context.ASSERTION,
    documents.Source: context.SOURCE,
    documents.SpanResource: context.SPAN,
    documents.QuoteResource: context.QUOTE,
    documents.Sentence: context.SENTENCE,
}
_MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "claim": claims.Claim,
    "assertion": claims.AssertionResource,
    "source": documents.Source,
    "span": documents.SpanResource,
    "quote": documents.QuoteResource,
    "sentence": documents.Sentence,
}


class Thing(Resource):
    """An individual with all that is said of it: its properties by their local names stand beside the other
    members. `statements` are those of which it is the subject, `incoming` those of which it is the object;
    `mentioned_in` are the claims that assert something of it without stating it: denied, asked, supposed."""

    incoming: list[Statement]


class Things(BaseModel):
    """A part of a list. `total` counts all of it; the `Link` header leads to the first and the next part."""

    items: list[ListItem]
    total: int


class Claims(BaseModel):
    """A part of the list of claims. `total` counts all of it; the `Link` header leads on."""

    items: list[claims.Claim]
    total: int


class _ReplacedError(Exception):
    """The claim asked for stands under another identifier now."""

    def __init__(self, slug: str) -> None:
        self.slug = slug


def single(kind: str) -> Callable[..., Any]:
    """The endpoint of one individual of a kind."""

    async def read(request: Request, id: str) -> Response:
        try:
            return await answer(request, partial(_read, request, kind, id))
        except _ReplacedError as other:
            return moved(request, other.slug)

    return read


def _read(request: Request, kind: str, slug: str) -> tuple[BaseModel, Context]:
    found = resource(request.app.state.store, kind, slug)
    if isinstance(found, claims.Replaced):
        raise _ReplacedError(found.by.id)
    if isinstance(found, Resource):
        made = _thing(found)
        return made, context.thing(_ranges(request), made.properties)
    if isinstance(found, StatementResource):
        return found, context.INFERRED if found.rule else context.STATEMENT
    return found, _CONTEXTS[type(found)]


def _thing(found: Resource) -> Thing:
    fields = dict(found)
    stated = fields.pop("statements")
    return Thing(
        **fields,
        statements=[s for s in stated if s.direction == "out"],
        incoming=[s for s in stated if s.direction == "in"],
    )


def _ranges(request: Request) -> dict[str, str | None]:
    """The properties of the served ontology, read once."""
    state = request.app.state
    if not hasattr(state, "ranges"):
        state.ranges = properties(state.store)
    ranges: dict[str, str | None] = state.ranges
    return ranges


After = Annotated[str | None, Query(description="the cursor of a `Link` header", max_length=LONGEST_CURSOR)]
Limit = Annotated[int, Query(description="items in an answer", ge=1, le=LARGEST_PAGE)]


def listing(kind: Kind) -> Callable[..., Any]:
    """The endpoint of the list of a kind."""

    async def read(request: Request, after: After = None, limit: Limit = PAGE) -> Response:
        return await answer(request, lambda: list_page(request, kind.name, after, limit, {}))

    return read


class ClaimFilters(BaseModel):
    """What narrows the list of claims; all that is given must hold."""

    model_config = ConfigDict(extra="ignore")

    speaker: str | None = Field(None, description="`sam-altman`, or `company/softbank`")
    source: str | None = Field(None, description="identifier of a source")
    modality: str | None = Field(None, description="how it is put, such as `opinion`")
    standing: str | None = Field(None, description="standing of a statement that it supports")
    about: str | None = Field(None, description="what it asserts something of, such as `company/openai`")
    q: str | None = Field(None, description="words in the quote, in any case")
    after: str | None = Field(None, description="the cursor of a `Link` header", max_length=LONGEST_CURSOR)
    limit: int = Field(PAGE, description="items in an answer", ge=1, le=LARGEST_PAGE)


async def list_claims(request: Request, filters: Annotated[ClaimFilters, Query()]) -> Response:
    """Claims in the order of sources and texts, each with what it asserts and the claims that it supports,
    disputes or qualifies."""
    given = filters.model_dump(exclude={"after", "limit"}, exclude_none=True)
    return await answer(request, lambda: list_page(request, "claim", filters.after, filters.limit, given))


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
    form = Claims if kind == "claim" else Things
    terms = context.UNLABELLED if kind in _UNLABELLED else context.LIST
    same = {**(filters if shown is None else shown), **({"limit": str(limit)} if limit != PAGE else {})}
    links = [f'<{_address(request, same)}>; rel="first"']
    if page.next:
        links.append(f'<{_address(request, {**same, "after": page.next})}>; rel="next"')
    return form.model_construct(items=list(page.items), total=page.total), terms, ", ".join(links)


def _address(request: Request, parameters: Mapping[str, str]) -> str:
    suffix = request.scope.get("stratagem.suffix")
    path = f"{request.scope['path']}.{suffix}" if suffix else request.scope["path"]
    return f"{path}?{urlencode(parameters)}" if parameters else path


async def source_text(request: Request, id: str) -> Response:
    """The stored text of a source; the offsets of quotes count its code points. 403 where the rights allow
    quotes only."""
    chosen = choose(request, (TEXT,))

    def make() -> tuple[bytes, dict[str, str]]:
        found = text(request.app.state.store, id)
        if found.rights != "full":
            raise HTTPException(403, f"the rights of source “{id}” allow {found.rights} only, not its text")
        if found.text is None:
            raise NotFoundError("text of source", id)
        return found.text.encode(), {}

    return await respond(request, chosen, make)


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    shared = accepts(*RESOURCE) | plain_responses(304) | problem_responses(406)
    found = shared | plain_responses(308) | problem_responses(404)
    for kind in KINDS:
        name = "".join(part.capitalize() for part in kind.name.split("-"))
        names = "".join(part.capitalize() for part in kind.plural.split("-"))
        of_claims = kind.name == "claim"
        add_route(
            app,
            f"/{kind.name}/{{id}}",
            single(kind.name),
            summary=f"One of the list “{kind.label}”",
            operation_id=f"get{name}",
            tags=["resources"],
            response_model=_MODELS.get(kind.name, Thing),
            responses=found,
        )
        add_route(
            app,
            f"/{kind.plural}",
            list_claims if of_claims else listing(kind),
            summary=kind.label,
            operation_id=f"list{names}",
            tags=["resources"],
            response_model=Claims if of_claims else Things,
            responses=shared,
        )
    add_route(
        app,
        f"/{AXIOM}/{{id}}",
        single(AXIOM),
        summary="A statement, by its axiom",
        operation_id="getStatement",
        tags=["resources"],
        response_model=StatementResource,
        responses=found,
    )
    add_route(
        app,
        "/source/{id}/text",
        source_text,
        summary="The text of a source, where its rights allow",
        operation_id="getSourceText",
        tags=["resources"],
        response_class=Response,
        responses=accepts(TEXT) | plain_responses(304, 308) | problem_responses(403, 404, 406),
    )
