"""`stratagem serve` as a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg import paths

HOST: Final = "127.0.0.1"
DEADLINE: Final = 3.0


@dataclass(frozen=True)
class Served:
    """A server as a process."""

    process: subprocess.Popen[bytes]
    port: int
    metrics: int
    log: Path

    def get(
        self, path: str, headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body of an answer, on a connection of its own."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def lines(self) -> list[dict[str, Any]]:
        """The log so far."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(store: Path, log: Path, **settings: str) -> Iterator[Served]:
    """Serves a store until the block ends."""
    port, metrics = free_port(), free_port()
    environment = os.environ | {
        "PYTHONPATH": str(paths.ROOT),
        "STRATAGEM_LOG": "json",
        "STRATAGEM_METRICS_PORT": str(metrics),
        "STRATAGEM_QUERY_DEADLINE": str(DEADLINE),
        **settings,
    }
    command = [sys.executable, "-m", "kg.cli", "serve", "--store", str(store), "--port", str(port)]
    with log.open("wb") as told:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told, env=environment)
    served = Served(process, port, metrics, log)
    try:
        wait(served)
        yield served
    finally:
        process.kill()
        process.wait()


def wait(served: Served) -> None:
    """Returns when it answers."""
    until = time.monotonic() + 60
    while True:
        assert served.process.poll() is None, served.log.read_text(encoding="utf-8")
        assert time.monotonic() < until
        try:
            served.get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
