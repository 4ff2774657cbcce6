"""What every request passes first and every answer last: HEAD, suffixes, the cache, headers for browsers."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.cache import AnswerCache, key_of
from api.negotiation import split_suffix

LONGEST_PATH: Final = 1024
"""Bytes; the longest that we make has about 150."""

SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_RAW: Final = [(name.lower().encode(), value.encode()) for name, value in SECURITY.items()]


class Edge:
    """The outermost layer of the application.

    HEAD is answered as GET without the body. A suffix such as `.ttl` is taken off the path into
    `scope["stratagem.suffix"]`, so that one route serves all formats. An answer in the cache is given at
    once. Whatever is raised by mistake becomes a problem document that tells nothing of our insides.
    """

    def __init__(self, app: ASGIApp, answers: AnswerCache) -> None:
        self._app, self._answers = app, answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *_RAW]
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        path, suffix = split_suffix(scope["path"])
        scope = {**scope, "path": path, "method": "GET" if head else scope["method"]}
        if suffix is not None:
            scope |= {"raw_path": None, "stratagem.suffix": suffix}
        try:
            await self._answer(scope, receive, sending)
        except ClientDisconnect:
            return
        except Exception:  # whatever it is, the client gets a problem document and the log the traceback
            problems.LOG.exception("a request failed")
            if started:
                raise
            await problems.internal()(scope, receive, sending)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if len(scope["path"].encode("utf-8", "replace")) > LONGEST_PATH:
            detail = f"a path may have {LONGEST_PATH} bytes"
            await problems.problem(414, "address-too-long", detail)(scope, receive, send)
            return
        key = key_of(scope) if scope["method"] == "GET" else None
        known = self._answers.get(key) if key else None
        if known is not None:
            await known.response(Headers(scope=scope))(scope, receive, send)
        else:
            await self._app(scope, receive, send)
