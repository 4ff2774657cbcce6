"""Two SPARQL engines over the same data, and their rows in a form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox
from rdflib import Graph
from rdflib.query import ResultRow
from rdflib.term import Node

from kg.store.base import Row, Store
from kg.store.embedded import EmbeddedStore


def embedded(trig: str) -> EmbeddedStore:
    """A store in memory with the graphs of a TriG text."""
    quads = list(ox.parse(trig, format=ox.RdfFormat.TRIG))
    store = EmbeddedStore.memory()
    store.load(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    return store


def merged(store: Store) -> Graph:
    """All graphs of a store but texts as one graph of rdflib."""
    graph = Graph()
    for name in store.graphs():
        if not name.endswith("/text"):
            graph.parse(data=store.get_graph(name), format="nt")
    return graph


def rdflib_rows(graph: Graph, query: str) -> list[Row]:
    """The solutions of a SELECT as rdflib finds them, in order."""
    result = graph.query(query)
    names = [str(name) for name in result.vars or []]
    return [_row(names, row) for row in result if isinstance(row, ResultRow)]


def comparable(rows: Iterable[Row]) -> list[Row]:
    """Rows with numbers in one form: engines write 50, 50.0 and 5.0E1."""
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _row(names: list[str], row: Iterable[Node | None]) -> Row:
    return {name: str(value) for name, value in zip(names, row, strict=True) if value is not None}


def _plain(value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return f"{number.normalize():f}" if number.is_finite() else value
