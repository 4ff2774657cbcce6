"""A store that changes while it is served: one writer, nothing lost, nothing half done, nothing left over."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kg.errors import ChangeBusyError, StoreError, StoreFullError, StoreLockedError, StoreStaleError
from kg.paths import ROOT
from kg.store.base import Store
from kg.store.delta import Delta, lines, quad_line
from kg.store.disk.generations import Generations
from kg.store.disk.live import LiveStore
from kg.store.disk.snapshots import Snapshots, open_snapshot
from kg.store.disk.working import WorkingStore
from kg.store.embedded import EmbeddedStore
from tests.store.change_and_die import ENOUGH, GRAPH, change, content

BUILD = "b1"
SEED = 20261123


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory as a build leaves it."""
    data = "".join(f"{line}\n" for line in sorted(content(0))).encode()
    Generations(tmp_path / "store").load(BUILD, data, b"{}")
    return tmp_path / "store"


def held(store: Store) -> frozenset[str]:
    return frozenset(quad_line(line, GRAPH) for line in lines(store.get_graph(GRAPH)))


def changed(live: LiveStore) -> None:
    """Makes the next change, and waits for its snapshot."""
    revision = f"{BUILD}.{change(live)}"
    until = time.monotonic() + 5
    while live.snapshot.revision != revision or names(live.directory) & {f"snapshots/.new-{revision}"}:
        assert time.monotonic() < until
        time.sleep(0.01)


def names(directory: Path) -> set[str]:
    """What stands in a directory and in the folders of it that change, but for the files of the engine."""
    found = set()
    for path in directory.iterdir():
        inside = sorted(path.iterdir()) if path.is_dir() and path.name != "stage" else []
        found |= {f"{path.name}/{each.name}" for each in inside} or {path.name}
    return found


BUILT = {"current", f"generations/{BUILD}", f"generations/{BUILD}.json", "lock"}


def test_without_a_change_nothing_is_written(directory: Path) -> None:
    before = names(directory)
    with LiveStore(directory) as first, LiveStore(directory) as second:
        assert first.revision == second.revision == BUILD
        assert held(first.reading) == content(0)
        assert first.snapshot.path == first.generation.path
    assert names(directory) == before == BUILT


def test_a_change_is_seen_and_lasts(directory: Path) -> None:
    built = (directory / "generations" / BUILD / "CURRENT").read_bytes()
    with LiveStore(directory) as live:
        assert [change(live), change(live)] == [1, 2]
        assert live.revision == f"{BUILD}.2"
        assert held(live.reading) == content(2)
    with LiveStore(directory) as again:
        assert (again.revision, again.number) == (f"{BUILD}.2", 2)
        assert held(again.reading) == content(2)
        assert change(again) == 3
    assert held(Generations(directory).current().open()) == content(0)  # type: ignore[union-attr]
    assert (directory / "generations" / BUILD / "CURRENT").read_bytes() == built


def test_nothing_is_left_behind(directory: Path) -> None:
    with LiveStore(directory, pause=0.01, grace=0.0) as live:
        for _ in range(4):
            changed(live)
    with LiveStore(directory):
        pass
    revision = f"{BUILD}.4"
    assert names(directory) == BUILT | {f"written/{BUILD}", "snapshot", f"snapshots/{revision}"}
    assert Snapshots(directory).newest(BUILD).path.name == revision  # type: ignore[union-attr]


