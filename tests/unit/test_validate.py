"""Running the shapes: the report as a value, files in any format, lines of sheets, what must never happen."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import NoReturn

import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef

from kg import ns, paths
from kg.errors import RdfSyntaxError, StratagemError
from kg.model import Place
from kg.ns import SG
from kg.store import formats
from kg.validate import Report, Result, ShapesError, read_turtle, short, validate, validate_file

ACME = ns.entity("company", "acme")
WIDGET = ns.entity("product", "widget")
CLAIM = ns.entity("claim", "c100000000000000")
QUOTE = ns.entity("quote", "a100000000000000")
SHEET = Place(Path("seeds/s/claims.yaml"), 12)
CASES = Path(__file__).parents[1] / "shapes"
PREFIXES = """
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix ex: <https://example.org/> .
    @prefix sg: <https://w3id.org/stratagem/ontology#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    """


def case(name: str) -> Graph:
    return Graph().parse(CASES / f"{name}.ttl")


def shape(body: str) -> Graph:
    return Graph().parse(data=PREFIXES + body, format="turtle")


def only(report: Report, name: str) -> Result:
    """The single finding of one shape."""
    (result,) = (each for each in report.results if each.shape.endswith(f"#{name}"))
    return result


def test_a_finding_says_which_node_which_path_which_value_and_why() -> None:
    result = only(validate(case("Claim/invalid-ClaimSpeaker-class")), "ClaimSpeaker")
    assert result == Result(
        focus=CLAIM,
        path=f"<{SG.speaker}>",
        value=WIDGET,
        message="A claim has exactly one speaker, an agent, named or not.",
        severity="violation",
        shape="https://w3id.org/stratagem/shapes#ClaimSpeaker",
        component="http://www.w3.org/ns/shacl#ClassConstraintComponent",
    )
    assert result.where == ""


def test_only_violations_refuse() -> None:
    warned = validate(case("QuoteVerbatim/valid-not-at-hand"))
    assert warned.conforms
    assert warned.counts == {"violation": 0, "warning": 1, "info": 0}
    refused = validate(case("QuoteVerbatim/invalid-QuoteVerbatim-sparql-letter"))
    assert not refused.conforms
    assert refused.counts["violation"] == 1


def test_the_gravest_finding_comes_first_and_a_row_is_short() -> None:
    data = case("Claim/invalid-ClaimSpeaker-class")
    data.remove((None, SG.text, None))
    report = validate(data)
    assert [result.severity for result in report.results] == ["violation", "warning"]
    assert report.rows()[0] == (
        "violation",
        "sgsh:ClaimSpeaker",
        "claim/c100000000000000",
        "sg:speaker",
        "product/widget",
        "A claim has exactly one speaker, an agent, named or not.",
        "",
    )
    assert str(report).splitlines()[0] == "does not conform: 1 violation, 1 warning, 0 info"
    assert len(str(report).splitlines()) == 3
    assert str(validate(Graph())) == "conforms: 0 violation, 0 warning, 0 info"


def test_iris_are_shortened_wherever_they_stand() -> None:
    text = f"The claim {CLAIM}, <{SG.speaker}>: {SG.speaker}|^<{SG.onFront}>."
    assert short(text) == "The claim claim/c100000000000000, sg:speaker: sg:speaker|^sg:onFront."
    assert short("https://example.org/a") == "https://example.org/a"


def test_the_sheet_is_named_for_a_claim_and_for_what_belongs_to_one() -> None:
    places = {CLAIM: SHEET}
    claim = only(validate(case("Claim/invalid-ClaimSpeaker-class"), locate=places), "ClaimSpeaker")
    assert (claim.file, claim.line) == (SHEET.file, SHEET.line)
    assert claim.where == f"{SHEET.file}:12"
    quote = case("QuoteVerbatim/invalid-QuoteVerbatim-sparql-letter")
    assert only(validate(quote, locate=places.get), "QuoteVerbatim").line == 12
    axiom = case("AxiomUnique/invalid-AxiomUnique-sparql")
    assert only(validate(axiom, locate=places), "AxiomUnique").line == 12
    assertion = case("Assertion/invalid-Assertion-xone-both")
    assert only(validate(assertion, locate=places), "Assertion").line == 12
    assert only(validate(assertion, locate={}), "Assertion").file is None


