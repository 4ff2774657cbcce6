"""HTTP/1.1 on one connection: uvicorn's, with bounds on the head of a request, and problem documents."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Final, cast

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.edge.exchange import SECURITY
from api.edge.request_ids import HEADER, new_id
from api.problem_types import TITLES, TYPES
from api.problems import MEDIA_TYPE

LARGEST_HEAD: Final = 512 * 1024
"""Bytes of the line and headers of a request: twice the longest address, and room for headers."""
HEAD_SECONDS: Final = 20.0
"""Seconds that a client has to send them, from the beginning of the connection or of the request."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn reads the head of a request however long it is and takes; here it is ended by a 431 or 408.

    A request that is no HTTP gets a problem document instead of uvicorn's plain text.
    """

    _size = 0
    _in_head = True
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins a connection."""
        super().connection_made(cast(asyncio.Transport, transport))
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends it."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads what came, unless the head has grown too large."""
        super().data_received(data)
        if self._in_head:
            self._size += len(data)
            if self._size > LARGEST_HEAD:
                self._end(431, "headers-too-large", f"the head of a request may have {LARGEST_HEAD} bytes")

    def on_message_begin(self) -> None:
        """Begins a request."""
        super().on_message_begin()
        self._in_head, self._size = True, 0
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self._late)

    def on_headers_complete(self) -> None:
        """The head is there: the application has the rest."""
        self._in_head = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """What uvicorn sends for a request that is no HTTP."""
        del msg  # its one text says nothing more
        self._end(400, "bad-request", "this is no HTTP/1.1 request")

    def _late(self) -> None:
        self._end(408, "headers-too-slow", f"the head of a request may take {HEAD_SECONDS:g} s")

    def _end(self, status: int, kind: str, detail: str) -> None:
        """Answers by a problem document, where nothing was answered yet, and closes the connection."""
        if self.transport.is_closing():
            return
        request_id = new_id()
        members = {"type": TYPES + kind, "title": TITLES[kind], "status": status, "detail": detail}
        body = orjson.dumps(members | {"request_id": request_id})
        headers = SECURITY | {
            "Content-Type": MEDIA_TYPE,
            "Content-Length": str(len(body)),
            "Connection": "close",
            HEADER.decode(): request_id,
        }
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{n}: {v}" for n, v in headers.items())]
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        self.transport.close()
