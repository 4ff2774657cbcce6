"""The index of words after changes of the graph: at each moment it is what an index made anew would be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from string import ascii_lowercase, digits
from typing import Any

import pytest

from kg.change import Changes
from kg.errors import SearchUnreadyError, StoreError, ViolationError
from kg.ns import source_graph
from kg.search import Search, Table, Wanted, beside, documents, search
from kg.store.base import Store
from kg.store.delta import Delta
from kg.store.disk.live import LiveStore
from tests.change.article import ABOUT, PURSUES, article

pytestmark = pytest.mark.usefixtures("uncounted")

LONG = 30.0


@pytest.fixture
def index(live: LiveStore) -> Iterator[Search]:
    """The index of the served graph, complete."""
    made = Search(live.reading)
    live.watchers.append(made.prepare)
    made.table(LONG)
    yield made
    made.close()


def everything(store: Store, table: Table) -> list[dict[str, Any]]:
    """The results for each first letter, with their order and counts."""
    return [
        search(store, table, Wanted(letter, limit=200)).model_dump() for letter in ascii_lowercase + digits
    ]


def anew(store: Store) -> Table:
    """An index of a store as it is now."""
    table = Table()
    table.put(documents(store))
    return table


def totals(live: LiveStore, index: Search, *typed: str) -> list[int]:
    """How many texts have all the words."""
    found = [search(live.reading, index.table(LONG), Wanted(words)) for words in typed]
    return [one.total if one.all_words else 0 for one in found]


STEPS: list[Callable[[Changes], object]] = [
    lambda changes: changes.replace(article("second", "Zebras lead the market."), "ada"),
    lambda changes: changes.replace(article("second", "Zebras follow now.", said=PURSUES, extra=2), "ada"),
    lambda changes: changes.replace(article("third", said=ABOUT), "ada"),
    lambda changes: changes.replace(article("third", said=ABOUT), "ada"),
    lambda changes: changes.withdraw("second", "ada"),
    lambda changes: changes.replace(article("second", "Zebras again.", said=ABOUT), "ada"),
    lambda changes: changes.withdraw("third", "ada"),
]


def test_after_each_change_it_is_that_of_the_graph(changes: Changes, live: LiveStore, index: Search) -> None:
    first = index.table(0)
    before = everything(live.reading, first)
    for step in STEPS:
        step(changes)
        assert index.table(0) is first, "it followed, and was not made anew"
        assert everything(live.reading, first) == everything(live.reading, anew(live.reading))
    changes.withdraw("second", "ada")
    assert everything(live.reading, first) == before


def test_words_come_and_go_with_their_source(changes: Changes, live: LiveStore, index: Search) -> None:
    assert totals(live, index, "zebra", "follow") == [0, 0]
    changes.replace(article("second", "Zebras lead the market."), "ada")
    assert totals(live, index, "zebra", "zebras follow", "article second") == [1, 0, 1]
    changes.replace(article("second", "Zebras follow now."), "ada")
    assert totals(live, index, "zebra", "zebras lead", "zebras follow") == [1, 0, 1]
    changes.withdraw("second", "ada")
    assert totals(live, index, "zebra", "article second") == [0, 0]


def test_the_standing_of_a_claim_follows_what_another_source_says(
    changes: Changes, live: LiveStore, index: Search
) -> None:
    def standings() -> set[str]:
        found = search(live.reading, index.table(0), Wanted("maturity", {"kind": "claim"}))
        return {standing for hit in found.items for standing in hit.standings}

    before = standings()
    changes.replace(article("second"), "ada")
    assert standings() != before
    changes.withdraw("second", "ada")
    assert standings() == before


def test_a_refused_change_leaves_it_as_it_was(changes: Changes, live: LiveStore, index: Search) -> None:
    wrong = article("second", "Zebras lead the market.")
    graph = str(source_graph("second"))
    wrong[graph] = wrong[graph].replace(b"#certain>", b"#sure>")
    with pytest.raises(ViolationError):
        changes.replace(wrong, "ada")
    assert totals(live, index, "zebra") == [0]


def test_changes_that_come_while_it_is_made_are_in_it(
    changes: Changes, live: LiveStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(store: Store, iris: Any = None, stopped: Any = lambda: False) -> Iterator[Any]:
        if iris is None:
            held = list(documents(store))
            begun.set()
            assert go_on.wait(LONG)
            yield from held
        else:
            yield from documents(store, iris, stopped)

    changes.replace(article("third", "Yaks were here."), "ada")
    monkeypatch.setattr(beside, "documents", slow)
    index = Search(live.reading)
    live.watchers.append(index.prepare)
    index.make()
    assert begun.wait(LONG)
    with pytest.raises(SearchUnreadyError):
        index.table(0)
    changes.replace(article("second", "Zebras lead the market."), "ada")
    changes.withdraw("third", "ada")
    go_on.set()
    assert totals(live, index, "zebra", "yaks") == [1, 0]
    assert everything(live.reading, index.table(0)) == everything(live.reading, anew(live.reading))
    index.close()


def test_a_change_that_it_could_not_follow_makes_it_anew(
    changes: Changes, live: LiveStore, index: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = index.table(0)

    def failing(*_: object) -> frozenset[str]:
        raise StoreError("the disk failed")

    with monkeypatch.context() as broken:
        broken.setattr(beside, "affected", failing)
        changes.replace(article("second", "Zebras lead the market."), "ada")
    assert totals(live, index, "zebra") == [1]
    assert index.table(0) is not first


def test_a_change_that_nobody_announced_makes_it_anew(live: LiveStore, index: Search) -> None:
    first, store = index.table(0), live.reading._store
    live.reading.change(live.revision, lambda: store)
    assert index.table(0) is first, "the same graph from another place"
    live.reading.change("another", lambda: store)
    assert index.table(LONG) is not first


def test_an_index_that_nobody_asked_for_reads_no_change(
    changes: Changes, live: LiveStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Delta] = []
    monkeypatch.setattr(beside, "affected", lambda _, delta: asked.append(delta))
    index = Search(live.reading)
    live.watchers.append(index.prepare)
    changes.replace(article("second", "Zebras lead the market."), "ada")
    assert asked == []
    assert totals(live, index, "zebra") == [1]
    index.close()


def test_a_closed_one_is_made_no_more(live: LiveStore) -> None:
    index = Search(live.reading)
    index.table(LONG)
    index.close()
    with pytest.raises(SearchUnreadyError):
        index.table(0.01)


def test_a_store_that_fails_leaves_it_to_the_next_question(
    live: LiveStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> Iterator[object]:
        raise StoreError("the disk failed")

    index = Search(live.reading)
    with monkeypatch.context() as broken:
        broken.setattr(beside, "documents", failing)
        with pytest.raises(SearchUnreadyError):
            index.table(0.2)
    assert totals(live, index, "decisive")[0] > 0
    index.close()
