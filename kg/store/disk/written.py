"""The store that changes of a generation are written to: DIR/written/<build>, made from it by the first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kg.errors import StoreStaleError
from kg.files import disk_error
from kg.store.disk.generations import WRITTEN, Generation, Generations
from kg.store.disk.lock import DirectoryLock
from kg.store.disk.working import WorkingStore

_UNFINISHED: Final = ".new-"


class Written:
    """Opens that store for this process alone: it holds the lock of the directory as long as it is open."""

    def __init__(self, directory: Path, generation: Generation) -> None:
        self._directory, self._generation = directory, generation
        self.path = directory / WRITTEN / generation.revision
        self._lock = DirectoryLock(directory)

    @property
    def is_there(self) -> bool:
        """Whether the generation was changed before."""
        return self.path.is_dir()

    def open(self) -> WorkingStore:
        """The store, made by hard links where it is not there; what a killed server left is removed.

        StoreLockedError when another process has it, StoreStaleError when another generation is in use now,
        StoreError when the disk fails; the lock is not held then.
        """
        with disk_errors(self._directory):
            self._lock.take()
        try:
            current = Generations(self._directory).current()
            if current is None or current.revision != self._generation.revision:
                raise StoreStaleError(self._generation.revision, current.revision if current else "none")
            self._remove_leftovers()
            if not self.is_there:
                self._make()
            return WorkingStore.open(self.path)
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        """Lets another process open it; to be called when the store is closed."""
        self._lock.release()

    def _make(self) -> None:
        folder = self.path.parent
        unfinished = folder / f"{_UNFINISHED}{self.path.name}"
        with disk_errors(folder):
            folder.mkdir(exist_ok=True)
            built = WorkingStore.read_only(self._generation.path)
            built.snapshot(unfinished)
            built.close()
            unfinished.rename(self.path)

    def _remove_leftovers(self) -> None:
        shutil.rmtree(self._directory / "stage", ignore_errors=True)
        folder = self.path.parent
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            if path != self.path:
                shutil.rmtree(path, ignore_errors=True)
        for log in self.path.glob("LOG.old.*"):  # the engine begins a log at each start, and keeps a thousand
            log.unlink(missing_ok=True)


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """An error of the disk as StoreError; StoreFullError when there is no space on it."""
    try:
        yield
    except OSError as error:
        raise disk_error(f"{path} cannot be written", error) from error
