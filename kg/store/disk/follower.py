"""The thread that makes a snapshot of the served graph after it has changed, and tells who follows it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from kg.errors import StratagemError
from kg.store.disk.snapshots import Snapshot

PAUSE: Final = 1.0
"""Seconds from a change to the snapshot that holds it: changes that follow each other share one."""
_AGAIN: Final = 5.0
_LOG: Final = logging.getLogger("stratagem.store")


class Follower:
    """Makes snapshots, one after another, of what has changed. It must be closed."""

    def __init__(self, make: Callable[[], Snapshot], pause: float = PAUSE) -> None:
        """`make` makes a snapshot of the graph as it is; each of `listeners` is told of it."""
        self._make, self._pause = make, pause
        self._awake, self._closing = threading.Event(), threading.Event()
        self._due = False
        self._thread: threading.Thread | None = None
        self.listeners: list[Callable[[Snapshot], None]] = []

    def notify(self) -> None:
        """Says that the graph has changed."""
        self._due = True
        self._awake.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="stratagem-follower", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Makes the snapshot that is due, and ends the thread."""
        self._closing.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        closing = False
        while not closing:
            self._awake.wait()
            self._awake.clear()  # before the look at `_closing`: what is set after that look wakes it again
            closing = self._closing.wait(self._pause)
            if self._due:
                self._due = False
                self._follow(closing=closing)

    def _follow(self, *, closing: bool) -> None:
        try:
            made = self._make()
        except StratagemError as error:  # a full disk, for one; readers go on with the snapshot before
            _LOG.warning("no snapshot could be made: %s", error)
            if not closing:
                self._closing.wait(_AGAIN)
                self._due = True
                self._awake.set()
            return
        for listener in self.listeners:
            listener(made)
