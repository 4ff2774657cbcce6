"""A load generator of HTTP/1.1: some open connections, each with one request at a time, for a bounded time.

It parses answers with httptools, as uvicorn does requests, and keeps nothing of them but status and length,
so that what is measured is the server. `bench.serve` measures a server that says "hello" beside all others:
what is far below that rate is not limited by this client.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import cast
from urllib.parse import quote

import httptools
import uvloop

OK = range(200, 300)
PATIENCE = 15.0
"""Seconds that the last answers may take after the time is over."""
WARM_UP = 0.15
"""The share of the time that is run before it counts."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way answered: milliseconds of the middle and of the slowest hundredth, answers a second,
    answers and errors counted, and the mean bytes of an answer."""

    p50: float
    p99: float
    rate: float
    answers: int
    errors: int
    size: int


def get(port: int, path: str) -> bytes:
    """A GET of JSON as it goes over the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n\r\n".encode()


def select(port: int, path: str, query: str) -> bytes:
    """A SPARQL query by POST, answered as JSON."""
    body = f"query={quote(query)}".encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/sparql-results+json\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def measure(
    port: int, requests: Sequence[bytes], connections: int, seconds: float, most: int = 100_000
) -> Measured:
    """Sends the requests in turn over so many connections until the time or the number is over.

    An answer that is no success, and a connection that breaks, is an error; its time does not count.
    """
    return uvloop.run(_measure(port, requests, connections, seconds, most))


async def _measure(
    port: int, requests: Sequence[bytes], connections: int, seconds: float, most: int
) -> Measured:
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    run = _Run(cycle(requests), begun + WARM_UP * seconds, begun + seconds, most)
    made = [
        await loop.create_connection(lambda: _Connection(run), "127.0.0.1", port) for _ in range(connections)
    ]
    await asyncio.wait([protocol.ended for _, protocol in made], timeout=seconds + PATIENCE)
    for transport, _ in made:
        transport.abort()
    times = sorted(run.times)
    spent = min(time.perf_counter(), run.last or run.until) - run.count_from
    if len(times) < 2:
        return Measured(seconds * 1000, seconds * 1000, 0.0, len(times), run.errors, run.size)
    return Measured(
        p50=round(statistics.median(times), 3),
        p99=round(times[min(len(times) - 1, int(len(times) * 0.99))], 3),
        rate=round(len(times) / max(spent, 0.001), 1),
        answers=len(times),
        errors=run.errors,
        size=run.size // max(1, len(times)),
    )


class _Run:
    """What the connections of one measurement share."""

    def __init__(self, requests: cycle[bytes], count_from: float, until: float, most: int) -> None:
        self.requests, self.count_from, self.until, self.most = requests, count_from, until, most
        self.times: list[float] = []
        self.errors = self.size = 0
        self.last = 0.0

    def over(self, now: float) -> bool:
        return now > self.until or len(self.times) >= self.most


class _Connection(asyncio.Protocol):
    def __init__(self, run: _Run) -> None:
        self._run = run
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sent = 0.0
        self._size = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._size += len(data)
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if not self.ended.done():
            self._run.errors += 1
            self.ended.set_result(None)

    def on_message_complete(self) -> None:
        now, run = time.perf_counter(), self._run
        if self._parser.get_status_code() not in OK:
            run.errors += 1
        elif now >= run.count_from:
            run.times.append((now - self._sent) * 1000)
            run.size += self._size
            run.last = now
        if run.over(now):
            if not self.ended.done():
                self.ended.set_result(None)
        else:
            self._next()

    def _next(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._size = 0
        self._sent = time.perf_counter()
        self._transport.write(next(self._run.requests))
