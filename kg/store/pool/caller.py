"""Who waits for the answer to a query, and may go away before it comes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kg.store.pool.process import WorkerProcess


class CallerGoneError(Exception):
    """Nobody waits for the answer any more."""


class Caller:
    """One who asks. When it leaves, its query ends too: else a client that only asks and goes away would
    keep all workers busy until their deadlines. `revision` names the graph that the answer comes from."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self.gone = False
        self.revision = ""

    def leave(self) -> None:
        """Says that nobody waits any more; from any thread."""
        with self._lock:
            self.gone = True
            if self._worker:
                self._worker.kill()

    @contextmanager
    def asking(self, worker: WorkerProcess) -> Iterator[None]:
        """While it asks a worker; CallerGoneError, and the worker is not asked, when it has left already."""
        with self._lock:
            if self.gone:
                raise CallerGoneError
            self._worker = worker
        try:
            yield
        finally:
            with self._lock:
                self._worker = None
