"""The index of a served graph: made beside serving, then changed with the graph, in the moment of the change.

It is never on disk: a server that was killed makes it anew from the graph that it finds, in a thread, while
all else is answered already. So it cannot be of another graph than the one that is served.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from kg.errors import SearchUnreadyError, StratagemError
from kg.search.affected import affected
from kg.search.documents import Document, documents
from kg.search.table import Table
from kg.store.base import Store
from kg.store.delta import Delta
from kg.store.disk.reading import Reading

PATIENCE: Final = 1.0
"""Seconds that a question waits for an index that is being made: that of a few articles takes a tenth."""
_AT_ONCE: Final = 500
_LOG: Final = logging.getLogger("stratagem.search")


@dataclass(frozen=True, slots=True)
class Update:
    """A change as the index sees it: the revision that it leads to, the IRIs of the documents that it may
    alter, and those of them that are there after it."""

    revision: str
    altered: frozenset[str]
    documents: list[Document]


class Search:
    """The index of what a Reading reads. Safe between threads; it must be closed.

    `prepare` is to be called with each change before it is made visible.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._table: Table | None = None
        self._revision = ""
        self._next: Update | None = None
        self._missed: deque[Update] | None = None  # what an index that is being made does not have yet
        self._turn = threading.Lock()  # may be taken within a change of the Reading, and never around one
        self._made, self._closed = threading.Event(), False
        self._thread: threading.Thread | None = None
        reading.listeners.append(self._follow)

    def make(self) -> None:
        """Begins to make the index, unless it is there or is being made."""
        with self._turn:
            if self._table is None and self._missed is None:
                self._begin()

    def table(self, patience: float = PATIENCE) -> Table:
        """The index of the graph as it is now; SearchUnreadyError when it is not made within `patience`
        seconds. An answer that reads the graph as well goes through `Reading.steady`."""
        if self._table is None:
            self.make()
            self._made.wait(patience)
        table = self._table
        if table is None:
            raise SearchUnreadyError
        return table

    def prepare(self, store: Store, delta: Delta, revision: str) -> None:
        """Reads what a change makes of the documents that it may alter. `store` holds its outcome, which is
        called `revision` as soon as it is visible."""
        self._next = None
        if self._table is None and self._missed is None:
            return
        try:
            altered = affected(store, delta)
            self._next = Update(revision, altered, list(documents(store, altered)))
        except StratagemError as error:
            _LOG.warning("the index of words cannot follow a change, and is made anew: %s", error)

    def close(self) -> None:
        """Ends the making of an index, and forgets the one there is."""
        with self._turn:
            self._closed, self._missed, self._table = True, None, None
            thread = self._thread
        if thread is not None:
            thread.join()

    def _begin(self) -> None:
        if self._closed:
            return
        self._missed, self._table = deque(), None
        self._revision = self._reading.revision
        self._made.clear()
        self._thread = threading.Thread(
            target=self._run, args=(self._missed,), name="stratagem-search", daemon=True
        )
        self._thread.start()

    def _follow(self, revision: str) -> None:
        """Brings the index to the graph that is being made visible as this revision: the Reading holds all
        steady answers back meanwhile. What `prepare` did not see, such as a change that had failed and was
        on the disk nevertheless, makes an index anew."""
        update, self._next = self._next, None
        with self._turn:
            if (self._table is None and self._missed is None) or revision == self._revision:
                return
            self._revision = revision
            if update is None or update.revision != revision:
                self._begin()
            elif self._missed is not None:
                self._missed.append(update)
            elif self._table is not None and not _done(self._table, [update]):
                self._begin()

    def _run(self, missed: deque[Update]) -> None:
        begun = time.monotonic()
        try:
            table = Table()
            found = documents(self._reading, stopped=lambda: self._missed is not missed)
            while some := list(islice(found, _AT_ONCE)):
                table.put(some)
            self._reading.move(partial(self._finish, table, missed))
        except StratagemError as error:
            _LOG.warning("the index of words could not be made: %s", error)
            with self._turn:
                if self._missed is missed:
                    self._missed = None
        else:
            _LOG.info("the index of words was made in %.1f s", time.monotonic() - begun)

    def _finish(self, table: Table, missed: deque[Update]) -> None:
        """Puts an index in use, while no change can come between."""
        with self._turn:
            if self._missed is not missed:  # another is being made, or none is wanted any more
                return
            if _done(table, missed):
                self._table = table
                self._made.set()
            self._missed = None


def _done(table: Table, updates: Iterable[Update]) -> bool:
    """Whether an index could be brought to what changes have made of the graph."""
    try:
        for update in updates:
            table.put(update.documents, update.altered)
    except StratagemError as error:
        _LOG.warning("the index of words could not follow a change, and is made anew: %s", error)
        return False
    return True
