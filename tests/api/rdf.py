"""RDF in answers, read by three parsers of which none fetches anything."""

from __future__ import annotations

import warnings
from typing import Any, Final

import orjson
import pyoxigraph as ox
import rdflib
from pyld import jsonld
from rdflib.term import Node

Triples = set[tuple[Node, Node, Node]]

_FORMS: Final = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}


def triples(data: bytes, media_type: str) -> Triples:
    """The triples of RDF in any format, of all its graphs, as rdflib reads it."""
    graph = rdflib.Dataset(default_union=True)
    with warnings.catch_warnings():
        # rdflib's own parsers use what rdflib calls deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        graph.parse(data=data, format=_FORMS[media_type.partition(";")[0]])
        return {(s, p, o) for s, p, o in graph.triples((None, None, None))}


def by_pyld(data: bytes) -> Triples:
    """The triples of JSON-LD as pyld reads it."""

    def refuse(url: str, _: Any) -> None:
        raise AssertionError(f"{url} was asked for")

    lines = jsonld.to_rdf(orjson.loads(data), {"format": "application/n-quads", "documentLoader": refuse})
    return triples(lines.encode(), "application/n-quads")


def by_pyoxigraph(data: bytes) -> Triples:
    """The triples of JSON-LD as pyoxigraph reads it."""
    quads = ox.parse(data, format=ox.RdfFormat.JSON_LD)
    lines = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    return triples(lines or b"", "application/n-triples")
