"""`/graphs`: the SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/).

A graph is named by a parameter (`?graph=IRI`, `?default`) or is the address itself, below `/graphs/`.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.responses import Response

from api.access import SECURED, access_responses, require
from api.addresses import address
from api.answer.cache import REVISION, not_modified
from api.answer.negotiation import EXPORT, choose
from api.conditions import Conditions, entity_tag
from api.document import accepts, body_schema, plain_responses, problem_responses
from api.graph_service import GraphService, Write, not_there, read_content
from api.multipart import MEDIA_TYPE as MULTIPART
from api.strict import parameters
from kg.errors import BadParameterError, ParameterCountError, RdfSyntaxError
from kg.store.formats import BY_MEDIA_TYPE
from kg.store.syntax.guard import check_graph

METHODS: Final = "GET, HEAD, PUT, POST, DELETE, OPTIONS"


async def read(request: Request) -> Response:
    """A graph in one of the formats of RDF. HEAD tells whether it is there."""
    chosen = choose(request, EXPORT)
    graphs, graph = _service(request), _graph(request)
    tag = await to_thread.run_sync(graphs.tag, graph)
    if tag is None:
        raise not_there(graph)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    if tag:
        headers |= {"ETag": entity_tag(tag, chosen.suffix), REVISION: request.app.state.revision}
        if not_modified(request.headers, headers["ETag"]):
            return Response(status_code=304, headers=headers)
    data = await to_thread.run_sync(graphs.fetch, graph, chosen.media_type)
    if data is None:
        raise not_there(graph)
    return Response(data, headers=headers, media_type=chosen.media_type)


async def replace(request: Request) -> Response:
    """Puts a graph in the place of what was there: 201 where nothing was, else 204."""
    return await _put(request, add=False)


async def extend(request: Request) -> Response:
    """Adds triples to a graph: 201 where nothing was, else 204."""
    return await _put(request, add=True)


async def create(request: Request) -> Response:
    """Adds triples to the graph of a parameter; without one makes a new graph, and `Location` is its IRI."""
    if _parameters(request):
        return await _put(request, add=True)
    return await _put(request, add=True, new=True)


async def remove(request: Request) -> Response:
    """Removes a graph; the default graph becomes empty."""
    author = require(request, "write")
    graph = _graph(request)
    write = Write(graph, author, Conditions.of(request))
    if not await to_thread.run_sync(_service(request).delete, write):
        raise not_there(graph)
    return Response(status_code=204, headers={REVISION: request.app.state.revision})


async def options(_: Request) -> Response:
    """The methods of this address."""
    return Response(status_code=204, headers={"Allow": METHODS})


async def _put(request: Request, *, add: bool, new: bool = False) -> Response:
    author, graphs = require(request, "write"), _service(request)
    graph = graphs.new_graph(request) if new else _graph(request)
    content = await read_content(request)
    base = graph or address(request)
    write = Write(graph, author, Conditions.of(request), content, base, add)
    existed = await to_thread.run_sync(partial(graphs.put, write))
    headers = {REVISION: request.app.state.revision} | ({"Location": graph} if new else {})
    return Response(status_code=204 if existed else 201, headers=headers)


def _service(request: Request) -> GraphService:
    service: GraphService = request.app.state.graphs
    return service


def _graph(request: Request) -> str:
    """The graph that a request is about; `""` is the default graph."""
    given = _parameters(request)
    if (rest := request.path_params.get("rest")) is not None:
        if given:
            raise BadParameterError("graph", given[0][1], "the address is the graph: leave the parameter out")
        return _service(request).graph_of(request, rest)
    if len(given) != 1:
        ways = "?graph=IRI" if _service(request).union_default else "?graph=IRI or ?default"
        raise ParameterCountError("graph", len(given), f"name one graph by {ways}")
    name, value = given[0]
    if name == "default":
        if value:
            raise BadParameterError("default", value, "it takes no value")
        return ""
    try:
        return check_graph(value)
    except RdfSyntaxError as error:
        raise BadParameterError("graph", value, "give an absolute IRI") from error


def _parameters(request: Request) -> list[tuple[str, str]]:
    """The parameters that name a graph."""
    given = parameters(request.scope["query_string"])
    return [(name, value) for name, value in given if name in {"graph", "default"}]


_NAMED: Final[dict[str, Any]] = {
    "name": "graph", "in": "query", "schema": {"type": "string", "format": "iri"}
}  # fmt: skip
_DEFAULT: Final[dict[str, Any]] = {
    "name": "default", "in": "query", "allowEmptyValue": True, "schema": {"type": "string", "enum": [""]}
}  # fmt: skip


def _documented(method: str, *, collection: bool, union: bool) -> dict[str, Any]:
    """What the OpenAPI document says of one method. Where the default graph is the `union` of the others it
    is none to be read or written."""
    named = [_NAMED] if union else [_NAMED, _DEFAULT]
    rest = {"name": "rest", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    extra: dict[str, Any] = {"parameters": named if collection else [rest]}
    if method == "OPTIONS":
        return {
            "responses": plain_responses(204),
            "openapi_extra": {} if collection else extra,
            "status_code": 204,
        }
    if method == "GET":
        return {"responses": _READ, "openapi_extra": extra}
    extra |= SECURED
    if method == "DELETE":
        return {"responses": _REMOVE, "openapi_extra": extra, "status_code": 204}
    kinds = [*BY_MEDIA_TYPE, MULTIPART]
    extra["requestBody"] = {
        "required": True,
        "content": {kind: {"schema": body_schema(kind)} for kind in kinds},
    }
    return {"responses": _WRITE, "openapi_extra": extra, "status_code": 204}


_READ: Final = accepts(*EXPORT) | plain_responses(304) | problem_responses(400, 404, 406, 422, 503, 504)
_REMOVE: Final = (
    plain_responses(204) | access_responses() | problem_responses(400, 404, 409, 412, 422, 428, 503, 504, 507)
)
_WRITE: Final = (
    plain_responses(201, 204)
    | access_responses()
    | problem_responses(400, 409, 412, 413, 415, 422, 428, 503, 504, 507)
)


def add(app: FastAPI) -> None:
    """Adds the routes of both ways to name a graph."""
    union: bool = app.state.graphs.union_default
    for path, collection, way in (("/graphs", True, ""), ("/graphs/{rest:path}", False, "Itself")):
        for method, endpoint, summary, name in (
            ("GET", read, "A graph", "getGraph"),
            ("PUT", replace, "Replace a graph", "putGraph"),
            ("POST", create if collection else extend, "Add to a graph", "postGraph"),
            ("DELETE", remove, "Remove a graph", "deleteGraph"),
            ("OPTIONS", options, "What can be done", "optionsGraph"),
        ):
            app.add_api_route(
                path,
                endpoint,
                methods=[method],
                summary=summary,
                operation_id=name + way,
                tags=["graph store"],
                response_class=Response,
                **_documented(method, collection=collection, union=union),
            )
