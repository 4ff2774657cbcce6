"""The service behind the real nginx, configured by the file that docs/operation.md tells people to use."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from kg import paths
from tests.api.served import HOST, Served, free_port, serving
from tests.conftest import Demo

pytestmark = pytest.mark.nginx

NAME: Final = "graph.example.org"
CONFIGURATION: Final = paths.ROOT / "contrib" / "nginx.conf"
MAIN: Final = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/stratagem.conf;
}}
"""
ME: Final = "127.0.0.2"
OTHER: Final = "127.0.0.3"
"""Addresses of this machine from which clients come that are no proxy."""
BUDGET: Final = 2.0


@dataclass(frozen=True)
class Front:
    """nginx, and the service behind it."""

    port: int
    served: Served

    def ask(
        self, method: str, path: str, body: bytes | None = None, source: str = ME, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """An answer to a client that comes from an address of its own."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30, source_address=(source, 0))
        sent = {"Host": NAME} | {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def line(self, request_id: str) -> dict[str, Any]:
        """The line of the service's log on a request."""
        for _ in range(50):
            for line in self.served.lines():
                if line.get("id") == request_id:
                    return line
            time.sleep(0.1)
        raise AssertionError(f"no line for {request_id}")


def configuration(folder: Path, port: int, behind: int) -> Path:
    """The shipped file with the ports of this test, and a main file around it."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    text, listens = re.subn(r"listen 80\b", f"listen {HOST}:{port}", text)
    text, servers = re.subn(r"server 127\.0\.0\.1:8000;", f"server {HOST}:{behind};", text)
    assert (listens, servers) == (2, 1)
    assert f"server_name {NAME};" in text
    (folder / "stratagem.conf").write_text(text, encoding="utf-8")
    main = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    return main


@pytest.fixture(scope="module")
def front(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """nginx as a child of this process on a free port, before a server of the first article."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program, "nginx is missing; install it (Debian: apt-get install nginx-light)"
    folder = tmp_path_factory.mktemp("nginx")
    settings = {
        "STRATAGEM_HOSTS": NAME,
        "STRATAGEM_PROXIES": HOST,
        "STRATAGEM_QUERY_BUDGET": str(BUDGET),
    }
    with serving(demo.store, folder / "log", **settings) as served:
        made = Front(free_port(), served)
        main = configuration(folder, made.port, served.port)
        nginx = subprocess.Popen([program, "-p", str(folder), "-c", str(main)], stderr=subprocess.DEVNULL)
        try:
            wait(made, nginx, folder)
            yield made
        finally:
            nginx.terminate()
            nginx.wait(10)


def wait(front: Front, nginx: subprocess.Popen[bytes], folder: Path) -> None:
    """Returns when nginx answers."""
    for _ in range(100):
        assert nginx.poll() is None, (folder / "error.log").read_text(encoding="utf-8")
        try:
            front.ask("GET", "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("nginx does not answer")


def test_the_client_s_address_arrives_and_cannot_be_forged(front: Front) -> None:
    forged = {"X_Forwarded_For": "198.51.100.7", "Forwarded": "for=198.51.100.7"}
    status, headers, _ = front.ask("GET", "/companies", **forged)
    assert status == 200
    assert re.fullmatch("[0-9a-f]{32}", headers["X-Request-Id"])
    line = front.line(headers["X-Request-Id"])
    assert (line["client"], line["route"]) == (ME, "/companies")


def test_other_names_of_a_host_end_at_the_door(front: Front) -> None:
    assert front.ask("GET", "/companies", Host="evil.example")[0] == 421
    assert front.served.get("/companies", {"Host": "evil.example"})[0] == 421
    assert front.served.get("/companies", {"Host": NAME})[0] == 200


def test_head_is_get_without_a_body(front: Front) -> None:
    status, headers, body = front.ask("HEAD", "/company/openai/fronts")
    _, same, whole = front.ask("GET", "/company/openai/fronts")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) == int(same["Content-Length"]) == len(whole)


def test_answers_are_compressed_and_known_again(front: Front) -> None:
    _, plain, whole = front.ask("GET", "/company/openai/fronts")
    _, headers, packed = front.ask("GET", "/company/openai/fronts", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == whole
    assert len(packed) < len(whole) / 2
    assert "Accept-Encoding" in ", ".join(headers.get_all("Vary") or [])
    assert plain["Content-Encoding"] is None
    for tag in (headers["ETag"], plain["ETag"]):
        status, _, body = front.ask("GET", "/company/openai/fronts", If_None_Match=tag)
        assert (status, body) == (304, b"")


def test_a_whole_graph_is_streamed(front: Front) -> None:
    status, headers, body = front.ask("GET", "/export.nt", source=OTHER)
    assert status == 200
    assert headers["Content-Type"].startswith("application/n-triples")
    assert body == front.served.get("/export.nt")[2]
    assert body.count(b"\n") > 1000


def test_our_own_refusal_of_a_large_body_passes(front: Front) -> None:
    status, headers, body = front.ask(
        "POST", "/validate", b"#" * (6 * 1024 * 1024), OTHER, Content_Type="text/turtle"
    )
    assert status == 413
    assert headers["Content-Type"] == "application/problem+json"
    assert "5242880" in json.loads(body)["detail"]
    assert json.loads(body)["request_id"] == headers["X-Request-Id"]


def test_a_larger_one_ends_at_nginx_and_is_a_problem_document_too(front: Front) -> None:
    status, headers, body = front.ask(
        "POST", "/validate", b"#" * (17 * 1024 * 1024), OTHER, Content_Type="text/turtle"
    )
    assert status == 413
    assert headers["Content-Type"] == "application/problem+json"
    assert json.loads(body)["type"].endswith("/content-too-large")


def test_a_long_query_in_the_address(front: Front) -> None:
    query = "ask { } #" + "x" * 40_000
    assert front.ask("GET", "/sparql?" + urlencode({"query": query}), source=OTHER)[0] == 200


def test_each_client_behind_it_has_a_budget_of_its_own(front: Front) -> None:
    heavy = "/sparql?" + urlencode({"query": "select (count(*) as ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    busy, other = "127.0.0.4", "127.0.0.5"
    assert front.ask("GET", heavy, source=busy)[0] == 504
    status, headers, body = front.ask("GET", "/sparql?query=ask%7B%7D", source=busy)
    assert status == 429
    assert int(headers["Retry-After"]) > 0
    assert json.loads(body)["limit"] == BUDGET
    assert front.ask("GET", "/sparql?query=ask%7B%7D", source=other)[0] == 200


def test_requests_under_way_are_counted_for_each_client(front: Front) -> None:
    heavy = "/sparql?" + urlencode({"query": "select (count(*) as ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})

    def answer(_: int) -> tuple[int, str | None, bytes]:
        status, headers, body = front.ask("GET", heavy, source="127.0.0.6")
        return status, headers["Retry-After"], body

    with ThreadPoolExecutor(60) as pool:  # each waits a second for a worker at least
        found = list(pool.map(answer, range(60)))
    statuses = [status for status, _, _ in found]
    assert set(statuses) <= {429, 503, 504}
    assert statuses.count(429) >= 20
    refused = [(again, json.loads(body)) for status, again, body in found if status == 429]
    assert all(again and body["status"] == 429 for again, body in refused)
    assert front.ask("GET", "/companies", source=OTHER)[0] == 200


def test_numbers_are_not_shown_to_the_world(front: Front) -> None:
    assert front.ask("GET", "/metrics")[0] == 404


def test_while_the_service_is_down_clients_are_told_to_come_again(tmp_path: Path) -> None:
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program
    front = free_port()
    main = configuration(tmp_path, front, free_port())
    nginx = subprocess.Popen([program, "-p", str(tmp_path), "-c", str(main)], stderr=subprocess.DEVNULL)
    try:
        made = Front(front, Served(nginx, 0, 0, tmp_path / "log"))
        wait(made, nginx, tmp_path)
        status, headers, body = made.ask("GET", "/companies")
    finally:
        nginx.terminate()
        nginx.wait(10)
    assert status == 503
    assert int(headers["Retry-After"]) > 0
    assert json.loads(body)["status"] == 503
