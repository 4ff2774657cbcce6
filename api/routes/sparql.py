"""`/sparql`: queries by the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), read-only."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.bodies import media_type, read_body
from api.document import accepts, problem_responses
from api.negotiation import SPARQL_GRAPH, TABLE, choose
from api.problems import UnsupportedMediaTypeError
from api.strict import parameters
from kg.errors import BadParameterError, PoolBusyError, RdfSyntaxError
from kg.store.guard import DEFAULT_LIMITS, Dataset, check, check_dataset
from kg.store.workers import QueryPool

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
LONGEST_BODY: Final = 256 * 1024
"""Bytes: a query text at its own limit of 64 KiB, percent-encoded, and what stands beside it."""
WAITING: Final = 32
"""Queries that run or wait for a worker; more are refused, and none takes a thread from other routes."""

_GRAPHS: Final = {
    "default-graph-uri": "a graph of the default graph, which is the union of those given",
    "named-graph-uri": "a graph that GRAPH sees",
}
_EXAMPLE: Final = "describe <https://w3id.org/stratagem/id/company/openai>"
_DESCRIPTION: Final = """SELECT and ASK answer as SPARQL results in JSON, XML, CSV or TSV, CONSTRUCT and
DESCRIBE as RDF, by `Accept` or a suffix (`/sparql.csv`). The default graph is the union of all graphs; FROM
and FROM NAMED choose others, and `default-graph-uri` and `named-graph-uri` go before these. Updates and
SERVICE are refused, and a query is ended at its deadline. Parameters other than these are ignored, as clients
send many."""


async def query_by_get(
    request: Request,
    _: Annotated[str, Query(alias="query", description="the text of the query", examples=[_EXAMPLE])],
) -> Response:
    """Runs a query that stands in the address."""
    return await _run(request, parameters(request.scope["query_string"]))


async def query_by_post(request: Request) -> Response:
    """Runs a query that stands in the body."""
    given = media_type(request)
    if given not in {FORM, QUERY, UPDATE}:
        raise UnsupportedMediaTypeError(request.headers.get("content-type", ""), (FORM, QUERY))
    body = await read_body(request, LONGEST_BODY)
    beside = parameters(request.scope["query_string"])
    if given == FORM:
        return await _run(request, [*beside, *parameters(body)])
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the query is not UTF-8 at byte {error.start + 1}") from error
    return await _run(request, [*beside, ("update" if given == UPDATE else "query", text)])


async def _run(request: Request, given: list[tuple[str, str]]) -> Response:
    checked, dataset = check(_text(given)), _dataset(given)
    chosen = choose(request, TABLE if checked.form in {"SELECT", "ASK"} else SPARQL_GRAPH)
    pool: QueryPool = request.app.state.pool
    limiter = _limiter(request)
    if limiter.available_tokens < 1:
        raise PoolBusyError(WAITING, 0)
    data = await to_thread.run_sync(partial(pool.run, checked, chosen.engine, dataset), limiter=limiter)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(data, headers=headers, media_type=chosen.media_type)


def _text(given: list[tuple[str, str]]) -> str:
    """The one query among parameters; the errors are those of the protocol."""
    for name, value in given:
        if name == "update" or name.startswith("using-"):
            raise BadParameterError(name, value[:100], "this service only reads")
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        raise BadParameterError("query", f"given {len(queries)} times", "give it once")
    return queries[0]


def _dataset(given: list[tuple[str, str]]) -> Dataset | None:
    """The graphs among parameters; with none of them the query chooses its own."""
    default, named = ([value for name, value in given if name == wanted] for wanted in _GRAPHS)
    try:
        return check_dataset(default, named) if default or named else None
    except RdfSyntaxError as error:
        raise BadParameterError(" or ".join(_GRAPHS), error.detail, "give absolute IRIs") from error


def _parameter(name: str, meaning: str) -> dict[str, Any]:
    """A parameter that may be given several times, as the document has it."""
    items = {"type": "string", "format": "iri"}
    schema = {"type": "array", "items": items, "maxItems": DEFAULT_LIMITS.graphs}
    return {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}


def _limiter(request: Request) -> CapacityLimiter:
    """Made by the first request: it belongs to the event loop that serves."""
    state = request.app.state
    if not hasattr(state, "query_limiter"):
        state.query_limiter = CapacityLimiter(WAITING)
    limiter: CapacityLimiter = state.query_limiter
    return limiter


def add(app: FastAPI) -> None:
    """Adds the two ways to ask."""
    shared: dict[str, Any] = {"tags": ["sparql"], "description": _DESCRIPTION, "response_class": Response}
    answers = accepts(*TABLE, *SPARQL_GRAPH) | problem_responses(400, 406, 503, 504)
    graphs = [_parameter(name, meaning) for name, meaning in _GRAPHS.items()]
    fields = {"query": {"type": "string"}} | {graph["name"]: graph["schema"] for graph in graphs}
    body = {
        FORM: {"schema": {"type": "object", "required": ["query"], "properties": fields}},
        QUERY: {"schema": {"type": "string"}, "example": _EXAMPLE},
    }
    app.add_api_route(
        "/sparql",
        query_by_get,
        summary="Ask by GET",
        operation_id="queryByGet",
        responses=answers,
        openapi_extra={"parameters": graphs},
        **shared,
    )
    app.add_api_route(
        "/sparql",
        query_by_post,
        methods=["POST"],
        summary="Ask by POST",
        operation_id="queryByPost",
        responses=answers | problem_responses(413, 415),
        openapi_extra={"parameters": graphs, "requestBody": {"required": True, "content": body}},
        **shared,
    )
