"""`/{kind}/{id}` for every kind, statements by their axioms, and the text of a source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final

from fastapi import FastAPI, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.answer import context
from api.answer.answers import answer, respond
from api.answer.context import Context
from api.answer.negotiation import HTML, RESOURCE, TEXT, choose
from api.answer.thing import Thing, thing
from api.document import accepts, plain_responses, problem_responses
from api.routes.lists import joined
from api.routes.page_parts import RuleParts, SourceParts, SpeakerParts
from api.strict import SLUG_SCHEMA, add_route, moved
from api.web.pages import page_of
from kg.errors import NotFoundError, WithheldError
from kg.kinds import KINDS
from kg.read import claims, documents
from kg.read.entities import AXIOM
from kg.read.properties import properties
from kg.read.resource import Resource, resource
from kg.read.statements import StatementResource
from kg.read.text import text

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


Slug = Annotated[
    str,
    Path(
        description="identifier: lower-case letters, digits, single hyphens",
        json_schema_extra=SLUG_SCHEMA,
    ),
]


class _ReplacedError(Exception):
    """The claim asked for stands under another identifier now."""

    def __init__(self, slug: str) -> None:
        self.slug = slug


def single(kind: str) -> Callable[..., Any]:
    """The endpoint of one individual of a kind."""

    async def read(request: Request, id: Slug) -> Response:
        try:
            return await answer(request, partial(_read, request, kind, id), page=page_of(kind))
        except _ReplacedError as other:
            return moved(request, other.slug)

    return read


async def read_source(request: Request, id: Slug, _parts: Annotated[SourceParts, Query()]) -> Response:
    """A document; its page shows each claim in its place, the parameters say which."""
    found: Response = await single("source")(request, id)
    return found


async def read_speaker(request: Request, id: Slug, _parts: Annotated[SpeakerParts, Query()]) -> Response:
    """Who speaks; the page shows what they said and passed on, the parameters say which part."""
    found: Response = await single("speaker")(request, id)
    return found


async def read_rule(request: Request, id: Slug, _parts: Annotated[RuleParts, Query()]) -> Response:
    """A rule; its page shows the statements that it made, the parameter says which part of them."""
    found: Response = await single("rule")(request, id)
    return found


_PARTED: Final[Mapping[str, Callable[..., Any]]] = {
    "rule": read_rule,
    "source": read_source,
    "speaker": read_speaker,
}
"""The endpoints of kinds whose pages show a part."""


def _read(request: Request, kind: str, slug: str) -> tuple[BaseModel, Context]:
    found = resource(request.app.state.store, kind, slug)
    if isinstance(found, claims.Replaced):
        raise _ReplacedError(found.by.id)
    if isinstance(found, Resource):
        made = thing(found)
        return made, context.thing(_ranges(request), made.properties)
    if isinstance(found, StatementResource):
        return found, context.INFERRED if found.rule else context.STATEMENT
    return found, _CONTEXTS[type(found)]


def _ranges(request: Request) -> dict[str, str | None]:
    """The properties of the served ontology, read once."""
    state = request.app.state
    if not hasattr(state, "ranges"):
        state.ranges = properties(state.store)
    ranges: dict[str, str | None] = state.ranges
    return ranges


async def source_text(request: Request, id: Slug) -> Response:
    """The stored text of a source; the offsets of quotes count its code points. 403 where the rights allow
    quotes only."""
    chosen = choose(request, (TEXT,))

    def make() -> tuple[bytes, dict[str, str]]:
        found = text(request.app.state.store, id)
        if found.rights != "full":
            raise WithheldError(id, found.rights)
        if found.text is None:
            raise NotFoundError("text of source", id)
        return found.text.encode(), {}

    return await respond(request, chosen, make)


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    route = partial(add_route, app, tags=["resources"])
    found = accepts(*RESOURCE, HTML) | plain_responses(304, 308) | problem_responses(404, 406)
    for kind in KINDS:
        route(
            f"/{kind.name}/{{id}}",
            _PARTED.get(kind.name) or single(kind.name),
            summary=f"One of the list “{kind.label}”",
            operation_id=f"get{joined(kind.name)}",
            response_model=_MODELS.get(kind.name, Thing),
            responses=found,
        )
    route(
        f"/{AXIOM}/{{id}}",
        single(AXIOM),
        summary="A statement, by its axiom",
        operation_id="getStatement",
        response_model=StatementResource,
        responses=found,
    )
    route(
        "/source/{id}/text",
        source_text,
        summary="The text of a source, where its rights allow",
        operation_id="getSourceText",
        response_class=Response,
        responses=accepts(TEXT) | plain_responses(304, 308) | problem_responses(403, 404, 406),
    )
