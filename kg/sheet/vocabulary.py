"""The terms of the ontology as sheets use them: classes, properties and the members of the short lists.

Read from the Turtle modules themselves, so that there is no second list to keep. Names are local names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.exceptions import ParserError
from rdflib.term import BNode, Node

from kg import paths
from kg.errors import RdfSyntaxError
from kg.ns import SG

EVIDENCE_CLASSES: Final = frozenset(
    [
        "Source",
        "Sentence",
        "Quote",
        "QuotedSpan",
        "Claim",
        "SupersededClaim",
        "Assertion",
        "Rule",
        "VocabularyTerm",
    ]
)
"""Classes whose instances are made by code or closed; a sheet never asserts membership in them."""

DATE: Final = "PartialDate"
"""The range of a property that takes a date."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the ontology. An empty domain or range allows anything; several classes are
    alternatives."""

    name: str
    is_object: bool
    domain: frozenset[str]
    range: frozenset[str]
    needs_evidence: bool

    @property
    def is_date(self) -> bool:
        """Whether claims give a date by it, in words of their quotes."""
        return self.needs_evidence and DATE in self.range


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Classes with all their superclasses (themselves too), properties, and members of short lists with
    classes."""

    superclasses: Mapping[str, frozenset[str]]
    properties: Mapping[str, Property]
    individuals: Mapping[str, frozenset[str]]

    def is_a(self, cls: str, ancestor: str) -> bool:
        """Whether every instance of `cls` is one of `ancestor`."""
        return ancestor in self.superclasses.get(cls, frozenset())

    def is_any(self, cls: str, ancestors: Iterable[str]) -> bool:
        """Whether `cls` is a subclass of one of the ancestors."""
        return any(self.is_a(cls, ancestor) for ancestor in ancestors)

    def fits(self, cls: str, allowed: Iterable[str]) -> bool:
        """Whether an instance of `cls` may be one of `allowed`: one of the two is a subclass of the other."""
        return any(self.is_a(cls, other) or self.is_a(other, cls) for other in allowed)

    def members(self, cls: str) -> tuple[str, ...]:
        """The members of a short list, sorted."""
        return tuple(sorted(name for name, of in self.individuals.items() if self.is_any_of(of, cls)))

    def is_any_of(self, classes: Iterable[str], ancestor: str) -> bool:
        """Whether one of the classes is a subclass of `ancestor`."""
        return any(self.is_a(cls, ancestor) for cls in classes)

    def assertable_classes(self) -> tuple[str, ...]:
        """The classes that a claim may assert membership in, sorted."""
        return tuple(sorted(c for c in self.superclasses if not self.is_any(c, EVIDENCE_CLASSES)))

    def assertable_properties(self) -> tuple[str, ...]:
        """The properties that a claim may use between two individuals or for a date, sorted."""
        found = (p for p in self.properties.values() if (p.is_object and p.needs_evidence) or p.is_date)
        return tuple(sorted(p.name for p in found))


def read_vocabulary(ontology: Path = paths.ONTOLOGY) -> Vocabulary:
    """Reads the terms from the `*.ttl` modules of a folder; RdfSyntaxError when one is missing or not
    Turtle."""
    graph = Graph()
    modules = sorted(ontology.glob("*.ttl"))
    if not modules:
        raise RdfSyntaxError(str(ontology), "there is no module of the ontology (*.ttl)")
    for module in modules:
        try:
            graph.parse(module, format="turtle")
        except (OSError, SyntaxError, ValueError, ParserError) as error:
            raise RdfSyntaxError(str(module), str(error)) from error
    parents = _parents(graph)
    return Vocabulary(
        superclasses={name: _closure(name, parents) for name in parents},
        properties={p.name: p for p in _properties(graph)},
        individuals=_individuals(graph, parents.keys()),
    )


def _name(node: Node | None) -> str | None:
    """The local name of a term of ours."""
    return str(node)[len(SG) :] if isinstance(node, URIRef) and node.startswith(str(SG)) else None


def _parents(graph: Graph) -> dict[str, set[str]]:
    """Each class with the classes named right above it, by `subClassOf` or as a part of its definition."""
    parents: dict[str, set[str]] = {}
    for cls in graph.subjects(RDF.type, OWL.Class):
        name = _name(cls)
        if name is None:
            continue
        above = list(graph.objects(cls, RDFS.subClassOf))
        for definition in graph.objects(cls, OWL.equivalentClass):
            members = graph.value(definition, OWL.intersectionOf)
            above += Collection(graph, members) if members is not None else [definition]
        parents[name] = {parent for node in above if (parent := _name(node)) is not None}
    return parents


def _closure(name: str, parents: Mapping[str, set[str]]) -> frozenset[str]:
    """A class and all classes above it."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        cls = waiting.pop()
        if cls not in seen:
            seen.add(cls)
            waiting.extend(parents.get(cls, ()))
    return frozenset(seen)


def _properties(graph: Graph) -> Iterable[Property]:
    """The object and data properties of the ontology."""
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for node in graph.subjects(RDF.type, kind):
            name = _name(node)
            if name is not None:
                yield Property(
                    name,
                    kind == OWL.ObjectProperty,
                    _alternatives(graph, node, RDFS.domain),
                    _alternatives(graph, node, RDFS.range),
                    str(graph.value(node, SG.needsEvidence)) == "true",
                )


def _alternatives(graph: Graph, node: Node, predicate: URIRef) -> frozenset[str]:
    """The classes of a domain or range: one, or the members of a union."""
    names: set[str] = set()
    for value in graph.objects(node, predicate):
        union = graph.value(value, OWL.unionOf) if isinstance(value, BNode) else None
        members = Collection(graph, union) if union is not None else [value]
        names |= {name for member in members if (name := _name(member)) is not None}
    return frozenset(names)


def _individuals(graph: Graph, classes: Iterable[str]) -> dict[str, frozenset[str]]:
    """The members of the short lists with their classes."""
    found: dict[str, set[str]] = {}
    for cls in classes:
        for member in graph.subjects(RDF.type, SG[cls]):
            name = _name(member)
            if name is not None:
                found.setdefault(name, set()).add(cls)
    return {name: frozenset(of) for name, of in found.items()}
