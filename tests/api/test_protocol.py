"""A connection: heads without end, byte by byte, and what is no HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI

from api.edge import protocol
from api.edge.protocol import BoundedProtocol
from api.problem_types import TYPES

HOST = "127.0.0.1"


@pytest.fixture
def port(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server whose clients have half a second for the head of a request."""
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.5)
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        config = uvicorn.Config(app, http=BoundedProtocol, lifespan="off", log_config=None, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def problem(connection: socket.socket, status: int, kind: str) -> None:
    """Reads an answer that is a problem document, and the end of the connection."""
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    body = json.loads(answer.read())
    assert answer.status == body["status"] == status
    assert answer.getheader("content-type") == "application/problem+json"
    assert body["type"] == TYPES + kind
    assert body["request_id"] == answer.getheader("x-request-id")


def test_a_head_without_end_is_cut_off(port: int) -> None:
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        sent = 0
        try:
            while sent < 100 * protocol.LARGEST_HEAD:
                sent += connection.send(b"X-A: " + b"a" * 8000 + b"\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert sent < 20 * protocol.LARGEST_HEAD  # what the system keeps on the way is not ours


def test_a_head_a_little_too_large_is_told(port: int) -> None:
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * protocol.LARGEST_HEAD)
        problem(connection, 431, "headers-too-large")


@pytest.mark.parametrize("begun", [b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_byte_by_byte_is_told_to_be_late(port: int, begun: bytes) -> None:
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(begun)
        since = time.monotonic()
        problem(connection, 408, "headers-too-slow")
        assert time.monotonic() - since < 3


def test_a_second_request_that_never_comes_whole_is_ended_too(port: int) -> None:
    with socket.create_connection((HOST, port), timeout=5) as connection:
        for _ in range(3):
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert answer.read() == b'{"status":"ok"}'
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHo")
        problem(connection, 408, "headers-too-slow")


def test_slow_bodies_are_not_its_business(port: int) -> None:
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 6\r\n\r\nask"
        )
        time.sleep(1)
        connection.sendall(b" {}")
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 200


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x02\x00", b"hello\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
def test_what_is_no_http_is_told_so(port: int, data: bytes) -> None:
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(data)
        problem(connection, 400, "bad-request")
