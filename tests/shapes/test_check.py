"""The check on the store itself finds what pyshacl finds, and of a change all that a whole check finds."""

from __future__ import annotations

import random
import re

import pytest
from rdflib import Graph

from kg import ns, paths
from kg.build.run import graph_store
from kg.bundle import ontology_graph
from kg.rules import derive
from kg.sheet.load import load_seeds
from kg.store.delta import Delta
from kg.store.embedded import EmbeddedStore
from kg.validate import Result, ShapesError, check
from tests.shapes.stored import by_pyshacl, merged

CHANGES = 120
"""Changes of the article that are tried."""


@pytest.fixture(scope="module")
def article() -> EmbeddedStore:
    store = graph_store(load_seeds(), ontology_graph(paths.ONTOLOGY))
    derive(store)
    return store


def _lines(store: EmbeddedStore) -> list[str]:
    """The triples that a change may touch: those of all graphs but the ontology."""
    graphs = [name for name in store.graphs() if name != str(ns.ONTOLOGY_GRAPH)]
    return [
        f"{line[:-2]} <{name}> ."
        for name in graphs
        for line in store.get_graph(name).decode().split("\n")
        if line
    ]


class Vandal:
    """Makes changes of a graph, each other than the last: triples gone, moved to another subject, with the
    object of another, or made of parts of the graph; whole nodes gone."""

    def __init__(self, lines: list[str], seed: int) -> None:
        self._random = random.Random(seed)
        self._lines = lines
        self._known = set(lines)
        self._parts = [(*line.split(" ", 2)[:2], *line.split(" ", 2)[2].rsplit(" ", 2)[:2]) for line in lines]

    def change(self) -> Delta:
        removed: set[str] = set()
        added: set[str] = set()
        for _ in range(self._random.choice([1, 1, 1, 2, 5, 20])):
            self._one(removed, added)
        return Delta.of(removed - added, added - removed - self._known)

    def _one(self, removed: set[str], added: set[str]) -> None:
        number = self._random.randrange(len(self._lines))
        subject, predicate, obj, graph = self._parts[number]
        other = self._random.choice(self._parts)
        alike = self._random.choice([part for part in self._parts if part[1] == predicate])
        match self._random.randrange(7):
            case 0 | 1:
                removed.add(self._lines[number])
            case 2:
                removed.add(self._lines[number])
                added.add(f"{subject} {predicate} {alike[2]} {graph} .")
            case 3:
                added.add(f"{subject} {predicate} {other[2]} {graph} .")
            case 4:
                removed.add(self._lines[number])
                added.add(f"{other[0]} {predicate} {obj} {graph} .")
            case 5:
                added.add(f"{subject} {other[1]} {alike[2]} {graph} .")
            case _:
                removed |= {line for line in self._lines if line.startswith(f"{subject} ")}


def test_of_a_change_all_is_found_that_a_whole_check_finds(article: EmbeddedStore) -> None:
    before = set(check(article).results)
    assert before
    vandal = Vandal(_lines(article), seed=20261123)
    shapes: set[str] = set()
    for number in range(CHANGES):
        change = vandal.change()
        article.apply(change)
        whole, part = set(check(article).results), set(check(article, change).results)
        article.apply(change.inverse())
        shapes |= {result.shape for result in whole - before}
        assert whole - before <= part <= whole, (
            f"change {number}: {_told(whole - before - part, part - whole)}"
        )
    assert len(shapes) > 50, "the changes break many shapes"
    assert set(check(article).results) == before


def _told(missed: set[Result], invented: set[Result]) -> str:
    lines = [f"missed {each.shape} {each.focus} {each.value}" for each in missed]
    return "\n".join([*lines, *(f"invented {each.shape} {each.focus} {each.value}" for each in invented)])


def test_a_broken_article_is_found_by_the_store_as_by_pyshacl(article: EmbeddedStore) -> None:
    vandal = Vandal(_lines(article), seed=7)
    change = vandal.change()
    for _ in range(9):
        further = vandal.change()
        change = Delta.of(
            (change.removed | further.removed) - further.added,
            (change.added | further.added) - further.removed,
        )
    change = Delta(change.removed - change.added, change.added - change.removed)
    article.apply(change)
    data = merged(article)
    found = check(article)
    article.apply(change.inverse())
    assert len({result.shape for result in found.results if result.severity == "violation"}) > 5
    assert set(found.results) == set(by_pyshacl(data).results)


