"""The directory of a store: one generation a build, and a file that names the one in use.

    DIR/current                      the revision in use, replaced in one step
    DIR/generations/<revision>/      a store, never written after it was completed
    DIR/generations/<revision>.json  the report of its build
    DIR/lock                         held by a build, and by a server that takes changes (see `live`)

A build fills a directory of its own and swaps `current` when everything is on disk, so a kill or a full disk
at any moment leaves the generation in use as it was. What an interrupted build left, the next one removes.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import StoreError, StoreLockedError
from kg.store.disk.lock import DirectoryLock
from kg.store.disk.snapshots import Snapshots
from kg.store.disk.working import WorkingStore
from kg.store.embedded import EmbeddedStore

_REVISION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_UNFINISHED: Final = ".new-"
WRITTEN: Final = "written"
"""The folder of what servers wrote, one store a generation (see `live`)."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A completed store: its revision, its directory, and the file with the report of its build."""

    revision: str
    path: Path
    report: Path

    def open(self) -> EmbeddedStore:
        """The store for reading; StoreError when it cannot be opened."""
        return EmbeddedStore.read_only(self.path)


class Generations:
    """The generations in a directory, which is made by the first build."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._generations = directory / "generations"
        self._current = directory / "current"
        self._lock = DirectoryLock(directory)

    def current(self) -> Generation | None:
        """The generation in use, or None when nothing was built yet.

        StoreError when `current` cannot be read or names a generation that is not there.
        """
        try:
            revision = self._current.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"{self._current} cannot be read: {error}") from error
        if not _REVISION.fullmatch(revision) or not (self._generations / revision).is_dir():
            raise StoreError(f"{self._current} names no generation of this store; build it again")
        return self._generation(revision)

    def newest(self, generation: Generation) -> Path:
        """The directory of what a generation holds with all changes that were made while it was served."""
        written = self.directory / WRITTEN / generation.revision
        return written if written.is_dir() else generation.path

    @property
    def was_changed(self) -> bool:
        """Whether a server wrote to a generation in this directory."""
        return any((self.directory / WRITTEN).glob("*"))

    def load(self, revision: str, nquads: bytes, report: bytes) -> Generation:
        """Makes a generation and puts it in use; the one in use before stays for its readers, older ones go.

        Args:
            revision: what the content was built from; a generation of this revision that is already complete
                is put in use as it is.
            nquads: the content, each triple in a named graph.
            report: the report of the build, as it shall stand in its file.

        StoreError when another build or a server writes or the disk fails, RdfSyntaxError for what is no
        N-Quads; the generation in use is then the one before.
        """
        if not _REVISION.fullmatch(revision):
            raise StoreError(f"“{revision}” cannot name a generation")
        with self.locked(), self._disk_errors():
            self._remove_unfinished()
            before = self._revision_in_use()
            made = self._generation(revision)
            if not self._is_complete(made):
                self._fill(made, nquads)
            _write(made.report, report)
            _write(self._current, f"{revision}\n".encode())
            if before != revision:
                self._remove_all_but({revision, before})
                self._remove_changes_of_others(revision)
            return made

    def adopt(self, revision: str, filled: Path, report: bytes) -> Generation:
        """Puts a store in use that was filled and closed in a directory of the same disk, and moves it here.

        StoreError as by `load`; FileExistsError is one of its reasons, when the revision is there already.
        """
        if not _REVISION.fullmatch(revision):
            raise StoreError(f"“{revision}” cannot name a generation")
        with self.locked(), self._disk_errors():
            made = self._generation(revision)
            WorkingStore.open(filled).settle()
            for file in filled.iterdir():
                _sync(file)
            filled.rename(made.path)
            _sync(self._generations)
            _write(made.report, report)
            _write(self._current, f"{revision}\n".encode())
            return made

    def _generation(self, revision: str) -> Generation:
        return Generation(revision, self._generations / revision, self._generations / f"{revision}.json")

    def _revision_in_use(self) -> str | None:
        try:
            found = self.current()
        except StoreError:  # a damaged directory is mended by the build that runs now
            return None
        return found.revision if found else None

    @staticmethod
    def _is_complete(generation: Generation) -> bool:
        """Whether the directory is there, which is only so for a complete one, and still opens."""
        if not generation.path.is_dir():
            return False
        try:
            generation.open()
        except StoreError:
            shutil.rmtree(generation.path)
            return False
        return True

    def _fill(self, made: Generation, nquads: bytes) -> None:
        unfinished = self._generations / f"{_UNFINISHED}{made.revision}"
        try:
            store = EmbeddedStore.open(unfinished)
            store.bulk_load(nquads)
            del store  # closes its files: the engine has no other way
            for file in unfinished.iterdir():
                _sync(file)
            _sync(unfinished)
            unfinished.rename(made.path)
            _sync(self._generations)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise

    def _remove_unfinished(self) -> None:
        for path in self._generations.glob(f"{_UNFINISHED}*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _remove_all_but(self, revisions: set[str | None]) -> None:
        for path in self._generations.iterdir():
            if path.name.removesuffix(".json") not in revisions:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()

    def _remove_changes_of_others(self, revision: str) -> None:
        """What was written to other generations while they were served: this one has it, or goes without."""
        written = self.directory / WRITTEN
        for path in sorted(written.glob("*")) if written.is_dir() else ():
            if path.name != revision:
                shutil.rmtree(path, ignore_errors=True)
        Snapshots(self.directory).prune(None, at_once=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the lock of the directory, also for several steps; it is given back however the process ends.

        StoreLockedError when another build runs, or a server took changes; StoreError when the disk fails.
        """
        if self._lock.held:
            yield
            return
        with self._disk_errors():
            self._generations.mkdir(parents=True, exist_ok=True)
            self._lock.take()
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def _disk_errors(self) -> Iterator[None]:
        try:
            yield
        except StoreLockedError:
            raise
        except (OSError, StoreError) as error:
            raise StoreError(
                f"{self.directory} cannot be written: {error}; the generation in use still stands"
            ) from error


def _write(path: Path, data: bytes) -> None:
    """Replaces a file in one step, on disk when this returns."""
    new = path.parent / f"{_UNFINISHED}{path.name}"
    try:
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
