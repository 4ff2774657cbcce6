"""One file for Protégé: ontology, register, sources, statements, inferences; no imports, no texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from kg import ns, paths
from kg.store.base import Store, Triple
from kg.store.formats import N_TRIPLES, TURTLE, parse, serialize

MODULES: Final = ("stratagem.ttl", "vocab.ttl", "analysis.ttl")
_LEFT_OUT: Final = {str(ns.ONTOLOGY_GRAPH), str(ns.JOURNAL_GRAPH)}
_AXIOM: Final = f"{ns.ID}axiom/"

# Kinds whose individuals nobody would take for one another. Not figures, positions, groups, authors and
# unidentified speakers: two "commentators" may be one or two.
_DISTINCT_KINDS: Final = frozenset(
    {"company", "organization", "product", "industry", "front", "strategy", "risk", "event", "moat"}
    | {"trend", "tension", "goal", "open-question"}
)
_DISTINCT_SPEAKERS: Final = (ns.SG.Person, ns.SG.MediaOutlet)


def ontology_graph(folder: Path = paths.ONTOLOGY) -> Graph:
    """The three modules of the ontology as one graph with one header, that of the core."""
    merged = Graph()
    for module in MODULES:
        part = Graph().parse(folder / module, format="turtle")
        for header in list(part.subjects(RDF.type, OWL.Ontology)):
            if header != ns.ONTOLOGY:
                part.remove((header, None, None))
        merged += part
    return merged


def skolemized(graph: Graph) -> list[Triple]:
    """A graph's triples with IRIs for blank nodes, the same in every run: stores keep no blank nodes."""
    canonical = parse(serialize(graph, N_TRIPLES), N_TRIPLES)
    labels: dict[Node, Node] = {}
    for subject, _, obj, _ in canonical:
        for node in (subject, obj):
            if isinstance(node, BNode):
                labels.setdefault(node, ns.entity("genid", f"o{len(labels)}"))
    return [(labels.get(s, s), p, labels.get(o, o)) for s, p, o, _ in canonical]


def bundle(store: Store, ontology: Graph, sources: Iterable[str]) -> bytes:
    """The Turtle file of a store: the same bytes for the same graph.

    `ontology` is `ontology_graph()`; `sources` are the slugs whose titles the header names.
    """
    graph = Graph()
    graph += ontology
    for name in store.graphs():
        if name not in _LEFT_OUT and not name.endswith("/text"):
            graph += Graph().parse(data=store.get_graph(name), format="nt")
    for slug in sources:
        graph.add((ns.ONTOLOGY, DCTERMS.source, ns.entity("source", slug)))
    for members in _distinct(graph):
        node = BNode()
        graph.add((node, RDF.type, OWL.AllDifferent))
        listed = BNode()
        Collection(graph, listed, list(members))
        graph.add((node, OWL.distinctMembers, listed))
    return serialize(_with_blank_axioms(_declared(graph)), TURTLE, first=(ns.ONTOLOGY,))


def _with_blank_axioms(graph: Graph) -> Iterator[Triple]:
    """OWL tools lose the annotation of an axiom that has an IRI, so each becomes a blank node in a file."""
    blank: dict[str, BNode] = defaultdict(BNode)
    for subject, predicate, obj in graph:
        if isinstance(subject, URIRef) and subject.startswith(_AXIOM):
            yield blank[subject], predicate, obj
        else:
            yield subject, predicate, obj


def _declared(graph: Graph) -> Graph:
    """Adds that each individual is one; OWL tools want it said."""
    for subject, cls in list(graph.subject_objects(RDF.type)):
        if str(cls).startswith(str(ns.SG)) and isinstance(subject, URIRef):
            graph.add((subject, RDF.type, OWL.NamedIndividual))
    return graph


def _is_named(graph: Graph, subject: URIRef) -> bool:
    """Whether an individual bears a name. A label with a small first letter describes somebody who may be one
    of those with names: "the founder of OpenClaw"."""
    return not any(str(label)[:1].islower() for label in graph.objects(subject, RDFS.label))


def _distinct(graph: Graph) -> Iterator[list[URIRef]]:
    """Lists of individuals that are pairwise different, one a kind and one a vocabulary."""
    kinds: defaultdict[str, set[URIRef]] = defaultdict(set)
    for subject, cls in graph.subject_objects(RDF.type):
        if not isinstance(subject, URIRef) or cls == OWL.Axiom:
            continue
        split = ns.split_entity(subject)
        if split and split[0] in _DISTINCT_KINDS:
            kinds[split[0]].add(subject)
        elif (cls in _DISTINCT_SPEAKERS and _is_named(graph, subject)) or (
            str(subject) in ns.SG and str(cls) in ns.SG
        ):
            kinds[str(cls)].add(subject)
    for _, members in sorted(kinds.items()):
        if len(members) > 1:
            yield sorted(members)