def test_a_node_with_an_entry_of_its_own_comes_before_the_claims_behind_it() -> None:
    places = {
        CLAIM: SHEET,
        QUOTE: Place(SHEET.file, 99),
        ns.entity("source", "s"): Place(Path("source.yaml"), 1),
    }
    quote = case("QuoteVerbatim/invalid-QuoteVerbatim-sparql-letter")
    assert only(validate(quote, locate=places), "QuoteVerbatim").line == 99
    hashed = case("SourceTextHash/invalid-SourceTextHash-sparql")
    assert only(validate(hashed, locate=places), "SourceTextHash").file == Path("source.yaml")


def test_the_claims_of_a_statement_at_fault_come_first() -> None:
    rules = shape("""
        <https://example.org/#Maker> a sh:NodeShape ; sh:targetClass sg:Company ;
            sh:property <https://example.org/#Made> .
        <https://example.org/#Made> sh:path sg:develops ; sh:class sg:Front ; sh:message "no front" .""")
    places = {CLAIM: SHEET, ACME: Place(Path("entities.yaml"), 3), WIDGET: Place(Path("entities.yaml"), 5)}
    report = validate(case("Axiom/valid-supported"), shapes=rules, locate=places)
    assert only(report, "Made").where == f"{SHEET.file}:12"


def test_an_axiom_without_a_name_is_described_by_its_statement() -> None:
    result = only(validate(case("AxiomStatement/invalid-AxiomStatement-sparql")), "AxiomStatement")
    assert isinstance(result.value, BNode)
    assert str(result.value) not in result.message
    assert f"(<{ACME}> <{SG.develops}> <{WIDGET}>)" in result.message


def test_a_value_with_backslashes_does_not_break_the_message() -> None:
    data = case("MetricStatement/valid-plain")
    data.add((ns.entity("figure", "s-loss"), SG.periodLabel, Literal(r"in\two \1 years")))
    assert "in/two /1 years has no evidence" in only(validate(data), "StatementEvidence").message


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ex:a", "<ex:a>"),
        ("( ex:a [ sh:inversePath ex:b ] )", "<ex:a>/^<ex:b>"),
        ("[ sh:alternativePath ( ex:a ( ex:b ex:c ) ) ]", "(<ex:a>|<ex:b>/<ex:c>)"),
        ("[ sh:zeroOrOnePath ex:a ]", "<ex:a>?"),
        ("( [ sh:zeroOrMorePath ex:a ] [ sh:oneOrMorePath ex:b ] )", "<ex:a>*/<ex:b>+"),
    ],
)
def test_a_path_is_written_as_in_sparql(path: str, text: str) -> None:
    rules = shape(f"""
        <https://example.org/#S> a sh:NodeShape ; sh:targetNode ex:x ; sh:property <https://example.org/#P> .
        <https://example.org/#P> sh:path {path} ; sh:minCount 5 ; sh:message "too few" .""")
    result = only(validate(Graph(), shapes=rules), "P")
    assert (result.path or "").replace("https://example.org/", "ex:") == text


@pytest.mark.parametrize(
    "body",
    [
        # it returns a failure instead of raising it
        """ex:S a sh:NodeShape ; sh:targetNode ex:x ; sh:sparql [ sh:message "m" ;
            sh:select "SELECT $this WHERE { $this ?p ?o MINUS { ?o ?p $this } }" ] .""",
        "ex:S a sh:NodeShape ; sh:targetNode ex:x ; sh:property [ a sh:PropertyShape ; sh:minCount 1 ] .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:x ; sh:property [ sh:path rdfs:label ; sh:minCount 1 , 2 ] .",
    ],
)
def test_shapes_that_cannot_be_run_are_an_error_and_not_a_verdict(body: str) -> None:
    with pytest.raises(ShapesError, match="the shapes cannot be run"):
        validate(Graph(), shapes=shape(body))
    assert issubclass(ShapesError, StratagemError)


