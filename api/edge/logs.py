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
from functools import lru_cache
from typing import Any, Final, TextIO

import orjson
from starlette.types import Scope

from api.edge.request_ids import REQUEST_ID

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
        self._form = form
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
            text = "".join(_of_request(line, self._form, texts=self._texts) for line in lines)
            if self._lost:
                write = _json if self._form == "json" else _console
                text += write({"time": _stamp(time.time()), "event": "lost", "lines": self._lost})
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


def _of_request(line: Line, form: str, *, texts: bool) -> str:
    """The line of a request, written out as it is made for each: by a mapping it takes four times as long."""
    start, join, to, sign, end = _JSON if form == "json" else _CONSOLE
    known, quote = _KNOWN[form], _QUOTES[form]
    rows = "" if line.rows is None else f"{join}rows{to}{line.rows}"
    query = "" if line.query is None else f"{join}query_hash{to}{sign}{query_hash(line.query)}{sign}"
    text = f"{join}query{to}{quote(line.query)}" if texts and line.query is not None else ""
    return (
        f"{start.format(_stamp(line.at))}method{to}{known(line.method)}{join}route{to}{known(line.route)}"
        f"{join}status{to}{line.status}{rows}{join}bytes{to}{line.bytes}{join}ms{to}{line.seconds * 1000:.3f}"
        f"{join}id{to}{sign}{line.id}{sign}{query}{join}revision{to}{known(line.revision)}"
        f"{join}client{to}{known(line.client)}{text}{end}"
    )


def _stamp(at: float) -> str:
    second = int(at)
    return f"{_second(second)}.{int((at - second) * 1000):03d}+00:00"


@lru_cache(maxsize=16)
def _second(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _json(members: dict[str, Any]) -> str:
    return orjson.dumps(members, default=str).decode() + "\n"


def _console(members: dict[str, Any]) -> str:
    """`time event name=value …`, and a traceback indented below it.

    A value with blanks or signs is quoted as in JSON: no text of a client can look like another line.
    """
    trace = members.get("exception", "")
    shown = " ".join(
        f"{name}={_in_console(str(value))}"
        for name, value in members.items()
        if name not in ("time", "event", "exception")
    )
    head = f"{members['time']} {_in_console(members['event'])} {shown}\n"
    return head + "".join(f"    {line}\n" for line in trace.splitlines())


def _in_console(text: str) -> str:
    plain = text.isascii() and text.isprintable() and text and not any(sign in text for sign in ' "=')
    return text if plain else json.dumps(text)


def _in_json(text: str) -> str:
    return orjson.dumps(text.encode("utf-8", "replace").decode()).decode()


_QUOTES: Final = {"json": _in_json, "console": _in_console}
_KNOWN: Final = {form: lru_cache(maxsize=1024)(quote) for form, quote in _QUOTES.items()}
"""For what is much the same from line to line."""
# How the line of a request begins; what stands between its members, after a name, around a text; how it ends.
_JSON: Final = ('{{"time":"{}","event":"request","', ',"', '":', '"', "}\n")
_CONSOLE: Final = ("{} request ", " ", "=", "", "\n")
