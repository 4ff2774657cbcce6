"""A connection is broken when its client does not read what it has asked for."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.edge import unread
from api.edge.unread import ReadProtocol

HOST = "127.0.0.1"
LARGE = 20_000_000


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with 20 MB at `/large`, else with a word."""
    await Response(b"x" * LARGE if scope["path"] == "/large" else b"word")(scope, receive, send)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[uvicorn.Server]:
    """A server whose patience is short."""
    monkeypatch.setattr(unread, "READ_SECONDS", 0.5)
    with socket.create_server((HOST, 0)) as listening:
        config = uvicorn.Config(application, http=ReadProtocol, lifespan="off", log_config=None)
        made = uvicorn.Server(config)
        thread = threading.Thread(target=made.run, kwargs={"sockets": [listening]})
        thread.start()
        while not made.started:
            time.sleep(0.01)
        yield made
        made.should_exit = True
        thread.join(10)


def ask(server: uvicorn.Server) -> socket.socket:
    """A connection on which the large answer was asked for."""
    port = server.servers[0].sockets[0].getsockname()[1]
    connection = socket.create_connection((HOST, port), 5)
    connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    return connection


def everything(connection: socket.socket) -> bytes:
    """What comes until the server closes; nothing more where it breaks the connection."""
    received = b""
    try:
        while data := connection.recv(1_000_000):
            received += data
    except ConnectionResetError:
        return received
    return received


def test_who_does_not_read_is_not_waited_for(server: uvicorn.Server) -> None:
    with ask(server):
        until = time.monotonic() + 5
        while server.server_state.connections:
            assert time.monotonic() < until
            time.sleep(0.05)


def test_who_reads_slowly_gets_everything(server: uvicorn.Server) -> None:
    with ask(server) as connection:
        received = 0
        while data := connection.recv(400_000):
            received += len(data)
            time.sleep(0.02)
        assert received > LARGE


def test_the_longest_waiting_go_when_too_much_is_unread(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unread, "READ_SECONDS", 60.0)
    monkeypatch.setattr(unread, "UNREAD_BYTES", LARGE * 3 // 2)
    with ask(server) as first:
        time.sleep(0.3)
        with ask(server) as second:
            assert len(everything(second)) > LARGE
        assert len(everything(first)) < LARGE
