"""What the suites are run against: our server over HTTP, and the bare engine in this process."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import quote

import pyoxigraph as ox

from kg.access import Tokens
from kg.errors import QueryError
from kg.store.syntax import lexer, operations
from tests.conformance.suites import ROOT

TABLES: Final = {
    "json": ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
    "csv": ("text/csv", ox.QueryResultsFormat.CSV),
    "tsv": ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
}
TRIPLES: Final = "application/n-triples"


class RefusedError(Exception):
    """A text that was not run; `failed` says that it is well-formed, and cannot be run."""

    def __init__(self, detail: str, *, failed: bool) -> None:
        self.failed = failed
        super().__init__(detail)


class Engine(Protocol):
    """A store that begins empty for each test. The graph `""` is the default graph; data are N-Triples."""

    def clear(self) -> None:
        """Empties it."""
        ...

    def put(self, graph: str, data: bytes) -> None:
        """Fills one graph."""
        ...

    def query(self, text: str, form: str) -> tuple[str, bytes]:
        """The result of a query and its media type; a table as `form` (a key of TABLES), a graph as
        N-Triples. RefusedError for a text that is not accepted."""
        ...

    def update(self, text: str) -> None:
        """Runs an update; RefusedError for a text that is not accepted."""
        ...

    def accepts_update(self, text: str) -> None:
        """Returns when an update is well-formed, whatever it does; else RefusedError."""
        ...


@dataclass(frozen=True)
class Answer:
    """An answer over HTTP: status, headers by lower-case name, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Its media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Server:
    """Our server in plain mode, in a process of its own, asked over HTTP."""

    port: int
    token: str
    requests: int = field(default=0)

    @property
    def root(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Sends one request as it is, with the token."""
        self.requests += 1
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
            connection.request(method, path, body, sent)
            got = connection.getresponse()
            return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        finally:
            connection.close()

    def clear(self) -> None:
        """See Engine."""
        self.update("DROP ALL")

    def put(self, graph: str, data: bytes) -> None:
        """See Engine."""
        name = f"graph={quote(graph, safe='')}" if graph else "default"
        _accepted(self.ask("PUT", f"/graphs?{name}", data, {"Content-Type": TRIPLES}))

    def query(self, text: str, form: str) -> tuple[str, bytes]:
        """See Engine."""
        headers = {"Content-Type": "application/sparql-query", "Accept": f"{TABLES[form][0]}, {TRIPLES}"}
        answer = self.ask("POST", "/sparql", text.encode(), headers)
        _accepted(answer)
        return answer.media_type, answer.body

    def update(self, text: str) -> None:
        """See Engine."""
        headers = {"Content-Type": "application/sparql-update"}
        _accepted(self.ask("POST", "/sparql/update", text.encode(), headers))

    def accepts_update(self, text: str) -> None:
        """See Engine. LOAD is refused by policy, but only once it was found to be well-formed."""
        try:
            self.update(text)
        except RefusedError as error:
            if not error.failed and "LOAD is not allowed" not in str(error):
                raise


def _accepted(answer: Answer) -> None:
    if answer.status >= 500:
        raise AssertionError(f"a {answer.status}: {answer.body[:300].decode()}")
    if answer.status >= 300:
        text = answer.body.decode()
        raise RefusedError(text, failed="/problem/query-failed" in text)


@contextmanager
def server(directory: Path) -> Iterator[Server]:
    """A server of ours in plain mode on an empty store, as long as the block runs."""
    token = Tokens(directory).make("conformance", "write")
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STRATAGEM_")}
    environment |= {
        "STRATAGEM_QUERY_BUDGET": "1e9",
        "STRATAGEM_LOG_LEVEL": "warning",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "kg.cli", "serve", "--plain", "--port", str(port)]
    with (directory / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--store", str(directory)],
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            made = Server(port, token)
            _wait_for(made, process, directory / "server.log")
            yield made
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(made: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, f"the server ended: {log.read_text(encoding='utf-8')}"
        try:
            if made.ask("GET", "/readyz").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Bare:
    """The engine alone, in this process: what our server is not to fall behind."""

    def __init__(self) -> None:
        self._store = ox.Store()

    def clear(self) -> None:
        """See Engine."""
        self._store = ox.Store()

    def put(self, graph: str, data: bytes) -> None:
        """See Engine."""
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        if graph:
            self._store.add_graph(ox.NamedNode(graph))
        self._store.load(data, ox.RdfFormat.N_TRIPLES, to_graph=name)

    def query(self, text: str, form: str) -> tuple[str, bytes]:
        """See Engine."""
        try:
            result = self._store.query(text)
            if isinstance(result, ox.QueryTriples):
                return TRIPLES, ox.serialize(result, format=ox.RdfFormat.N_TRIPLES) or b""
            media_type, known = TABLES[form]
            return media_type, result.serialize(format=known) or b""
        except SyntaxError as error:
            raise RefusedError(str(error), failed=False) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise RefusedError(str(error), failed=True) from error

    def update(self, text: str) -> None:
        """See Engine. A LOAD that would leave this machine is not run."""
        if re.search(r"(?i)\bload\s+(?:silent\s+)?<https?:", text):
            raise RefusedError("it would fetch something", failed=True)
        try:
            self._store.update(text)
        except SyntaxError as error:
            raise RefusedError(str(error), failed=False) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise RefusedError(str(error), failed=True) from error

    def accepts_update(self, text: str) -> None:
        """See Engine: the text is parsed as a whole before its first operation, which is made to fail."""
        try:
            found = operations.operations(tuple(lexer.tokens(lexer.decode(text))))
        except QueryError:
            found = []  # it will not be accepted, or does nothing
        begin = found[0].start if found else len(text)
        try:
            self._store.update(f"{text[:begin]}DROP GRAPH <urn:x-absent> ; {text[begin:]}")
        except SyntaxError as error:
            raise RefusedError(str(error), failed=False) from error
        except (OSError, RuntimeError):
            return
        raise AssertionError("a graph was dropped that is not there")
