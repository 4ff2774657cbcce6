"""Ad-hoc queries in worker processes: the engine cannot be interrupted, a process can be killed.

Measured on pyoxigraph 0.5.13: there is no timeout, a signal is delivered after the query has ended, and a
query may take the process with it by its stack or its memory.
"""

from __future__ import annotations

import contextlib
import json
import queue
import threading
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from kg.errors import PoolBusyError, QueryTimeoutError, QueryTooHeavyError, StoreError
from kg.meter import working
from kg.store.pool.caller import Caller, CallerGoneError
from kg.store.pool.outcome import raise_error
from kg.store.pool.process import Bounds, DeadlineError, EndedError, KilledError, WorkerProcess
from kg.store.reach import may_see_text
from kg.store.syntax.guard import Checked, Dataset

DEFAULT_BOUNDS: Final = Bounds()
_CLOSED: Final = "the pool of query workers is closed"


class QueryPool:
    """Worker processes that run checked queries on a store that does not change: a generation, a snapshot.

    `run` blocks and may be called from many threads; an async caller hands it to a thread. It must be closed.
    """

    def __init__(
        self, path: Path, workers: int = 2, bounds: Bounds = DEFAULT_BOUNDS, *, plain: bool = False
    ) -> None:
        """Starts the workers; StoreError when they cannot open the store at `path`.

        In `plain` mode a query reads the default graph of the store, else the union of all graphs but texts.
        """
        self._path, self._bounds, self._plain = path, bounds, plain
        self._revision = ""
        self._workers = [WorkerProcess(path, bounds, plain=plain) for _ in range(workers)]
        self._idle: queue.LifoQueue[WorkerProcess] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._closed = False
        for worker in self._workers:
            self._idle.put(worker)
        try:
            for worker in self._workers:
                worker.wait_until_ready()
        except StoreError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def bounds(self) -> Bounds:
        """The bounds of its queries."""
        return self._bounds

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers."""
        with self._lock:
            return [worker.pid for worker in self._workers]

    def run(
        self,
        query: Checked,
        media_type: str,
        dataset: Dataset | None = None,
        base: str | None = None,
        caller: Caller | None = None,
    ) -> bytes:
        """The result of a query that the guard has let through, as `media_type` (see `kg.store.engine`), on
        the graphs of `dataset` where it is given, relative IRIs resolved against `base`. When the `caller`
        leaves, the query ends by a CallerGoneError. The wait for a free worker is a part of the deadline.

        PoolBusyError when no worker comes free in time, QueryTimeoutError at the deadline,
        ResultTooLargeError over the cap of bytes, QueryRefusedError when the result has no such form,
        QueryError when the engine does not accept the query or its process ends by it, StoreError when the
        store cannot be read or the pool is closed. A query whose process somebody else killed is asked again,
        once.
        """
        asked: dict[str, object] = {"query": query.text, "names_graphs": query.names_graphs, "base": base}
        asked |= {"dataset": asdict(dataset) if dataset else None, "media_type": media_type}
        asked["whole"] = not may_see_text(query.text)
        return self._ask(asked, caller)[1]

    def graph(self, name: str, media_type: str) -> bytes | None:
        """The graph of this IRI (`""` is the default graph) as `media_type`; None where there is none.

        The errors are those of `run`.
        """
        header, data = self._ask({"graph": name, "media_type": media_type})
        return None if header.get("error") == "absent" else data

    def names(self) -> list[str]:
        """The IRIs of all named graphs, sorted; the errors are those of `run`."""
        names: list[str] = json.loads(self._ask({"names": True})[1])
        return names

    def follow(self, path: Path | None, revision: str = "") -> None:
        """Lets what is asked from now on be answered by the store at `path` (None for the one in use), which
        holds this revision: a caller is told.

        The one before must stay until what was begun on it has ended, a deadline later at most.
        """
        with self._lock:
            self._path, self._revision = path or self._path, revision

    def _ask(self, asked: dict[str, object], caller: Caller | None = None) -> tuple[dict[str, Any], bytes]:
        caller = caller or Caller()
        try:
            return self._ask_once(asked, caller)
        except KilledError:
            with contextlib.suppress(KilledError):
                return self._ask_once(asked, caller)
        raise QueryTooHeavyError(self._bounds.memory)

    def _ask_once(self, asked: dict[str, object], caller: Caller) -> tuple[dict[str, Any], bytes]:
        begun = time.monotonic()
        worker = self._free()
        usable = False
        try:
            worker.wait_until_ready()
            with self._lock:
                path, caller.revision = self._path, self._revision
            with caller.asking(worker), working():
                waited = time.monotonic() - begun
                header, data = worker.ask(asked | {"path": str(path)}, waited=waited)
            usable = True
        except DeadlineError:
            raise QueryTimeoutError(self._bounds.deadline) from None
        except EndedError:
            if caller.gone:
                raise CallerGoneError from None
            if self._closed:
                raise StoreError(_CLOSED) from None
            if worker.was_killed:
                raise KilledError from None
            raise QueryTooHeavyError(self._bounds.memory) from None
        except CallerGoneError:
            usable = True
            raise
        finally:
            self._give_back(worker, usable=usable)
        raise_error(header, self._bounds)
        return header, data

    def _free(self) -> WorkerProcess:
        """A worker that has nothing to do; one that ended meanwhile is replaced."""
        until = time.monotonic() + self._bounds.patience
        while True:
            try:
                worker = self._idle.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                if self._closed:
                    raise StoreError(_CLOSED) from None
                raise PoolBusyError(len(self._workers), self._bounds.patience) from None
            if worker.alive:
                return worker
            self._give_back(worker, usable=False)

    def close(self) -> None:
        """Ends all workers."""
        with self._lock:
            self._closed = True
            for worker in self._workers:
                worker.kill()
            while not self._idle.empty():
                self._idle.get().end()

    def _give_back(self, worker: WorkerProcess, *, usable: bool) -> None:
        """Puts a worker back, or another in its place once that has opened the store: nobody waits for it."""
        if usable:
            self._put(worker)
        else:
            worker.kill()
            threading.Thread(target=self._replace, args=(worker,), daemon=True).start()

    def _replace(self, worker: WorkerProcess) -> None:
        worker.end()
        with self._lock:
            if self._closed:
                return
            fresh = WorkerProcess(self._path, self._bounds, plain=self._plain)
            self._workers[self._workers.index(worker)] = fresh
        with contextlib.suppress(StoreError):  # whoever asks it next is told
            fresh.wait_until_ready()
        self._put(fresh)

    def _put(self, worker: WorkerProcess) -> None:
        with self._lock:
            if self._closed:
                worker.end()
            else:
                self._idle.put(worker)
