"""A graph cut into the axioms that can matter to a reasoner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from rdflib import OWL, RDF, RDFS, XSD, BNode, Dataset, Graph, URIRef
from rdflib.term import Node

from kg.errors import ReasonerError
from kg.reason.limits import refuse_code, refuse_unreadable
from kg.reason.terms import Triple, is_named, ntriples

DECLARED_AS: Final = frozenset({OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDFS.Datatype})
ANNOTATIONS: Final = frozenset(
    {RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.deprecated}
    | {OWL.priorVersion, OWL.backwardCompatibleWith, OWL.incompatibleWith, OWL.imports, OWL.versionIRI}
)
REIFIED: Final = frozenset({OWL.Axiom, OWL.Annotation})
UNNAMED: Final = frozenset(
    {OWL.AllDifferent, OWL.AllDisjointClasses, OWL.AllDisjointProperties, OWL.NegativePropertyAssertion}
)
STRUCTURES: Final = UNNAMED | {
    OWL.Restriction,
    OWL.Class,
    RDFS.Datatype,
    OWL.NegativePropertyAssertion,
    RDF.List,
}
PARTS: Final = frozenset(
    {RDF.first, RDF.rest, OWL.onProperty, OWL.inverseOf, OWL.intersectionOf, OWL.unionOf, OWL.oneOf}
    | {OWL.complementOf, OWL.onDatatype, OWL.withRestrictions, OWL.members, OWL.distinctMembers}
    | {URIRef(XSD + facet) for facet in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")}
    | {URIRef(XSD + facet) for facet in ("length", "minLength", "maxLength", "pattern")}
)


@dataclass(frozen=True)
class Axiom:
    """One axiom: its triples, with those of the blank nodes it is made of; `root` is what it is about."""

    triples: frozenset[Triple]
    root: Node = field(compare=False)

    @cached_property
    def symbols(self) -> frozenset[Node]:
        """The names that it may share with other axioms: IRIs outside OWL's vocabulary, blank individuals."""
        terms = {term for triple in self.triples for term in triple}
        inner = {s for s, p, _ in self.triples if isinstance(s, BNode) and p in PARTS}
        return frozenset(t for t in terms - inner if isinstance(t, BNode) or is_named(t))

    @cached_property
    def ntriples(self) -> str:
        """The axiom's triples, one a line, in a fixed order."""
        return ntriples(self.triples)


@dataclass(frozen=True, slots=True)
class Theory:
    """What a graph says to a reasoner: axioms, and the declarations that say how to read them."""

    axioms: tuple[Axiom, ...]
    declarations: tuple[Triple, ...]

    def triples(self) -> set[Triple]:
        """All of its triples, without the annotations and headers of the graph that it was read from."""
        return set(self.declarations).union(*(axiom.triples for axiom in self.axioms))


def theory(data: Graph | bytes) -> Theory:
    """Read what matters to a reasoner out of a graph or out of N-Triples bytes.

    Annotations, ontology headers with their imports, and `owl:Axiom` nodes are left out: they have no meaning
    in OWL's direct semantics. The triple that an `owl:Axiom` annotates is asserted, as the OWL API does it.

    Raises ReasonerError for what HermiT or owlready2 would refuse, misread or run: an undeclared property, a
    literal outside the OWL 2 datatype map or not of its type's form, owlready2's own vocabulary.
    """
    graph = Graph()
    for triple in _triples(data):
        graph.add(triple)
    refuse_code(graph)
    _assert_annotated(graph)
    for subject in set(graph.subjects(RDF.type, OWL.Ontology)):
        graph.remove((subject, None, None))
    _drop_annotations(graph)
    refuse_unreadable(graph)
    declared = [t for t in graph if t[1] == RDF.type and t[2] in DECLARED_AS and isinstance(t[0], URIRef)]
    return Theory(tuple(_axioms(graph, set(declared))), tuple(sorted(declared, key=_key)))


def _triples(data: Graph | bytes) -> Iterator[Triple]:
    if isinstance(data, bytes):
        try:
            data = Graph().parse(data=data, format="nt")
        except Exception as error:  # rdflib's parsers raise whatever their machinery raises
            raise ReasonerError(f"the input is not N-Triples: {error}") from error
    if isinstance(data, Dataset):
        yield from ((s, p, o) for s, p, o, _ in data.quads())
    else:
        yield from data


def _key(triple: Triple) -> str:
    return " ".join(term.n3() for term in triple)


def _assert_annotated(graph: Graph) -> None:
    nodes = {node for kind in REIFIED for node in graph.subjects(RDF.type, kind)}
    for node in nodes:
        triple = tuple(
            graph.value(node, part)
            for part in (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
        )
        graph.remove((node, None, None))
        source, predicate, target = triple
        if source is not None and predicate is not None and target is not None and source not in nodes:
            graph.add((source, predicate, target))


def _drop_annotations(graph: Graph) -> None:
    declared = set(graph.subjects(RDF.type, OWL.AnnotationProperty))
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        declared -= set(graph.subjects(RDF.type, kind))
    for predicate in ANNOTATIONS | declared:
        graph.remove((None, predicate, None))
        graph.remove((predicate, None, None))
    graph.remove((None, RDF.type, OWL.NamedIndividual))


def _axioms(graph: Graph, declared: set[Triple]) -> Iterator[Axiom]:
    structures: set[Node] = {
        s for s, p, o in graph if isinstance(s, BNode) and (p in PARTS or o in STRUCTURES)
    }
    structures |= {s for s, p, o in graph if p == RDF.type and o in UNNAMED}  # stores give these an IRI
    parts = {o for s, p, o in graph if o in structures}
    for subject in sorted(set(graph.subjects()), key=lambda s: s.n3()):
        about = sorted((t for t in graph.triples((subject, None, None)) if t not in declared), key=_key)
        if subject not in structures:
            for triple in about:
                yield Axiom(frozenset({triple, *_below(graph, triple[2], structures)}), triple[0])
        elif subject not in parts:
            yield Axiom(frozenset(_below(graph, subject, structures)), subject)


def _below(graph: Graph, node: Node, structures: set[Node]) -> Iterator[Triple]:
    """The triples of the structure that starts at a blank node; nothing for any other term."""
    waiting, seen = [node], {node}
    while waiting:
        node = waiting.pop()
        if node not in structures:
            continue
        for triple in graph.triples((node, None, None)):
            yield triple
            if triple[2] not in seen:
                seen.add(triple[2])
                waiting.append(triple[2])
