"""Errors as RFC 9457 problem documents: the one table from our errors to statuses and problem types."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg import errors
from kg.ns import BASE

MEDIA_TYPE: Final = "application/problem+json"
TYPES: Final = f"{BASE}/problem/"

# The first class that fits decides, so the finer ones stand first.
TABLE: Final[tuple[tuple[type[errors.StratagemError], int, str], ...]] = (
    (errors.NotFoundError, 404, "not-found"),
    (errors.BadParameterError, 400, "bad-parameter"),
    (errors.BindingError, 400, "bad-parameter"),
    (errors.QueryRefusedError, 400, "query-refused"),
    (errors.QueryTimeoutError, 504, "query-timeout"),
    (errors.ResultTooLargeError, 400, "result-too-large"),
    (errors.PoolBusyError, 503, "busy"),
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
    "busy": "All query workers are busy",
    "query-syntax": "The query is not SPARQL 1.1",
    "rdf-syntax": "The RDF cannot be read",
    "not-acceptable": "None of the formats asked for can be given",
    "method-not-allowed": "The method is not allowed here",
    "unsupported-media-type": "The media type of the request is not supported",
    "internal": "Something is wrong on our side",
}


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


def problem(status: int, kind: str, detail: str, headers: dict[str, str] | None = None, **facts: Any) -> Response:
    """One problem document. `facts` are the extension members; those that are None are left out."""
    body = {
        "type": TYPES + kind,
        "title": TITLES.get(kind, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        **{name: value for name, value in facts.items() if value is not None},
    }
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def _facts(error: errors.StratagemError) -> dict[str, Any]:
    names = ("nearest", "limit", "measured", "seconds", "name", "value", "allowed")
    return {name: getattr(error, name) for name in names if getattr(error, name, None) not in (None, ())}


def _of_ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.StratagemError)
    status, kind = next((status, kind) for known, status, kind in TABLE if isinstance(error, known))
    headers = {"Retry-After": "1"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(status, kind, str(error), headers, **_facts(error))


def _of_validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "body"
    return problem(400, "bad-parameter", f"{where}: {first['msg']}", name=where)


def _of_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kinds = {404: "not-found", 405: "method-not-allowed", 406: "not-acceptable"}
    headers = dict(error.headers) if error.headers else None
    return problem(error.status_code, kinds.get(error.status_code, "bad-request"), str(error.detail), headers)


def _of_negotiation(_: Request, error: Exception) -> Response:
    assert isinstance(error, NotAcceptableError)
    return problem(406, "not-acceptable", str(error), available=list(error.available))


def _of_media_type(_: Request, error: Exception) -> Response:
    assert isinstance(error, UnsupportedMediaTypeError)
    return problem(415, "unsupported-media-type", str(error), accepted=list(error.accepted))


def install(app: FastAPI) -> None:
    """Lets every error of the application leave it as a problem document."""
    app.add_exception_handler(errors.StratagemError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(NotAcceptableError, _of_negotiation)
    app.add_exception_handler(UnsupportedMediaTypeError, _of_media_type)
