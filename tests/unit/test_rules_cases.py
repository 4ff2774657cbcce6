"""Each rule finds what its cases say, on two engines, and leaves the graph sound."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from rdflib import OWL, RDF

from kg import ns
from kg.ns import SG
from kg.rules import derive, load_rules
from kg.store.embedded import EmbeddedStore
from tests.rules.cases import (
    Case,
    RdflibStore,
    cases,
    derived,
    embedded,
    findings,
    merged,
    one_graph,
    quads,
    statement,
)

pytestmark = pytest.mark.usefixtures("uncounted")

CASES = cases()
BY_RULE = {rule.name: [case for case in CASES if case.rule == rule.name] for rule in load_rules()}
STATES = [
    pytest.param(case, state, id=f"{case.rule}/{case.name}: {state}")
    for case in CASES
    for state in case.expected
]
each_case = pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case.rule}/{case.name}") for case in CASES]
)


@cache
def stored(data: bytes) -> EmbeddedStore:
    """A store of the data and what is derived, made once; tests only read it."""
    return embedded(data)


def test_each_case_is_of_a_rule() -> None:
    assert {case.rule for case in CASES} == set(BY_RULE)


@pytest.mark.parametrize("rule", BY_RULE)
def test_each_rule_has_a_case_where_it_fires_and_one_where_it_must_not(rule: str) -> None:
    loaded = [case.expected["as loaded"] for case in BY_RULE[rule]]
    assert any(loaded)
    assert not all(loaded)


@pytest.mark.parametrize("rule", BY_RULE)
def test_each_rule_has_a_case_of_withdrawal(rule: str) -> None:
    assert any(
        expected != case.expected["as loaded"]
        for case in BY_RULE[rule]
        for expected in case.expected.values()
    )


@pytest.mark.parametrize(("case", "state"), STATES)
def test_rule_finds_what_is_expected(case: Case, state: str) -> None:
    store = stored(quads(case.data, state.removeprefix("without ").removeprefix("as loaded")))
    assert findings(store, case.rule) == case.expected[state]


# rdflib 7.6 warns of its own call whenever a dataset is asked.
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
@each_case
def test_another_engine_derives_the_same(case: Case) -> None:
    data = quads(case.data)
    other = RdflibStore(data)
    derive(other)
    assert derived(other) == derived(stored(data))


@each_case
def test_a_second_derivation_changes_nothing(case: Case) -> None:
    store = embedded(quads(case.data))
    before = {graph: store.get_graph(graph) for graph in store.graphs()}
    derive(store)
    assert {graph: store.get_graph(graph) for graph in store.graphs()} == before


@each_case
def test_each_triple_stands_in_one_graph(case: Case) -> None:
    store = stored(quads(case.data))
    lines = Counter(line for graph in store.graphs() for line in store.get_graph(graph).splitlines())
    assert [line for line, times in lines.items() if times > 1] == []


@each_case
def test_each_axiom_is_whole(case: Case) -> None:
    """Its IRI is the one that the library makes, its triple stands, it has one standing and the evidence."""
    graph = merged(stored(quads(case.data)))
    for axiom in graph.subjects(RDF.type, OWL.Axiom):
        spoken = statement(graph, axiom)
        assert axiom == ns.axiom(*spoken)
        assert spoken in graph
        (standing,) = graph.objects(axiom, SG.standing)
        rules = list(graph.objects(axiom, SG.inferredBy))
        stated = {*graph.objects(axiom, SG.supportedBy), *graph.objects(axiom, SG.curatedIn)}
        assert len(rules) == (standing == SG.inferred)
        assert bool(stated) == (standing != SG.inferred)
        assert ((axiom, SG.restsOn, None) in graph) == (standing == SG.inferred)


@each_case
def test_whatever_names_a_claim_goes_with_it(case: Case) -> None:
    """Without a claim nothing names it, and what was said to fall with it falls.

    Two things may be left: a claim that hedged it and now speaks of the statement alone, or a rule that
    infers what was stated before.
    """
    whole = merged(stored(quads(case.data)))
    for claim in set(whole.subjects(RDF.type, SG.Claim)):
        rest = stored(quads(case.data, f"cl:{claim.rpartition('/')[2]}"))
        graph, register = merged(rest), one_graph(rest, str(ns.REGISTER_GRAPH))
        assert (None, None, claim) not in graph
        assert (claim, None, None) not in graph
        hedges = {*whole.subjects(SG.qualifies, claim), *whole.subjects(SG.disputes, claim)}
        for axiom in whole.subjects(SG.fallsWith, claim):
            left = set(graph.objects(axiom, SG.supportedBy))
            spoken = statement(whole, axiom)
            assert left <= hedges
            inferred = (axiom, SG.standing, SG.inferred) in graph
            assert left or inferred or spoken not in graph or spoken in register
