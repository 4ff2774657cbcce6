"""Deriving anew all that the rules say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.ns import INFERRED_GRAPH, PREFIXES, SG
from kg.rules.rule import GRAPHS, Rule, load_rules
from kg.store.base import Store
from kg.store.delta import Delta, lines, quad_line

N_TRIPLES: Final = "application/n-triples"
PARTS: Final = tuple(f"<{PREFIXES['owl']}annotated{part}>" for part in ("Source", "Property", "Target"))
"""The predicates that name subject, property and object of an axiom's edge, as N-Triples has them."""
_SUPPORTED_BY: Final = f"<{SG.supportedBy}>"
_INFERRED_BY: Final = f"<{SG.inferredBy}>"


@dataclass(frozen=True, slots=True)
class Derived:
    """What a derivation made: how many supported and inferred statements, how many triples by rule."""

    statements: int
    inferred: int
    triples: dict[str, int] = field(default_factory=dict)


def derive(store: Store, rules: Sequence[Rule] | None = None) -> Derived:
    """Makes the statements and inferred graphs anew from all that the other graphs hold.

    The register and the source graphs must be loaded, and the ontology for the classes of products. A triple
    that stands in another graph is not written again: the register comes before statements, statements before
    what is inferred; and what is stated or curated is not called inferred as well. QueryError when a rule is
    not accepted.
    """
    for graph in GRAPHS.values():
        store.delete_graph(graph)
    supported: set[str] = set()
    inferred: set[str] = set()
    triples: dict[str, int] = {}
    for rule in load_rules() if rules is None else rules:
        found = fit(store, rule, lines(store.query(rule.text, N_TRIPLES, whole=True)))
        fresh = found - stated(store, found)
        supported |= _subjects(fresh, _SUPPORTED_BY)
        inferred |= _subjects(fresh, _INFERRED_BY)
        triples[rule.name] = len(fresh)
        store.load(
            "".join(f"{quad_line(line, rule.graph)}\n" for line in sorted(fresh)).encode(), [rule.graph]
        )
    return Derived(len(supported), len(inferred), triples)


def fit(
    store: Store, rule: Rule, found: frozenset[str], settled: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The triples of a rule's result but those of inferred axioms whose edge is stated, with these edges.

    `settled` are triples of which it is known that no other graph states them.
    """
    if rule.graph != str(INFERRED_GRAPH):
        return found
    edges = {node: f"{' '.join(parts)} ." for node, parts in annotated(found).items()}
    told = stated(store, set(edges.values()) - settled)
    known = {node for node, edge in edges.items() if edge in told}
    return frozenset(line for line in found if line not in told and line.split(" ", 1)[0] not in known)


def stated(store: Store, found: Collection[str]) -> set[str]:
    """Those of these triples, lines of N-Triples, that stand in any graph but that of what is inferred."""
    graph = str(INFERRED_GRAPH)
    asked = Delta.of((), (quad_line(line, graph) for line in found))
    return {f"{triple} ." for triple, _ in store.elsewhere(asked)}


def annotated(found: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The axioms of which these triples, lines of N-Triples, tell all three parts of the edge."""
    parts: dict[str, dict[str, str]] = {}
    for line in found:
        subject, predicate, rest = line.split(" ", 2)
        if predicate in PARTS:
            parts.setdefault(subject, {})[predicate] = rest[: -len(" .")]
    return {
        node: tuple(part[name] for name in PARTS) for node, part in parts.items() if len(part) == len(PARTS)
    }


def _subjects(found: Iterable[str], predicate: str) -> set[str]:
    split = (line.split(" ", 2) for line in found)
    return {subject for subject, by, _ in split if by == predicate}
