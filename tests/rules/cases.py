"""The cases of the rules: `<rule>/<case>/data.trig` with `expected.json` beside it, and how to run one.

`expected.json` says what the rule finds in the data `as loaded`, and `without` a claim or source. A finding
is a statement (`co:a sg:competesOnFront fr:x`) with what the rule says of it: the claims that support it, its
standing, what it falls with, or the claims that it rests on.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import OWL, RDF, Dataset, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node

from kg import ns
from kg.ns import SG
from kg.rules import GRAPHS, derive, load_rules
from kg.store import terms
from kg.store.base import Store
from kg.store.delta import Delta
from kg.store.embedded import EmbeddedStore

FOLDER = Path(__file__).parent
RULES = load_rules()
PREFIXES = {
    "co": "company",
    "po": "position",
    "fr": "front",
    "pr": "product",
    "fi": "figure",
    "st": "strategy",
    "mo": "moat",
    "oq": "open-question",
    "cl": "claim",
    "so": "source",
}
SAYS = {"statements": SG.supportedBy, "standing": SG.standing, "sole-support": SG.fallsWith}
Findings = dict[str, list[str]]


@dataclass(frozen=True)
class Case:
    """One folder of the cases: the rule that it tries, its data and what is expected of it."""

    rule: str
    name: str
    data: list[ox.Quad]
    expected: dict[str, Findings]


class RdflibStore:
    """Another SPARQL engine behind the protocol, as far as `derive` uses it."""

    def __init__(self, data: bytes) -> None:
        self.dataset = Dataset(default_union=True)
        self.load(data, ())

    def query(self, query: str, media_type: str, *, whole: bool) -> bytes:
        assert whole
        assert media_type == "application/n-triples"
        return self.dataset.query(_parsed(query)).graph.serialize(format="nt", encoding="utf-8")

    def graphs(self) -> list[str]:
        return sorted(str(graph.identifier) for graph in self.dataset.graphs() if len(graph))

    def get_graph(self, name: str) -> bytes:
        return self.dataset.graph(URIRef(name)).serialize(format="nt", encoding="utf-8")

    def delete_graph(self, name: str) -> None:
        self.dataset.graph(URIRef(name)).remove((None, None, None))

    def elsewhere(self, delta: Delta) -> Iterator[tuple[str, str]]:
        for quad in ox.parse("\n".join(delta.added), format=ox.RdfFormat.N_QUADS):
            for *_, found in self.dataset.quads((*terms.triple(quad), None)):
                if found != terms.node(quad.graph_name):
                    yield str(quad.triple), str(found)

    def load(self, data: bytes, names: Collection[str]) -> None:
        del names
        for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS):
            self.dataset.graph(terms.node(quad.graph_name)).add(terms.triple(quad))


def cases() -> list[Case]:
    """All cases; a folder that is no case fails."""
    found = []
    for folder in sorted(path for path in FOLDER.glob("*/*") if path.parent.name != "__pycache__"):
        data = list(ox.parse(path=folder / "data.trig", format=ox.RdfFormat.TRIG))
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        found.append(Case(folder.parent.name, folder.name, data, expected))
    assert found, f"{FOLDER} holds no case"
    return found


def quads(data: list[ox.Quad], without: str = "") -> bytes:
    """A case's data as N-Quads; `without` a claim (`cl:…`) and all that names it, or a source (`so:…`)."""
    kind, _, name = without.partition(":")
    gone = {str(ns.entity("claim", name) if kind == "cl" else ns.source_graph(name))}
    asserts = [quad for quad in data if quad.predicate.value == str(SG.asserts)]
    gone |= {quad.object.value for quad in asserts if quad.subject.value in gone}
    named = [
        quad for quad in data if not gone & {quad.subject.value, quad.object.value, quad.graph_name.value}
    ]
    assert not without or len(named) < len(data), f"the data has no {without}"
    return ox.serialize(named, format=ox.RdfFormat.N_QUADS)


def embedded(data: bytes) -> EmbeddedStore:
    """An embedded store in memory that holds the data, with statements and inferences derived."""
    store = EmbeddedStore.memory()
    store.load(data)
    derive(store, RULES)
    return store


def derived(store: Any) -> dict[str, set[tuple[Node, Node, Node]]]:
    """The triples of both derived graphs of a store."""
    return {name: set(one_graph(store, graph)) for name, graph in GRAPHS.items()}


def one_graph(store: Any, name: str) -> Graph:
    """One graph of a store."""
    return _graph(store.get_graph(name))


def merged(store: Store) -> Graph:
    """All graphs of a store as one."""
    return _graph(b"".join(store.get_graph(graph) for graph in store.graphs()))


def findings(store: Store, rule: str) -> Findings:
    """What a rule found in a store after `derive`."""
    graph = merged(store)
    says = SAYS.get(rule, SG.restsOn)
    found: Findings = {}
    for axiom in graph.subjects(RDF.type, OWL.Axiom):
        made = (axiom, SG.inferredBy, None) in graph
        if rule in SAYS or (axiom, SG.inferredBy, ns.entity("rule", rule)) in graph:
            values = sorted(short(value) for value in graph.objects(axiom, says))
            if values and not (rule == "standing" and made):
                found[" ".join(short(term) for term in statement(graph, axiom))] = values
    return found


def statement(graph: Graph, axiom: Node) -> tuple[Node, Node, Node]:
    """The subject, property and object of which an axiom speaks."""
    parts = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
    (one,) = {tuple(graph.value(axiom, part, any=False) for part in parts)}
    return one


def short(term: Node) -> str:
    """A term as `expected.json` writes it."""
    if isinstance(term, Literal):
        return f"{term}@{term.language.lower()}" if term.language else str(term)
    if term == RDF.type:
        return "a"
    if str(term).startswith(str(SG)):
        return "sg:" + str(term).removeprefix(str(SG))
    for prefix, kind in PREFIXES.items():
        if str(term).startswith(f"{ns.ID}{kind}/"):
            return f"{prefix}:" + str(term).removeprefix(f"{ns.ID}{kind}/")
    raise AssertionError(f"{term!r} has no short form")


@functools.cache
def _parsed(query: str) -> Query:
    return prepareQuery(query)


def _graph(data: bytes) -> Graph:
    graph = Graph()
    graph.parse(data=data, format="nt")
    return graph
