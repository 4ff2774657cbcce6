"""Whole graphs as files: everything, one graph, the ontology, the shapes. The same graph, the same bytes.

Exports have all graphs but the texts whose rights do not allow to pass them on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO, Final

from rdflib import BNode, URIRef
from rdflib.term import Node

from kg import ns, paths
from kg.errors import NotFoundError, WithheldError
from kg.read.refs import local_name
from kg.read.shipped import rows
from kg.read.text import FULL
from kg.store import formats
from kg.store.base import Store
from kg.store.formats import BY_MEDIA_TYPE, N_TRIPLES, TURTLE

Writer = Callable[[BinaryIO], None]
"""Writes a file that was begun: what it says is of the moment when the writer was made. It takes a file that
is opened for reading and writing, and is called once, by the thread that made it. StoreError when the disk
fails, RdfSyntaxError for what the format cannot hold."""

_TEXT_GRAPH: Final = re.compile(re.escape(ns.GRAPH) + r"([^/]+)/text")
_MOST_NAMED: Final = 20
_SKOLEM: Final = f"{ns.ID}genid/"


def export(store: Store, media_type: str, *, reified: bool = False) -> Writer:
    """All graphs that may be passed on; one graph where the format names none.

    `reified` writes RDF 1.2: each statement's `owl:Axiom` is a reifier of its triple.
    """
    dump = store.dump(shown_graphs(store))
    return lambda output: dump.write(output, media_type, reified=reified)


def graph(store: Store, name: str, media_type: str) -> Writer:
    """One graph by the last part of its IRI, such as `register`, or `<source>/text`.

    NotFoundError with all names when there is none, WithheldError for a text that may not be passed on.
    """
    dump = store.dump([shown_graph(store, name)])
    return lambda output: dump.write(output, media_type)


def shown_graph(store: Store, name: str) -> str:
    """The IRI of a graph by its last part; the errors are those of `graph`."""
    wanted, shown = ns.GRAPH + name, shown_graphs(store)
    if wanted not in store.graphs():
        raise NotFoundError("graph", name, [iri.removeprefix(ns.GRAPH) for iri in shown[:_MOST_NAMED]])
    if wanted not in shown:
        raise WithheldError(name.partition("/")[0], "quotes")
    return wanted


def shown_graphs(store: Store) -> list[str]:
    """The graphs that may be passed on: all but the texts of sources whose rights are not `full`."""
    allowed = {*shown_texts(store)}
    return [name for name in store.graphs() if name in allowed or not _TEXT_GRAPH.fullmatch(name)]


def shown_texts(store: Store) -> list[str]:
    """The graphs of the texts that a store holds and that may be passed on."""
    full = [row["source"] for row in rows(store, "source/rights") if row["rights"] == FULL]
    held = {*store.graphs()}
    return [name for source in full if (name := str(ns.text_graph(local_name(source)))) in held]


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


def _blank(node: Node) -> Node:
    if isinstance(node, URIRef) and node.startswith(_SKOLEM):
        return BNode(node.removeprefix(_SKOLEM))
    return node
