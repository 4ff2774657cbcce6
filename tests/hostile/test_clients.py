"""Clients that misbehave by how they use their connections: good clients are served all the while."""

from __future__ import annotations

import contextlib
import http.client
import resource
import socket
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from tests.conftest import Demo
from tests.hostile.assault import GOOD_PATHS, HOSTILE_HOST, GoodClients
from tests.hostile.server import HOST, Server

pytestmark = pytest.mark.usefixtures("uncounted")

SETTINGS = {"QUERY_DEADLINE": "5", "QUERY_WORKERS": "4", "QUERY_BUDGET": "1000000"}
POST = b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\n"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 40000"
MEMORY = 60 * 1024 * 1024
"""Bytes by which the server may have grown when the bad clients are gone."""


@pytest.fixture(scope="module")
def server(demo: Demo) -> Iterator[Server]:
    """The server that all of them meet."""
    with Server(demo.store, SETTINGS) as running:
        warm = http.client.HTTPConnection(HOST, running.port, timeout=10)
        for path in GOOD_PATHS:
            warm.request("GET", path)
            warm.getresponse().read()
        warm.close()
        yield running


def connection(server: Server) -> socket.socket:
    """A connection from where bad clients are."""
    return socket.create_connection((HOST, server.port), 10, source_address=(HOSTILE_HOST, 0))


def get(query: str) -> bytes:
    """A request for the answer to a query."""
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def slow_bodies(open_ones: list[socket.socket]) -> None:
    for one in open_ones:
        one.sendall(POST + b"Content-Length: 100000\r\n\r\nASK")
    for _ in range(20):
        time.sleep(0.1)
        for one in open_ones:
            one.sendall(b" ")


def slow_heads(open_ones: list[socket.socket]) -> None:
    for one in open_ones:
        one.sendall(b"GET /company/openai/fronts HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    for _ in range(20):
        time.sleep(0.1)
        for one in open_ones:
            one.sendall(b"X-A: b\r\n")


def silent(open_ones: list[socket.socket]) -> None:
    assert open_ones
    time.sleep(2)


def never_reading(open_ones: list[socket.socket]) -> None:
    for one in open_ones[:20]:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.sendall(get(LARGE))
        assert one.recv(1)  # the answer begins: its worker is free, the rest of it waits in the server
    time.sleep(1)


def going_away(open_ones: list[socket.socket]) -> None:
    for one in open_ones:
        one.sendall(get(SLOW))
        one.close()
        time.sleep(0.02)


def resetting(open_ones: list[socket.socket]) -> None:
    for one in open_ones:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        one.sendall(get(SLOW))
        one.close()


def pipelining(open_ones: list[socket.socket]) -> None:
    for one in open_ones[:20]:
        with contextlib.suppress(OSError):
            one.sendall(get("ASK {}") * 200)
    time.sleep(2)


def large_heads(open_ones: list[socket.socket]) -> None:
    for one in open_ones[:20]:
        with contextlib.suppress(OSError):
            one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: " + b"a" * 10_000_000)
    time.sleep(1)


BAD: dict[str, tuple[int, Callable[[list[socket.socket]], None]]] = {
    "bodies that come by the byte": (100, slow_bodies),
    "heads that come by the line": (100, slow_heads),
    "500 idle connections": (500, silent),
    "answers that nobody reads": (10, never_reading),
    "clients that ask and go": (60, going_away),
    "clients that ask and break the connection": (60, resetting),
    "200 requests at once on a connection": (20, pipelining),
    "heads of 10 MB": (20, large_heads),
}


@pytest.mark.parametrize("name", BAD)
def test_good_clients_are_served(server: Server, name: str) -> None:
    count, misbehave = BAD[name]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert min(soft, hard) > 2 * count
    before, files = server.memory(), server.files()
    with GoodClients(server.port) as good, contextlib.ExitStack() as stack:
        open_ones = [stack.enter_context(connection(server)) for _ in range(count)]
        misbehave(open_ones)
    assert not good.errors
    assert all(good.p99(path) < 2 for path in GOOD_PATHS)
    assert server.alive
    # Ten bad connections fit into what the files may vary by: the memory, too, tells when they are gone.
    settled(lambda: server.files() <= files + 10 and server.memory() - before < MEMORY)


def test_workers_are_free_again_as_soon_as_those_who_asked_are_gone(server: Server) -> None:
    going_away([connection(server) for _ in range(40)])

    def free() -> bool:
        asked = http.client.HTTPConnection(HOST, server.port, timeout=10)
        asked.request("GET", GOOD_PATHS[-1])
        status = asked.getresponse().status
        asked.close()
        return status == 200

    begun = time.monotonic()
    settled(free)
    assert time.monotonic() - begun < 4, "they waited for the deadline"


def settled(holds: Callable[[], bool]) -> None:
    """Waits until it holds, for ten seconds at most."""
    until = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < until, "it did not settle"
        time.sleep(0.05)
