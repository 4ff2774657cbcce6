"""One request and what becomes of it: what every answer has, and what the log and the numbers are told."""

from __future__ import annotations

import time
from typing import Final

from starlette.types import Message, Scope, Send

from api.edge.cors import Raw
from api.edge.logs import Line
from api.edge.request_ids import HEADER
from api.edge.service import Service
from api.web import problem

SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ISLAND: Final = SECURITY | {
    "Content-Security-Policy": f"{SECURITY['Content-Security-Policy']}; style-src 'self' 'unsafe-inline'"
}
"""The same for the two pages whose scripts set styles: the graph and the SPARQL desk."""
_RAW: Final = [(name.lower().encode(), value.encode()) for name, value in SECURITY.items()]
_ISLAND_RAW: Final = [(name.lower().encode(), value.encode()) for name, value in _ISLAND.items()]
GONE: Final = 499
"""What the log has where the client went away before there was an answer (nginx has the same number)."""
NO_ROUTE: Final = "(none)"
_STATIC: Final = "/static"


_PROBLEM: Final = "application/problem+json"
_WRONG: Final = 400
"""The first status of problems."""


class Exchange:
    """A request and its answer. `send` adds to the answer what each has, and leaves out the body for HEAD.

    Where there are `pages`, a browser gets a problem as a page of the same status and headers.
    """

    __slots__ = (
        "_begun", "_extra", "_head", "_held", "_id", "_pages", "_send", "_size", "client", "route", "scope",
        "status",
    )  # fmt: skip

    def __init__(
        self, scope: Scope, send: Send, request_id: str, client: str, extra: Raw, *, pages: bool = False
    ) -> None:
        self.scope, self.client, self.status = scope, client, 0
        self._pages = pages
        self._held: Message | None = None
        self.route: str | None = None
        self._send, self._id, self._extra = send, request_id, extra
        self._begun, self._size, self._head = time.perf_counter(), 0, scope["method"] == "HEAD"

    @property
    def started(self) -> bool:
        """Whether a part of the answer was sent."""
        return self.status > 0

    async def send(self, message: Message) -> None:
        """Sends a part of the answer (ASGI)."""
        if self._held is not None:
            await self._show(self._held, message)
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.status >= _WRONG and self._pages and self._wants_page(message):
                self._held = message
                return
            message["headers"] = [
                *message["headers"],
                *_security(self.scope),
                (HEADER, self._id.encode()),
                *self._extra,
            ]
        elif message["type"] == "http.response.body":
            if self._head:
                message = {**message, "body": b""}
            self._size += len(message.get("body", b""))
        await self._send(message)

    def _wants_page(self, start: Message) -> bool:
        """Whether an answer that begins so is a problem, and its client would rather read a page."""
        if dict(start["headers"]).get(b"content-type") != _PROBLEM.encode():
            return False
        accept = [value for name, value in self.scope["headers"] if name == b"accept"]
        return problem.prefers_page(b", ".join(accept).decode("latin-1"), _PROBLEM)

    async def _show(self, start: Message, message: Message) -> None:
        """Sends the page of a problem that comes whole."""
        self._held, self._pages = None, False
        body = problem.page(message["body"], self.scope["path"])
        told = {b"content-type": problem.MEDIA_TYPE.encode(), b"content-length": str(len(body)).encode()}
        kept = [(name, told.get(name, value)) for name, value in start["headers"]]
        await self.send({**start, "headers": [*kept, (b"vary", b"Accept")]})
        await self.send({**message, "body": body})

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


def _security(scope: Scope) -> Raw:
    """The headers of safety for an address."""
    path = scope["path"].removesuffix(".html")
    return _ISLAND_RAW if path == "/sparql" or path.endswith("/neighbourhood") else _RAW


def _route(scope: Scope) -> str:
    """The template of the route that took a request; never the address itself, which anybody may write."""
    found = getattr(scope.get("route"), "path", None)
    if isinstance(found, str):
        return found
    return _STATIC if scope["path"].startswith(f"{_STATIC}/") else NO_ROUTE
