"""The embedded store as a served graph is made of it: copied to memory, compared with a change, closed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NoReturn, Self, cast

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.embedded import SMALL, EmbeddedStore


class WorkingStore(EmbeddedStore):
    """An embedded store that can be closed."""

    def in_memory(self) -> Self | None:
        """A copy in memory; None when there are more than SMALL triples."""
        if len(self) > SMALL:
            return None
        copied = ox.Store()
        copied.bulk_extend(self._engine)
        return type(self)(copied)

    def settle(self) -> None:
        """Moves all that was written from the log of the engine to its tables: a store with a long log takes
        long to open (50 s for 340 MB)."""
        with self._writing():
            self._engine.flush()
            self._engine.optimize()

    def close(self) -> None:
        """Closes the files when the queries that run have ended; nobody may use it any more (StoreError)."""
        self._engine = cast(ox.Store, _Closed())


class _Closed:
    """What stands in the place of an engine that was closed: it has no other way than to be forgotten."""

    def __getattr__(self, _: str) -> NoReturn:
        raise StoreError("the store was closed")

    def __len__(self) -> int:
        raise StoreError("the store was closed")


def table_bytes(path: Path) -> int:
    """Bytes of the tables in the folder of a store. The engine may merge some meanwhile, and remove them."""
    found = 0
    for file in path.glob("*.sst"):
        with suppress(FileNotFoundError):
            found += file.stat().st_size
    return found
