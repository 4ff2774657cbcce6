"""The register as a graph: entities, their labels, curated facts, and the positions that sheets name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import OWL, RDF, RDFS, SKOS, URIRef

from kg import ns
from kg.compile.terms import english
from kg.model import Entity, Fact, Position, Register, Seeds
from kg.ns import SG
from kg.store.base import Triple


def register_triples(register: Register, positions: Iterable[Position]) -> Iterator[Triple]:
    """The triples of the graph `register`. A position that several sheets name is declared once."""
    for entity in register.entities.values():
        yield from _entity(entity)
    for fact in register.facts:
        yield from _fact(fact)
    for position in {position.iri: position for position in positions}.values():
        yield position.iri, RDF.type, SG.FrontPosition
        yield position.iri, RDFS.label, english(position.label)


def seed_positions(seeds: Seeds) -> tuple[Position, ...]:
    """The positions that the sheets name, each once, the first place of each."""
    found: dict[URIRef, Position] = {}
    for sheet in seeds.sheets:
        for position in sheet.positions:
            found.setdefault(position.iri, position)
    return tuple(found.values())


def _entity(entity: Entity) -> Iterator[Triple]:
    yield entity.iri, RDF.type, SG[entity.cls]
    yield entity.iri, RDFS.label, english(entity.label)
    for alias in entity.aliases:
        yield entity.iri, SKOS.altLabel, english(alias)
    if entity.definition is not None:
        yield entity.iri, SKOS.definition, english(entity.definition)


def _fact(fact: Fact) -> Iterator[Triple]:
    """A curated fact with the axiom that says where it is curated."""
    axiom = ns.axiom(fact.subject, fact.property, fact.object)
    yield fact.subject, fact.property, fact.object
    yield axiom, RDF.type, OWL.Axiom
    yield axiom, OWL.annotatedSource, fact.subject
    yield axiom, OWL.annotatedProperty, fact.property
    yield axiom, OWL.annotatedTarget, fact.object
    yield axiom, SG.curatedIn, ns.REGISTER_GRAPH
