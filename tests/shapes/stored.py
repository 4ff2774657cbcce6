"""Data of the shapes' cases in a store, where every blank node has a name, and what pyshacl says of it."""

from __future__ import annotations

import re
from functools import cache

from rdflib import Graph

from kg import ns, paths
from kg.bundle import ontology_graph, skolemized
from kg.store import formats
from kg.store.embedded import EmbeddedStore
from kg.validate import Report, read_turtle, validate
from tests.untraced import untraced

BLANK = re.compile(r"(?m)(^| )_:(\w+)")
NAMED = "urn:test:blank:"
CASE = f"{ns.GRAPH}case"


@cache
def shapes() -> Graph:
    """All shapes."""
    return read_turtle(paths.SHAPES)


@cache
def _ontology() -> bytes:
    store = EmbeddedStore.memory()
    store.put_graph(str(ns.ONTOLOGY_GRAPH), skolemized(ontology_graph(paths.ONTOLOGY)))
    return store.get_graph(str(ns.ONTOLOGY_GRAPH)).replace(b" .\n", f" <{ns.ONTOLOGY_GRAPH}> .\n".encode())


def stored(turtle: bytes) -> EmbeddedStore:
    """Data with the ontology in a store, with names for their blank nodes, as everything in a store has."""
    quads = formats.to_nquads(turtle, formats.TURTLE, CASE).decode()
    store = EmbeddedStore.memory()
    store.load(_ontology())
    store.load(BLANK.sub(rf"\1<{NAMED}\2>", quads).encode())
    return store


def merged(store: EmbeddedStore) -> Graph:
    data = Graph()
    for name in store.graphs():
        for subject, predicate, obj, _ in formats.parse(store.get_graph(name), formats.N_TRIPLES):
            data.add((subject, predicate, obj))
    return data


def by_pyshacl(data: Graph) -> Report:
    with untraced():
        return validate(data, shapes=shapes(), ontology=Graph())
