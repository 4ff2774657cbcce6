"""What HermiT cannot read and owlready2 cannot hold, or would run: found before either sees it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from kg.errors import ReasonerError
from kg.reason.terms import is_named, written

OWLREADY: Final = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl"
"""owlready2 imports the Python module that an annotation of this vocabulary names, so no file may use it."""

DATATYPES: Final = frozenset(
    URIRef(XSD + name)
    for name in (
        *(
            "string",
            "normalizedString",
            "token",
            "language",
            "Name",
            "NCName",
            "NMTOKEN",
            "boolean",
            "anyURI",
        ),
        *(
            "decimal",
            "integer",
            "nonNegativeInteger",
            "nonPositiveInteger",
            "positiveInteger",
            "negativeInteger",
        ),
        *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
        *("double", "float", "dateTime", "dateTimeStamp", "hexBinary", "base64Binary"),
    )
) | {RDF.PlainLiteral, RDF.XMLLiteral, RDF.langString, RDFS.Literal, OWL.real, OWL.rational}
"""The OWL 2 datatype map (OWL 2 Structural Specification, section 4), which is all that HermiT reads."""


def refuse_code(graph: Graph) -> None:
    """Refuse a graph that uses owlready2's own vocabulary."""
    for triple in graph:
        for term in triple:
            if isinstance(term, URIRef) and term.startswith(OWLREADY):
                raise ReasonerError(
                    f"{triple[0].n3()} uses {term.n3()}: owlready2 runs the Python module that such an "
                    "annotation names; take the statement out of the file"
                )


def refuse_unreadable(graph: Graph) -> None:
    """Refuse undeclared properties, and literals that HermiT cannot read or owlready2 cannot hold."""
    _refuse_undeclared(graph)
    for _, predicate, value in graph:
        if isinstance(value, Literal):
            _check_literal(predicate, value)


def _refuse_undeclared(graph: Graph) -> None:
    known = {s for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for s in graph.subjects(RDF.type, kind)}
    unknown = sorted(str(p) for p in set(graph.predicates()) - known if is_named(p))
    if unknown:
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        raise ReasonerError(
            f"undeclared properties would be left out of the reasoning: {', '.join(unknown[:3])}{more}; "
            "declare each as owl:ObjectProperty, owl:DatatypeProperty or owl:AnnotationProperty"
        )


def _check_literal(predicate: Node, value: Literal) -> None:
    datatype = value.datatype
    where = f"the literal {written(value)} of {predicate.n3()}"
    if datatype is not None and datatype not in DATATYPES:
        raise ReasonerError(
            f"HermiT cannot read {where}: its datatype is not in OWL 2's datatype map; "
            "use xsd:string, xsd:decimal, xsd:integer, xsd:boolean, xsd:dateTime or xsd:anyURI"
        )
    if value.ill_typed:
        raise ReasonerError(f"HermiT cannot read {where}: it does not have the form of its datatype")
    if isinstance(value.value, int) and not -(2**63) <= value.value < 2**63:
        raise ReasonerError(f"owlready2 cannot hold {where}: whole numbers end at 64 bits")
    if datatype == XSD.decimal and not _survives(str(value)):
        raise ReasonerError(f"owlready2 cannot hold {where}: it would lose digits in a binary float")


def _survives(lexical: str) -> bool:
    """Whether a decimal comes back from a binary float, which is what owlready2 makes of it."""
    try:
        return Decimal(repr(float(lexical))) == Decimal(lexical)
    except InvalidOperation:
        return False
