"""`/sparql`: queries by the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/); without a query
the description of the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.addresses import address, base_of, root
from api.answer.cache import REVISION
from api.answer.negotiation import EXPORT, HTML, N_QUADS, SPARQL_GRAPH, TABLE, TRIG, choose
from api.bodies import media_type, read_body
from api.document import accepts, plain_responses, problem_responses
from api.edge.logs import note
from api.edge.rows import count_rows
from api.edge.service import Service as EdgeService
from api.graph_service import GraphService
from api.leaving import run_for
from api.problems import UnsupportedMediaTypeError
from api.strict import parameters
from api.web.asked import asked
from api.web.views.desk import Limits, desk
from kg.errors import BadParameterError, ParameterCountError, PoolBusyError, RdfSyntaxError
from kg.read.service import Service, description
from kg.store.pool.caller import Caller
from kg.store.pool.workers import QueryPool
from kg.store.syntax.guard import DEFAULT_LIMITS, Dataset, check, check_dataset

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
LONGEST_BODY: Final = 256 * 1024
"""Bytes: a query text at its own limit of 64 KiB, percent-encoded, and what stands beside it."""
WAITING: Final = 32
"""Queries that run or wait for a worker; more are refused, and none takes a thread from other routes."""

_RDF: Final = (*SPARQL_GRAPH, TRIG, N_QUADS)
_GRAPHS: Final = {
    "default-graph-uri": "a graph of the default graph, which is the union of those given",
    "named-graph-uri": "a graph that GRAPH sees",
}
_EXAMPLE: Final = "describe <https://w3id.org/stratagem/id/company/openai>"
_DESCRIPTION: Final = """SELECT and ASK answer as SPARQL results in JSON, XML, CSV or TSV, CONSTRUCT and
DESCRIBE as RDF, by `Accept` or a suffix (`/sparql.csv`). The default graph is the union of all graphs but
texts; FROM and FROM NAMED choose others, and `default-graph-uri` and `named-graph-uri` go before these.
SERVICE is refused, and a query is ended at its deadline. Parameters other than these are ignored, as clients
send many. Without any of them GET gives the description of the service."""


async def query_by_get(
    request: Request,
    _: Annotated[
        str | None, Query(alias="query", description="the text of the query", examples=[_EXAMPLE])
    ] = None,
) -> Response:
    """Runs a query that stands in the address; without one describes the service."""
    given = parameters(request.scope["query_string"])
    if not any(name in {"query", "update", *_GRAPHS} or name.startswith("using-") for name, _ in given):
        return await _describe(request)
    return await _run(request, given)


async def query_by_post(request: Request) -> Response:
    """Runs a query that stands in the body."""
    given = media_type(request)
    if given not in {FORM, QUERY, UPDATE}:
        raise UnsupportedMediaTypeError(request.headers.get("content-type", ""), (FORM, QUERY))
    body = await read_body(request, LONGEST_BODY)
    beside = parameters(request.scope["query_string"])
    if given == FORM:
        return await _run(request, [*beside, *parameters(body)])
    name = "update" if given == UPDATE else "query"
    return await _run(request, [*beside, (name, decoded(body, name))])


async def options(_: Request) -> Response:
    """The methods of this address."""
    return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})


def decoded(body: bytes, what: str) -> str:
    """A text of SPARQL in UTF-8; a 400 for what is none."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the {what} is not UTF-8 at byte {error.start + 1}") from error


async def _describe(request: Request) -> Response:
    """The description of the service (https://www.w3.org/TR/sparql11-service-description/)."""
    has_pages = hasattr(request.app.state, "store")  # a bare store has none
    chosen = choose(request, (*EXPORT, HTML) if has_pages else EXPORT)
    if chosen is HTML:
        return await _desk(request)
    graphs: GraphService = request.app.state.graphs

    def made() -> bytes:
        endpoint = address(request)
        update = f"{root(request)}/sparql/update"
        service = Service(endpoint, update, graphs.names(), graphs.union_default)
        return description(service, chosen.media_type)

    data = await to_thread.run_sync(made)
    headers = {"Vary": "Accept, Host", "Cache-Control": "no-cache"}
    return Response(data, headers=headers, media_type=chosen.media_type)


async def _desk(request: Request) -> Response:
    """The same address for a browser: a desk to ask at."""
    pool: QueryPool = request.app.state.pool
    service: EdgeService = request.app.state.service
    budget = service.budgets.seconds if service.budgets is not None else None
    limits = Limits(pool.bounds.deadline, pool.bounds.max_bytes, DEFAULT_LIMITS.size, budget)
    data = await to_thread.run_sync(lambda: desk(asked(request), root(request), limits))
    headers = {"Vary": "Accept, Host", "Cache-Control": "no-cache"}
    return Response(data, headers=headers, media_type=HTML.media_type)


async def _run(request: Request, given: list[tuple[str, str]]) -> Response:
    checked, dataset = check(_text(given)), dataset_of(given, [*_GRAPHS])
    note(request.scope, query=checked.text)
    chosen = choose(request, TABLE if checked.form in {"SELECT", "ASK"} else _RDF)
    pool: QueryPool = request.app.state.pool
    limiter = _limiter(request)
    if limiter.available_tokens < 1:
        raise PoolBusyError(WAITING, 0)
    base = base_of(request)

    def run(caller: Caller) -> tuple[bytes, str]:
        return pool.run(checked, chosen.engine, dataset, base, caller), caller.revision

    data, revision = await run_for(request, run, limiter)
    note(request.scope, rows=count_rows(data, chosen.engine))
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", REVISION: revision}
    return Response(data, headers=headers, media_type=chosen.media_type)


def _text(given: list[tuple[str, str]]) -> str:
    """The one query among parameters; the errors are those of the protocol."""
    for name, value in given:
        if name == "update" or name.startswith("using-"):
            raise BadParameterError(name, value[:100], "updates go to /sparql/update by POST")
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        raise ParameterCountError("query", len(queries), "give it once")
    return queries[0]


def dataset_of(given: list[tuple[str, str]], names: Sequence[str]) -> Dataset | None:
    """The graphs among parameters, by the names for default and named ones; with none the text chooses."""
    default, named = ([value for name, value in given if name == wanted] for wanted in names)
    try:
        return check_dataset(default, named) if default or named else None
    except RdfSyntaxError as error:
        raise BadParameterError(" or ".join(names), error.detail, "give absolute IRIs") from error


def graph_parameter(name: str, meaning: str) -> dict[str, Any]:
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
    """Adds the ways to ask."""
    shared: dict[str, Any] = {"tags": ["sparql"], "description": _DESCRIPTION, "response_class": Response}
    answers = accepts(*TABLE, *_RDF) | problem_responses(400, 406, 503, 504)
    graphs = [graph_parameter(name, meaning) for name, meaning in _GRAPHS.items()]
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
        responses=answers | accepts(*TABLE, *_RDF, HTML),
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
    app.add_api_route(
        "/sparql",
        options,
        methods=["OPTIONS"],
        summary="What can be done",
        operation_id="optionsQuery",
        status_code=204,
        responses=plain_responses(204),
        tags=["sparql"],
        response_class=Response,
    )
