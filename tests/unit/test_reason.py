"""The gate by HermiT and the explanations, on small ontologies."""

from __future__ import annotations

import http.server
import os
import re
import select
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Dataset, Graph, Namespace, URIRef

from kg.errors import ReasonerError
from kg.reason import explain, lines, reason
from kg.reason.axioms import Axiom, theory
from kg.reason.nominals import without_nominals
from kg.reason.process import complaint, environment, run
from kg.reason.terms import ntriples
from kg.reason.worker import INCONSISTENT, infer

EX = Namespace("https://example.org/o#")
HEAD = """
@prefix : <https://example.org/o#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sg: <https://w3id.org/stratagem/ontology#> .
@prefix co: <https://w3id.org/stratagem/id/company/> .
@prefix owlready: <http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#> .
<https://example.org/o> a owl:Ontology .
"""
SCHEMA = """
:Agent a owl:Class . :Company a owl:Class ; rdfs:subClassOf :Agent . :Product a owl:Class .
:Front a owl:Class . :Count a owl:Class .
[] a owl:AllDisjointClasses ; owl:members ( :Agent :Product :Front ) .
:develops a owl:ObjectProperty ; rdfs:domain :Agent ; rdfs:range :Product .
:on a owl:ObjectProperty ; rdfs:range :Front . :about a owl:ObjectProperty .
:valueMin a owl:DatatypeProperty ; rdfs:range xsd:decimal . :note a owl:AnnotationProperty .
"""
DEFINED = """
:Developer a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :Company
    [ a owl:Restriction ; owl:onProperty :develops ; owl:someValuesFrom :Product ] ) ] .
:OnSearch a owl:Class ; owl:equivalentClass
    [ a owl:Restriction ; owl:onProperty :on ; owl:hasValue :search ] .
:Overextended a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :Company
    [ a owl:Restriction ; owl:onProperty [ owl:inverseOf :about ] ; owl:someValuesFrom
        [ a owl:Class ; owl:intersectionOf ( :Count [ a owl:Restriction ; owl:onProperty :valueMin ;
            owl:someValuesFrom [ a rdfs:Datatype ; owl:onDatatype xsd:decimal ;
                owl:withRestrictions ( [ xsd:minInclusive 6.0 ] ) ] ] ) ] ] ) ] .
:openai a :Company ; :develops :codex . :google a :Company ; :on :search .
:six a :Count ; :about :openai ; :valueMin 6.0 . :five a :Count ; :about :google ; :valueMin 5.9 .
"""


def graph(*parts: str) -> Graph:
    """A graph of the prefixes and some Turtle."""
    return Graph().parse(data=HEAD + "\n".join(parts), format="turtle")


def rendered(axioms: tuple[Axiom, ...]) -> set[str]:
    """The lines of an explanation without the test's namespace."""
    return {re.sub(rf"<{EX}(\w+)>", r"\1", line) for line in lines(axioms)}


@pytest.fixture(autouse=True)
def no_path_and_clean_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test runs with an empty PATH, and must leave nothing in the temporary folder."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


def test_defined_classes_are_inferred() -> None:
    result = reason(graph(SCHEMA, DEFINED))
    assert result.consistent
    assert result.unsatisfiable == ()
    of_openai = {cls for individual, cls in result.inferred_types if individual == EX.openai}
    assert of_openai == {EX.Company, EX.Agent, EX.Developer, EX.Overextended}
    assert {
        (EX.openai, EX.Overextended),
        (EX.openai, EX.Developer),
        (EX.google, EX.OnSearch),
    } <= result.new_types
    assert (EX.google, EX.Overextended) not in result.inferred_types
    assert (EX.codex, EX.Product) in result.new_types
    assert (EX.openai, EX.Company) not in result.new_types
    assert 0 < result.seconds < 60


