"""Bringing what the rules say up to date after a change, without running them on everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rdflib import OWL, URIRef

from kg import ns
from kg.binding import bind
from kg.rules.changes import Changes, column, speaks_of_axiom
from kg.rules.derivation import N_TRIPLES, derive, fit, stated
from kg.rules.rule import GRAPHS, Rule, load_rules
from kg.store.base import Store
from kg.store.delta import Delta, lines, quad_line, triple_of

_WHOLE: Final = frozenset({*GRAPHS.values(), str(ns.ONTOLOGY_GRAPH), str(ns.REGISTER_GRAPH)})
"""Graphs that only a build changes: after a change of them all is derived anew."""


def rederive(store: Store, change: Delta, rules: Sequence[Rule] | None = None) -> Delta:
    """Brings the statements and inferred graphs up to date after a change of other graphs.

    `change` stands in the store already, and was exact for it; before it both graphs were as `derive` makes
    them. Afterwards they are so again, byte for byte. The work grows with the change and with what the
    claims, edges and companies that it touches have around them, not with the store.

    Each rule in turn: which of its foci may be affected by what changed so far; what did it write of them;
    what does it say of them now. This is the incremental view maintenance of Gupta, Mumick and Subrahmanian
    (SIGMOD 1993), by deletion and rederivation. The result is what it changed in both graphs, and stands in
    the store.

    A change of the register or the ontology, or of what a source itself says of axioms, which it should leave
    to the rules, leads to a full derivation; so does one with blank nodes, which no query can name.
    """
    ruled = load_rules() if rules is None else rules
    touched = change.removed | change.added
    if change.graphs & _WHOLE or any(_is_beyond(line) for line in touched):
        return _anew(store, ruled)
    total = _told_elsewhere(store, change)
    store.apply(total)
    changes = Changes(store)
    changes.add_sources({f"{triple_of(line)} ." for line in touched})
    changes.add_derived(_triples(total))
    for rule in ruled:
        made = _renewed(store, rule, changes)
        changes.add_derived(_triples(made))
        total = total.then(made)
    return total


def _renewed(store: Store, rule: Rule, changes: Changes) -> Delta:
    """Runs a rule on the foci that the changes affect; what it changed, which stands in the store."""
    given = changes.of(rule.affected)
    foci = column(store, bind(rule.affected, **given)) if given else []
    terms = [URIRef(focus[1:-1]) for focus in foci]
    fewer = _narrowed(store, rule, terms) if terms and (rule.narrows or rule.part) else []
    part = {rule.part: fewer or [OWL.Nothing]} if rule.part else {}  # in place of none, what no focus is
    if rule.narrows:
        terms = fewer
    return _rerun(store, rule, changes, terms, part) if terms else Delta()


def _rerun(
    store: Store, rule: Rule, changes: Changes, terms: list[URIRef], part: dict[str, list[URIRef]]
) -> Delta:
    """Puts what a rule says of some foci in the place of what it wrote of them."""
    before = _written(store, rule, rule.written, terms)
    asked = [bind(rule.query, **{name: terms}, **part) for name in rule.foci]
    found = frozenset[str]().union(*(lines(store.query(text, N_TRIPLES, whole=True)) for text in asked))
    after = fit(store, rule, found, changes.unmoved(before))
    fresh = after - before
    # what is inferred passed already, and of its axioms no other graph speaks
    told = set() if rule.graph == str(ns.INFERRED_GRAPH) else stated(store, fresh)
    made = _delta(rule, before - after, fresh - told)
    store.apply(made)
    if rule.then and made.removed:
        lost = {URIRef(line.split(" ", 1)[0][1:-1]) for line in made.removed}
        rest = _delta(rule, _written(store, rule, rule.then, sorted(lost)), frozenset())
        store.apply(rest)
        made = made.then(rest)
    return made


def _narrowed(store: Store, rule: Rule, terms: list[URIRef]) -> list[URIRef]:
    """The foci for which a rule, or some of its groups, can hold or did."""
    return [URIRef(focus[1:-1]) for focus in column(store, bind(rule.narrowed, focus=terms))]


def _written(store: Store, rule: Rule, name: str, terms: list[URIRef]) -> frozenset[str]:
    text = bind(rule.written_query(name), focus=terms)
    return lines(store.query(text, N_TRIPLES, whole=True))


def _told_elsewhere(store: Store, change: Delta) -> Delta:
    """The removal of derived triples that the change adds to another graph: a triple stands in one only."""
    derived = set(GRAPHS.values())
    found = store.elsewhere(Delta.of((), change.added))
    return Delta.of((quad_line(f"{triple} .", graph) for triple, graph in found if graph in derived), ())


def _is_beyond(line: str) -> bool:
    return line.startswith("_:") or " _:" in line or speaks_of_axiom(line)


def _anew(store: Store, rules: Sequence[Rule]) -> Delta:
    """Derives all anew; what it changed."""
    before = {graph: store.get_graph(graph) for graph in GRAPHS.values()}
    derive(store, rules)
    total = Delta()
    for graph, written in before.items():
        total = total.then(Delta.between(graph, written, store.get_graph(graph)))
    return total


def _delta(rule: Rule, removed: frozenset[str], added: frozenset[str]) -> Delta:
    return Delta.of(
        (quad_line(line, rule.graph) for line in removed), (quad_line(line, rule.graph) for line in added)
    )


def _triples(delta: Delta) -> set[str]:
    return {f"{triple_of(line)} ." for line in delta.removed | delta.added}
