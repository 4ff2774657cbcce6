"""Copies of the served graph as it was at a revision, for query workers and for other processes.

    DIR/snapshot               the revision of the newest, replaced in one step
    DIR/snapshots/<revision>/  a store, never written after it was completed

A copy takes hard links and no time worth speaking of (0.05 s at a million triples). While one is in use its
reader holds a shared lock on its folder, and only unlocked ones are removed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg import files
from kg.errors import StoreError
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore

GRACE: Final = 15.0
"""Seconds that a snapshot stays after a newer one was made: longer than a query may run on it."""
_UNFINISHED: Final = ".new-"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A store that does not change, and its revision."""

    revision: str
    path: Path


class Snapshots:
    """The snapshots in the directory of a store. One process makes and removes them, any number reads."""

    def __init__(self, directory: Path, grace: float = GRACE) -> None:
        self._folder, self._newest = directory / "snapshots", directory / "snapshot"
        self._grace = grace
        self._superseded: dict[str, float] = {}

    def newest(self, build: str) -> Snapshot | None:
        """The newest of the graph of this build; None where there is none, or none of this build."""
        try:
            revision = self._newest.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None
        found = Snapshot(revision, self._folder / revision)
        fits = revision.rpartition(".")[0] == build and "/" not in revision
        return found if fits and found.path.is_dir() else None

    def make(self, store: Store, revision: str) -> Snapshot:
        """A snapshot of a store as it is now, at this revision; StoreError when the disk fails."""
        made = Snapshot(revision, self._folder / revision)
        unfinished = self._folder / f"{_UNFINISHED}{revision}"
        if not made.path.is_dir():
            try:
                self._folder.mkdir(exist_ok=True)
                shutil.rmtree(unfinished, ignore_errors=True)
                store.snapshot(unfinished)
                unfinished.rename(made.path)
            except OSError as error:
                raise files.disk_error(f"{self._folder} cannot be written", error) from error
        files.replace(self._newest, f"{revision}\n".encode())
        return made

    def prune(self, keep: str | None, *, at_once: bool = False) -> None:
        """Removes what is neither `keep` nor in use: unfinished ones, and those superseded long enough ago,
        or all at once where nobody can have begun to read them."""
        now = time.monotonic()
        for path in sorted(self._folder.glob("*")) if self._folder.is_dir() else ():
            if path.name == keep:
                continue
            since = self._superseded.setdefault(path.name, now)
            due = at_once or path.name.startswith(_UNFINISHED) or now - since > self._grace
            if due and _remove(path):
                self._superseded.pop(path.name, None)


def open_snapshot(path: Path) -> EmbeddedStore:
    """A snapshot for reading; it is not removed as long as the store is in use. StoreError when it is gone
    already: a newer one is there."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise StoreError(f"the snapshot {path} is not there any more: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        store = EmbeddedStore.read_only(path)
    except BaseException:
        os.close(handle)
        raise
    weakref.finalize(store, os.close, handle)
    return store


def _remove(path: Path) -> bool:
    """Removes the snapshot in this folder, unless a process reads it."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