def test_bytes_and_datasets_are_read_like_graphs() -> None:
    data = graph(SCHEMA, DEFINED)
    dataset = Dataset()
    for triple in data:
        dataset.graph(URIRef("urn:g")).add(triple)
    expected = theory(data).triples()
    assert len(expected) > 50
    from_bytes = theory(data.serialize(format="nt", encoding="utf-8"))
    assert theory(dataset).triples() == expected
    assert len(from_bytes.axioms) == len(theory(data).axioms)
    assert reason(data.serialize(format="nt", encoding="utf-8")).new_types == reason(dataset).new_types


def test_same_individuals_share_their_types() -> None:
    result = reason(graph(SCHEMA, ":a a :Company . :b owl:sameAs :a ."))
    assert {(EX.b, EX.Company), (EX.b, EX.Agent)} <= result.new_types


def test_equivalent_classes_share_their_members() -> None:
    result = reason(graph(SCHEMA, ":Firm a owl:Class ; owl:equivalentClass :Company . :a a :Company ."))
    assert (EX.a, EX.Firm) in result.new_types


def test_unsatisfiable_classes_are_found_with_those_below_them() -> None:
    data = graph(
        SCHEMA,
        ":Hybrid a owl:Class ; rdfs:subClassOf :Company, :Product .",
        ":Sub a owl:Class ; rdfs:subClassOf :Hybrid .",
    )
    result = reason(data)
    assert result.consistent
    assert result.unsatisfiable == (EX.Hybrid, EX.Sub)
    assert rendered(explain(data, unsatisfiable=EX.Sub)) == {
        "Sub SubClassOf Hybrid",
        "Hybrid SubClassOf Company",
        "Hybrid SubClassOf Product",
        "Company SubClassOf Agent",
        "DisjointClasses: Agent, Product, Front",
    }
    assert explain(data, unsatisfiable=EX.Company) == ()


def test_nominals_are_rewritten_without_a_change_of_answers() -> None:
    data = graph(SCHEMA, DEFINED, ":OnSearch rdfs:subClassOf :Watched . :Watched a owl:Class .")
    stated = theory(data)
    rewritten = without_nominals(stated)
    assert rewritten.classes == (EX.OnSearch,)
    assert not [t for t in rewritten.triples if t[1] == OWL.hasValue]
    exact = Graph().parse(data=infer(ntriples(stated.triples()).encode()), format="nt")
    result = reason(data)
    stated_by_hermit = {
        (s, o) for s, o in exact.subject_objects(RDF.type) if o in (EX.OnSearch, EX.Overextended)
    }
    assert stated_by_hermit == {(EX.google, EX.OnSearch), (EX.openai, EX.Overextended)}
    assert stated_by_hermit <= result.inferred_types
    assert (EX.google, EX.Watched) in result.inferred_types
    assert {str(cls) for _, cls in result.inferred_types if not cls.startswith(str(EX))} == set()


@pytest.mark.parametrize(
    "turtle",
    [
        ":b a :OnSearch .",
        ":Sub a owl:Class ; rdfs:subClassOf :OnSearch .",
        ":OnSearch owl:disjointWith :Product .",
        ":on rdfs:domain :OnSearch .",
        ":OnSearch owl:equivalentClass :Other . :Other a owl:Class .",
        ":Other a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:complementOf :OnSearch ] .",
    ],
)
def test_nominals_stay_where_a_class_is_used_otherwise(turtle: str) -> None:
    assert without_nominals(theory(graph(SCHEMA, DEFINED, turtle))).classes == ()


def test_a_class_that_is_empty_for_what_its_nominal_is_is_found() -> None:
    data = graph(SCHEMA, DEFINED, ":search a :Product .", ":Product owl:disjointWith :Front .")
    data.remove((EX.google, EX.on, None))
    result = reason(data)
    assert result.consistent
    assert result.unsatisfiable == (EX.OnSearch,)


