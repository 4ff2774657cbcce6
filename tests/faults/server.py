"""The real server, or any command of ours, as a process that may be killed at any moment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.repo.checkout import ROOT

HOST: Final = "127.0.0.1"
STARTING: Final = 120.0
"""Seconds that a server may take to start before the test gives up: the machine may be busy."""


@dataclass(frozen=True, slots=True)
class Ready:
    """How long a start took, in seconds: by the clock, and without the time in which other processes had the
    processor that the server was waiting for."""

    wall: float
    own: float


def command(*words: str) -> list[str]:
    """A command of `stratagem`, run by this Python."""
    return [sys.executable, "-m", "kg.cli", *words]


class Child(subprocess.Popen[bytes]):
    """A command in a process of its own, known by a mark in its environment, which its children have too."""

    def __init__(self, words: Sequence[str], log: Path, settings: Mapping[str, str]) -> None:
        """Starts it; its output is added to `log`. `settings` are those of Stratagem, or PYTHONPATH."""
        self.mark = f"FAULTS_CHILD={uuid.uuid4()}".encode()
        own = {_variable(name): value for name, value in settings.items()}
        name, _, value = self.mark.decode().partition("=")
        with log.open("ab") as out:
            super().__init__(
                words,
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT), name: value} | own,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def family(self) -> list[int]:
        """What runs of it and of all that it started."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if self.mark in path.read_bytes().split(b"\0"):
                    found.append(int(path.parent.name))
            except OSError:
                continue  # it has ended, or is not ours
        return found

    def left(self, patience: float = 10.0) -> list[int]:
        """Waits until nothing of its family runs; gives what is left after `patience` seconds."""
        until = time.monotonic() + patience
        while (found := self.family()) and time.monotonic() < until:
            time.sleep(0.02)
        return found


def _variable(name: str) -> str:
    return name if name.startswith("PYTHON") else f"STRATAGEM_{name}"


class Server:
    """`stratagem serve` on a free port of 127.0.0.1; to be used in a `with`. It can be started again.

    Attributes:
        port: where it listens.
        process: what runs now.
        ready: how long the last start took.
    """

    def __init__(self, store: Path, log: Path, settings: Mapping[str, str] | None = None) -> None:
        self.store, self._log = store, log
        self._settings = {"QUERY_WORKERS": "1", "QUERY_BUDGET": "1000000", **(settings or {})}
        self.port = 0
        self.process: Child
        self.ready = Ready(0, 0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def launch(self) -> None:
        """Starts it and does not wait."""
        with socket.create_server((HOST, 0)) as probe:
            self.port = int(probe.getsockname()[1])
        words = command("serve", "--store", str(self.store), "--port", str(self.port))
        self.process = Child(words, self._log, self._settings)

    def start(self) -> None:
        """Starts it and returns when it says that it is ready; RuntimeError when it does not."""
        begun = time.monotonic()
        self.launch()
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() - begun > STARTING:
                self.stop()
                raise RuntimeError(f"the server did not start: {self.log[-2000:]}")
            time.sleep(0.01)
        wall = time.monotonic() - begun
        self.ready = Ready(wall, max(0.0, wall - _waited(self.process.pid)))

    def kill(self) -> list[int]:
        """Ends it by SIGKILL; gives the processes of its own that are still there some seconds later."""
        self.process.kill()
        self.process.wait()
        return self.process.left()

    def stop(self) -> int:
        """Ends it as an operator does; gives its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    @property
    def log(self) -> str:
        """What it has written so far, all starts."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def workers(self) -> list[int]:
        """The processes that it has started."""
        return [pid for pid in self.process.family() if pid != self.process.pid]

    def _is_ready(self) -> bool:
        connection = HTTPConnection(HOST, self.port, timeout=30)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def _waited(pid: int) -> float:
    """Seconds that a process has waited for a processor that others had (Linux: proc_pid_schedstat)."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
