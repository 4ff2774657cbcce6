"""The store that answers are read from, while it may change: what was read together belongs together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from kg.errors import StoreError, StratagemError
from kg.store.base import Dump, Row, Store, Triple
from kg.store.delta import Delta

T = TypeVar("T")
_TRIES: Final = 3


class Reading:
    """A store for reading only, with the revision of what it holds.

    Each of its methods is one query; an answer of several goes through `steady`. Safe between threads.
    """

    def __init__(self, store: Store, revision: str) -> None:
        self._store, self._revision = store, revision
        self._turn = 0  # odd while a change is being made visible
        self._lock = threading.RLock()
        self.listeners: list[Callable[[str], None]] = []
        """Told each new revision, before anybody can read its graph as such."""
        self.movers: list[Callable[[], None]] = []
        """Told when the same graph is read from another place, which may be faster."""

    @property
    def revision(self) -> str:
        """Names the graph as it is now: another graph has another revision."""
        return self._revision

    @property
    def changing(self) -> bool:
        """Whether a change is being made visible at this moment: a steady answer waits for it."""
        return self._turn % 2 == 1

    def steady(self, read: Callable[[], T]) -> tuple[T, str]:
        """What `read` gives, and the revision that all its queries saw; it is called again when the graph
        changed meanwhile, and holds a change back when that happens again and again."""
        for _ in range(_TRIES):
            turn, revision = self._turn, self._revision
            if turn % 2:
                break
            try:
                made = read()
            except StratagemError:
                if self._turn == turn:
                    raise
                continue
            if self._turn == turn:
                return made, revision
        with self._lock:
            return read(), self._revision

    def change(self, revision: str, write: Callable[[], Store]) -> None:
        """Makes a change visible: `write` makes it and gives the store to read from after it, which then has
        this revision. After an error the graph must be, and is called, what it was before."""
        with self._lock:
            self._turn += 1
            try:
                self._store = write()
                self._revision = revision
                for listener in self.listeners:
                    listener(revision)
            finally:
                self._turn += 1

    def move(self, prepare: Callable[[], Store | None]) -> None:
        """Lets the same graph be read from another store. `prepare` gives it, while no change can come
        between, or None to leave all as it is."""
        with self._lock:
            found = prepare()
            if found is None:
                return
            self._store = found
        for mover in self.movers:
            mover()

    def rows(self, query: str, *, whole: bool = False) -> list[Row]:
        """See `Store.rows`."""
        return self._store.rows(query, whole=whole)

    def merged(self, query: str) -> list[Row]:
        """See `Store.merged`."""
        return self._store.merged(query)

    def each(self, query: str, *, whole: bool = False) -> Generator[Row, None, None]:
        """See `Store.each`."""
        return self._store.each(query, whole=whole)

    def dump(self, names: Collection[str]) -> Dump:
        """See `Store.dump`."""
        return self._store.dump(names)

    def ask(self, query: str) -> bool:
        """See `Store.ask`."""
        return self._store.ask(query)

    def construct(self, query: str) -> list[Triple]:
        """See `Store.construct`."""
        return self._store.construct(query)

    def query(self, query: str, media_type: str, *, whole: bool = False) -> bytes:
        """See `Store.query`."""
        return self._store.query(query, media_type, whole=whole)

    def graphs(self) -> list[str]:
        """See `Store.graphs`."""
        return self._store.graphs()

    def get_graph(self, name: str) -> bytes:
        """See `Store.get_graph`."""
        return self._store.get_graph(name)

    def elsewhere(self, delta: Delta) -> Iterator[tuple[str, str]]:
        """See `Store.elsewhere`."""
        return self._store.elsewhere(delta)

    def snapshot(self, directory: Path) -> None:
        """See `Store.snapshot`."""
        self._store.snapshot(directory)

    def __len__(self) -> int:
        return len(self._store)

    def update(self, update: str) -> None:
        """StoreError: a served graph changes by `kg.change` only."""
        _refuse(update)

    def apply(self, delta: Delta) -> None:
        """StoreError: a served graph changes by `kg.change` only."""
        _refuse(delta)

    def put_graph(self, name: str, triples: Iterable[Triple]) -> None:
        """StoreError: a served graph changes by `kg.change` only."""
        _refuse(name, triples)

    def delete_graph(self, name: str) -> None:
        """StoreError: a served graph changes by `kg.change` only."""
        _refuse(name)

    def load(self, data: bytes, names: Collection[str] | None = None) -> None:
        """StoreError: a served graph changes by `kg.change` only."""
        _refuse(data, names)


def _refuse(*_: object) -> NoReturn:
    raise StoreError("a served graph is read only here; it changes by kg.change")