def test_the_engine_keeps_few_changes_in_memory(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spilled: list[WorkingStore] = []

    def spill(store: WorkingStore) -> None:
        spilled.append(store)

    monkeypatch.setattr("kg.store.disk.live.SPILLED_AFTER", 2)
    monkeypatch.setattr(WorkingStore, "spill", spill)
    with LiveStore(directory, pause=0) as live:
        for number in range(1, 5):
            changed(live)
            with live._turn:  # what follows the snapshot has ended
                assert len(spilled) == 2 * (number // 2)
        assert len(set(map(id, spilled[:2]))) == 2


def test_a_snapshot_in_use_stays(directory: Path) -> None:
    with LiveStore(directory, pause=0.01, grace=0.0) as live:
        changed(live)
        first = live.snapshot
        reader = open_snapshot(first.path)
        for _ in range(2):
            changed(live)
        assert held(reader) == content(1)
        assert first.path.is_dir()
        del reader
        for _ in range(2):  # the second comes after the first has removed what it could
            changed(live)
        assert not first.path.exists()
        with pytest.raises(StoreError, match="not there any more"):
            open_snapshot(first.path)


def test_only_one_process_writes(directory: Path) -> None:
    with LiveStore(directory) as first, LiveStore(directory) as second:
        change(first)
        with pytest.raises(StoreLockedError, match="end that server"):
            change(second)
        assert held(second.reading) == content(0)
        with pytest.raises(StoreLockedError):
            LiveStore(directory)
        with pytest.raises(StoreError, match="another process writes"):
            Generations(directory).load("b2", b"", b"{}")
        assert change(first) == 2


def test_an_earlier_build_is_not_changed(directory: Path) -> None:
    with LiveStore(directory) as live:
        Generations(directory).load("b2", b"", b"{}")
        with pytest.raises(StoreStaleError, match="start it again"):
            change(live)
        assert held(live.reading) == content(0)


def test_changes_wait_for_each_other(directory: Path) -> None:
    with LiveStore(directory) as live:
        with live.writing(1.0), pytest.raises(ChangeBusyError, match="under way"), live.writing(0.01):
            pass
        assert change(live) == 1


def test_what_was_not_committed_is_gone(directory: Path) -> None:
    with LiveStore(directory) as live:

        def give_up() -> None:
            with live.writing(1.0) as stage:
                stage.apply(Delta(content(0), content(7)))
                raise KeyError

        with pytest.raises(KeyError):
            give_up()
        with live.writing(1.0) as stage:
            assert held(stage) == content(0)
        assert change(live) == 1


@pytest.mark.parametrize("in_memory", [0, ENOUGH])
def test_a_full_disk_changes_nothing(
    directory: Path, monkeypatch: pytest.MonkeyPatch, in_memory: int
) -> None:
    with LiveStore(directory, in_memory=in_memory) as live:
        change(live)
        with monkeypatch.context() as full:
            original = WorkingStore.apply
            calls = []

            def apply(store: WorkingStore, delta: Delta) -> None:
                calls.append(store)
                if len(calls) == 2:  # the first is the working copy
                    raise StoreFullError("no space")
                original(store, delta)

            full.setattr(WorkingStore, "apply", apply)
            with pytest.raises(StoreFullError, match="make space"):
                change(live)
        assert (live.revision, live.number) == (f"{BUILD}.1", 1)
        assert held(live.reading) == content(1)
        assert change(live) == 2
        assert held(live.reading) == content(2)


def test_without_a_copy_a_store_is_read_where_it_is_written(directory: Path) -> None:
    with LiveStore(directory) as live:
        reading = live.reading
        assert held(reading) == content(0)
        change(live)
        assert held(reading) == content(1)
    with LiveStore(directory) as again:
        assert held(again.reading) == content(1)


@pytest.mark.parametrize("in_memory", [0, ENOUGH])
def test_what_is_read_together_belongs_together(directory: Path, in_memory: int) -> None:
    with LiveStore(directory, in_memory=in_memory) as live:
        stop = threading.Event()

        def write() -> None:
            while not stop.is_set():
                change(live)

        def read() -> tuple[frozenset[str], frozenset[str]]:
            first = held(live.reading)
            time.sleep(0.001)
            return first, held(live.reading)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for _ in range(50):
                (first, second), revision = live.reading.steady(read)
                assert first == second == content(int(revision.rpartition(".")[2]) if "." in revision else 0)
        finally:
            stop.set()
            writer.join()


def test_an_error_of_a_reading_that_a_change_crossed_is_not_believed(directory: Path) -> None:
    with LiveStore(directory) as live:
        calls = []

        def read() -> int:
            calls.append(live.number)
            if len(calls) == 1:
                change(live)
                raise StoreError("two halves that do not fit")
            return live.number

        assert live.reading.steady(read) == (1, f"{BUILD}.1")
        with pytest.raises(StoreError, match="itself"):
            live.reading.steady(lambda: (_ for _ in ()).throw(StoreError("wrong by itself")))


def test_what_is_served_is_not_written_past_the_way(directory: Path) -> None:
    with LiveStore(directory) as live, pytest.raises(StoreError, match=r"kg\.change"):
        live.reading.delete_graph(GRAPH)


def test_without_a_build_there_is_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="stratagem build"):
        LiveStore(tmp_path / "none")


def test_kill_9_loses_no_acknowledged_change(directory: Path) -> None:
    chance = random.Random(SEED)
    acknowledged = 0
    for _ in range(5):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.store.change_and_die", str(directory)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        time.sleep(chance.uniform(0.0, 0.4))
        child.kill()
        told = child.stdout.read().split()
        child.stdout.close()
        child.wait()
        acknowledged = int(told[-1]) if told else acknowledged
        begun = time.monotonic()
        with LiveStore(directory) as live:
            assert time.monotonic() - begun < 2
            assert live.number in {acknowledged, acknowledged + 1}
            acknowledged = live.number
            assert held(live.reading) == content(acknowledged)
            if acknowledged:
                assert held(EmbeddedStore.read_only(live.snapshot.path)) == content(acknowledged)
    assert acknowledged
    revision = f"{BUILD}.{acknowledged}"
    assert names(directory) == BUILT | {f"written/{BUILD}", "snapshot", f"snapshots/{revision}"}
