"""The copy in memory that answers come from: made while they come from disk, then kept up to date."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from pathlib import Path
from typing import Final

from kg.errors import StratagemError
from kg.store.delta import Delta
from kg.store.disk.reading import Reading
from kg.store.disk.working import WorkingStore, table_bytes

_LARGEST: Final = 640
"""Bytes of tables that a triple never has (320 in a landscape of a million): more need not be counted."""
_FEW: Final = 100_000
"""Triples that are counted whatever their tables take: there, these are mostly empty."""
_WORN: Final = 20_000
"""Removed triples from which a copy may be made anew: its engine keeps what was removed (0.4 kB a triple)."""
_LOG: Final = logging.getLogger("stratagem.store")


class MemoryCopy:
    """A copy in memory of what a Reading reads; at first there is none. It must be closed.

    `make` and `follow` are called when no other change can come between.
    """

    def __init__(self, reading: Reading, most: int) -> None:
        """`most` are the triples up to which there is a copy; 0 for never."""
        self._reading, self._most = reading, most
        self._store: WorkingStore | None = None
        self._missed: deque[Delta] | None = None  # what a copy that is being made does not have yet
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._size = self._removed = 0

    @property
    def store(self) -> WorkingStore | None:
        """The copy, when it is complete."""
        return self._store

    def make(self, source: WorkingStore, path: Path | None = None) -> None:
        """Begins to copy a store, which lies at `path`; the Reading moves to the copy when it is whole."""
        if self._most == 0 or self._missed is not None:
            return
        if path is not None and table_bytes(path) > max(self._most, _FEW) * _LARGEST:
            return
        self._missed, self._removed, self._stopping = deque(), 0, threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(source, self._missed, self._stopping), name="stratagem-copy", daemon=True
        )
        self._thread.start()

    def follow(self, delta: Delta, main: WorkingStore) -> WorkingStore:
        """Brings a change that `main` has got to the copy; gives what is to be read from after it."""
        if self._missed is not None:
            self._missed.append(delta)
        if self._store is None:
            return main
        try:
            self._store.apply(delta)
        except StratagemError as error:
            _LOG.warning("the copy in memory could not follow: %s", error)
            self._store = None
            self.make(main)
            return main
        self._size += _growth(delta)
        self._removed += len(delta.removed)
        if self._size > self._most:
            self._store = None
            return main
        if self._removed > max(_WORN, self._size // 2):
            self.make(main)
        return self._store

    def stop(self) -> None:
        """Ends the making of a copy. It may wait for a change to be visible: not to be called within one."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._missed = None

    def close(self) -> None:
        """Ends all of it; nobody may read from the copy any more."""
        self.stop()
        if self._store is not None:
            self._store.close()

    def forget(self) -> None:
        """Gives the copy up, when it may hold something else than the graph."""
        self._store = None

    def _run(self, source: WorkingStore, missed: deque[Delta], stopping: threading.Event) -> None:
        begun = time.monotonic()
        try:
            size = source.count()
            if size > self._most:
                return
            copy = source.in_memory(stopping.is_set)
            size += _catch_up(copy, missed)
            self._reading.move(lambda: self._finished(copy, size, missed, stopping))
        except StratagemError as error:
            if not stopping.is_set():
                _LOG.warning("the graph could not be copied to memory; answers come from disk: %s", error)
        else:
            _LOG.info("%d triples were copied to memory in %.1f s", size, time.monotonic() - begun)
        finally:
            if self._missed is missed:
                self._missed = None

    def _finished(
        self, copy: WorkingStore, size: int, missed: deque[Delta], stopping: threading.Event
    ) -> WorkingStore | None:
        """What is to be read from now on, when no change comes between; None where that stays as it was."""
        self._size = size + _catch_up(copy, missed)
        self._missed = None
        if stopping.is_set() or self._size > self._most:
            return None
        self._store = copy
        return copy


def _catch_up(copy: WorkingStore, missed: deque[Delta]) -> int:
    """Brings changes to a copy, in their order; gives the number of triples that it gained by them.

    One that the copy has already is no harm: the last that touches a triple says whether it is there.
    """
    gained = 0
    while missed:
        delta = missed.popleft()
        copy.apply(delta)
        gained += _growth(delta)
    return gained


def _growth(delta: Delta) -> int:
    return len(delta.added) - len(delta.removed)
