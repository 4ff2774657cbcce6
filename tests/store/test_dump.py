"""Graphs written as they are read: the same bytes, RDF 1.2, and memory that does not grow with them."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, Literal, URIRef

from kg.errors import RdfSyntaxError, StoreError
from kg.ns import SG, entity, source_graph
from kg.store import dump
from kg.store.embedded import EmbeddedStore
from kg.store.engine import GRAPHS

_ONE, _TWO = str(source_graph("one")), str(source_graph("two"))


def store_of(path: Path, triples: int) -> EmbeddedStore:
    """A store on disk with so many triples in each of two graphs, and an axiom about each in the second."""
    store = EmbeddedStore.open(path)
    nodes = [entity("company", f"c{number}") for number in range(triples)]
    store.put_graph(_ONE, [(node, SG.competesWith, entity("company", "other")) for node in nodes])
    said = []
    for number, node in enumerate(nodes):
        axiom = entity("axiom", f"a{number}")
        parts = ((RDF.type, OWL.Axiom), (OWL.annotatedSource, node), (OWL.annotatedProperty, SG.competesWith))
        said += [(axiom, predicate, obj) for predicate, obj in parts]
        said += [(axiom, OWL.annotatedTarget, entity("company", "other")), (axiom, SG.standing, SG.reported)]
    store.put_graph(_TWO, said)
    return store


def written(
    store: EmbeddedStore, media_type: str, names: tuple[str, ...] = (_ONE, _TWO), **how: Any
) -> bytes:
    output = BytesIO()
    store.dump(names).write(output, media_type, **how)
    return output.getvalue()


@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize("size", [0, dump.SORTED])
def test_what_is_written_is_what_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, media_type: str, size: int
) -> None:
    monkeypatch.setattr(dump, "SORTED", size)
    store = store_of(tmp_path / "a", 20)
    data = written(store, media_type)
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None
    found = [*ox.parse(data, form)]
    held = store.get_graph(_ONE) + store.get_graph(_TWO)
    assert sorted(f"{quad.triple} .\n".encode() for quad in found) == sorted(held.splitlines(keepends=True))
    if form.supports_datasets:
        assert {str(quad.graph_name) for quad in found} == {f"<{_ONE}>", f"<{_TWO}>"}
    assert written(store, media_type) == data
    assert _TWO not in written(store, media_type, (_ONE,)).decode()


@pytest.mark.parametrize("size", [0, dump.SORTED])
def test_the_same_triples_make_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(dump, "SORTED", size)
    first, second = store_of(tmp_path / "a", 50), EmbeddedStore.open(tmp_path / "b")
    lines = written(first, "application/n-quads").splitlines(keepends=True)
    for line in reversed(lines):
        second.load(line)
    for media_type in ("application/trig", "text/turtle", "application/ld+json"):
        assert written(first, media_type) == written(second, media_type)
    prefixes = [x for x in written(first, "text/turtle").splitlines() if x.startswith(b"@prefix")]
    assert prefixes == sorted(prefixes)
    assert prefixes


@pytest.mark.parametrize("size", [0, dump.SORTED])
def test_an_axiom_becomes_a_reifier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(dump, "SORTED", size)
    data = written(store_of(tmp_path / "a", 30), "application/trig", reified=True)
    assert data.startswith(b'VERSION "1.2"\n@prefix ')
    found = [*ox.parse(data, ox.RdfFormat.TRIG)]
    stated = {quad.triple for quad in found if quad.graph_name == ox.NamedNode(_ONE)}
    reified = {quad.subject: quad.object for quad in found if quad.predicate == dump.REIFIES}
    assert {*reified.values()} == stated
    assert len(reified) == 30
    assert {quad.predicate for quad in found} == {
        *(dump.REIFIES, ox.NamedNode(str(SG.standing)), ox.NamedNode(str(SG.competesWith)))
    }


def test_memory_does_not_grow_with_the_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "SORTED", 0)

    def peak(triples: int) -> int:
        store = store_of(tmp_path / str(triples), triples)
        with (tmp_path / f"{triples}.nq").open("w+b") as file:
            tracemalloc.start()
            store.dump([_ONE, _TWO]).write(file, "application/n-quads", reified=True)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    assert peak(4000) < peak(400) + 100_000


def test_a_disk_that_fails(tmp_path: Path) -> None:
    class Full(BytesIO):
        def write(self, _: Any, /) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(StoreError):
        store_of(tmp_path / "a", 3).dump([_ONE]).write(Full(), "application/n-quads")


def test_what_rdf_xml_cannot_hold(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "a")
    store.put_graph(_ONE, [(entity("company", "a"), URIRef("urn:x:1"), Literal("1"))])
    with pytest.raises(RdfSyntaxError, match="no XML name"):
        written(store, "application/rdf+xml")


def test_rows_one_after_another_are_of_one_moment(tmp_path: Path) -> None:
    store = store_of(tmp_path / "a", 5)
    query = "select ?s { ?s <https://w3id.org/stratagem/ontology#competesWith> ?o } order by ?s"
    found = store.each(query)
    first = next(found)
    store.delete_graph(_ONE)
    assert [first, *found] == [{"s": str(entity("company", f"c{number}"))} for number in range(5)]
    assert store.rows(query) == []
    unfinished = store_of(tmp_path / "b", 5).each(query)
    next(unfinished)
    unfinished.close()
