"""What only the embedded store does: directories, readers beside each other, snapshots."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from kg.errors import RdfSyntaxError, StoreError
from kg.ns import REGISTER_GRAPH, source_graph, text_graph
from kg.store.embedded import EmbeddedStore

TRIPLE = (URIRef("https://example.org/s"), URIRef("https://example.org/p"), Literal("o"))


def test_a_closed_store_opens_again(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "new" / "store")
    store.put_graph(REGISTER_GRAPH, [TRIPLE])
    del store
    assert EmbeddedStore.open(tmp_path / "new" / "store").graphs() == [str(REGISTER_GRAPH)]


def test_a_directory_has_one_writer(tmp_path: Path) -> None:
    writer = EmbeddedStore.open(tmp_path / "store")
    with pytest.raises(StoreError, match="cannot be opened"):
        EmbeddedStore.open(tmp_path / "store")
    assert len(writer) == 0


def test_readers_stand_beside_each_other_and_cannot_write(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "store")
    store.put_graph(REGISTER_GRAPH, [TRIPLE])
    del store
    readers = [EmbeddedStore.read_only(tmp_path / "store") for _ in range(3)]
    assert [len(reader) for reader in readers] == [1, 1, 1]
    with pytest.raises(StoreError):
        readers[0].put_graph(REGISTER_GRAPH, [])
    assert len(readers[0]) == 1


def test_reading_what_is_not_there_is_an_error_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        EmbeddedStore.read_only(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("no store")
    with pytest.raises(StoreError):
        EmbeddedStore.open(tmp_path / "file")


def test_a_snapshot_is_a_store_of_its_own(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "store")
    store.put_graph(REGISTER_GRAPH, [TRIPLE])
    store.snapshot(tmp_path / "copy")
    store.put_graph(REGISTER_GRAPH, [])
    assert len(EmbeddedStore.read_only(tmp_path / "copy")) == 1
    with pytest.raises(StoreError):
        store.snapshot(tmp_path / "copy")
    with pytest.raises(StoreError):
        EmbeddedStore.memory().snapshot(tmp_path / "memory")


def test_bulk_load_fills_a_store(tmp_path: Path) -> None:
    lines = "".join(f'<https://e/s{n}> <https://e/p> "{n}" <{source_graph("a")}> .\n' for n in range(5000))
    store = EmbeddedStore.open(tmp_path / "store")
    store.bulk_load(lines.encode())
    assert len(store) == 5000
    assert set(store.graphs()) == {str(source_graph("a"))}
    with pytest.raises(RdfSyntaxError, match="N-Quads"):
        store.bulk_load(b"<https://e/s> <https://e/p> .\n")
    with pytest.raises(RdfSyntaxError, match="no named graph"):
        store.bulk_load(b"<https://e/s> <https://e/p> <https://e/o> .\n")


def test_threads_read_while_one_writes() -> None:
    store = EmbeddedStore.memory()
    store.put_graph(text_graph("a"), [TRIPLE])
    store.put_graph(source_graph("a"), [TRIPLE])

    def read(_: int) -> int:
        return len(store.rows("SELECT ?s WHERE { ?s ?p ?o }"))

    with ThreadPoolExecutor(4) as pool:
        reads = pool.map(read, range(400))
        for number in range(50):
            store.put_graph(source_graph(f"b{number % 3}"), [])
        assert set(reads) == {1}
