"""A caller that leaves takes its query with it, and the worker serves others again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import PoolBusyError, QueryTimeoutError
from kg.store.embedded import EmbeddedStore
from kg.store.pool.caller import Caller, CallerGoneError
from kg.store.pool.workers import Bounds, QueryPool
from kg.store.syntax.guard import check

JSON = "application/sparql-results+json"
QUICK = check("ASK {}")
ENDLESS = check(
    "SELECT (COUNT(*) AS ?n) { VALUES ?a { %s } VALUES ?b { %s } VALUES ?c { %s } VALUES ?d { %s } }"
    % ((" ".join(map(str, range(1000))),) * 4)
)


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[QueryPool]:
    """One worker on an empty store; ten seconds for a query, one to wait for a worker."""
    store = EmbeddedStore.open(tmp_path / "store")
    del store
    with QueryPool(tmp_path / "store", 1, Bounds(deadline=10, patience=1)) as made:
        yield made


def test_a_query_ends_when_its_caller_leaves(pool: QueryPool) -> None:
    caller = Caller()
    threading.Timer(0.3, caller.leave).start()
    begun = time.monotonic()
    with pytest.raises(CallerGoneError):
        pool.run(ENDLESS, JSON, caller=caller)
    assert time.monotonic() - begun < 5
    patient = time.monotonic() + 10
    while True:  # another worker opens the store meanwhile
        try:
            assert b"true" in pool.run(QUICK, JSON)
            break
        except PoolBusyError:
            assert time.monotonic() < patient


def test_a_caller_that_left_before_is_not_served(pool: QueryPool) -> None:
    caller = Caller()
    caller.leave()
    worker = pool.pids
    with pytest.raises(CallerGoneError):
        pool.run(ENDLESS, JSON, caller=caller)
    assert b"true" in pool.run(QUICK, JSON)
    assert pool.pids == worker


def test_the_wait_for_a_worker_is_a_part_of_the_deadline(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "store")
    del store
    with QueryPool(tmp_path / "store", 1, Bounds(deadline=2, patience=1.5)) as pool:
        first = Caller()
        threading.Timer(1, first.leave).start()
        busy = threading.Thread(target=_leave, args=(pool, first))
        busy.start()
        time.sleep(0.2)
        begun = time.monotonic()
        with pytest.raises((QueryTimeoutError, PoolBusyError)):
            pool.run(ENDLESS, JSON)
        assert time.monotonic() - begun < 2.5
        busy.join()


def _leave(pool: QueryPool, caller: Caller) -> None:
    with pytest.raises(CallerGoneError):
        pool.run(ENDLESS, JSON, caller=caller)
