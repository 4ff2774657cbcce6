"""A bare store: any graphs and a real default graph, no model behind it, for plain mode.

    DIR/plain/lock             held as long as a server has the store
    DIR/plain/store/           the store; one writer process has it open
    DIR/plain/snapshots/<n>/   what queries read, made after each write

Whoever was told that a write was made reads it: the snapshot is taken, and the query workers are pointed to
it, before the answer is given. Measured on pyoxigraph 0.5.13: a snapshot takes about 5 ms whatever the size,
by hard links. An update that takes too long or too much memory ends the writer process and no other.
"""

from __future__ import annotations

import shutil
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from kg.errors import PoolBusyError, QueryTimeoutError, QueryTooHeavyError, StoreError, StoreLockedError
from kg.files import disk_error
from kg.meter import working
from kg.store.disk.lock import DirectoryLock
from kg.store.pool.outcome import raise_error
from kg.store.pool.process import Bounds, DeadlineError, EndedError, WorkerProcess
from kg.store.pool.workers import DEFAULT_BOUNDS, QueryPool
from kg.store.syntax.guard import CheckedUpdate

WRITER: Final = "kg.store.pool.writer"
Check = Callable[[], None]


def _unchecked() -> None:
    """The check of a write that has no conditions."""


def _locked(folder: Path) -> DirectoryLock:
    """The lock of the folder, taken: the engine's own refusal would not say what is to be done."""
    lock = DirectoryLock(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.take()
    except StoreLockedError:
        raise StoreLockedError(folder, plain=True) from None
    except OSError as error:
        raise disk_error(f"the store {folder} cannot be opened", error) from error
    return lock


class PlainStore:
    """The bare store of a directory, which is made when there is none. It may be used from several threads,
    and must be closed. In what follows the graph `""` is the default graph."""

    def __init__(self, directory: Path, workers: int = 2, bounds: Bounds = DEFAULT_BOUNDS) -> None:
        """StoreLockedError when another server has it, StoreError when it cannot be opened."""
        self._path = directory / "plain" / "store"
        self._snapshots = directory / "plain" / "snapshots"
        self._bounds = bounds
        self._writing = threading.Lock()
        self._number = 0
        self._run = uuid.uuid4().hex[:8]
        self._old: list[tuple[float, Path]] = []
        self._writer: WorkerProcess | None = None
        self._lock = _locked(self._path.parent)
        try:
            writer = self._writer = self._start()
            shutil.rmtree(self._snapshots, ignore_errors=True)
            self._snapshots.mkdir()
            self._shown = self._snapshot(writer)
            self.pool = QueryPool(self._shown, workers, bounds, plain=True)
            self.pool.follow(None, self.revision)
        except BaseException:
            if self._writer is not None:
                self._end(self._writer)
            self._lock.release()
            raise

    @property
    def revision(self) -> str:
        """Names the content: another after each write."""
        return f"{self._run}.{self._shown.name}"

    @property
    def writer_pid(self) -> int | None:
        """The process id of the writer; None while there is none."""
        return self._writer.pid if self._writer else None

    def exists(self, name: str) -> bool:
        """Whether there is a graph of this name; the errors are those of `QueryPool.graph`."""
        return self.pool.graph(name, "") is not None

    def update(self, update: CheckedUpdate, base: str | None = None) -> None:
        """Runs an update in one transaction; relative IRIs are resolved against `base`.

        QueryError when the engine does not accept it or its process ends by it, QueryTimeoutError at the
        deadline, PoolBusyError when other writes take too long, StoreError when the store fails.
        """
        self._write({"update": update.text, "base": base})

    def put(
        self,
        name: str,
        parts: Sequence[tuple[str, bytes]],
        *,
        base: str | None = None,
        add: bool = False,
        check: Check = _unchecked,
    ) -> bool:
        """Replaces a graph, or adds to it; whether it was there before.

        Args:
            name: its IRI.
            parts: media type and bytes of each file; what names a graph of its own in it goes to this one.
            base: an IRI against which relative ones are resolved.
            add: whether what is there stays.
            check: called when no other write can come between; what it raises stops this one.

        RdfSyntaxError, nothing written, for data that `kg.store.formats` does not read; the other errors are
        those of `update`.
        """
        sizes = [[media_type, len(data)] for media_type, data in parts]
        data = b"".join(data for _, data in parts)
        request: dict[str, object] = {
            "put": name,
            "parts": sizes,
            "base": base,
            "add": add,
            "size": len(data),
        }
        return bool(self._write(request, data, check)["existed"])

    def delete(self, name: str, check: Check = _unchecked) -> bool:
        """Removes a graph (the default graph becomes empty); whether there was one. Errors as of `update`."""
        return bool(self._write({"delete": name}, check=check)["existed"])

    def close(self) -> None:
        """Ends all processes. Nothing is lost by it."""
        self.pool.close()
        with self._writing:
            if self._writer is not None:
                self._writer.end()
                self._writer = None
        shutil.rmtree(self._snapshots, ignore_errors=True)
        self._lock.release()

    def _write(
        self, request: dict[str, object], data: bytes = b"", check: Check = _unchecked
    ) -> dict[str, Any]:
        if not self._writing.acquire(timeout=self._bounds.patience):
            raise PoolBusyError(1, self._bounds.patience)
        try:
            check()
            writer = self._writer = self._writer or self._start()
            header = self._asked(writer, request, data)
            before, self._shown = self._shown, self._snapshot(writer)
            self.pool.follow(self._shown, self.revision)
            self._forget(before)
            return header
        finally:
            self._writing.release()

    def _start(self) -> WorkerProcess:
        writer = WorkerProcess(self._path, self._bounds, module=WRITER)
        try:
            writer.wait_until_ready()
        except StoreError:
            writer.end()
            raise
        return writer

    def _asked(self, writer: WorkerProcess, request: dict[str, object], data: bytes = b"") -> dict[str, Any]:
        """What the writer answers. One that failed is ended, and the next write begins with a new one."""
        try:
            with working():
                header, _ = writer.ask(request, data)
        except DeadlineError:
            self._end(writer)
            raise QueryTimeoutError(self._bounds.deadline) from None
        except EndedError:
            self._end(writer)
            raise QueryTooHeavyError(self._bounds.memory) from None
        if header.get("error") in {"store", "memory"}:
            self._end(writer)
        raise_error(header, self._bounds)
        return header

    def _end(self, writer: WorkerProcess) -> None:
        writer.end()
        self._writer = None

    def _snapshot(self, writer: WorkerProcess) -> Path:
        self._number += 1
        made = self._snapshots / str(self._number)
        self._asked(writer, {"snapshot": str(made)})
        return made

    def _forget(self, snapshot: Path) -> None:
        """Removes old snapshots once no query can still be reading them."""
        now = time.monotonic()
        self._old.append((now + self._bounds.deadline + self._bounds.start, snapshot))
        while self._old[0][0] < now:
            shutil.rmtree(self._old.pop(0)[1], ignore_errors=True)
