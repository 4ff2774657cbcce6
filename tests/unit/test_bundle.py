"""The bundle: one file that OWL tools read whole, the same to the byte for the same graph."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from kg import ns
from kg.bundle import bundle, ontology_graph, skolemized
from kg.ns import SG
from kg.store.base import Store, Triple
from kg.store.embedded import EmbeddedStore

SOURCE = "openai-crossroads"
PARTS = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
EVIDENCE = (SG.supportedBy, SG.curatedIn, SG.inferredBy)
BUILT_IN = (str(RDF), str(RDFS), str(OWL), str(XSD))
Notes = dict[tuple[Node, ...], set[tuple[Node, Node]]]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return ontology_graph()


@pytest.fixture(scope="module")
def content(article_store: Store, ontology: Graph) -> bytes:
    return bundle(article_store, ontology, [SOURCE])


@pytest.fixture(scope="module")
def graph(content: bytes) -> Graph:
    return Graph().parse(data=content, format="turtle")


def axioms(graph: Graph) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Each axiom node with the triple that it annotates."""
    for node in graph.subjects(RDF.type, OWL.Axiom):
        parts = [list(graph.objects(node, part)) for part in PARTS]
        assert [len(part) for part in parts] == [1, 1, 1]
        yield node, tuple(part[0] for part in parts)


def notes(graph: Graph) -> Notes:
    """Annotated triple to what its axiom says of it."""
    found: Notes = {}
    for node, triple in axioms(graph):
        said = {(p, o) for p, o in graph.predicate_objects(node) if p not in {RDF.type, *PARTS}}
        found.setdefault(triple, set()).update(said)
    return found


def all_different(graph: Graph) -> list[list[Node]]:
    lists = (graph.value(node, OWL.distinctMembers) for node in graph.subjects(RDF.type, OWL.AllDifferent))
    return [list(Collection(graph, head)) for head in lists if head is not None]


def test_there_is_one_header_and_nothing_is_imported(graph: Graph, content: bytes) -> None:
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [ns.ONTOLOGY]
    assert graph.value(ns.ONTOLOGY, OWL.versionIRI) == ns.VERSION_IRI
    assert list(graph.objects(ns.ONTOLOGY, DCTERMS.source)) == [ns.entity("source", SOURCE)]
    assert not list(graph.triples((None, OWL.imports, None)))
    first = next(line for line in content.decode().splitlines() if not line.startswith("@prefix"))
    assert first == f"<{ns.ONTOLOGY}> a owl:Ontology ;", "an editor shows the header on top"


def test_texts_are_left_out(graph: Graph, article_store: Store) -> None:
    text = Graph().parse(data=article_store.get_graph(str(ns.text_graph(SOURCE))), format="nt")
    assert list(text.predicates()) == [SG.text]
    assert not list(graph.triples((None, SG.text, None)))
    assert max(len(o) for o in graph.objects() if isinstance(o, Literal)) < 1000


def test_axioms_are_blank_and_one_a_triple_that_is_stated(graph: Graph) -> None:
    found = list(axioms(graph))
    assert len(found) > 250
    assert all(isinstance(node, BNode) for node, _ in found)
    assert [triple for triple, count in Counter(t for _, t in found).items() if count > 1] == []
    assert [triple for _, triple in found if triple not in graph] == []


def test_axioms_are_those_of_the_store_with_all_that_they_say(graph: Graph, article_store: Store) -> None:
    wanted = Graph()
    for name in article_store.graphs():
        if name != str(ns.ONTOLOGY_GRAPH):
            wanted.parse(data=article_store.get_graph(name), format="nt")
    assert notes(graph) == notes(wanted)
    for triple, said in notes(graph).items():
        kinds = {p for p, _ in said}
        assert kinds & set(EVIDENCE), triple
        assert SG.standing in kinds, triple


def test_every_statement_that_needs_evidence_has_its_axiom(graph: Graph) -> None:
    needy = {p for p, o in graph.subject_objects(SG.needsEvidence) if str(o) == "true"}
    edges = {triple for triple in graph if triple[1] in needy and str(triple[0]).startswith(ns.ID)}
    assert len(edges) > 150
    assert edges - notes(graph).keys() == set()


def test_the_same_bytes_from_a_store_in_another_order(
    content: bytes, article_store: Store, ontology: Graph
) -> None:
    assert bundle(article_store, ontology, [SOURCE]) == content
    chance = random.Random(7)
    lines = [
        line.removesuffix(b".\n") + f"<{name}> .\n".encode()
        for name in article_store.graphs()
        for line in article_store.get_graph(name).splitlines(keepends=True)
    ]
    chance.shuffle(lines)
    shuffled = EmbeddedStore.memory()
    for start in range(0, len(lines), 2000):
        shuffled.load(b"".join(lines[start : start + 2000]))
    labels: defaultdict[Node, BNode] = defaultdict(BNode)

    def fresh(term: Node) -> Node:
        return labels[term] if isinstance(term, BNode) else term

    renamed = Graph()
    for subject, predicate, obj in sorted(ontology, key=lambda _: chance.random()):
        renamed.add((fresh(subject), predicate, fresh(obj)))
    assert bundle(shuffled, renamed, [SOURCE]) == content


