"""The named graphs of the seeds, and where in the seeds each of their individuals comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rdflib import URIRef
from rdflib.term import Node

from kg import ns
from kg.compile import terms
from kg.compile.register import register_triples, seed_positions
from kg.compile.source import source_triples, text_triples
from kg.model import Place, Register, Seeds, Sheet
from kg.store.base import Triple

Graphs = Mapping[URIRef, tuple[Triple, ...]]
"""Graph name to its triples, each once, in a fixed order."""

Quad = tuple[Node, Node, Node, URIRef]


def compile_seeds(seeds: Seeds) -> Graphs:
    """All graphs that the seeds alone determine: `register`, and two for each source."""
    graphs = dict(compile_register(seeds.register, seeds))
    for sheet in seeds.sheets:
        graphs |= compile_source(sheet)
    return graphs


def compile_register(register: Register, seeds: Seeds) -> Graphs:
    """The graph `register`: entities, curated facts, and the positions that the sheets of `seeds` name."""
    return {ns.REGISTER_GRAPH: _once(register_triples(register, seed_positions(seeds)))}


def compile_source(sheet: Sheet) -> Graphs:
    """The graph of a source and the graph of its text."""
    slug = sheet.source.slug
    return {
        ns.source_graph(slug): _once(source_triples(sheet)),
        ns.text_graph(slug): _once(text_triples(sheet)),
    }


def quads(graphs: Graphs) -> Iterator[Quad]:
    """The triples of all graphs, each with the name of its graph."""
    for name, triples in graphs.items():
        for subject, predicate, obj in triples:
            yield subject, predicate, obj, name


def provenance(seeds: Seeds) -> dict[URIRef, Place]:
    """File and line of the individuals that the seeds define, for reports: claims, their assertions and
    quotes, figures, spans, speakers, sources, noted sentences, positions and entities of the register."""
    places: dict[URIRef, Place] = {}
    for iri, place in _places(seeds):
        places.setdefault(iri, place)
    return places


def _once(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    return tuple(dict.fromkeys(triples))


def _places(seeds: Seeds) -> Iterator[tuple[URIRef, Place]]:
    for entity in seeds.register.entities.values():
        yield entity.iri, entity.place
    for fact in seeds.register.facts:
        yield ns.axiom(fact.subject, fact.property, fact.object), fact.place
    for sheet in seeds.sheets:
        yield from _sheet_places(sheet)


def _sheet_places(sheet: Sheet) -> Iterator[tuple[URIRef, Place]]:
    source = sheet.source
    yield source.iri, source.place
    for speaker in sheet.speakers:
        yield speaker.iri, speaker.place
    for figure in sheet.figures:
        yield figure.iri, figure.place
    for position in sheet.positions:
        yield position.iri, position.place
    for claim in sheet.claims:
        yield claim.iri, claim.place
        if claim.compiles:
            yield terms.quote_iri(source, claim.quote), claim.place
            for assertion in claim.assertions:
                yield terms.assertion_iri(claim.iri, assertion.n3()), claim.place
    for span in sheet.spans:
        yield terms.span_iri(source, span), span.place
    for ordinal, note in sheet.notes.items():
        yield terms.sentence_iri(source.slug, ordinal), note.place
