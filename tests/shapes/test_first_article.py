"""The first article passes, and faults planted in its graph are found where the sheet states them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, Literal, URIRef
from rdflib.term import Node

from kg import ns, paths
from kg.compile import compile_seeds, provenance, quads
from kg.model import Seeds
from kg.ns import SG
from kg.rules import derive
from kg.sheet.load import load_seeds
from kg.store import formats
from kg.store.embedded import EmbeddedStore
from kg.validate import Result, read_turtle, validate

pytestmark = pytest.mark.usefixtures("uncounted")


@dataclass(frozen=True)
class Article:
    """The seeds and all the triples that come of them, without the ontology."""

    seeds: Seeds
    graph: Graph


@pytest.fixture(scope="module")
def article() -> Article:
    seeds = load_seeds()
    ontology = [(*triple, ns.ONTOLOGY_GRAPH) for triple in read_turtle(paths.ONTOLOGY)]
    store = EmbeddedStore.memory()
    store.load(formats.serialize([*quads(compile_seeds(seeds)), *ontology], formats.N_QUADS))
    derive(store)
    graph = Graph()
    for name in store.graphs():
        if name != str(ns.ONTOLOGY_GRAPH):
            for subject, predicate, obj, _ in formats.parse(store.get_graph(name), formats.N_TRIPLES):
                graph.add((subject, predicate, obj))
    return Article(seeds, graph)


def test_the_first_article_conforms(article: Article) -> None:
    report = validate(article.graph, locate=provenance(article.seeds))
    assert report.conforms, str(report)
    assert {result.severity for result in report.results} <= {"warning", "info"}
    assert all(result.where for result in report.results), "each finding leads to a line of the seeds"


def test_planted_faults_are_found_with_the_line_of_the_sheet(article: Article) -> None:
    graph = Graph()
    graph += article.graph
    quote = _first(graph.subjects(RDF.type, SG.Quote))
    words = graph.value(quote, SG.exact)
    graph.set((quote, SG.exact, Literal(f"{words}x")))
    classes = set(graph.subjects(OWL.annotatedProperty, RDF.type))
    axiom = _first(set(graph.subjects(SG.standing, SG.attributed)) - classes)
    subject, predicate = graph.value(axiom, OWL.annotatedSource), graph.value(axiom, OWL.annotatedProperty)
    graph.remove((axiom, SG.supportedBy, None))
    claim = _first(graph.subjects(SG.polarity, SG.denied))
    graph.remove((claim, SG.speaker, None))

    report = validate(graph, locate=provenance(article.seeds))
    found = {result.shape.rpartition("#")[2]: result for result in report.results}
    places = provenance(article.seeds)
    assert found["QuoteVerbatim"].value == quote
    assert _line(found["QuoteVerbatim"]) == (places[quote].file, places[quote].line)
    evidence = found["StatementEvidence"]
    assert (evidence.value, evidence.path) == (subject, f"<{predicate}>")
    assert found["ClaimSpeaker"].focus == claim
    assert _line(found["ClaimSpeaker"]) == (places[claim].file, places[claim].line)


def _first(nodes: Iterable[Node]) -> URIRef:
    return min(node for node in nodes if isinstance(node, URIRef))


def _line(result: Result) -> tuple[Path | None, int | None]:
    return result.file, result.line
