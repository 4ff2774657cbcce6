"""`/sparql/update`: updates by the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from typing import Any, Final

from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.responses import Response

from api.access import SECURED, access_responses, require
from api.addresses import base_of
from api.answer.cache import REVISION
from api.bodies import media_type, read_body
from api.document import plain_responses, problem_responses
from api.graph_service import GraphService
from api.problems import UnsupportedMediaTypeError
from api.routes.sparql import FORM, UPDATE, dataset_of, decoded, graph_parameter
from api.strict import parameters
from kg.errors import BadParameterError, ParameterCountError
from kg.store.syntax.guard import UPDATE_LIMITS, check_update

LONGEST_BODY: Final = 3 * UPDATE_LIMITS.size
"""Bytes: an update text at its own limit, percent-encoded."""
_GRAPHS: Final = {
    "using-graph-uri": "a graph of the default graph that the patterns read",
    "using-named-graph-uri": "a graph that GRAPH in the patterns sees",
}
_EXAMPLE: Final = "insert data { graph <https://w3id.org/stratagem/graph/my-source> { … } }"


async def update_by_post(request: Request) -> Response:
    """Changes graphs, all of it or nothing."""
    author = require(request, "write")
    given = media_type(request)
    if given not in {FORM, UPDATE}:
        raise UnsupportedMediaTypeError(request.headers.get("content-type", ""), (UPDATE, FORM))
    body = await read_body(request, LONGEST_BODY)
    sent = parameters(request.scope["query_string"])
    sent += parameters(body) if given == FORM else [("update", decoded(body, "update"))]
    text, dataset = _text(sent), dataset_of(sent, [*_GRAPHS])
    graphs: GraphService = request.app.state.graphs
    # Updates and queries have one base, so that both say the same by a relative IRI.
    base = base_of(request)
    base = base.removesuffix("/update") if base else None
    await to_thread.run_sync(lambda: graphs.update(check_update(text, dataset), author, base))
    return Response(status_code=204, headers={REVISION: request.app.state.revision})


async def options(_: Request) -> Response:
    """The methods of this address."""
    return Response(status_code=204, headers={"Allow": "POST, OPTIONS"})


def _text(given: list[tuple[str, str]]) -> str:
    for name, value in given:
        if name in {"query", "default-graph-uri", "named-graph-uri"}:
            raise BadParameterError(name, value[:100], "queries go to /sparql; this address takes an update")
    updates = [value for name, value in given if name == "update"]
    if len(updates) != 1:
        raise ParameterCountError("update", len(updates), "give it once")
    return updates[0]


def add(app: FastAPI) -> None:
    """Adds the route."""
    graphs = [graph_parameter(name, meaning) for name, meaning in _GRAPHS.items()]
    fields = {"update": {"type": "string"}} | {graph["name"]: graph["schema"] for graph in graphs}
    content: dict[str, Any] = {
        UPDATE: {"schema": {"type": "string"}, "example": _EXAMPLE},
        FORM: {"schema": {"type": "object", "required": ["update"], "properties": fields}},
    }
    body = {"required": True, "content": content}
    shared: dict[str, Any] = {"tags": ["sparql"], "response_class": Response, "status_code": 204}
    app.add_api_route(
        "/sparql/update",
        update_by_post,
        methods=["POST"],
        summary="Change graphs",
        operation_id="updateByPost",
        responses=plain_responses(204)
        | access_responses()
        | problem_responses(400, 409, 413, 415, 422, 503, 504, 507),
        openapi_extra={"parameters": graphs, "requestBody": body, **SECURED},
        **shared,
    )
    app.add_api_route(
        "/sparql/update",
        options,
        methods=["OPTIONS"],
        summary="What can be done",
        operation_id="optionsUpdate",
        responses=plain_responses(204),
        **shared,
    )
