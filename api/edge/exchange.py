"""One request and what becomes of it: what every answer has, and what the log and the numbers are told."""

from __future__ import annotations

import time
from typing import Final

from starlette.types import Message, Scope, Send

from api.edge.cors import Raw
from api.edge.logs import Line
from api.edge.request_ids import HEADER
from api.edge.service import Service

SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_RAW: Final = [(name.lower().encode(), value.encode()) for name, value in SECURITY.items()]
GONE: Final = 499
"""What the log has where the client went away before there was an answer (nginx has the same number)."""
NO_ROUTE: Final = "(none)"
_STATIC: Final = "/static"


class Exchange:
    """A request and its answer. `send` adds to the answer what each has, and leaves out the body for HEAD."""

    __slots__ = ("_begun", "_extra", "_head", "_id", "_send", "_size", "client", "route", "scope", "status")

    def __init__(self, scope: Scope, send: Send, request_id: str, client: str, extra: Raw) -> None:
        self.scope, self.client, self.status = scope, client, 0
        self.route: str | None = None
        self._send, self._id, self._extra = send, request_id, extra
        self._begun, self._size, self._head = time.perf_counter(), 0, scope["method"] == "HEAD"

    @property
    def started(self) -> bool:
        """Whether a part of the answer was sent."""
        return self.status > 0

    async def send(self, message: Message) -> None:
        """Sends a part of the answer (ASGI)."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], *_RAW, (HEADER, self._id.encode()), *self._extra]
        elif message["type"] == "http.response.body":
            if self._head:
                message = {**message, "body": b""}
            self._size += len(message.get("body", b""))
        await self._send(message)

    def end(self, service: Service, inner: Scope, revision: str) -> None:
        """Counts the request and writes its line. `inner` is the scope that the routes saw."""
        seconds = time.perf_counter() - self._begun
        method, status = self.scope["method"], self.status or GONE
        route = self.route or _route(inner)
        service.traffic.count(method, route, status, self._size, seconds)
        if service.log is not None:
            service.log.put(
                Line(
                    time.time(),
                    method,
                    route,
                    status,
                    inner.get("stratagem.rows"),
                    self._size,
                    seconds,
                    self._id,
                    inner.get("stratagem.query"),
                    revision,
                    self.client,
                )
            )


def _route(scope: Scope) -> str:
    """The template of the route that took a request; never the address itself, which anybody may write."""
    found = getattr(scope.get("route"), "path", None)
    if isinstance(found, str):
        return found
    return _STATIC if scope["path"].startswith(f"{_STATIC}/") else NO_ROUTE
