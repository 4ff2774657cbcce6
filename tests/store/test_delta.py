"""Changes as values: what they say, how they add up, what a store does by them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from kg.errors import RdfSyntaxError
from kg.ns import source_graph, text_graph
from kg.store.base import Store
from kg.store.delta import Delta, graph_of, lines, quad_line, triple_of
from kg.store.embedded import EmbeddedStore

ENGINES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: EmbeddedStore.memory(),
    "disk": lambda directory: EmbeddedStore.open(directory / "store"),
}
G, H = str(source_graph("first")), str(source_graph("second"))
HOSTILE = 'a\\u0041 \\ "q" } ; \n\r\t\x00\x7f\x85\u2028\u2029\U0001f600 <x> . # é'


@pytest.fixture(params=sorted(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return ENGINES[request.param](tmp_path)


def line(name: str, graph: str = G) -> str:
    return f"<https://e/{name}> <https://e/p> <https://e/o> <{graph}> ."


def test_a_delta_removes_and_adds(store: Store) -> None:
    store.apply(Delta.of([], [line("a"), line("b"), line("c", H)]))
    store.apply(Delta.of([line("a"), line("c", H)], [line("d", H)]))
    assert lines(store.get_graph(G)) == {triple_of(line("b")) + " ."}
    assert lines(store.get_graph(H)) == {triple_of(line("d")) + " ."}


def test_the_inverse_leads_back(store: Store) -> None:
    store.apply(Delta.of([], [line("a"), line("b", H)]))
    before = [(name, store.get_graph(name)) for name in store.graphs()]
    change = Delta.of([line("a")], [line("c"), line("d", str(text_graph("first")))])
    store.apply(change)
    assert [(name, store.get_graph(name)) for name in store.graphs()] != before
    store.apply(change.inverse())
    assert [(name, store.get_graph(name)) for name in store.graphs()] == before


def test_a_graph_that_is_left_empty_is_forgotten_and_no_other(store: Store) -> None:
    store.apply(Delta.of([], [line("a"), line("b", H)]))
    store.apply(Delta.of([line("absent"), line("absent", H), line("b", H)], []))
    assert store.graphs() == [G]
    assert lines(store.get_graph(G)) == {triple_of(line("a")) + " ."}


def test_any_literal_goes_and_comes(store: Store) -> None:
    triple = (URIRef("https://e/s"), URIRef("https://e/p"), Literal(HOSTILE))
    store.put_graph(G, [triple])
    written = store.get_graph(G)
    change = Delta.between(G, written, b"")
    assert len(change.removed) == 1
    store.apply(change)
    assert store.get_graph(G) == b""
    store.apply(change.inverse())
    assert store.get_graph(G) == written
    assert store.rows("SELECT ?o WHERE { ?s ?p ?o }") == [{"o": HOSTILE}]


@pytest.mark.parametrize(
    "bad",
    ["_:b <https://e/p> <https://e/o> <https://e/g> .", "<https://e/s> <https://e/p> _:b <https://e/g> ."],
)
def test_a_blank_node_is_refused(store: Store, bad: str) -> None:
    with pytest.raises(RdfSyntaxError, match="blank node"):
        store.apply(Delta.of([], [line("a"), bad]))
    assert len(store) == 0


def test_what_is_no_triple_is_refused_and_nothing_written(store: Store) -> None:
    with pytest.raises(RdfSyntaxError):
        store.apply(Delta.of([], [line("a"), "<https://e/s> <https://e/p> nonsense <https://e/g> ."]))
    assert len(store) == 0


def test_one_after_another_is_one(store: Store) -> None:
    store.apply(Delta.of([], [line("a"), line("b")]))
    first = Delta.of([line("a")], [line("c"), line("d")])
    second = Delta.of([line("c"), line("b")], [line("a"), line("e")])
    both = first.then(second)
    assert both == Delta.of([line("b")], [line("d"), line("e")])
    store.apply(both)
    assert lines(store.get_graph(G)) == {triple_of(line(name)) + " ." for name in "ade"}
    assert not first.then(first.inverse())


def test_between_two_forms_of_a_graph() -> None:
    before, after = (b"<https://e/a> <https://e/p> %s .\n" % value for value in (b'"old"', b'"new"'))
    change = Delta.between(G, before + b"<https://e/b> <https://e/p> 'x' .\n", after)
    assert len(change.removed) == 2
    assert change.added == {quad_line('<https://e/a> <https://e/p> "new" .', G)}
    assert change.graphs == {G}


def test_parts_of_a_delta() -> None:
    change = Delta.of([line("a")], [line("b", H)])
    assert change.graphs == {G, H}
    assert change.within([H]) == Delta.of([], [line("b", H)])
    assert graph_of(line("b", H)) == H
    assert change
    assert not Delta()
    with pytest.raises(ValueError, match="at once"):
        Delta.of([line("a")], [line("a")])
