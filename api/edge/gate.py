"""Requests that go no further than the door: each kind of refusal is one function, tried in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from starlette.datastructures import Headers, State
from starlette.responses import Response
from starlette.types import Scope

from api.access import permitted
from api.edge import cors
from api.edge.policy import ALWAYS_OPEN
from api.edge.service import Service
from api.problems import answer_to, problem
from kg.errors import StratagemError

LONGEST_PATH: Final = 1024
"""Bytes; the longest that we make has about 150."""
LONGEST_QUERY: Final = 256 * 1024
"""Bytes: a query at its own limit of 64 KiB, percent-encoded, and what stands beside it."""
ALWAYS_ALIVE: Final = "/healthz"

Given = Mapping[bytes, bytes]


def is_usual(service: Service, scope: Scope, headers: Given) -> bool:
    """Whether a request can be told at a glance to be none that `refusal` would refuse."""
    return (
        (service.hosts is None or headers.get(b"host") in service.hosts.exact)
        and len(headers) == len(scope["headers"])
        and len(scope["path"]) * 4 <= LONGEST_PATH
        and len(scope["query_string"]) <= LONGEST_QUERY
        and scope["method"] != "OPTIONS"
        and not service.stopping
        and not service.closed
    )


def refusal(state: State, scope: Scope, headers: Given) -> Response | None:
    """The answer to a request that goes no further; None for all others. `headers` are those of `scope`."""
    service: Service = state.service
    for check in _CHECKS:
        if (refused := check(service, scope, headers)) is not None:
            return refused
    if service.closed and scope["path"] not in ALWAYS_OPEN:
        try:
            permitted(state.tokens, Headers(scope=scope), "read")
        except StratagemError as error:
            return answer_to(error)
    return None


def _stopping(service: Service, scope: Scope, _: Given) -> Response | None:
    if not service.stopping or scope["path"] == ALWAYS_ALIVE:
        return None
    again = {"Retry-After": "5", "Connection": "close"}
    return problem(503, "stopping", "the service is stopping; try again in a moment", again)


def _misdirected(service: Service, scope: Scope, headers: Given) -> Response | None:
    """A 421 for another name of a host, a 400 for none or several."""
    if service.hosts is None:
        return None
    host = headers.get(b"host")
    several = len(headers) != len(scope["headers"]) and _count(scope, b"host") > 1
    if host is None or several:
        return problem(400, "bad-request", "give one Host")
    if service.hosts.allow(host):
        return None
    detail = "this name of a host is not answered here; the setting STRATAGEM_HOSTS adds names"
    return problem(421, "misdirected", detail)


def _too_long(_: Service, scope: Scope, __: Given) -> Response | None:
    path = scope["path"]
    if len(path) * 4 > LONGEST_PATH and len(path.encode("utf-8", "replace")) > LONGEST_PATH:
        return problem(414, "address-too-long", f"a path may have {LONGEST_PATH} bytes", limit=LONGEST_PATH)
    if len(scope["query_string"]) > LONGEST_QUERY:
        detail = f"what follows the path may have {LONGEST_QUERY} bytes"
        return problem(414, "address-too-long", detail, limit=LONGEST_QUERY)
    return None


def _preflight(service: Service, scope: Scope, headers: Given) -> Response | None:
    if not cors.asks(service.origins, scope["method"], headers):
        return None
    answer = Response(status_code=204)
    answer.raw_headers = cors.preflight()
    return answer


def _count(scope: Scope, wanted: bytes) -> int:
    return sum(name == wanted for name, _ in scope["headers"])


_CHECKS: Final[tuple[Callable[[Service, Scope, Given], Response | None], ...]] = (
    _stopping,
    _misdirected,
    _too_long,
    _preflight,
)
