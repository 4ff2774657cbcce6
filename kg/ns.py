"""Every IRI that Stratagem fixes: namespaces, named graphs and how an identifier becomes an IRI."""

from __future__ import annotations

import hashlib
from typing import Final

from rdflib import XSD, Literal, Namespace, URIRef
from rdflib.term import Node

BASE: Final = "https://w3id.org/stratagem"
ONTOLOGY: Final = URIRef(f"{BASE}/ontology")
VERSION_IRI: Final = URIRef(f"{BASE}/ontology/0.1.0")
LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""Of ontology, shapes and graph; the words of a quote stay their speaker's."""
SG: Final = Namespace(f"{BASE}/ontology#")
ID: Final = f"{BASE}/id/"
GRAPH: Final = f"{BASE}/graph/"

REGISTER_GRAPH: Final = URIRef(GRAPH + "register")
STATEMENTS_GRAPH: Final = URIRef(GRAPH + "statements")
INFERRED_GRAPH: Final = URIRef(GRAPH + "inferred")
ONTOLOGY_GRAPH: Final = URIRef(GRAPH + "ontology")
JOURNAL_GRAPH: Final = URIRef(GRAPH + "journal")
RESERVED_SLUGS: Final = frozenset({"register", "statements", "inferred", "ontology", "journal", "text"})

PREFIXES: Final = {
    "sg": str(SG),
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "sh": "http://www.w3.org/ns/shacl#",
}


def entity(kind: str, slug: str) -> URIRef:
    """The IRI of an individual: `entity("company", "openai")` is `…/id/company/openai`."""
    return URIRef(f"{ID}{kind}/{slug}")


def split_entity(iri: str) -> tuple[str, str] | None:
    """Kind and slug of an IRI of ours, or None when it is not one."""
    if not iri.startswith(ID):
        return None
    kind, _, slug = iri[len(ID) :].partition("/")
    return (kind, slug) if kind and slug else None


def source_graph(slug: str) -> URIRef:
    """The named graph of a source's metadata, claims, assertions, quotes, sentences and spans."""
    return URIRef(GRAPH + slug)


def text_graph(slug: str) -> URIRef:
    """The named graph that holds only the stored text of a source."""
    return URIRef(f"{GRAPH}{slug}/text")


def content_id(*parts: str) -> str:
    """A content hash: 16 hexadecimal digits of the SHA-256 of the parts, separated by U+001F."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def axiom(subject: Node, predicate: Node, obj: Node) -> URIRef:
    """The skolem IRI of the `owl:Axiom` that annotates a triple: a hash of its three terms.

    They are written as in N-Triples, but with nothing escaped inside a literal: the rules make the same IRI
    in SPARQL, where engines differ on backslashes in `REPLACE`. No two triples have one text: no IRI holds
    a quotation mark, a space or an angle bracket. Numbers are to be in canonical form, as engines store them.
    """
    text = " ".join(_unescaped(term) for term in (subject, predicate, obj))
    return entity("axiom", hashlib.sha256(text.encode()).hexdigest()[:16])


def _unescaped(term: Node) -> str:
    if not isinstance(term, Literal):
        return term.n3()
    if term.language:
        return f'"{term}"@{term.language.lower()}'
    return f'"{term}"' if term.datatype in {None, XSD.string} else f'"{term}"^^<{term.datatype}>'
