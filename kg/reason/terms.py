"""RDF terms and triples as N-Triples writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rdflib import OWL, RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Node

Triple = tuple[Node, Node, Node]
BUILT_IN: Final = (str(OWL), str(RDF), str(RDFS), str(XSD))


def is_named(term: Node) -> bool:
    """Whether a term is an IRI outside the vocabularies of RDF and OWL themselves."""
    return isinstance(term, URIRef) and not str(term).startswith(BUILT_IN)


def ntriples(triples: Iterable[Triple]) -> str:
    """The triples as N-Triples lines in a fixed order."""
    return "".join(sorted(f"{s.n3()} {p.n3()} {written(o)} .\n" for s, p, o in triples))


def written(term: Node) -> str:
    """The N-Triples form of a term.

    rdflib's `n3` writes Turtle's long strings, and warns of ill-formed numbers.
    """
    if not isinstance(term, Literal):
        return term.n3()
    text = str(term).translate({92: "\\\\", 34: '\\"', 10: "\\n", 13: "\\r", 9: "\\t"})
    if term.language:
        return f'"{text}"@{term.language}'
    return f'"{text}"^^<{term.datatype}>' if term.datatype else f'"{text}"'
