"""The graph of a directory as it is served: read by many at once, changed by one process and in one way.

    DIR/generations/<build>/   what a build made; it is never written
    DIR/written/<build>/       the same with all changes since: it is there from the first change on
    DIR/stage/                 the working copy on which a change is tried
    DIR/lock                   held from the first change on

A server only reads until the first change. A change is tried on the working copy and comes to `written` in
one transaction: whoever is killed at any moment leaves it as it was before or after that. The working copy is
thrown away whenever it may differ, and made again by hard links.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kg.errors import ChangeBusyError, StoreError
from kg.store.base import Store
from kg.store.delta import Delta
from kg.store.disk import journal
from kg.store.disk.follower import PAUSE, Follower
from kg.store.disk.generations import Generation, Generations
from kg.store.disk.journal import Entry
from kg.store.disk.memory import MemoryCopy
from kg.store.disk.reading import Reading
from kg.store.disk.snapshots import GRACE, Snapshot, Snapshots
from kg.store.disk.working import WorkingStore
from kg.store.disk.written import Written, disk_errors

SPILLED_AFTER: Final = 100
"""Changes after which the engine may keep none of them in memory: 50 kB each, up to hundreds of megabytes."""


class LiveStore:
    """The served graph of a directory. Safe between threads; it must be closed.

    `reading` is what answers are read from, `snapshot` the newest copy for query workers.
    """

    def __init__(
        self, directory: Path, pause: float = PAUSE, grace: float = GRACE, in_memory: int = 0
    ) -> None:
        """Opens the graph in use for reading, and for writing where it was changed before.

        Args:
            directory: that of the store.
            pause: seconds after a change until a snapshot is made of it and of those that came meanwhile.
            grace: seconds that a snapshot stays when there is a newer one.
            in_memory: triples up to which answers come from a copy in memory as soon as there is one.

        StoreError when nothing was built there or the disk fails, StoreLockedError when another server has
        changed it and still runs.
        """
        found = Generations(directory).current()
        if found is None:
            raise StoreError(f"{directory} holds no graph yet; run `stratagem build` first")
        self.directory, self._generation = directory, found
        self._written, self._turn = Written(directory, found), threading.Lock()
        self._snapshots = Snapshots(directory, grace)
        self._main: WorkingStore | None = None
        self._stage: WorkingStore | None = None
        self._built: WorkingStore | None = None
        self._number, self._spilled, self._failed = 0, 0, False
        self.watchers: list[Callable[[Store, Delta, str], None]] = []
        """Told each change before it is visible: a store that holds its outcome, what it does, and the
        revision that it leads to."""
        self._follower = Follower(self._take_snapshot, pause)
        if self._written.is_there:
            first, path = self._resume(), self._written.path
        else:
            self._built, path = WorkingStore.read_only(found.path), found.path
            first = self._built
            self._number, revision = self._named(first)  # a restored backup has changes of its own
            self.reading, self.snapshot = Reading(first, revision), Snapshot(revision, path)
        self._memory = MemoryCopy(self.reading, in_memory)
        self._memory.make(first, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def revision(self) -> str:
        """Names the graph as it is now."""
        return self.reading.revision

    @property
    def generation(self) -> Generation:
        """What the build made that the graph goes back to."""
        return self._generation

    @property
    def number(self) -> int:
        """The number of the last change in the journal; 0 when there was none."""
        return self._number

    def follow(self, listener: Callable[[Snapshot], None]) -> None:
        """Lets a function know each new snapshot; it is called in a thread."""
        self._follower.listeners.append(listener)

    @contextmanager
    def writing(self, patience: float) -> Iterator[WorkingStore]:
        """The working copy, for one change at a time: it holds what the graph holds. What is done to it must
        be committed or undone within; after an error it is made again.

        ChangeBusyError when another change takes longer than `patience` seconds, StoreLockedError when
        another process writes to the directory, StoreStaleError when the graph was built anew, StoreFullError
        or StoreError when the disk fails.
        """
        if not self._turn.acquire(timeout=patience):
            raise ChangeBusyError(patience)
        try:
            yield self._working_copy()
        except BaseException as error:
            self._drop_stage()
            self._failed |= isinstance(error, StoreError)
            raise
        finally:
            self._turn.release()

    def commit(self, delta: Delta, entry: Entry) -> None:
        """Makes a change visible and lasting, with its entry in the journal, in one transaction.

        `delta` is all that was done to the working copy. To be called within `writing`; after an error
        nothing has changed.
        """
        for watch in self.watchers:
            watch(self._working_copy(), delta, entry.revision)
        self.reading.change(entry.revision, lambda: self._write(delta.then(entry.delta()), entry))
        self._built = None  # readers that began on it end on it
        self._number = entry.number
        self._follower.notify()
        try:
            self._working_copy().apply(entry.delta())
        except StoreError:
            self._drop_stage()

    def _write(self, whole: Delta, entry: Entry) -> Store:
        """Writes a change; gives the store to read from after it."""
        main = self._opened()
        try:
            main.apply(whole)
        except StoreError:
            # The disk may have failed after the change was on it.
            if journal.last(main) != (entry.number, entry.revision):
                raise
        return self._memory.follow(whole, main)

    def close(self) -> None:
        """Ends the thread, closes all files, gives the lock back. The last snapshot is made before."""
        self._follower.close()
        with self._turn:
            self._drop_stage()
            self._memory.close()
            for store in (self._main, self._built):
                if store is not None:
                    store.close()
            self._written.release()

    def _resume(self) -> WorkingStore:
        """Opens what an earlier server wrote: all of its changes that were acknowledged are there."""
        self._main = main = self._written.open()
        try:
            self._number, revision = self._named(main)
            self.reading = Reading(main, revision)
            if revision == self._generation.revision:
                self.snapshot = Snapshot(revision, self._generation.path)
            else:
                self.snapshot = self._snapshots.make(main, revision)
            self._snapshots.prune(revision, at_once=True)
        except BaseException:
            main.close()
            self._written.release()
            raise
        return main

    def _named(self, store: Store) -> tuple[int, str]:
        """The number of the last change that a store holds, and its revision: that of the build when none was
        made since."""
        number, revision = journal.last(store) or (0, "")
        build = self._generation.revision
        return number, revision if revision.rpartition(".")[0] == build else build

    def _working_copy(self) -> WorkingStore:
        main = self._opened()
        if self._stage is None:
            path = self.directory / "stage"
            with disk_errors(path):
                shutil.rmtree(path, ignore_errors=True)
                main.snapshot(path)
            self._stage = WorkingStore.open(path)
        return self._stage

    def _opened(self) -> WorkingStore:
        """The store that changes are written to, made from the generation by the first of them."""
        if self._failed:
            self._mend()
        if self._main is None:
            self._main = self._written.open()
        return self._main

    def _mend(self) -> None:
        """Opens the store anew after an error of the disk: its engine takes no change any more."""
        if self._main is not None:
            self._memory.stop()
            if self._memory.store is None:  # readers need a store meanwhile, and the engine is open only once
                self.reading.change(self.revision, lambda: WorkingStore.read_only(self._written.path))
            self._main.close()
            self._main = None
        self._main = main = self._written.open()
        number, revision = self._named(main)
        if number != self._number:  # a change that failed may have reached the disk
            self._memory.forget()
        if self._memory.store is None:
            self.reading.change(revision, lambda: main)
            self._memory.make(main, self._written.path)
        self._number, self._failed = number, False

    def _drop_stage(self) -> None:
        if self._stage is not None:
            self._stage.close()
            self._stage = None
            shutil.rmtree(self.directory / "stage", ignore_errors=True)

    def _take_snapshot(self) -> Snapshot:
        with self._turn:
            try:
                self.snapshot = self._snapshots.make(self._opened(), self.revision)
                if self._number - self._spilled >= SPILLED_AFTER:
                    for store in (self._opened(), self._working_copy()):
                        store.spill()
                    self._spilled = self._number
            except StoreError:
                self._failed = True
                raise
        self._snapshots.prune(self.snapshot.revision)
        return self.snapshot
