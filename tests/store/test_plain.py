"""The bare store: what was written is read at once, and no write takes anything down but its own process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson
import pytest

from kg.errors import (
    QueryError,
    QueryFailedError,
    QueryTimeoutError,
    RdfSyntaxError,
    StoreError,
    StoreLockedError,
)
from kg.store.plain import PlainStore
from kg.store.pool.process import Bounds
from kg.store.syntax.guard import check, check_update

JSON: Final = "application/sparql-results+json"
TURTLE: Final = "text/turtle"
COUNT: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ONE: Final = b"<urn:x:a> <urn:x:b> 1 ."
MANY: Final = " . ".join(f"<urn:x:{number}> <urn:x:b> {number}" for number in range(400))
ENDLESS: Final = (
    "INSERT { ?a ?b ?f . ?d ?e ?i . ?g ?h ?c } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c < ?f) }"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PlainStore]:
    """An empty store with a short deadline."""
    made = PlainStore(tmp_path, 1, Bounds(deadline=1.0))
    yield made
    made.close()


def count(store: PlainStore) -> int:
    """The triples of the default graph, as a query worker sees them."""
    found = orjson.loads(store.pool.run(check(COUNT), JSON))
    return int(found["results"]["bindings"][0]["n"]["value"])


def run(store: PlainStore, text: str) -> None:
    """Runs an update."""
    store.update(check_update(text))


def test_what_was_written_is_read_at_once(store: PlainStore) -> None:
    revisions = {store.revision}
    for number in range(1, 6):
        run(store, f"INSERT DATA {{ <urn:x:a> <urn:x:b> {number} }}")
        assert count(store) == number
        revisions.add(store.revision)
    assert len(revisions) == 6


def test_the_default_graph_is_a_graph_of_its_own(store: PlainStore) -> None:
    store.put("urn:x:g", [(TURTLE, ONE)])
    assert (count(store), store.pool.names()) == (0, ["urn:x:g"])
    store.put("", [(TURTLE, ONE)])
    assert count(store) == 1
    assert store.delete("")
    assert (count(store), store.exists(""), store.exists("urn:x:g")) == (0, True, True)


def test_graphs_are_replaced_added_to_and_removed(store: PlainStore) -> None:
    assert not store.put("urn:x:g", [(TURTLE, ONE), (TURTLE, b"<> <urn:x:b> [] .")], base="urn:x:base")
    held = store.pool.graph("urn:x:g", "application/n-triples") or b""
    assert len(held.splitlines()) == 2
    assert b"<urn:x:base>" in held
    assert store.put("urn:x:g", [(TURTLE, b"<urn:x:c> <urn:x:b> 2 .")], add=True)
    assert len((store.pool.graph("urn:x:g", "application/n-triples") or b"").splitlines()) == 3
    assert store.put("urn:x:g", [(TURTLE, b"")])
    assert store.pool.graph("urn:x:g", "application/n-triples") == b""
    assert store.delete("urn:x:g")
    assert not store.delete("urn:x:g")
    assert store.pool.graph("urn:x:g", "application/n-triples") is None


def test_a_condition_stops_a_write(store: PlainStore) -> None:
    def no() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        store.put("urn:x:g", [(TURTLE, ONE)], check=no)
    assert not store.exists("urn:x:g")
    assert not store.put("urn:x:g", [(TURTLE, ONE)])


@pytest.mark.parametrize(
    ("text", "error"),
    [("DROP GRAPH <urn:x:g>", QueryFailedError), ("INSERT DATA { <urn:x:a> }", QueryError)],
)
def test_an_update_that_fails_changes_nothing(store: PlainStore, text: str, error: type[QueryError]) -> None:
    with pytest.raises(error):
        run(store, f"INSERT DATA {{ <urn:x:a> <urn:x:b> 1 }} ; {text}")
    assert count(store) == 0
    with pytest.raises(RdfSyntaxError):
        store.put("", [(TURTLE, ONE), (TURTLE, b"<urn:x:a>")])
    assert count(store) == 0


def test_an_update_is_ended_at_its_deadline(store: PlainStore) -> None:
    run(store, f"INSERT DATA {{ {MANY} }}")
    begun = time.monotonic()
    with pytest.raises(QueryTimeoutError):
        run(store, ENDLESS)
    assert time.monotonic() - begun < 1.5
    assert count(store) == 400
    run(store, "INSERT DATA { <urn:x:a> <urn:x:b> 1 }")
    assert count(store) == 401


def test_the_writer_may_be_killed(store: PlainStore) -> None:
    run(store, "INSERT DATA { <urn:x:a> <urn:x:b> 1 }")
    writer = store.writer_pid
    assert writer is not None
    os.kill(writer, signal.SIGKILL)
    with pytest.raises(QueryError):
        run(store, "INSERT DATA { <urn:x:a> <urn:x:b> 2 }")
    run(store, "INSERT DATA { <urn:x:a> <urn:x:b> 3 }")
    assert count(store) == 2


def test_what_was_written_stays(tmp_path: Path) -> None:
    first = PlainStore(tmp_path, 1)
    run(first, "INSERT DATA { <urn:x:a> <urn:x:b> 1 }")
    with pytest.raises(StoreError):
        PlainStore(tmp_path, 1)
    assert count(first) == 1
    first.close()
    second = PlainStore(tmp_path, 1)
    assert count(second) == 1
    second.close()
    assert not [*(tmp_path / "plain").glob("snapshots/*")]


def test_a_second_server_is_refused_with_the_remedy(store: PlainStore, tmp_path: Path) -> None:
    with pytest.raises(StoreLockedError, match="a server in plain mode; end that server and try again"):
        PlainStore(tmp_path, 1)
    run(store, "INSERT DATA { <urn:x:a> <urn:x:b> 1 }")
    assert count(store) == 1
    store.close()
    PlainStore(tmp_path, 1).close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("in the way")
    with pytest.raises(StoreError, match="plain cannot be opened: File exists"):
        PlainStore(tmp_path, 1)


def test_nothing_is_fetched(store: PlainStore) -> None:
    run(store, "LOAD SILENT <http://127.0.0.1:9/x>")
    assert count(store) == 0
