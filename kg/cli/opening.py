"""The built graph, opened for reading."""

from __future__ import annotations

from pathlib import Path

from kg.errors import StoreError
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore
from kg.store.generations import Generation, Generations


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
    """The store of the generation in use, read-only."""
    return generation(store).open()
