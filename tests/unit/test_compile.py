"""What compile makes of a sheet, triple by triple, and that it depends on nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from kg import ns
from kg.compile import Graphs, compile_register, compile_seeds, compile_source, coverage, provenance, quads
from kg.model import Seeds
from kg.ns import SG
from kg.sheet.load import load_seeds
from tests.unit.airline_seeds import FOLDER, Airline, vocabulary

SOURCE = ns.entity("source", "northair")


@pytest.fixture
def seeds() -> Seeds:
    return load_seeds(FOLDER, vocabulary())


@pytest.fixture
def graphs(seeds: Seeds) -> Graphs:
    return compile_seeds(seeds)


def graph(graphs: Graphs, name: URIRef) -> Graph:
    found = Graph()
    for triple in graphs[name]:
        found.add(triple)
    return found


@pytest.fixture
def source(graphs: Graphs) -> Graph:
    return graph(graphs, ns.source_graph("northair"))


@pytest.fixture
def register(graphs: Graphs) -> Graph:
    return graph(graphs, ns.REGISTER_GRAPH)


def claim(source: Graph, key: str) -> URIRef:
    found = source.value(None, SG.sheetKey, Literal(key))
    assert isinstance(found, URIRef)
    return found


def asserted(source: Graph, key: str) -> set[tuple[str, ...]]:
    """The assertions of a claim, as local names and lexical forms."""
    found = set()
    for node in source.objects(claim(source, key), SG.asserts):
        parts = [source.value(node, SG[f"asserted{part}"]) for part in ("Subject", "Property")]
        obj = source.value(node, SG.assertedObject) or source.value(node, SG.assertedValue)
        found.add(tuple(local(str(part)) for part in (*parts, obj)))
    return found


def local(iri: str) -> str:
    return iri.removeprefix(ns.ID).removeprefix(str(SG)).removeprefix(str(RDF))


def test_each_triple_stands_in_one_graph(graphs: Graphs) -> None:
    counts = Counter(quad[:3] for quad in quads(graphs))
    assert {triple for triple, count in counts.items() if count > 1} == set()
    assert set(graphs) == {ns.REGISTER_GRAPH, ns.source_graph("northair"), ns.text_graph("northair")}


def test_compiling_again_gives_the_same_in_the_same_order(seeds: Seeds) -> None:
    assert list(quads(compile_seeds(seeds))) == list(quads(compile_seeds(load_seeds(FOLDER, vocabulary()))))


def test_graphs_can_be_compiled_alone(seeds: Seeds, graphs: Graphs) -> None:
    assert {**compile_register(seeds.register, seeds), **compile_source(seeds.sheets[0])} == graphs


def test_register_has_entities_facts_and_positions(register: Graph) -> None:
    northair, lounges = ns.entity("company", "northair"), ns.entity("product", "lounges")
    assert (northair, RDF.type, SG.Company) in register
    assert (northair, RDFS.label, Literal("Northair", lang="en")) in register
    assert (northair, SKOS.altLabel, Literal("North Air", lang="en")) in register
    assert (northair, SKOS.definition, Literal("An airline of the far north.", lang="en")) in register
    assert (northair, SG.develops, lounges) in register
    axiom = ns.axiom(northair, SG.develops, lounges)
    assert {(p, o) for p, o in register.predicate_objects(axiom)} == {
        (RDF.type, OWL.Axiom),
        (OWL.annotatedSource, northair),
        (OWL.annotatedProperty, SG.develops),
        (OWL.annotatedTarget, lounges),
        (SG.curatedIn, ns.REGISTER_GRAPH),
    }
    position = ns.entity("position", "northair-arctic")
    assert (position, RDF.type, SG.FrontPosition) in register
    assert (position, RDFS.label, Literal("Northair on arctic routes", lang="en")) in register


def test_source_and_its_text(source: Graph, graphs: Graphs) -> None:
    title = 'Northair\'s Gamble: Three Routes and a "Quiet War"'
    author = ns.entity("speaker", "northair-author")
    assert {(p, o) for p, o in source.predicate_objects(SOURCE)} == {
        (RDF.type, SG.Article),
        (RDFS.label, Literal(title, lang="en")),
        (SG.title, Literal(title)),
        (SG.sha256, source.value(SOURCE, SG.sha256)),
        (SG.rights, Literal("full")),
        (SG.origin, Literal("sheet")),
        (SG.author, author),
        (SG.publishedOn, Literal("2031-02")),
    }
    assert (author, RDF.type, SG.ArticleAuthor) in source
    assert (author, RDFS.label, Literal("the author of “Northair's Gamble”", lang="en")) in source
    text = (FOLDER / "northair" / "article.txt").read_text(encoding="utf-8")
    assert graphs[ns.text_graph("northair")] == ((SOURCE, SG.text, Literal(text)),)


def test_claim_quote_and_sentence(source: Graph) -> None:
    text = (FOLDER / "northair" / "article.txt").read_text(encoding="utf-8")
    iri = claim(source, "loss-expected")
    assert set(source.predicate_objects(iri)) >= {
        (RDF.type, SG.Claim),
        (RDFS.label, Literal("The airline expects to", lang="en")),
        (SG.inSource, SOURCE),
        (SG.speaker, ns.entity("company", "northair")),
        (SG.reportedBy, ns.entity("speaker", "northair-author")),
        (SG.modality, SG.forecast),
        (SG.certainty, SG.probable),
        (SG.polarity, SG.affirmed),
    }
    quote = source.value(iri, SG.hasQuote)
    start = text.index("The airline expects to lose")
    assert {(p, o) for p, o in source.predicate_objects(quote)} == {
        (RDF.type, SG.Quote),
        (SG.exact, Literal("The airline expects to")),
        (SG.suffix, Literal(" lose $2.5 million")),
        (SG.startOffset, Literal(start)),
        (SG.endOffset, Literal(start + len("The airline expects to"))),
        (SG.inSource, SOURCE),
        (SG.inSentence, ns.entity("sentence", "northair-002")),
    }
    sentence = ns.entity("sentence", "northair-002")
    assert (sentence, SG.ordinal, Literal(2)) in source
    assert (sentence, SG.states, Literal(True)) in source


def test_identifiers_are_the_documented_hashes(source: Graph) -> None:
    iri = claim(source, "no-moat")
    text = (FOLDER / "northair" / "article.txt").read_text(encoding="utf-8")
    start = text.index("Northair has no moat")
    end = start + len("Northair has no moat")
    head = (ns.entity("company", "northair"), SG.hasMoat, ns.entity("moat", "loyalty"))
    triple = " ".join(term.n3() for term in head)
    speaker = str(ns.entity("speaker", "northair-analyst"))
    identifier = ns.content_id("northair", str(start), str(end), speaker, "denied", triple)
    assert iri == ns.entity("claim", identifier)
    assert source.value(iri, SG.hasHead) == ns.entity("assertion", ns.content_id(identifier, triple))
    assert source.value(iri, SG.hasQuote) == ns.entity(
        "quote", ns.content_id("northair", str(start), str(end))
    )


def test_figure_of_a_range(source: Graph) -> None:
    figure = "figure/northair-route-count"
    assert asserted(source, "routes-counted") == {
        (figure, "valueMin", "3"),
        (figure, "valueMax", "4"),
        (figure, "type", "FrontCount"),
        (figure, "about", "company/northair"),
        (figure, "metric", "frontCount"),
        (figure, "unit", "count"),
    }
    head = source.value(claim(source, "routes-counted"), SG.hasHead)
    assert source.value(head, SG.assertedValue) == Literal("3", datatype=XSD.decimal)
    assert (ns.entity("figure", "northair-route-count"), RDF.type, None) not in source


def test_figure_of_money_with_a_period(source: Graph) -> None:
    figure = "figure/northair-loss"
    assert asserted(source, "loss-sized") == {
        (figure, "value", "2500000"),
        (figure, "type", "Forecast"),
        (figure, "about", "company/northair"),
        (figure, "metric", "netLoss"),
        (figure, "unit", "usDollar"),
        (figure, "forecastBy", "company/northair"),
        (figure, "periodLabel", "in 2031"),
    }
    assert asserted(source, "loss-doubted") == {(figure, "metric", "netLoss")}


def test_figure_of_a_comparison_over_a_time(source: Graph) -> None:
    figure = "figure/northair-passengers"
    assert asserted(source, "passengers-doubled") >= {
        (figure, "value", "2"),
        (figure, "unit", "ratio"),
        (figure, "comparedTo", "company/southjet"),
        (figure, "direction", "higher"),
        (figure, "periodLabel", "in six weeks"),
        (figure, "periodLength", "P6W"),
    }


def test_comparison_without_a_number_is_headed_by_its_direction(tmp_path: Path) -> None:
    airline = Airline(tmp_path).claims("    value: doubled\n", "")
    source = graph(compile_seeds(airline.load()), ns.source_graph("northair"))
    head = source.value(claim(source, "passengers-doubled"), SG.hasHead)
    assert source.value(head, SG.assertedProperty) == SG.direction


def test_only_accepted_and_edited_claims_compile(source: Graph) -> None:
    keys = {str(source.value(c, SG.sheetKey)) for c in source.subjects(RDF.type, SG.Claim)}
    assert len(keys) == 10
    assert "growth-guessed" not in keys
    assert source.value(None, SG.sheetKey, Literal("growth-guessed")) is None
    old = claim(source, "fares-cut-first-reading")
    assert {(p, o) for p, o in source.predicate_objects(old)} == {
        (RDF.type, SG.SupersededClaim),
        (RDFS.label, Literal("cut fares by 15%", lang="en")),
        (SG.sheetKey, Literal("fares-cut-first-reading")),
        (SG.inSource, SOURCE),
        (SG.replacedBy, claim(source, "fares-cut")),
    }


def test_links_untyped_reasons_spans_and_exceptions(source: Graph) -> None:
    assert (claim(source, "loss-doubted"), SG.qualifies, claim(source, "loss-sized")) in source
    reason = Literal("Praise without anything that could be compared.")
    assert (claim(source, "lounges-heavenly"), SG.untypedReason, reason) in source
    kinds = {str(source.value(s, SG.exact)): s for s in source.subjects(RDF.type, SG.QuotedSpan)}
    assert source.value(kinds["Quiet War"], SG.spanKind) == SG.headingSpan
    assert source.value(kinds["Quiet War"], SG.inSentence) is None
    assert source.value(kinds["heaven."], SG.spanKind) == SG.attributedSpan
    assert source.value(kinds["heaven."], SG.speaker) == ns.entity("company", "northair")
    assert source.value(kinds["heaven."], SG.reportedBy) == ns.entity("speaker", "northair-author")
    last = ns.entity("sentence", "northair-011")
    assert (last, SG.states, Literal(False)) in source
    assert (last, SG.exceptionReason, Literal("A wish.")) in source


def test_every_term_of_ours_is_in_the_ontology(graphs: Graphs) -> None:
    known = vocabulary()
    annotations = {"assertedSubject", "assertedProperty", "assertedObject", "assertedValue", "curatedIn"}
    names = {local(str(t)) for quad in quads(graphs) for t in quad[:3] if str(t).startswith(str(SG))}
    assert names - annotations <= {*known.superclasses, *known.properties, *known.individuals}


def test_long_quotes_have_short_labels(tmp_path: Path) -> None:
    airline = Airline(tmp_path).claims(
        "quote: fighting on three or four routes at once",
        "quote: Northair is fighting on three or four routes at once, but it leads on none of them",
    )
    source = graph(compile_seeds(airline.load()), ns.source_graph("northair"))
    label = source.value(claim(source, "routes-counted"), RDFS.label)
    assert str(label) == "Northair is fighting on three or four routes at once, but it leads on none of …"


def test_one_quote_found_by_two_prefixes_is_one_quote(tmp_path: Path) -> None:
    airline = Airline(tmp_path).claims(
        "- key: loss-sized\n",
        "- key: loss-other\n  quote: The airline expects to\n  suffix: lose\n  speaker: author\n"
        "  modality: fact\n  status: accepted\n  untyped: x\n- key: loss-sized\n",
    )
    source = graph(compile_seeds(airline.load()), ns.source_graph("northair"))
    quote = source.value(claim(source, "loss-other"), SG.hasQuote)
    assert quote == source.value(claim(source, "loss-expected"), SG.hasQuote)
    assert list(source.objects(quote, SG.suffix)) == [Literal(" lose $2.5 million")]


def test_provenance_names_file_and_line(seeds: Seeds, source: Graph) -> None:
    places = provenance(seeds)
    sheet = FOLDER / "northair" / "claims.yaml"
    place = places[claim(source, "no-moat")]
    assert place.file == sheet
    assert sheet.read_text(encoding="utf-8").splitlines()[place.line - 1] == "- key: no-moat"
    assert places[ns.entity("company", "southjet")].file == FOLDER / "entities.yaml"
    subjects = set(source.subjects(RDF.type, None)) - set(source.subjects(RDF.type, SG.Sentence))
    assert subjects <= set(places)


def test_coverage_counts_sentences_claims_and_spans(seeds: Seeds) -> None:
    found = coverage(seeds.sheets[0])
    assert (found.sentences, found.stating, found.covered) == (11, 10, 8)
    assert found.share == pytest.approx(0.8)
    assert [(u.ordinal, u.words, u.reason) for u in found.uncovered] == [
        (8, "The airline expects to grow again.", "Nobody says by how much."),
        (10, "A ticket costs 20 times as much as in 1990.", None),
    ]
    assert (found.claims, found.untyped) == (10, 1)
    assert found.untyped_share == pytest.approx(0.1)
    assert found.spans == {"attributed": 2, "heading": 1}


def test_outlet_and_prefix(tmp_path: Path) -> None:
    airline = Airline(tmp_path).edit(
        "northair/source.yaml", "kind: Article\n", "kind: Article\noutlet: company/southjet\n"
    )
    airline.claims(
        "quote: The airline expects to\n  suffix: lose $2.5 million",
        "quote: expects to\n  prefix: them. The airline",
    )
    source = graph(compile_seeds(airline.load()), ns.source_graph("northair"))
    assert (SOURCE, SG.outlet, ns.entity("company", "southjet")) in source
    quote = source.value(claim(source, "loss-expected"), SG.hasQuote)
    assert source.value(quote, SG.prefix) == Literal("them. The airline ")
    assert source.value(quote, SG.suffix) is None