def test_a_datatype_is_explained_with_its_definition() -> None:
    data = graph(
        SCHEMA,
        ":Year a rdfs:Datatype ; owl:equivalentClass [ a rdfs:Datatype ; owl:onDatatype xsd:string ;"
        ' owl:withRestrictions ( [ xsd:pattern "[0-9]{4}" ] ) ] .',
        ':year a owl:DatatypeProperty ; rdfs:range :Year . :a :year "soon" .',
    )
    assert rendered(explain(data)) == {
        "year Range Year",
        'a year "soon"',
        'Year EquivalentTo xsd:string[pattern "[0-9]{4}"]',
    }


def test_an_inconsistency_is_a_result() -> None:
    result = reason(graph(SCHEMA, ":a a :Company, :Product ."))
    assert not result.consistent
    assert (result.unsatisfiable, result.inferred_types, result.new_types) == ((), frozenset(), frozenset())


def test_a_double_in_a_decimal_range_is_inconsistent() -> None:
    data = graph(SCHEMA, ":a :valueMin 1.0E1 .")
    assert not reason(data).consistent
    assert len(explain(data)) == 2


def test_nothing_is_explained_where_nothing_contradicts() -> None:
    assert explain(graph(SCHEMA, DEFINED)) == ()
    assert explain(Graph()) == ()


def planted() -> Graph:
    """Some 500 axioms, twice as many annotations, and one contradiction of four axioms."""
    data = graph(SCHEMA, DEFINED, ":AgentGroup a owl:Class ; rdfs:subClassOf :Agent .")
    for n in range(100):
        data += graph(
            f':c{n} a :Company ; rdfs:label "company {n}"@en ; :develops :p{n} ; :on :f{n} .'
            f':p{n} a :Product ; rdfs:label "product {n}"@en ; :note "2026"^^xsd:gYear . :f{n} a :Front .'
            f"[] a owl:Axiom ; owl:annotatedSource :c{n} ; owl:annotatedProperty :on"
            f" ; owl:annotatedTarget :f{n} ; :note :claim{n} ."
        )
    data += graph(
        ":d a owl:AllDifferent ; owl:distinctMembers ( " + " ".join(f":c{n}" for n in range(60)) + " ) ."
    )
    return data + graph(":c7 :develops :users . :users a :AgentGroup .")


def test_a_planted_contradiction_is_found_among_five_hundred_axioms() -> None:
    data = planted()
    assert len(theory(data).axioms) > 500
    start = time.monotonic()
    axioms = explain(data)
    assert time.monotonic() - start < 60
    assert rendered(axioms) == {
        "c7 develops users",
        "users Type AgentGroup",
        "AgentGroup SubClassOf Agent",
        "develops Range Product",
        "DisjointClasses: Agent, Product, Front",
    }
    stated = theory(data)
    kept = Graph()
    for triple in stated.triples() - set().union(*(axiom.triples for axiom in axioms)):
        kept.add(triple)
    assert reason(kept).consistent


def test_each_axiom_of_an_explanation_is_needed() -> None:
    data = graph(
        SCHEMA,
        "[] a owl:AllDifferent ; owl:members ( :a :b :c ) . :about a owl:FunctionalProperty .",
        ":x :about :a, :b . :y :about :c .",
    )
    axioms = explain(data)
    assert rendered(axioms) == {
        "DifferentIndividuals: a, b, c",
        "Functional: about",
        "x about a",
        "x about b",
    }
    declarations = theory(data).declarations
    for left_out in axioms:
        rest = Graph()
        for triple in {*declarations, *(t for a in axioms if a is not left_out for t in a.triples)}:
            rest.add(triple)
        assert reason(rest).consistent


def test_long_lists_show_the_members_that_matter() -> None:
    members = " ".join(f":c{n}" for n in range(40))
    data = graph(f":x a owl:AllDifferent ; owl:members ( {members} ) . :c31 owl:sameAs :c8 .")
    assert rendered(explain(data)) in (
        {"DifferentIndividuals: c31, c8, … and 38 more", "c31 SameAs c8"},
        {"DifferentIndividuals: c8, c31, … and 38 more", "c31 SameAs c8"},
    )


