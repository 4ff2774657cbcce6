"""One worker process as its parent sees it: requests, answers, the deadline, the end."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from kg.errors import StoreError
from kg.ns import PREFIXES
from kg.store.embedded import TEXT_GRAPHS
from kg.store.pool.child import start

_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of a query that runs.

    Attributes:
        deadline: seconds until its process is killed.
        max_bytes: bytes of its serialized result.
        memory: bytes that its process may take beyond an open store (where the system can cap it: Linux).
        patience: seconds that a caller waits for a free worker.
        start: seconds that a worker may take to open the store.
    """

    deadline: float = 10.0
    max_bytes: int = 32 * 1024 * 1024
    memory: int = 1024 * 1024 * 1024
    patience: float = 1.0
    start: float = 30.0


class DeadlineError(Exception):
    """No answer came in time."""


class EndedError(Exception):
    """The process ended before it answered."""


class KilledError(Exception):
    """The process was killed by somebody else: the system or its administrator."""


class WorkerProcess:
    """A worker process and the pipes to it; one caller at a time.

    `module` is what it runs: `worker` reads the store at `path`, `writer` writes it, or one
    in memory without a path. In
    `plain` mode a query reads the default graph of the store, else the union of all graphs but texts.
    """

    def __init__(
        self, path: Path | None, bounds: Bounds, *, plain: bool = False, module: str = "kg.store.pool.worker"
    ) -> None:
        self._bounds = bounds
        self._path = path
        self._ready = False
        self._process = start(module)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._answers = self._process.stdin, self._process.stdout
        os.set_blocking(self._answers.fileno(), False)
        config = {
            "path": str(path) if path else "",
            "plain": plain,
            "text_graphs": TEXT_GRAPHS,
            "prefixes": PREFIXES,
            "max_bytes": bounds.max_bytes,
            "memory": bounds.memory,
        }
        self._send(config)

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Returns when the store is open; StoreError when it cannot be opened."""
        if self._ready:
            return
        try:
            header, _ = self._receive(self._bounds.start)
        except (DeadlineError, EndedError) as error:
            raise StoreError(f"a query worker did not start on {self._path}") from error
        if "error" in header:
            raise StoreError(f"the store {self._path} cannot be opened: {header['detail']}")
        self._ready = True

    def ask(
        self, request: dict[str, object], data: bytes = b"", waited: float = 0.0
    ) -> tuple[dict[str, Any], bytes]:
        """Header and data of the answer; after a DeadlineError or EndedError the process is of no use.

        `data` follows the request, whose `size` must say its length; the seconds that the caller has `waited`
        are a part of the deadline.
        """
        self._send(request, data)
        return self._receive(self._bounds.deadline - waited)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def was_killed(self) -> bool:
        """Whether the process, which has ended, was killed: by memory or stack it ends in other ways."""
        return self._process.wait() == -signal.SIGKILL

    def kill(self) -> None:
        """Kills the process; whoever waits for its answer gets an EndedError."""
        self._process.kill()

    def end(self) -> None:
        """Kills the process and closes the pipes to it; nobody may use it any more."""
        self.kill()
        # A request that the process did not live to read is still in the buffer: it goes with the pipe.
        with contextlib.suppress(BrokenPipeError):
            self._requests.close()
        self._answers.close()
        self._process.wait()

    def _send(self, message: dict[str, object], data: bytes = b"") -> None:
        try:
            self._requests.write(orjson.dumps(message) + b"\n" + data)
            self._requests.flush()
        except BrokenPipeError:
            return  # the process has ended, as reading the answer will show

    def _receive(self, seconds: float) -> tuple[dict[str, Any], bytes]:
        until = time.monotonic() + seconds
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            while (end := received.find(b"\n")) < 0:
                received += self._read(selector, until)
            header: dict[str, Any] = orjson.loads(received[:end])
            data = received[end + 1 :]
            while len(data) < header.get("size", 0):
                data += self._read(selector, until)
        return header, bytes(data)

    def _read(self, selector: selectors.BaseSelector, until: float) -> bytes:
        if not selector.select(max(0.0, until - time.monotonic())):
            raise DeadlineError
        chunk = os.read(self._answers.fileno(), _CHUNK)
        if not chunk:
            raise EndedError
        return chunk
