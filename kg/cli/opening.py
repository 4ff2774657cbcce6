"""The built graph, opened for reading."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from kg.errors import StoreError
from kg.settings import Settings
from kg.store.disk.generations import Generation, Generations
from kg.store.disk.snapshots import Snapshots, open_snapshot
from kg.store.embedded import EmbeddedStore

_TRIES: Final = 5


def generation(store: Path | None) -> Generation:
    """The generation in use in a directory, by default that of the settings.

    StoreError with the remedy when nothing was built there.
    """
    directory = store or Settings.read().store
    found = Generations(directory).current()
    if found is None:
        raise StoreError(
            f"{directory} holds no graph yet; run `stratagem build` first, or name one by --store"
        )
    return found


def opened(store: Path | None) -> EmbeddedStore:
    """The graph in use, read-only: as a server that took changes of it last made a copy, a second or two ago,
    else as it was built."""
    found = generation(store)
    snapshots = Snapshots(found.path.parents[1])
    for _ in range(_TRIES):
        newest = snapshots.newest(found.revision)
        if newest is None:
            return found.open()
        with suppress(StoreError):  # it was removed at this moment: there is a newer one
            return open_snapshot(newest.path)
    raise StoreError(f"the snapshots of {found.path.parents[1]} cannot be opened; try again")
