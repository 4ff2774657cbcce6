"""Whole graphs as files: everything but texts, the ontology, the shapes. The same graph, the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rdflib import BNode, URIRef
from rdflib.term import Node

from kg import ns, paths
from kg.store import formats
from kg.store.base import Store
from kg.store.formats import BY_MEDIA_TYPE, N_TRIPLES, TURTLE, Quad

_TEXT_GRAPH: Final = re.compile(re.escape(ns.GRAPH) + r"[^/]+/text")
_SKOLEM: Final = f"{ns.ID}genid/"


def export(store: Store, media_type: str) -> bytes:
    """All graphs of a store but the texts, in one format of RDF; one graph where the format names none."""
    return formats.serialize(_quads(store), BY_MEDIA_TYPE[media_type])


def ontology(store: Store, media_type: str) -> bytes:
    """The ontology that a store holds; its blank nodes, which are IRIs in stores, are blank again."""
    triples = formats.parse(store.get_graph(str(ns.ONTOLOGY_GRAPH)), N_TRIPLES)
    blank = [(_blank(s), p, _blank(o), None) for s, p, o, _ in triples]
    return formats.serialize(blank, BY_MEDIA_TYPE[media_type], first=(ns.ONTOLOGY,))


def shapes(media_type: str) -> bytes:
    """All shapes as one graph."""
    quads = [
        quad
        for file in sorted(paths.SHAPES.glob("*.ttl"))
        for quad in formats.parse(file.read_bytes(), TURTLE, origin=file.name)
    ]
    return formats.serialize(quads, BY_MEDIA_TYPE[media_type])


def _quads(store: Store) -> Iterator[Quad]:
    for name in store.graphs():
        if not _TEXT_GRAPH.fullmatch(name):
            for subject, predicate, obj, _ in formats.parse(store.get_graph(name), N_TRIPLES):
                yield subject, predicate, obj, URIRef(name)


def _blank(node: Node) -> Node:
    if isinstance(node, URIRef) and node.startswith(_SKOLEM):
        return BNode(node.removeprefix(_SKOLEM))
    return node
