"""The OWL API 4.5, which Protégé uses, reads our files whole; and each of its checks can fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef

from kg import ns
from kg.paths import ONTOLOGY
from tests.interop.owlapi import Inspection, UnreadableFileError

pytestmark = pytest.mark.protege

Inspect = Callable[[Path], Inspection]
FILES = Path(__file__).parent / "files"
GOOD = Inspection(
    unparsed=(),
    guessed=(),
    punned=(),
    profile_violations=(),
    annotated_axioms=2,
    classes=3,
    individuals=3,
    headers=1,
)
NS = "https://example.org/market#"


def test_a_good_file_is_read_whole(inspect: Inspect) -> None:
    assert inspect(FILES / "good.ttl") == GOOD


def broken(tmp_path: Path, turtle: str) -> Path:
    """The good file with something added."""
    tmp_path.mkdir(exist_ok=True)
    path = tmp_path / "broken.ttl"
    path.write_text((FILES / "good.ttl").read_text(encoding="utf-8") + turtle, encoding="utf-8")
    return path


def test_an_undeclared_property_is_guessed_and_out_of_profile(inspect: Inspect, tmp_path: Path) -> None:
    found = inspect(broken(tmp_path, ":openai :worksWith :codex ."))
    assert found.guessed == (f"<{NS}worksWith>",)
    assert [text for text in found.profile_violations if "undeclared annotation property" in text]


def test_an_undeclared_class_is_guessed(inspect: Inspect, tmp_path: Path) -> None:
    found = inspect(broken(tmp_path, ":codex a :Tool ."))
    assert found.guessed == (f"<{NS}Tool>",)
    assert found.classes == GOOD.classes + 1


def test_a_class_used_as_an_individual_is_punned(inspect: Inspect, tmp_path: Path) -> None:
    found = inspect(broken(tmp_path, ":openai :develops :Product ."))
    assert found == replace(GOOD, punned=(f"{NS}Product",), individuals=GOOD.individuals + 1)


def test_a_triple_that_makes_no_axiom_is_left_unparsed(inspect: Inspect, tmp_path: Path) -> None:
    found = inspect(broken(tmp_path, "[] a owl:AllDifferent ."))
    assert len(found.unparsed) == 1
    assert str(OWL.AllDifferent) in found.unparsed[0]


def test_a_datatype_outside_the_map_is_out_of_profile(inspect: Inspect, tmp_path: Path) -> None:
    found = inspect(broken(tmp_path, ':openai :valuation "2026-11-23"^^xsd:date .'))
    assert found.guessed == ("xsd:date",)
    assert [text for text in found.profile_violations if "xsd:date" in text]


def test_a_second_header_is_counted(inspect: Inspect, tmp_path: Path) -> None:
    assert inspect(broken(tmp_path, "<https://example.org/other> a owl:Ontology .")).headers == 2


def test_annotated_axioms_are_those_that_the_owl_api_tells_apart(inspect: Inspect, tmp_path: Path) -> None:
    node = """[] a owl:Axiom ; owl:annotatedSource :openai ; owl:annotatedProperty rdf:type ;
        owl:annotatedTarget :Company ; :supportedBy :claim1 ."""
    once, twice = broken(tmp_path, node), broken(tmp_path / "twice", node + node)
    assert annotations(once) == inspect(once).annotated_axioms == GOOD.annotated_axioms + 1
    assert annotations(twice) > inspect(twice).annotated_axioms


def test_what_does_not_load_is_refused(inspect: Inspect, tmp_path: Path) -> None:
    turtle = (
        "[] a owl:Axiom ; owl:annotatedSource :openai ; owl:annotatedProperty :develops ; :supportedBy :c ."
    )
    with pytest.raises(UnreadableFileError, match=r"broken\.ttl"):
        inspect(broken(tmp_path, turtle))
    with pytest.raises(UnreadableFileError, match="imports"):
        inspect(broken(tmp_path, "<https://example.org/market> owl:imports <http://127.0.0.1:9/x> ."))


def test_the_ontology_alone_is_read_whole(inspect: Inspect, tmp_path: Path) -> None:
    graph = Graph()
    modules = sorted(ONTOLOGY.glob("*.ttl"))
    assert len(modules) >= 3
    for module in modules:
        graph.parse(module, format="turtle")
    for header in set(graph.subjects(RDF.type, OWL.Ontology)) - {ns.ONTOLOGY}:
        graph.remove((header, None, None))
    graph.remove((None, OWL.imports, None))
    path = tmp_path / "ontology.ttl"
    graph.serialize(path, format="turtle")
    found = inspect(path)
    assert (found.unparsed, found.guessed, found.punned, found.profile_violations) == ((), (), (), ())
    assert found.headers == 1
    assert found.classes > 50


def annotations(path: Path) -> int:
    """How many `owl:Axiom` nodes a file has, counted without the OWL API."""
    return len(set(Graph().parse(path, format="turtle").subjects(RDF.type, OWL.Axiom)))


@pytest.fixture(params=["stratagem-openai-crossroads.ttl"])
def bundle(bundle_path: Path, request: pytest.FixtureRequest) -> Path:
    """Each built bundle."""
    return bundle_path.with_name(request.param)


def test_a_bundle_is_read_whole(inspect: Inspect, bundle: Path) -> None:
    found = inspect(bundle)
    assert found.unparsed == ()
    assert found.guessed == ()
    assert found.punned == ()
    assert found.profile_violations == ()
    assert found.headers == 1


def test_a_bundle_keeps_every_annotated_axiom(inspect: Inspect, bundle: Path) -> None:
    expected = annotations(bundle)
    assert expected > 100
    assert inspect(bundle).annotated_axioms == expected


def test_a_bundle_holds_its_classes_and_individuals(inspect: Inspect, bundle: Path) -> None:
    graph = Graph().parse(bundle, format="turtle")
    found = inspect(bundle)
    declared = {s for s in graph.subjects(RDF.type, OWL.Class) if isinstance(s, URIRef)}
    assert declared
    assert found.classes == len(declared)
    assert found.individuals == len(set(graph.subjects(RDF.type, OWL.NamedIndividual))) > 0