@pytest.mark.parametrize(
    ("turtle", "line"),
    [
        (":develops owl:inverseOf :by .", "develops InverseOf by"),
        (":p owl:propertyChainAxiom ( :on :about ) .", "p SuperPropertyOf chain on o about"),
        (":p a owl:TransitiveProperty .", "Transitive: p"),
        (":A rdfs:subClassOf [ owl:unionOf ( :B [ owl:complementOf :C ] ) ] .", "A SubClassOf B or (not C)"),
        (":A owl:equivalentClass [ owl:oneOf ( :a :b ) ] .", "A EquivalentTo {a, b}"),
        (
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :B ] .",
            "A SubClassOf p max 1 B",
        ),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasSelf true ] .", "A SubClassOf p Self"),
        (
            "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :A .",
            "p only B SubClassOf A",
        ),
        (
            "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ;"
            " owl:targetIndividual :b .",
            "not a p b",
        ),
        (":a :valueMin 6.5 .", "a valueMin 6.5"),
        (':a :valueMin "x" .', 'a valueMin "x"'),
        ("co:openai a sg:Company .", "company/openai Type sg:Company"),
        (
            ":A owl:equivalentClass [ a rdfs:Datatype ; owl:onDatatype xsd:decimal ; owl:withRestrictions ("
            " [ xsd:minInclusive 6.0 ] [ xsd:maxExclusive 7.0 ] ) ] .",
            "A EquivalentTo xsd:decimal[< 7.0, >= 6.0]",
        ),
    ],
)
def test_an_axiom_is_a_line_for_people(turtle: str, line: str) -> None:
    declared = ":p a owl:ObjectProperty . :by a owl:ObjectProperty . "
    known = set(theory(graph(SCHEMA, declared)).triples())
    new = [a for a in theory(graph(SCHEMA, declared, turtle)).axioms if not a.triples <= known]
    own = tuple(
        a
        for a in new
        if not any(o == URIRef("http://www.w3.org/2002/07/owl#AllDisjointClasses") for _, _, o in a.triples)
    )
    assert rendered(own) == {line}


def test_annotations_have_no_influence() -> None:
    data = graph(
        SCHEMA,
        ':a a :Company ; rdfs:label "a"@en ; :note "2026-11-23"^^xsd:date, :Product .',
        ":note rdfs:range :Front .",
        "[] a owl:Axiom ; owl:annotatedSource :a ; owl:annotatedProperty rdf:type ;"
        " owl:annotatedTarget :Company ; :note :c .",
    )
    result = reason(data)
    assert result.consistent
    assert result.inferred_types == {(EX.a, EX.Company), (EX.a, EX.Agent)}
    assert (EX.a, RDF.type, EX.Company) in theory(data).triples()


def test_an_annotated_triple_counts_as_stated() -> None:
    node = "[] a owl:Axiom ; owl:annotatedSource :a ; owl:annotatedProperty rdf:type ; owl:annotatedTarget "
    assert not reason(graph(SCHEMA, ":a a :Company .", node + ":Product .")).consistent


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        (
            ':a :valueMin "2026-11-23"^^xsd:date .',
            ["2026-11-23", "XMLSchema#date", "valueMin", "xsd:dateTime"],
        ),
        (':a :valueMin "six"^^xsd:decimal .', ['"six"', "form of its datatype"]),
        (":a :valueMin 0.12345678901234567890 .", ["0.12345678901234567890", "lose digits"]),
        (":a :valueMin 9223372036854775808 .", ["9223372036854775808", "64 bits"]),
        (":a :holds :b .", ["undeclared", str(EX.holds), "owl:ObjectProperty"]),
        (":a :p1 :b ; :p2 :b ; :p3 :b ; :p4 :b ; :p5 :b .", ["and 2 more"]),
    ],
)
def test_what_hermit_cannot_read_is_named(turtle: str, words: list[str]) -> None:
    with pytest.raises(ReasonerError) as caught:
        reason(graph(SCHEMA, turtle))
    assert all(word in str(caught.value) for word in words), str(caught.value)
    with pytest.raises(ReasonerError):
        explain(graph(SCHEMA, turtle))