def test_a_statement_of_a_node_about_itself_is_seen(article: EmbeddedStore) -> None:
    company = ns.entity("company", "openai").n3()
    change = Delta.of([], [f"{company} <{ns.SG.competesWith}> {company} <{ns.STATEMENTS_GRAPH}> ."])
    article.apply(change)
    found = check(article, change)
    article.apply(change.inverse())
    fired = {result.shape.rpartition("#")[2] for result in found.results if result.severity == "violation"}
    assert fired == {"StatementOfTwo", "StatementEvidence"}


def test_a_changed_class_hierarchy_is_seen(article: EmbeddedStore) -> None:
    company, organization = f"<{ns.SG.Company}>", f"<{ns.SG.Organization}>"
    change = Delta.of(
        [f"{company} <{ns.PREFIXES['rdfs']}subClassOf> {organization} <{ns.ONTOLOGY_GRAPH}> ."], []
    )
    article.apply(change)
    found = check(article, change)
    article.apply(change.inverse())
    assert not found.conforms


def test_a_text_that_goes_is_a_warning_and_one_that_changes_by_one_code_point_a_violation(
    article: EmbeddedStore,
) -> None:
    (line,) = (line for line in _lines(article) if f"<{ns.SG.text}>" in line)
    withheld = Delta.of([line], [])
    article.apply(withheld)
    found = check(article, withheld)
    article.apply(withheld.inverse())
    assert found.conforms
    assert any("not checked to the letter" in result.message for result in found.results)
    changed = Delta.of([line], [line.replace(' "', ' "\U0001f600', 1)])
    article.apply(changed)
    found = check(article, changed)
    article.apply(changed.inverse())
    assert {"QuoteVerbatim", "SourceTextHash"} <= {
        result.shape.rpartition("#")[2] for result in found.results
    }


PREFIXES = """
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix ex: <https://example.org/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    """


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:closed true .", "sh:closed"),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:node ex:T .", "sh:node"),
        ("ex:S a sh:NodeShape ; sh:targetObjectsOf ex:p .", "sh:targetObjectsOf"),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:deactivated true .", "sh:deactivated"),
        ("ex:S a sh:NodeShape, rdfs:Class .", "a class in one"),
        ("ex:S a sh:NodeShape ; sh:pattern 'a' .", "no shape has a target"),
        ("ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:uniqueLang true ] .", "sh:uniqueLang"),
        ("ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:datatype xsd:date ] .", "sh:datatype"),
        (
            "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:pattern 'a' ; sh:flags 'i' ] .",
            "flags",
        ),
        (
            "ex:S sh:targetClass ex:C ; sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ; sh:minCount 1 ] .",
            "path",
        ),
        ("ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:or ( [ sh:minCount 1 ] ) ] .", "sh:or"),
        (
            "ex:S sh:targetClass ex:C ; sh:sparql [ sh:message 'm' ; sh:ask 'ASK { ?s ?p ?o }' ] .",
            "sh:sparql",
        ),
        (
            "ex:S sh:targetNode ex:C ; sh:sparql [ sh:message 'm' ; sh:select "
            "'SELECT $this ?value WHERE { { ?value a $this } UNION { ?value rdfs:label $this } }' ] .",
            "has Union",
        ),
        ("ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .", "no message"),
    ],
)
def test_shapes_that_are_not_known_are_refused(body: str, says: str) -> None:
    shapes = Graph().parse(data=PREFIXES + body, format="turtle")
    with pytest.raises(ShapesError, match=re.escape(says)):
        check(EmbeddedStore.memory(), shapes=shapes)


def test_a_blank_node_that_a_shape_looks_at_is_refused() -> None:
    store = EmbeddedStore.memory()
    store.load(f"_:a <{ns.PREFIXES['rdf']}type> <{ns.SG.Company}> <{ns.GRAPH}s> .".encode())
    with pytest.raises(ShapesError, match="make it an IRI"):
        check(store)