def test_a_shape_sees_members_of_subclasses_and_nothing_else_is_inferred() -> None:
    rules = shape("""<https://example.org/#S> a sh:NodeShape ; sh:targetClass sg:Agent ;
        sh:property <https://example.org/#P> .
        <https://example.org/#P> sh:path rdfs:label ; sh:maxCount 0 .""")
    data = Graph()
    data.add((ACME, RDF.type, SG.Company))
    data.add((ACME, RDFS.label, Literal("Acme", lang="en")))
    # The range of develops is no reason to take the widget for a product.
    data.add((ACME, SG.develops, WIDGET))
    data.add((WIDGET, RDFS.label, Literal("Widget", lang="en")))
    assert [result.focus for result in validate(data, shapes=rules).results] == [ACME]
    assert not any(result.focus == WIDGET for result in validate(data).results)


def test_neither_data_nor_ontology_are_changed_and_graphs_may_be_used_again() -> None:
    data, rules, ontology = case("Claim/valid-typed"), read_turtle(paths.SHAPES), read_turtle(paths.ONTOLOGY)
    before = [set(graph) for graph in (data, ontology)]
    first = validate(data, shapes=rules, ontology=ontology)
    assert [set(graph) for graph in (data, ontology)] == before
    assert validate(data, shapes=rules, ontology=ontology) == first


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    data = case("Claim/valid-typed")
    data.add((URIRef("https://example.org/o"), RDF.type, OWL.Ontology))
    data.add((URIRef("https://example.org/o"), OWL.imports, URIRef("http://127.0.0.1:9/o.ttl")))
    rules = read_turtle(paths.SHAPES)
    rules.add((URIRef("https://w3id.org/stratagem/shapes"), OWL.imports, URIRef("http://127.0.0.1:9/s.ttl")))
    assert validate(data, shapes=rules).conforms


@pytest.mark.parametrize("form", formats.FORMATS, ids=lambda form: form.suffix)
def test_a_file_of_any_format_is_read_and_its_graphs_are_merged(form: formats.Format, tmp_path: Path) -> None:
    graph = URIRef("https://w3id.org/stratagem/graph/s") if form.graphs else None
    triples = case("Claim/invalid-ClaimSpeaker-class")
    content = formats.serialize([(s, p, o, graph) for s, p, o in triples], form)
    file = tmp_path / f"data.{form.suffix}"
    file.write_bytes(content)
    report = validate_file(file, locate={CLAIM: SHEET})
    assert report == validate(triples, locate={CLAIM: SHEET})
    assert report.counts["violation"] == 1
    assert validate_file(content, f"{form.media_type}; charset=utf-8", locate={CLAIM: SHEET}) == report


def test_axioms_without_names_pass_in_a_file() -> None:
    assert validate_file(CASES / "Axiom" / "valid-supported.ttl").results == ()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.ttl", "@prefix : <urn:x:> .\n:a :b ; oops .", "line 2"),
        ("a.jsonld", '{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "x"}', "remote context"),
        ("a.rdf", '<!DOCTYPE r [<!ENTITY a "b">]><rdf:RDF/>', "DOCTYPE"),
        ("a.csv", "a,b", "text/turtle"),
        ("a", "", "its format is not known"),
    ],
)
def test_what_is_not_rdf_is_refused_with_the_name_of_the_file(
    name: str, content: str, says: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RdfSyntaxError) as caught:
        validate_file(file)
    assert caught.value.origin == str(file)
    assert says in str(caught.value)


def test_a_missing_file_and_bytes_of_an_unknown_format_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RdfSyntaxError, match="cannot be read"):
        validate_file(tmp_path / "none.ttl")
    with pytest.raises(RdfSyntaxError, match="its format is not known"):
        validate_file(b"", "text/html")
    with pytest.raises(RdfSyntaxError, match="its format is not known"):
        validate_file(b"")
