"""Rule files are read with their headers, and a derivation brings both derived graphs up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, XSD, Graph, Literal, URIRef

from kg import ns, paths
from kg.errors import QueryError, RdfSyntaxError
from kg.ns import SG
from kg.rules import GRAPHS, Rule, derive, load_rules
from kg.store.embedded import EmbeddedStore
from tests.rules.cases import cases, derived, embedded, quads

CASES = {f"{case.rule}/{case.name}": case for case in cases()}
HEADER = """# rule: some-rule
# graph: inferred
# focus: ?one or ?other
# written: by-end, then rest
# why: Because.
"""
S, P = URIRef("https://example.org/s"), URIRef("https://example.org/p")


def write(folder: Path, text: str, name: str = "30-some-rule.rq") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_shipped_rules_run_in_the_order_of_their_numbers() -> None:
    rules = load_rules()
    assert [rule.number for rule in rules] == sorted(rule.number for rule in rules)
    assert [rule.name for rule in rules[:2]] == ["statements", "standing"]
    assert all(rule.why.endswith(".") for rule in rules)


def test_each_rule_that_infers_is_an_individual_of_the_ontology() -> None:
    ontology = Graph().parse(data=(paths.ONTOLOGY / "analysis.ttl").read_text(encoding="utf-8"))
    inferring = {ns.entity("rule", rule.name) for rule in load_rules() if rule.graph == GRAPHS["inferred"]}
    assert inferring == set(ontology.subjects(RDF.type, SG.Rule))


def test_long_header_lines_are_joined(tmp_path: Path) -> None:
    folder = write(tmp_path, HEADER.replace("Because.", "One line\n#      and another."))
    (rule,) = load_rules(folder)
    assert (rule.number, rule.name, rule.graph) == (30, "some-rule", GRAPHS["inferred"])
    assert rule.why == "One line and another."
    assert (rule.foci, rule.written, rule.then) == (("one", "other"), "by-end", "rest")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("some-rule.rq", HEADER, "two digits and words"),
        ("30-some-rule.rq", HEADER.replace("# rule: some-rule\n", ""), "lacks: rule"),
        ("30-some-rule.rq", "# rule: some-rule\n", "lacks: graph, focus, written, why"),
        ("30-some-rule.rq", HEADER.replace("?one or", "one and"), "a focus is"),
        ("30-other.rq", HEADER, "the header names “some-rule”, the file “other”"),
        ("30-some-rule.rq", HEADER.replace("inferred", "register"), "no graph “register”"),
    ],
)
def test_bad_rule_file_is_an_error(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(RdfSyntaxError, match=message):
        load_rules(write(tmp_path, text, name))


def test_folder_without_rules_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RdfSyntaxError, match="no rule"):
        load_rules(tmp_path)


@pytest.mark.parametrize(
    ("second", "message"), [("30-b.rq", "same number: 30"), ("31-some-rule.rq", "same name")]
)
def test_two_rules_with_one_number_or_name_are_an_error(tmp_path: Path, second: str, message: str) -> None:
    write(tmp_path, HEADER)
    write(tmp_path, HEADER.replace("some-rule", second[3:-3]), second)
    with pytest.raises(RdfSyntaxError, match=message):
        load_rules(tmp_path)


def test_rule_that_is_no_sparql_is_an_error() -> None:
    rule = Rule(30, "broken", GRAPHS["inferred"], "Because.", "CONSTRUCT { ?s ?p ?o } WHERE {")
    with pytest.raises(QueryError):
        derive(EmbeddedStore.memory(), [rule])


def test_counts_are_of_statements_and_not_of_triples() -> None:
    store = EmbeddedStore.memory()
    store.load(quads(CASES["overextension/stated-none-decisive"].data))
    made = derive(store)
    assert (made.statements, made.inferred) == (5, 1)
    assert set(made.triples) == {rule.name for rule in load_rules()}
    assert sum(made.triples.values()) == sum(map(len, derived(store).values()))
    assert made.triples["rivals"] == 0


def test_what_stood_in_the_derived_graphs_before_is_gone() -> None:
    data = quads(CASES["rivals/one-front"].data)
    store = embedded(data)
    store.load(
        f"<{S}> <{P}> <{S}> <{GRAPHS['inferred']}> .\n<{S}> <{P}> <{P}> <{GRAPHS['statements']}> .".encode()
    )
    derive(store)
    assert derived(store) == derived(embedded(data))


@pytest.mark.parametrize(
    "case", ["standing/corroborated", "rivals/one-front", "overextension/count-without-number"]
)
def test_withdrawal_of_a_source_gives_back_the_earlier_state(case: str) -> None:
    data = CASES[case].data
    before = embedded(quads(data, "so:two"))
    store = embedded(quads(data, "so:two"))
    store.load(quads([quad for quad in data if quad.graph_name.value == str(ns.source_graph("two"))]))
    derive(store)
    with_both = derived(store)
    assert with_both == derived(embedded(quads(data)))
    assert with_both != derived(before)
    store.delete_graph(str(ns.source_graph("two")))
    derive(store)
    assert {graph: store.get_graph(graph) for graph in store.graphs()} == {
        graph: before.get_graph(graph) for graph in before.graphs()
    }


def test_text_of_an_article_is_no_hindrance() -> None:
    data = quads(CASES["rivals/one-front"].data)
    source, words = ns.entity("source", "one"), r"line\none \u2028 \" two"
    text = f'<{source}> <{SG.text}> "{words}" <{ns.text_graph("one")}> .\n'
    assert derived(embedded(data + text.encode())) == derived(embedded(data))


def test_axiom_of_a_plain_string_is_the_same_with_its_datatype() -> None:
    assert ns.axiom(S, P, Literal("x")) == ns.axiom(S, P, Literal("x", datatype=XSD.string))
    assert ns.axiom(S, P, Literal("x", lang="en-GB")) == ns.axiom(S, P, Literal("x", lang="en-gb"))


def test_axioms_of_different_terms_differ() -> None:
    terms = [
        *(Literal("x"), Literal("x", lang="en"), Literal('x"@en'), Literal("<x>"), URIRef("x")),
        *(Literal("1"), Literal("1", datatype=XSD.integer), Literal("1", datatype=XSD.decimal)),
        Literal(f'1"^^<{XSD.integer}>'),
    ]
    assert len({ns.axiom(S, P, term) for term in terms}) == len(terms)
