"""Errors as RFC 9457 problem documents: the one table from our errors to statuses and problem types."""

from __future__ import annotations

import logging
import math
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from api.edge.request_ids import REQUEST_ID
from api.problem_types import KINDS, TABLE, TITLES, TYPES
from kg import errors

MEDIA_TYPE: Final = "application/problem+json"
LOG: Final = logging.getLogger("stratagem.api")
GUIDE: Final = "“/” and “/docs” say what there is"
"""Where a client that lost its way is sent; another application has its own in `state.guide`."""
CHALLENGE: Final = 'Bearer realm="stratagem"'


class Problem(BaseModel):
    """An error as RFC 9457 has it. `type` names the sort of problem; there may be more members, such as
    `nearest` (identifiers like the one asked for), `allowed`, `available`, `limit` and `measured`."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=[f"{TYPES}not-found"])
    title: str = Field(examples=[TITLES["not-found"]])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no company “open-ai”; the nearest are openai"])
    request_id: str | None = Field(None, examples=["5f0c3a9e21-00000017"])


class NotAcceptableError(Exception):
    """No format of the route fits the request's `Accept`; `available` lists what there is."""

    def __init__(self, available: tuple[str, ...]) -> None:
        self.available = available
        super().__init__(f"this address gives {', '.join(available)}")


class UnsupportedMediaTypeError(Exception):
    """A request body in a media type that the route does not read."""

    def __init__(self, given: str, accepted: tuple[str, ...]) -> None:
        self.given, self.accepted = given, accepted
        fault = f"a body of type “{given}” is not read here" if given else "no Content-Type was sent"
        super().__init__(f"{fault}; send {' or '.join(accepted)}")


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
    if request_id := REQUEST_ID.get():
        body["request_id"] = request_id
    return Response(orjson.dumps(body, default=str), status, headers, MEDIA_TYPE)


def internal() -> Response:
    """What a client learns of a fault of ours: that there is one. The log has the rest."""
    return problem(
        500,
        "internal",
        "the request could not be answered; the log of the server says why, under `request_id`",
    )


def printable(text: str, length: int = 600) -> str:
    """A text that may hold what a client sent, fit for JSON and not longer than needed."""
    clean = text.encode("utf-8", "replace").decode()
    return clean if len(clean) <= length else f"{clean[:length]} …"


def _facts(error: errors.StratagemError) -> dict[str, Any]:
    names = (
        "nearest",
        "limit",
        "measured",
        "seconds",
        "line",
        "name",
        "value",
        "allowed",
        "graph",
        "findings",
    )
    found = {name: getattr(error, name, None) for name in names}
    return {
        name: printable(value) if isinstance(value, str) else value
        for name, value in found.items()
        if value is not None and value != ()
    }


def _of_ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.StratagemError)
    return answer_to(error)


def answer_to(error: errors.StratagemError) -> Response:
    """The problem document of an error of ours; one that is our own fault goes to the log instead."""
    status, kind = next((status, kind) for known, status, kind in TABLE if isinstance(error, known))
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        LOG.error("a request failed", exc_info=error)
        return internal()
    return problem(status, kind, str(error), _headers(status, error), **_facts(error))


def _headers(status: int, error: errors.StratagemError) -> dict[str, str]:
    """What a status asks for beside the body: when to come again, how to prove who one is (RFC 6750)."""
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        return {"Retry-After": str(max(1, math.ceil(getattr(error, "retry_after", 1))))}
    if isinstance(error, errors.TokenMissingError):
        fault = ', error="invalid_token"' if error.given else ""
        return {"WWW-Authenticate": CHALLENGE + fault}
    if isinstance(error, errors.TokenScopeError):
        return {"WWW-Authenticate": CHALLENGE + ', error="insufficient_scope"'}
    return {}


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
        detail = f"this address leads nowhere; {getattr(request.app.state, 'guide', GUIDE)}"
    return problem(error.status_code, KINDS.get(error.status_code, "bad-request"), detail, headers)


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

    What is raised by mistake is caught in `api.edge.edged`.
    """
    app.add_exception_handler(errors.StratagemError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(NotAcceptableError, _of_negotiation)
    app.add_exception_handler(UnsupportedMediaTypeError, _of_media_type)
