"""A real server: what no client library would send, byte by byte."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator

import orjson
import pytest
import uvicorn
from fastapi import FastAPI

from api.problems import MEDIA_TYPE

HOST = "127.0.0.1"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def port(app: FastAPI) -> Iterator[int]:
    """The port of a server of the application; its lifespan is off, since it would close the shared pool."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        config = uvicorn.Config(app, log_level="critical", lifespan="off", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


def send(port: int, data: bytes) -> tuple[int, str, bytes]:
    """Sends bytes on a connection of their own; status, media type and body of the first answer."""
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(data)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.getheader("content-type", "") or "", answer.read()


def get(port: int, target: bytes, headers: bytes = b"") -> tuple[int, str, bytes]:
    """GET of a target as it is."""
    return send(port, b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n" + headers + b"Connection: close\r\n\r\n")


@pytest.mark.parametrize(
    ("target", "statuses"),
    [
        (b"/company/..%2f..%2fetc%2fpasswd", {400, 404}),
        (b"/company/../../etc/passwd", {404}),
        (b"/static/../../app.py", {404}),
        (b"/static/..%2f..%2fapp.py", {404}),
        (b"/static/%2e%2e/%2e%2e/app.py", {404}),
        (b"/static/vendor", {404}),
        (b"//example.org/company/openai", {404}),
        (b"/company/openai%2Ffronts", {200}),  # the server decodes the path before the route is chosen
        (b"/company/openai%00", {400}),
        (b"/company/%FF%FE", {400}),
        (b"/company/%ED%A0%80", {400}),
        (b"/company/openai%0d%0aSet-Cookie:x", {400}),
        (b"/company/OPENAI?a=%0d%0aSet-Cookie:x", {308}),
        (b"/company/" + b"a" * 5000, {414}),
        (b"/company/openai/fronts?" + b"a=b&" * 4000, {400}),
        (b"/companies?after=" + b"A" * 30000, {400}),
        (b"/claims?q=%FF", {400}),
        (b"/claims?q=\xc3\xa9", {400}),
        (b"/claims?%00=1", {400}),
        (b"/ask/" + b"%2e" * 300, {404, 414}),
        (b"/sparql?query=%00", {400}),
        (b"/sparql?query=%FF", {400}),
        (b"/sparql?query", {400}),
        (b"/.ttl", {404}),
        (b"/company/.ttl", {400, 404}),
        (b"/company.ttl.ttl", {404}),
        (b"*", {400, 404}),
    ],
)
def test_hostile_addresses(port: int, target: bytes, statuses: set[int]) -> None:
    status, kind, body = get(port, target)
    assert status in statuses, body
    if status >= 400 and kind.startswith("application"):
        assert kind == MEDIA_TYPE
        assert orjson.loads(body)["status"] == status
    assert b"Traceback" not in body
    assert get(port, b"/healthz")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        b"Accept: " + b"a/b," * 10000 + b"\r\n",
        b"Accept: ;;;q=,,,\r\n",
        b"Accept: text/turtle;q=nan\r\n",
        b"Accept: \xff\xfe\r\n",
        b"Accept: */*;q=0\r\n",
        b"If-None-Match: " + b'"a",' * 10000 + b"\r\n",
        b"Range: bytes=0-1,2-3\r\n",
    ],
)
def test_hostile_headers(port: int, headers: bytes) -> None:
    status, kind, body = get(port, b"/company/openai/fronts", headers)
    assert status in {200, 406}, body
    assert kind in {"application/json", "text/turtle; charset=utf-8", MEDIA_TYPE}


def test_a_body_that_never_ends_is_cut_off(port: int) -> None:
    chunk = b"2000\r\n" + b"#" * 0x2000 + b"\r\n"
    head = POST + b"Transfer-Encoding: chunked\r\n\r\n"
    assert send(port, head + chunk * 40)[0] == 413


def test_a_client_that_goes_away_in_the_middle(port: int, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(POST + b"Content-Length: 100\r\n\r\nASK")
    assert get(port, b"/healthz")[0] == 200
    assert "a request failed" not in caplog.text


def test_head_keeps_the_connection(port: int) -> None:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    for path in ("/company/openai/fronts", "/", "/sparql?query=ASK%7B%7D", "/nothing"):
        connection.request("HEAD", path)
        answer = connection.getresponse()
        assert (answer.read(), int(answer.getheader("content-length") or 0) > 0) == (b"", True)
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b'{"status":"ok"}'
    connection.close()
