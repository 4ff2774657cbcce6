"""The copy in memory of a served graph: made beside the answers, nothing lost by it, nothing doubled."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.store.delta import Delta
from kg.store.disk import journal, memory
from kg.store.disk.generations import Generations
from kg.store.disk.live import LiveStore
from kg.store.disk.working import WorkingStore
from tests.store.change_and_die import ENOUGH, GRAPH, SIZE, change, content
from tests.store.test_live import BUILD, held

LABELS = b'_:b1 <http://e/p> _:b2 <http://e/g> .\n<http://e/a> <http://e/p> "_:no\\n" <http://e/g> .\n'


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory as a build leaves it."""
    data = "".join(f"{line}\n" for line in sorted(content(0))).encode()
    Generations(tmp_path / "store").load(BUILD, data, b"{}")
    return tmp_path / "store"


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Copies are complete only when this is set; the engine has read the store before."""
    event = threading.Event()
    original = WorkingStore.in_memory

    def in_memory(store: WorkingStore, stopped: Callable[[], bool]) -> WorkingStore:
        copy = original(store, stopped)
        while not event.wait(0.01):
            if stopped():
                raise StoreError("closed")
        return copy

    monkeypatch.setattr(WorkingStore, "in_memory", in_memory)
    yield event
    event.set()


def in_memory(live: LiveStore) -> bool:
    """Whether answers come from memory: only a store on disk can be copied to another directory."""
    try:
        live.reading.snapshot(live.directory / f"probe-{time.monotonic_ns()}")
    except StoreError:
        return True
    return False


def settled() -> None:
    """Waits until no copy is being made."""
    until = time.monotonic() + 10
    while any(thread.name == "stratagem-copy" for thread in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.005)


def test_answers_come_from_disk_until_the_copy_is_there(directory: Path, held_back: threading.Event) -> None:
    with LiveStore(directory, in_memory=ENOUGH) as live:
        told: list[str] = []
        live.reading.movers.append(lambda: told.append(live.revision))
        assert held(live.reading) == content(0)
        assert not in_memory(live)
        held_back.set()
        settled()
        assert told == [BUILD]
        assert in_memory(live)
        assert held(live.reading) == content(0)


def test_changes_during_the_copy_are_in_it(directory: Path, held_back: threading.Event) -> None:
    with LiveStore(directory, in_memory=ENOUGH) as live:
        for number in range(1, 4):
            change(live)
            assert held(live.reading) == content(number)
        held_back.set()
        settled()
        assert in_memory(live)
        assert (held(live.reading), live.revision) == (content(3), f"{BUILD}.3")
        change(live)
        assert in_memory(live)
        assert held(live.reading) == content(4)
    with LiveStore(directory) as again:
        assert held(again.reading) == content(4)


def test_changes_at_any_moment_of_the_copy_are_in_it(directory: Path) -> None:
    for _ in range(5):
        with LiveStore(directory, in_memory=ENOUGH) as live:
            while any(thread.name == "stratagem-copy" for thread in threading.enumerate()):
                change(live)
            assert in_memory(live)
            copied, number = set(live.reading.graphs()), live.number
            assert held(live.reading) == content(number)
            entries = live.reading.get_graph(journal.GRAPH)
        with LiveStore(directory) as again:
            assert held(again.reading) == content(number)
            assert set(again.reading.graphs()) == copied
            assert again.reading.get_graph(journal.GRAPH) == entries


def test_closing_ends_a_copy(directory: Path, held_back: threading.Event) -> None:
    begun = time.monotonic()
    live = LiveStore(directory, in_memory=ENOUGH)
    change(live)
    live.close()
    assert time.monotonic() - begun < 3
    assert not held_back.is_set()
    settled()
    with pytest.raises(StoreError, match="closed"):
        held(live.reading)
    with LiveStore(directory) as again:
        assert held(again.reading) == content(1)


def test_a_closed_copy_answers_no_more(directory: Path) -> None:
    with LiveStore(directory, in_memory=ENOUGH) as live:
        settled()
    with pytest.raises(StoreError, match="closed"):
        held(live.reading)


@pytest.mark.parametrize("most", [0, SIZE - 1])
def test_a_large_graph_stays_on_disk(directory: Path, most: int) -> None:
    with LiveStore(directory, in_memory=most) as live:
        settled()
        assert not in_memory(live)
        assert held(live.reading) == content(0)


def test_a_graph_that_grows_goes_back_to_disk(directory: Path) -> None:
    with LiveStore(directory, in_memory=SIZE) as live:
        settled()
        assert in_memory(live)
        change(live)  # its entry in the journal is too much
        assert not in_memory(live)
        assert held(live.reading) == content(1)


def test_a_copy_worn_by_removals_is_made_anew(
    directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(memory, "_WORN", 1)
    with caplog.at_level(logging.INFO, "stratagem.store"), LiveStore(directory, in_memory=ENOUGH) as live:
        settled()
        for number in range(1, 5):
            change(live)
            settled()
            assert in_memory(live)
            assert held(live.reading) == content(number)
    assert sum("copied to memory" in each.getMessage() for each in caplog.records) > 1


def test_a_copy_that_cannot_be_made_leaves_answers_on_disk(
    directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def in_memory_(_: WorkingStore, __: Callable[[], bool]) -> WorkingStore:
        raise StoreError("no room")

    monkeypatch.setattr(WorkingStore, "in_memory", in_memory_)
    with LiveStore(directory, in_memory=ENOUGH) as live:
        settled()
        assert not in_memory(live)
        change(live)
        assert held(live.reading) == content(1)
    assert "no room" in caplog.text


def test_a_copy_is_the_same_to_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.disk.working._PIECE", 1)
    store = WorkingStore.memory()
    store.apply(Delta(frozenset(), content(0)))
    store.load(LABELS)
    copy = store.in_memory(lambda: False)
    assert copy.graphs() == store.graphs()
    for name in store.graphs():
        assert copy.get_graph(name) == store.get_graph(name)
    assert copy.count() == len(store) == SIZE + 2
    assert GRAPH in store.graphs()


def test_a_copy_can_be_stopped() -> None:
    store = WorkingStore.memory()
    store.load(LABELS)
    with pytest.raises(StoreError, match="closed"):
        store.in_memory(lambda: True)
