"""Errors as RFC 9457 problem documents: the one table from our errors to statuses and problem types."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from kg import errors
from kg.ns import BASE

MEDIA_TYPE: Final = "application/problem+json"
TYPES: Final = f"{BASE}/problem/"
LOG: Final = logging.getLogger("stratagem.api")

# The first class that fits decides, so the finer ones stand first.
TABLE: Final[tuple[tuple[type[errors.StratagemError], int, str], ...]] = (
    (errors.NotFoundError, 404, "not-found"),
    (errors.BadParameterError, 400, "bad-parameter"),
    (errors.BindingError, 400, "bad-parameter"),
    (errors.QueryRefusedError, 400, "query-refused"),
    (errors.QueryTimeoutError, 504, "query-timeout"),
    (errors.ResultTooLargeError, 400, "result-too-large"),
    (errors.PoolBusyError, 503, "busy"),
    (errors.ValidationBusyError, 503, "busy"),
    (errors.ValidationTimeoutError, 504, "validation-timeout"),
    (errors.ValidationTooHeavyError, 413, "content-too-large"),
    (errors.QueryError, 400, "query-syntax"),
    (errors.RdfSyntaxError, 400, "rdf-syntax"),
    (errors.StratagemError, 500, "internal"),
)

TITLES: Final = {
    "not-found": "There is no such thing here",
    "bad-parameter": "A parameter cannot be used",
    "bad-request": "The request cannot be used",
    "query-refused": "The query is not allowed or over a limit",
    "query-timeout": "The query was ended at its deadline",
    "result-too-large": "The result is over the cap",
    "busy": "All that do such work are busy",
    "validation-timeout": "The validation was ended at its deadline",
    "query-syntax": "The query is not SPARQL 1.1",
    "rdf-syntax": "The RDF cannot be read",
    "withheld": "The text may not be passed on",
    "not-acceptable": "None of the formats asked for can be given",
    "method-not-allowed": "The method is not allowed here",
    "content-too-large": "The body of the request is too large",
    "address-too-long": "The address is too long",
    "unsupported-media-type": "The media type of the request is not supported",
    "not-ready": "The service cannot answer now",
    "internal": "Something is wrong on our side",
}

_KINDS: Final = {
    403: "withheld",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "content-too-large",
    414: "address-too-long",
    503: "not-ready",
}


class Problem(BaseModel):
    """An error as RFC 9457 has it. `type` names the sort of problem; there may be more members, such as
    `nearest` (identifiers like the one asked for), `allowed`, `available`, `limit` and `measured`."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=[f"{TYPES}not-found"])
    title: str = Field(examples=[TITLES["not-found"]])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no company “open-ai”; the nearest are openai"])


class NotAcceptableError(Exception):
    """No format of the route fits the request's `Accept`; `available` lists what there is."""

    def __init__(self, available: tuple[str, ...]) -> None:
        self.available = available
        super().__init__(f"this address gives {', '.join(available)}")


class UnsupportedMediaTypeError(Exception):
    """A request body in a media type that the route does not read."""

    def __init__(self, given: str, accepted: tuple[str, ...]) -> None:
        self.given, self.accepted = given, accepted
        super().__init__(f"a body of type “{given}” is not read here; send {' or '.join(accepted)}")


def problem(
    status: int, kind: str, detail: str, headers: dict[str, str] | None = None, **facts: Any
) -> Response:
    """One problem document. `facts` are the extension members; those that are None are left out."""
    body = {
        "type": TYPES + kind,
        "title": TITLES[kind],
        "status": status,
        "detail": printable(detail),
        **{name: value for name, value in facts.items() if value is not None},
    }
    return Response(orjson.dumps(body, default=str), status, headers, MEDIA_TYPE)


def internal() -> Response:
    """What a client learns of a fault of ours: that there is one. The log has the rest."""
    return problem(500, "internal", "the request could not be answered; the log of the server says why")


def printable(text: str, length: int = 600) -> str:
    """A text that may hold what a client sent, fit for JSON and not longer than needed."""
    clean = text.encode("utf-8", "replace").decode()
    return clean if len(clean) <= length else f"{clean[:length]} …"


def _facts(error: errors.StratagemError) -> dict[str, Any]:
    names = ("nearest", "limit", "measured", "seconds", "line", "name", "value", "allowed")
    found = {name: getattr(error, name, None) for name in names}
    return {
        name: printable(value) if isinstance(value, str) else value
        for name, value in found.items()
        if value is not None and value != ()
    }


def _of_ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.StratagemError)
    status, kind = next((status, kind) for known, status, kind in TABLE if isinstance(error, known))
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        LOG.error("a request failed", exc_info=error)
        return internal()
    headers = {"Retry-After": "1"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(status, kind, str(error), headers, **_facts(error))


def _of_validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "body"
    return problem(400, "bad-parameter", f"{where}: {first['msg']}", name=where)


def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers) if error.headers else {}
    detail = str(error.detail)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
        detail = f"this address takes {headers['Allow']}"
    elif detail == HTTPStatus.NOT_FOUND.phrase:
        detail = "this address leads nowhere; “/” and “/docs” say what there is"
    return problem(error.status_code, _KINDS.get(error.status_code, "bad-request"), detail, headers)


def _methods(request: Request) -> list[str]:
    """The methods that the request's path has, in all routes: frameworks name those of one route only."""
    path = request.scope["path"]
    routes = [r for r in request.app.routes if isinstance(r, Route) and r.path_regex.match(path)]
    methods = set().union(*(route.methods or () for route in routes)) or {"GET"}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


def _of_negotiation(_: Request, error: Exception) -> Response:
    assert isinstance(error, NotAcceptableError)
    return problem(406, "not-acceptable", str(error), available=list(error.available))


def _of_media_type(_: Request, error: Exception) -> Response:
    assert isinstance(error, UnsupportedMediaTypeError)
    return problem(415, "unsupported-media-type", str(error), accepted=list(error.accepted))


def install(app: FastAPI) -> None:
    """Lets every error that is raised on purpose leave the application as a problem document.

    What is raised by mistake is caught in `api.edge`.
    """
    app.add_exception_handler(errors.StratagemError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(NotAcceptableError, _of_negotiation)
    app.add_exception_handler(UnsupportedMediaTypeError, _of_media_type)