def test_what_hermit_itself_refuses_is_told_in_its_words() -> None:
    data = graph(
        ":p a owl:ObjectProperty, owl:TransitiveProperty . :A a owl:Class ; rdfs:subClassOf"
        " [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] . :a a :A ; :p :b ."
    )
    for question in (reason, explain):
        with pytest.raises(ReasonerError, match="IllegalArgumentException: Non-simple property"):
            question(data)


def test_text_that_is_no_rdf_is_refused() -> None:
    with pytest.raises(ReasonerError, match="not N-Triples"):
        reason(b"<a> <b>")


def test_a_python_module_annotation_does_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = tmp_path / "ran"
    (tmp_path / "planted_module.py").write_text(f"open({str(marker)!r}, 'w').close()")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    data = graph('<https://example.org/o> owlready:python_module "planted_module" .')
    for question in (reason, explain):
        with pytest.raises(ReasonerError, match="python_module"):
            question(data)
    assert not marker.exists()


@pytest.fixture
def requests() -> Iterator[tuple[str, list[str]]]:
    """A server on the loopback interface: its address and the paths that were asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_imports_are_not_fetched(requests: tuple[str, list[str]]) -> None:
    address, asked = requests
    data = graph(SCHEMA, f"<https://example.org/o> owl:imports <{address}o.owl> . :a a :Company .")
    data += graph(f"<{address}other> a owl:Ontology ; owl:imports <{address}more> .")
    assert reason(data).consistent
    assert explain(data) == ()
    assert asked == []


def test_the_time_limit_is_kept() -> None:
    for question in (reason, explain):
        start = time.monotonic()
        with pytest.raises(ReasonerError, match=r"ended after 0\.1 s"):
            question(graph(SCHEMA, DEFINED), timeout=0.1)
        assert time.monotonic() - start < 5


def test_a_deadline_ends_the_whole_group_and_no_other(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    code = (
        "import subprocess, sys, time\n"
        f"held = open({str(pipe)!r}, 'w'); held.write('x'); held.flush()\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], pass_fds=[held.fileno()])\n"
        "time.sleep(60)\n"
    )
    with pytest.raises(ReasonerError, match="ended after 2 s"):
        run([sys.executable, "-c", code], environment(tmp_path), 2)
    assert os.read(reading, 1) == b"x"
    assert select.select([reading], [], [], 5)[0]
    assert os.read(reading, 1) == b"", "a grandchild still holds the pipe"
    os.close(reading)


def test_a_missing_java_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReasonerError, match="could not be started"):
        run([str(tmp_path / "java")], environment(tmp_path), 1)


def test_the_worker_answers_in_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    data = graph(SCHEMA, DEFINED)
    found = Graph().parse(data=infer(data.serialize(format="nt", encoding="utf-8")), format="nt")
    assert (EX.openai, RDF.type, EX.Overextended) in found
    broken = graph(SCHEMA, ":a a :Company, :Product .")
    assert infer(broken.serialize(format="nt", encoding="utf-8")) == INCONSISTENT


@pytest.mark.parametrize(
    ("messages", "sentence"),
    [
        (
            'Exception in thread "main" java.lang.Foo$BarException: no good\n\tat x.y(Z.java)',
            "Foo$BarException: no good",
        ),
        ("Traceback\n  File\nkg.x.FooError: first\n\nlast.BarError: second\n", "BarError: second"),
        ("something odd\n", "something odd"),
        ("", "it ended without a message"),
    ],
)
def test_a_trace_becomes_a_sentence(messages: str, sentence: str) -> None:
    assert complaint(messages) == sentence
