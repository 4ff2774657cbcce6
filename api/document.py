"""The OpenAPI document: which statuses and formats a route has, in one place for all of them."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.answer.negotiation import HTML, JSON, JSON_LD, Format
from api.edge.policy import ALWAYS_OPEN, SEARCHES, is_metered
from api.problems import MEDIA_TYPE, Problem
from kg.errors import StratagemError
from kg.read.fronts import fronts
from kg.read.overview import overview
from kg.store.base import Store

Responses = dict[int | str, dict[str, Any]]

DESCRIPTION: Final = """Every statement of this graph leads to the exact words it rests on and to who said
them.

The JSON of each answer is JSON-LD as well; `Accept` or a suffix (`.ttl`, `.jsonld`, `.nt`, `.rdf`) gives it
as RDF. Lists are paged by the `Link` header. An answer has an `ETag` made of the graph's revision. Every
error is a problem document (RFC 9457), to a browser a page that says the same. Parameters that a route does
not have are refused, but for `_`, which only keeps an answer out of caches. HEAD works wherever GET does."""

TAGS: Final = (
    {"name": "company", "description": "A company and what stands under it"},
    {"name": "resources", "description": "Single things and lists of them, by kind"},
    {"name": "identifiers", "description": "From the IRI of a thing to its document"},
    {"name": "questions", "description": "The questions that the graph is made to answer"},
    {"name": "sparql", "description": "SPARQL 1.1 Protocol"},
    {"name": "graph store", "description": "Whole graphs by the SPARQL 1.1 Graph Store HTTP Protocol"},
    {"name": "graphs", "description": "Ontology, shapes and the whole graph as files"},
    {"name": "validation", "description": "Checks of RDF from elsewhere"},
    {"name": "service", "description": "The service itself"},
)

SCHEMES: Final = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "made by `stratagem token make NAME --scope write` on the server",
    }
}
_EVERYWHERE: Final = (400, 414, 421, 500, 503)
_CLOSED: Final = (401, 403)
_BODIES: Final = (408, 413, 415)
_MEANINGS: Final = {
    201: "Made: there was no such graph",
    204: "Done",
    303: "The document about the thing",
    304: "The client has this answer already",
    308: "The slug stands in another case, or another claim stands in this one's place",
    400: "A parameter, identifier or query that cannot be used",
    401: "No token, or one that is not known",
    403: "Not allowed: the text may not be passed on, the token has another scope, or writing is off",
    404: "There is no such thing; `nearest` has identifiers like it",
    406: "None of the formats asked for can be given; `available` lists those that can",
    409: "The source belongs to a sheet, or what is there forbids the change",
    412: "What is there is not what `If-Match` or `If-None-Match` asks for",
    408: "The body did not come in time",
    413: "The body is too large, or takes too much memory",
    414: "The path is too long",
    415: "The media type of the body is not read here",
    421: "The service does not answer for this name of a host",
    422: "What would be the result breaks the shapes, or says what stands in another graph",
    428: "A change needs `If-Match` or `If-None-Match`",
    429: "This client has used up its time for queries; `Retry-After` says when it has some again",
    500: "A fault of the service",
    503: "The service cannot answer now",
    504: "The query or validation was ended at its deadline",
    507: "The disk has no room for the change",
}


def accepts(*available: Format) -> Responses:
    """The formats of a 200, for the document."""
    return {200: {"description": "The answer", "content": {f.media_type: {} for f in available}}}


def body_schema(media_type: str) -> dict[str, Any]:
    """What a body of RDF is to a schema: a text, or for JSON-LD anything that JSON can say."""
    return {} if media_type == JSON_LD.media_type else {"type": "string"}


def problem_responses(*statuses: int) -> Responses:
    """Statuses whose answer is a problem document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _MEANINGS[status], "content": content} for status in statuses}


def plain_responses(*statuses: int) -> Responses:
    """Statuses whose answer has no body."""
    return {status: {"description": _MEANINGS[status]} for status in statuses}


def install(app: FastAPI) -> None:
    """Lets the application describe itself: made once, when it is first asked for."""

    def document() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's guide has it: "Extending OpenAPI"


def _document(app: FastAPI) -> dict[str, Any]:
    found: dict[str, Any] = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=DESCRIPTION,
        routes=app.routes,
        tags=[dict(tag) for tag in TAGS],
        license_info=app.license_info,
    )
    schemas = found["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for schema in schemas.values():
        _let_have_context(schema)
    found["components"]["securitySchemes"] = SCHEMES
    _show_fronts(found["paths"], app.state.store)
    for path, operations in found["paths"].items():
        edge = list(_EVERYWHERE)
        edge += [429] if is_metered(path) or path in SEARCHES else []
        closed = app.state.service.closed and path not in ALWAYS_OPEN
        for operation in operations.values():
            of_body = _BODIES if "requestBody" in operation else ()
            _add_edge(operation, [*edge, *of_body], closed=closed)
    return found


def _add_edge(operation: dict[str, Any], edge: list[int], *, closed: bool) -> None:
    """Adds to an operation what every request may meet before its route."""
    answers = operation["responses"]
    # We answer 400 where FastAPI would answer 422.
    if "HTTPValidationError" in str(answers.get("422")):
        del answers["422"]
    for status, meaning in problem_responses(*edge, *(_CLOSED if closed else ())).items():
        answers.setdefault(str(status), meaning)
    for answer in answers.values():
        if MEDIA_TYPE in answer.get("content", {}):
            answer["content"] = {**answer["content"], HTML.media_type: {}}
    operation["responses"] = dict(sorted(answers.items()))
    if closed:
        operation.setdefault("security", [{"token": []}])


def _show_fronts(paths: dict[str, Any], store: Store) -> None:
    """The main answer as an example: that of the graph that is served, without its JSON-LD context."""
    try:
        example = fronts(store, overview(store).companies[0].id).model_dump(mode="json")
    except (StratagemError, IndexError):
        return  # a store that fails or holds no company: the document stands without an example
    answer = paths["/company/{id}/fronts"]["get"]["responses"]["200"]
    answer["content"][JSON.media_type]["example"] = example


def _let_have_context(schema: dict[str, Any]) -> None:
    """Any object may be the root of an answer, and the root has the JSON-LD context."""
    if schema.pop("additionalProperties", None) is False:
        schema["properties"]["@context"] = {"type": "object", "description": "of JSON-LD, at the root"}
