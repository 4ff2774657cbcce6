"""The real server, or any command of ours, as a process that may be killed at any moment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
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


def started(
    words: Sequence[str], log: Path, settings: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts a command in a session of its own, by which its children are found; it writes to `log`."""
    own = {_variable(name): value for name, value in (settings or {}).items()}
    with log.open("ab") as out:
        return subprocess.Popen(
            words,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | own,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _variable(name: str) -> str:
    return name if name.startswith("PYTHON") else f"STRATAGEM_{name}"


def session(leader: int) -> list[int]:
    """The processes that are left of a session, but those that have ended and wait to be collected."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[3]) == leader and fields[0] not in "ZX":
            found.append(int(path.parent.name))
    return found


def ended(leader: int, patience: float = 10.0) -> list[int]:
    """Waits until nothing is left of a session; gives what is left after `patience` seconds."""
    until = time.monotonic() + patience
    while (left := session(leader)) and time.monotonic() < until:
        time.sleep(0.02)
    return left


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
        self.process: subprocess.Popen[bytes]
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
        self.process = started(words, self._log, self._settings)

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
        return ended(self.process.pid)

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
        return [pid for pid in session(self.process.pid) if pid != self.process.pid]

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
