"""The log: one line a request, and what goes wrong, as JSON or for a console.

Tokens, bodies and addresses are never in it, the texts of queries only at the level `debug`. Lines of
requests are written by a thread of their own, several times a second: to write each at once costs a tenth of
an answer.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import orjson
from starlette.types import Scope

from api.request_ids import REQUEST_ID

INTERVAL: Final = 0.2
"""Seconds between two writes."""
_MOST_WAITING: Final = 100_000
"""Lines that wait while nobody reads the log; of more the oldest are lost, and the log says how many."""


@dataclass(slots=True)
class Line:
    """What is known of a request when its answer has ended."""

    at: float
    method: str
    route: str
    status: int
    rows: int | None
    bytes: int
    seconds: float
    id: str
    query: str | None
    revision: str
    client: str


def note(scope: Scope, *, rows: int | None = None, query: str | None = None) -> None:
    """Tells the log of rows in an answer, or of the text of the query that it answers."""
    if rows is not None:
        scope["stratagem.rows"] = rows
    if query is not None:
        scope["stratagem.query"] = query


class RequestLog:
    """Writes lines of requests to a stream. `put` may be called from any thread; `close` writes the rest."""

    def __init__(self, stream: TextIO, form: str = "console", *, texts: bool = False) -> None:
        self._stream, self._texts = stream, texts
        self._write = _json if form == "json" else _console
        self._waiting: deque[Line] = deque()
        self._lost, self._end, self._lock = 0, threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self._run, name="request-log", daemon=True)
        self._thread.start()

    def put(self, line: Line) -> None:
        """Takes a line; it is written soon."""
        if len(self._waiting) >= _MOST_WAITING:
            self._lost += 1
            return
        self._waiting.append(line)

    def flush(self) -> None:
        """Writes all that was put before."""
        with self._lock:
            lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
            text = "".join(self._write(_members(line, texts=self._texts)) for line in lines)
            if self._lost:
                text += self._write({"time": _stamp(time.time()), "event": "lost", "lines": self._lost})
                self._lost = 0
            if text:
                self._stream.write(text)
                self._stream.flush()

    def close(self) -> None:
        """Writes what is left and ends the thread."""
        self._end.set()
        self._thread.join(5)
        self.flush()

    def _run(self) -> None:
        while not self._end.wait(INTERVAL):
            self.flush()


class Events(logging.Formatter):
    """Events beside requests, such as errors with their traceback, in the form of the log."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._write = _json if form == "json" else _console

    def format(self, record: logging.LogRecord) -> str:
        """One event; its request's identifier is in it where there is one."""
        members = {
            "time": _stamp(record.created),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
            "id": REQUEST_ID.get(),
            "exception": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return self._write({name: value for name, value in members.items() if value is not None}).rstrip("\n")


def install(form: str, level: str, stream: TextIO | None = None) -> None:
    """Sends all events of this process to a stream, by default standard error."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Events(form))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)


def query_hash(text: str) -> str:
    """By what a query is known again in the log: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _members(line: Line, *, texts: bool) -> dict[str, Any]:
    query = line.query
    members: dict[str, Any] = {
        "time": _stamp(line.at),
        "event": "request",
        "method": line.method,
        "route": line.route,
        "status": line.status,
        "rows": line.rows,
        "bytes": line.bytes,
        "ms": round(line.seconds * 1000, 3),
        "id": line.id,
        "query_hash": query_hash(query) if query is not None else None,
        "revision": line.revision,
        "client": line.client,
        "query": query if texts else None,
    }
    return {name: value for name, value in members.items() if value is not None}


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _json(members: dict[str, Any]) -> str:
    return orjson.dumps(members, default=str).decode() + "\n"


def _console(members: dict[str, Any]) -> str:
    """`time event name=value …`, and a traceback indented below it.

    A value with blanks or signs is quoted as in JSON: no text of a client can look like another line.
    """
    trace = members.get("exception", "")
    shown = " ".join(
        f"{name}={_quoted(value)}"
        for name, value in members.items()
        if name not in ("time", "event", "exception")
    )
    head = f"{members['time']} {_quoted(members['event'])} {shown}\n"
    return head + "".join(f"    {line}\n" for line in trace.splitlines())


def _quoted(value: Any) -> str:
    text = str(value)
    plain = text.isascii() and text.isprintable() and not any(sign in text for sign in ' "=')
    return text if plain else json.dumps(text)
