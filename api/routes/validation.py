"""`/validate`: is an RDF file what the shapes ask for?"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.responses import Response

from api.answer.negotiation import JSON, choose
from api.bodies import media_type, read_body
from api.document import body_schema, problem_responses
from api.problems import UnsupportedMediaTypeError
from api.strict import add_route
from kg.ns import ID, SG
from kg.read.validation import Validation, validation
from kg.store.formats import BY_MEDIA_TYPE

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of a file. Larger ones are for `stratagem validate`, which has no deadline."""

_EXAMPLE: Final = f"<{ID}claim/0123456789abcdef> a <{SG.Claim}> .\n"


async def validate(request: Request) -> Response:
    """Checks a file of RDF (its graphs merged, our ontology beside them) against the shapes at `/shapes`.

    What the file refers to must be in it: the graph that is served is not looked at. Nothing is kept, no
    context or import is fetched. It takes a second or two for a small file, and is ended at a deadline. The
    answer is plain JSON.
    """
    choose(request, (JSON,))
    given = media_type(request)
    if given not in BY_MEDIA_TYPE:
        raise UnsupportedMediaTypeError(request.headers.get("content-type", ""), tuple(BY_MEDIA_TYPE))
    data = await read_body(request, LARGEST)
    report = await to_thread.run_sync(partial(validation, request.app.state.validator, data, given))
    body = report.model_dump_json().encode()
    return Response(body, headers={"Cache-Control": "no-store"}, media_type=JSON.media_type)


def add(app: FastAPI) -> None:
    """Adds the route."""
    content: dict[str, dict[str, Any]] = {name: {"schema": body_schema(name)} for name in BY_MEDIA_TYPE}
    content["text/turtle"]["example"] = _EXAMPLE
    add_route(
        app,
        "/validate",
        validate,
        methods=["POST"],
        summary="Check a file against the shapes",
        operation_id="validate",
        tags=["validation"],
        response_model=Validation,
        responses=problem_responses(406, 413, 415, 503, 504),
        openapi_extra={"requestBody": {"required": True, "content": content}},
    )
