"""`/id/{kind}/{slug}`: from the IRI of a thing to the document about it, by 303 See Other.

`https://w3id.org/stratagem/…` leads to the same path here, so every IRI of the namespace answers: things by
this route, graphs at `/graph/{name}`, terms of the ontology and its vocabularies as fragments of `/ontology`.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import FastAPI, Path, Request
from starlette.responses import Response

from api.document import plain_responses, problem_responses
from api.strict import LONGEST_SLUG, SLUG_SCHEMA, add_route
from kg.errors import BadParameterError, NotFoundError
from kg.kinds import BY_NAME
from kg.read.entities import AXIOM, checked_iri

SKOLEM: Final = "genid"
"""The kind of the ontology's blank nodes, which are IRIs in stores (RDF 1.1, 3.5)."""

_Name = Annotated[str, Path(json_schema_extra=SLUG_SCHEMA)]
_Kind = Annotated[str, Path(json_schema_extra={"enum": [*BY_NAME, AXIOM, SKOLEM]})]


async def thing(request: Request, kind: _Kind, slug: _Name) -> Response:
    """From the IRI of a thing to the document about it, in the same format where a suffix names one."""
    if kind not in BY_NAME and kind not in (AXIOM, SKOLEM):
        raise NotFoundError("kind", kind, sorted(BY_NAME))
    checked_iri(AXIOM, slug.lower(), "slug")
    if len(slug) > LONGEST_SLUG:
        raise BadParameterError("slug", slug, f"{LONGEST_SLUG} characters at most")
    document = "/ontology" if kind == SKOLEM else f"/{kind}/{slug.lower()}"
    suffix: str | None = request.scope.get("stratagem.suffix")
    return Response(status_code=303, headers={"Location": f"{document}.{suffix}" if suffix else document})


def add(app: FastAPI) -> None:
    """Adds the route."""
    add_route(
        app,
        "/id/{kind}/{slug}",
        thing,
        summary="From a thing to its document",
        operation_id="seeThing",
        tags=["identifiers"],
        response_class=Response,
        status_code=303,
        responses=plain_responses(303) | problem_responses(404),
    )