def test_the_same_ontology_has_the_same_names_in_stores(ontology: Graph) -> None:
    def once() -> list[Triple]:
        return sorted(skolemized(ontology_graph()))

    made = once()
    assert made == once()
    assert len(made) == len(ontology)
    assert not [term for triple in made for term in triple if isinstance(term, BNode)]


def test_every_term_in_use_is_declared(graph: Graph) -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDFS.Datatype}
    declared = {s for s, o in graph.subject_objects(RDF.type) if o in kinds}
    used = set(graph.predicates()) | set(graph.objects(None, RDF.type))
    foreign = {term for term in used if not str(term).startswith(BUILT_IN)}
    assert foreign - declared == set()
    ours = {t for triple in graph for t in triple if isinstance(t, URIRef) and str(t).startswith(str(SG))}
    assert {term for term in ours if (term, RDF.type, None) not in graph} == set()


def test_every_individual_is_named_as_one(graph: Graph) -> None:
    individuals = {
        s for s, o in graph.subject_objects(RDF.type) if isinstance(s, URIRef) and str(o).startswith(str(SG))
    }
    assert ns.entity("company", "openai") in individuals
    assert SG.noDecisiveAdvantage in individuals
    assert set(graph.subjects(RDF.type, OWL.NamedIndividual)) == individuals
    used = {t for s, _, o in graph for t in (s, o) if isinstance(t, URIRef) and t.startswith(ns.ID)}
    assert used - individuals == set(), "an identifier that is used is one that is declared"


def test_only_what_nobody_takes_for_one_another_is_all_different(graph: Graph) -> None:
    lists = all_different(graph)
    assert len(lists) > 5
    members = {member for each in lists for member in each}
    kinds = {split[0] for member in members if (split := ns.split_entity(str(member)))}
    assert kinds >= {"company", "product", "front", "risk", "event", "speaker"}
    assert not kinds & {"position", "figure", "claim", "quote", "assertion", "sentence", "span", "source"}
    never = (SG.UnidentifiedSpeaker, SG.ArticleAuthor, SG.AgentGroup, SG.MetricStatement, SG.FrontPosition)
    assert [m for m in members if any((m, RDF.type, cls) in graph for cls in never)] == []
    assert set(graph.subjects(RDF.type, SG.UnidentifiedSpeaker)), "there are some that could be listed"
    assert set(graph.subjects(RDF.type, SG.AgentGroup))


def test_whoever_is_described_may_be_one_of_those_with_names(graph: Graph, ontology: Graph) -> None:
    founder = ns.entity("speaker", "openclaw-founder")
    assert (founder, RDF.type, SG.Person) in graph
    members = {member for each in all_different(graph) for member in each}
    assert founder not in members
    assert {ns.entity("speaker", slug) for slug in ("elon-musk", "sam-altman", "business-insider")} <= members

    store = EmbeddedStore.memory()
    outlets = {
        "The Herald": "herald",
        "Südkurier": "sued",
        "20 Minuten": "20",
        "a paper of the south": "paper",
    }
    for label, slug in outlets.items():
        outlet = ns.entity("speaker", slug)
        named = (outlet, RDFS.label, Literal(label, lang="en"))
        store.put_graph(f"{ns.GRAPH}{slug}", [(outlet, RDF.type, SG.MediaOutlet), named])
    listed = all_different(Graph().parse(data=bundle(store, ontology, []), format="turtle"))
    (found,) = [each for each in listed if ns.entity("speaker", "herald") in each]
    assert set(found) == {ns.entity("speaker", slug) for slug in ("herald", "sued", "20")}


def test_each_list_of_different_ones_is_of_one_kind_and_whole(graph: Graph) -> None:
    lists = all_different(graph)
    assert all(len(set(each)) == len(each) > 1 for each in lists)
    for each in lists:
        split = {ns.split_entity(str(member)) is None for member in each}
        assert len(split) == 1, "individuals and terms of vocabularies do not stand in one list"
    companies = set(graph.subjects(RDF.type, SG.Company))
    assert [set(each) for each in lists if companies & set(each)] == [companies]
    degrees = set(graph.subjects(RDF.type, SG.AdvantageDegree))
    assert len(degrees) == 5
    assert degrees in [set(each) for each in lists]


def test_a_kind_with_one_member_makes_no_list(ontology: Graph) -> None:
    store = EmbeddedStore.memory()
    company = ns.entity("company", "alone")
    store.put_graph(str(ns.REGISTER_GRAPH), [(company, RDF.type, SG.Company)])
    found = Graph().parse(data=bundle(store, ontology, []), format="turtle")
    assert (company, RDF.type, OWL.NamedIndividual) in found
    assert company not in {member for each in all_different(found) for member in each}
