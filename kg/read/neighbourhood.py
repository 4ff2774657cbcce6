"""What is stated around a thing: the things within one or two statements of it, and the statements between.

Things of ours are walked through, terms of the ontology are not: half of the graph lies beside a class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from kg.kinds import KINDS
from kg.ns import axiom, split_entity
from kg.read.entities import find
from kg.read.models import Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Store

LARGEST: Final = 300
"""Things in an answer; more of them no picture can show."""
DEEPEST: Final = 2
_PARTS: Final = frozenset({"assertion", "change", "claim", "quote", "rule", "sentence", "source", "span"})
AROUND: Final = tuple(kind.name for kind in KINDS if kind.name not in _PARTS)
"""The kinds of which something is stated: parts of texts, rules and changes have no neighbourhood."""


class Node(Ref):
    """A thing, the number of statements that one walks to it by, and how many of those found touch it."""

    distance: int
    ties: int


class Edge(Model):
    """A statement between two things: `iri` is that of its axiom, `subject` and `object` are those of nodes.
    `rule` is the rule that inferred it; it rests on `claims` claims."""

    iri: str
    subject: str
    property: str
    object: str
    standing: str | None
    rule: str | None
    claims: int


class Count(Model):
    """How many of the statements found (of the things found, for a kind) have a value."""

    value: str
    count: int


class Neighbourhood(Model):
    """A thing with what is around it: the nearest first, of these the most tied. `total` counts all things
    found; no more than `limit` of them are in `nodes`. The counts are those before anything was narrowed."""

    centre: Ref
    depth: int
    total: int
    limit: int
    nodes: list[Node]
    edges: list[Edge]
    properties: list[Count]
    standings: list[Count]
    kinds: list[Count]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What narrows a neighbourhood: the local names of a property and a standing, a kind of things."""

    property: str | None = None
    standing: str | None = None
    kind: str | None = None


_ALL: Final = Narrowed()


@dataclass(frozen=True, slots=True)
class _Tie:
    """A statement: the IRIs of its ends and its property, and its standing."""

    subject: str
    property: str
    object: str
    standing: str | None


def neighbourhood(
    store: Store, kind: str, slug: str, depth: int = 1, narrowed: Narrowed = _ALL, limit: int = LARGEST
) -> Neighbourhood:
    """The neighbourhood of a thing; NotFoundError when there is none."""
    centre = find(store, kind, slug).ref
    distances, ties = {centre.iri: 0}, dict[_Tie, None]()
    found: dict[_Tie, None] = {}
    for step in range(1, depth + 1):
        last = [iri for iri, distance in distances.items() if distance == step - 1 and split_entity(iri)]
        met = _walk(store, last)
        found |= dict.fromkeys(met)
        kept = [tie for tie in met if _fits(tie, narrowed)]
        ties |= dict.fromkeys(kept)
        for iri in (end for tie in kept for end in (tie.subject, tie.object)):
            distances.setdefault(iri, step)
    if narrowed.kind:
        distances = _of_kind(distances, ties, narrowed.kind)
    touching = Counter(end for tie in ties for end in {tie.subject, tie.object})
    order = sorted(distances, key=lambda iri: (distances[iri], -touching[iri], iri))
    shown = order[:limit]
    labels = {row["node"]: row["label"] for row in rows(store, "neighbourhood/labels", node=_iris(shown))}
    return Neighbourhood(
        centre=centre,
        depth=depth,
        total=len(order),
        limit=limit,
        nodes=[_node(iri, labels.get(iri), distances[iri], touching[iri]) for iri in shown],
        edges=_edges(store, ties, set(shown)),
        properties=_counts(local_name(tie.property) for tie in found),
        standings=_counts(tie.standing for tie in found),
        kinds=_counts(_kind(end) for end in {end for tie in found for end in (tie.subject, tie.object)}),
    )


def _walk(store: Store, things: Iterable[str]) -> list[_Tie]:
    """The statements that touch things, without those of a thing about itself."""
    nodes = _iris(things)
    met = rows(store, "neighbourhood/walk", node=nodes) if nodes else []
    return [
        _Tie(
            row["node"] if row["direction"] == "out" else row["far"],
            row["property"],
            row["far"] if row["direction"] == "out" else row["node"],
            local_name(row["standing"]) if "standing" in row else None,
        )
        for row in met
        if row["node"] != row["far"]
    ]


def _fits(tie: _Tie, narrowed: Narrowed) -> bool:
    named = narrowed.property in (None, local_name(tie.property))
    return named and narrowed.standing in (None, tie.standing)


def _of_kind(distances: dict[str, int], ties: Iterable[_Tie], kind: str) -> dict[str, int]:
    """The things of a kind, the centre, and what one walks through to reach them."""
    kept = {iri for iri, distance in distances.items() if distance == 0 or _kind(iri) == kind}
    through = set[str]()
    for tie in ties:
        for near, far in ((tie.subject, tie.object), (tie.object, tie.subject)):
            if far in kept and distances[near] == 1 and distances[far] == DEEPEST:
                through.add(near)
    return {iri: distance for iri, distance in distances.items() if iri in kept or iri in through}


def _edges(store: Store, ties: Iterable[_Tie], shown: set[str]) -> list[Edge]:
    """The statements both of whose ends are shown."""
    by_iri = {
        str(axiom(URIRef(tie.subject), URIRef(tie.property), URIRef(tie.object))): tie
        for tie in ties
        if tie.subject in shown and tie.object in shown
    }
    if not by_iri:
        return []
    axioms = _iris(by_iri)
    claims = {row["axiom"]: row["claims"] for row in rows(store, "neighbourhood/claims", axiom=axioms)}
    rules = {row["axiom"]: row["rule"] for row in rows(store, "neighbourhood/rules", axiom=axioms)}
    return [
        Edge(
            iri=iri,
            subject=tie.subject,
            property=local_name(tie.property),
            object=tie.object,
            standing=tie.standing,
            rule=local_name(rules[iri]) if iri in rules else None,
            claims=int(claims.get(iri, 0)),
        )
        for iri, tie in sorted(by_iri.items(), key=lambda item: (item[1].property, item[0]))
    ]


def _node(iri: str, label: str | None, distance: int, ties: int) -> Node:
    return Node(**dict(ref(iri, label)), distance=distance, ties=ties)


def _kind(iri: str) -> str:
    return ref(iri).kind


def _iris(iris: Iterable[str]) -> list[URIRef]:
    return [URIRef(iri) for iri in iris]


def _counts(values: Iterable[str | None]) -> list[Count]:
    """Values from the most frequent on."""
    counted = Counter(value for value in values if value)
    return [
        Count(value=value, count=count)
        for value, count in sorted(counted.items(), key=lambda x: (-x[1], x[0]))
    ]
