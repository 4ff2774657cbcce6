"""The alignments parse, name only terms that exist on our side, and say how near the other side's are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, URIRef

from kg import paths
from kg.ns import ONTOLOGY, SG

FILES = sorted((paths.ONTOLOGY / "alignments").glob("*.ttl"))
NAMES = {"prov", "oa", "schema-org", "org", "fibo", "wikidata"}
SUBSUMPTIONS = {RDFS.subClassOf: {OWL.Class}, RDFS.subPropertyOf: {OWL.ObjectProperty, OWL.DatatypeProperty}}
MAPPINGS = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
HEADER = (
    DCTERMS.title,
    DCTERMS.description,
    DCTERMS.creator,
    DCTERMS.license,
    OWL.versionIRI,
    OWL.versionInfo,
)
WIKIDATA = re.compile(r"http://www\.wikidata\.org/entity/([QP])[1-9][0-9]*")


def by_stem(file: Path) -> str:
    return file.stem


@pytest.fixture(scope="module")
def ontology() -> Graph:
    graph = Graph()
    for file in sorted(paths.ONTOLOGY.glob("*.ttl")):
        graph.parse(file, format="turtle")
    return graph


def test_each_vocabulary_has_its_file() -> None:
    assert {file.stem for file in FILES} == NAMES


@pytest.mark.parametrize("file", FILES, ids=by_stem)
def test_header_names_the_file_and_imports_nothing(file: Path) -> None:
    graph = Graph().parse(file, format="turtle")
    header = URIRef(f"{ONTOLOGY}/alignments/{file.stem}")
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [header]
    assert [term for term in HEADER if not graph.value(header, term)] == []
    assert not list(graph.subject_objects(OWL.imports))
    assert file.read_text(encoding="utf-8").startswith("# Stratagem and ")


@pytest.mark.parametrize("file", FILES, ids=by_stem)
def test_our_terms_are_declared_in_the_ontology(file: Path, ontology: Graph) -> None:
    graph = Graph().parse(file, format="turtle")
    ours = {term for triple in graph for term in triple if str(term).startswith(str(SG))}
    assert ours
    assert sorted(str(term) for term in ours if (term, RDF.type, None) not in ontology) == []


@pytest.mark.parametrize("file", FILES, ids=by_stem)
def test_each_link_is_a_mapping_between_terms_of_one_kind(file: Path, ontology: Graph) -> None:
    graph = Graph().parse(file, format="turtle")
    links = [(s, p, o) for s, p, o in graph if str(s).startswith(str(SG))]
    for ours, link, theirs in links:
        assert link in MAPPINGS | set(SUBSUMPTIONS), ours
        assert isinstance(theirs, URIRef), ours
        assert not str(theirs).startswith(str(SG)), ours
        if link not in MAPPINGS:
            assert isinstance(link, URIRef)
            kinds = set(graph.objects(theirs, RDF.type))
            assert kinds, theirs
            assert kinds <= SUBSUMPTIONS[link], theirs
            assert kinds <= set(ontology.objects(ours, RDF.type)), ours


@pytest.mark.parametrize("file", FILES, ids=by_stem)
def test_whatever_is_declared_is_used(file: Path) -> None:
    graph = Graph().parse(file, format="turtle")
    used = set(graph.predicates()) | {o for s, _, o in graph if str(s).startswith(str(SG))}
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {term for kind in kinds for term in graph.subjects(RDF.type, kind)}
    assert declared - used == set()
    assert {link for link in graph.predicates() if link in MAPPINGS} <= declared


def test_wikidata_classes_meet_items_and_properties_meet_properties(ontology: Graph) -> None:
    graph = Graph().parse(paths.ONTOLOGY / "alignments" / "wikidata.ttl", format="turtle")
    for ours, link, theirs in graph:
        if link in MAPPINGS:
            found = WIKIDATA.fullmatch(str(theirs))
            assert found, theirs
            is_class = (ours, RDF.type, OWL.Class) in ontology
            assert found[1] == ("Q" if is_class else "P"), theirs
