"""RDF terms on both sides of the store: rdflib's outside this package, the engine's inside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Node

from kg.errors import RdfSyntaxError
from kg.store.base import Triple

EngineTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_LANGUAGE_DATATYPES = frozenset(
    {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString",
    }
)


def engine_name(iri: str) -> ox.NamedNode:
    """An IRI for the engine; RdfSyntaxError when it is not an absolute IRI."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise RdfSyntaxError("IRI", f"“{iri}”: {error}") from error


def engine_resource(node: Node) -> ox.NamedNode | ox.BlankNode:
    """A subject for the engine; RdfSyntaxError when it is a literal or malformed."""
    if isinstance(node, URIRef):
        return engine_name(str(node))
    if isinstance(node, BNode):
        try:
            return ox.BlankNode(str(node))
        except ValueError as error:
            raise RdfSyntaxError("blank node", f"“{node}”: {error}") from error
    raise RdfSyntaxError("term", f"{node!r} cannot be a subject")


def engine_term(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Any RDF 1.1 term for the engine; RdfSyntaxError when it is malformed."""
    if not isinstance(node, Literal):
        return engine_resource(node)
    try:
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=engine_name(str(node.datatype or XSD.string)))
    except ValueError as error:
        raise RdfSyntaxError("literal", f"{node!r}: {error}") from error


def engine_triples(triples: Iterable[Triple]) -> Iterator[ox.Triple]:
    """Triples for the engine; RdfSyntaxError at the first that is none."""
    for subject, predicate, obj in triples:
        if not isinstance(predicate, URIRef):
            raise RdfSyntaxError("term", f"{predicate!r} cannot be a predicate")
        yield ox.Triple(engine_resource(subject), engine_name(str(predicate)), engine_term(obj))


def node(term: EngineTerm) -> Node:
    """A term of the engine as rdflib's, its lexical form kept as it is.

    RdfSyntaxError for a triple term of RDF 1.2, which rdflib does not have.
    """
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Triple):
        raise RdfSyntaxError("term", "a triple term of RDF 1.2 has no form in RDF 1.1")
    if term.datatype.value in _LANGUAGE_DATATYPES:
        return Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value == str(XSD.string) else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)


def triple(engine_triple: ox.Triple | ox.Quad) -> Triple:
    """A triple (or a quad without its graph) of the engine in rdflib's terms."""
    return node(engine_triple.subject), node(engine_triple.predicate), node(engine_triple.object)
