"""What is stated around a thing: the things within one or two statements of it, and the statements between.

Things of ours are walked through, terms of the ontology are not: half of the graph lies beside a class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

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
MOST: Final = 600
"""Statements in an answer: among 300 rivals there may be 90,000."""
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
    found; no more than `limit` of them are in `nodes`. `statements` counts all between these, of which MOST
    are in `edges` at most. The counts are those before anything was narrowed."""

    centre: Ref
    depth: int
    total: int
    limit: int
    statements: int
    nodes: list[Node]
    edges: list[Edge]
    properties: list[Count]
    kinds: list[Count]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What narrows a neighbourhood: the local names of a property and a standing, a kind of things."""

    property: str | None = None
    standing: str | None = None
    kind: str | None = None


_ALL: Final = Narrowed()


class _Tie(NamedTuple):
    """A statement: the IRIs of its ends and its property."""

    subject: str
    property: str
    object: str


def neighbourhood(
    store: Store, kind: str, slug: str, depth: int = 1, narrowed: Narrowed = _ALL, limit: int = LARGEST
) -> Neighbourhood:
    """The neighbourhood of a thing; NotFoundError when there is none."""
    centre = find(store, kind, slug).ref
    distances, ties, found = {centre.iri: 0}, dict[_Tie, None](), dict[_Tie, None]()
    for step in range(1, depth + 1):
        last = [iri for iri, distance in distances.items() if distance == step - 1 and split_entity(iri)]
        for tie, fits in _walk(store, last, narrowed):
            found[tie] = None
            if fits:
                ties[tie] = None
                distances.setdefault(tie.subject, step)
                distances.setdefault(tie.object, step)
    if narrowed.kind:
        distances = _of_kind(distances, ties, narrowed.kind)
    touching = Counter(end for tie in ties for end in (tie.subject, tie.object))
    order = sorted(distances, key=lambda iri: (distances[iri], -touching[iri], iri))
    shown = order[:limit]
    labels = {row["node"]: row["label"] for row in rows(store, "neighbourhood/labels", node=_iris(shown))}
    between = _between(ties, {iri: place for place, iri in enumerate(shown)})
    ends = {end for tie in found for end in (tie.subject, tie.object)}
    return Neighbourhood(
        centre=centre,
        depth=depth,
        total=len(order),
        limit=limit,
        statements=len(between),
        nodes=[_node(iri, labels.get(iri), distances[iri], touching[iri]) for iri in shown],
        edges=_edges(store, between[:MOST]),
        properties=_counts(local_name(tie.property) for tie in found),
        kinds=_counts(ref(end).kind for end in ends),
    )


def _walk(store: Store, things: Iterable[str], narrowed: Narrowed) -> Iterator[tuple[_Tie, bool]]:
    """The statements that touch things, without those of a thing about itself, and whether each fits."""
    nodes = _iris(things)
    query = "neighbourhood/walk-standing" if narrowed.standing else "neighbourhood/walk"
    for row in rows(store, query, node=nodes) if nodes else ():
        near, far, name = row["node"], row["far"], row["property"]
        if near == far:
            continue
        fits = narrowed.property in (None, local_name(name))
        fits = fits and narrowed.standing in (None, local_name(row.get("standing", "")))
        yield (_Tie(near, name, far) if row["direction"] == "out" else _Tie(far, name, near)), fits


def _of_kind(distances: dict[str, int], ties: Iterable[_Tie], kind: str) -> dict[str, int]:
    """The things of a kind, the centre, and what one walks through to reach them."""
    kept = {iri for iri, distance in distances.items() if distance == 0 or ref(iri).kind == kind}
    through = set[str]()
    for tie in ties:
        for near, far in ((tie.subject, tie.object), (tie.object, tie.subject)):
            if far in kept and distances[near] == 1 and distances[far] == DEEPEST:
                through.add(near)
    return {iri: distance for iri, distance in distances.items() if iri in kept or iri in through}


def _between(ties: Iterable[_Tie], places: Mapping[str, int]) -> list[_Tie]:
    """The statements both of whose ends are shown: those of the first things first."""
    shown = [tie for tie in ties if tie.subject in places and tie.object in places]

    def nearness(tie: _Tie) -> tuple[int, int, _Tie]:
        near, far = sorted((places[tie.subject], places[tie.object]))
        return near, far, tie

    return sorted(shown, key=nearness)


def _edges(store: Store, ties: Iterable[_Tie]) -> list[Edge]:
    by_iri = {str(axiom(URIRef(tie.subject), URIRef(tie.property), URIRef(tie.object))): tie for tie in ties}
    if not by_iri:
        return []
    axioms = _iris(by_iri)

    def known(name: str, variable: str) -> dict[str, str]:
        return {row["axiom"]: row[variable] for row in rows(store, f"neighbourhood/{name}", axiom=axioms)}

    claims, rules, standings = (
        known("claims", "claims"),
        known("rules", "rule"),
        known("standings", "standing"),
    )
    return [
        Edge(
            iri=iri,
            subject=tie.subject,
            property=local_name(tie.property),
            object=tie.object,
            standing=local_name(standings[iri]) if iri in standings else None,
            rule=local_name(rules[iri]) if iri in rules else None,
            claims=int(claims.get(iri, 0)),
        )
        for iri, tie in by_iri.items()
    ]


def _node(iri: str, label: str | None, distance: int, ties: int) -> Node:
    return Node(**dict(ref(iri, label)), distance=distance, ties=ties)


def _iris(iris: Iterable[str]) -> list[URIRef]:
    return [URIRef(iri) for iri in iris]


def _counts(values: Iterable[str | None]) -> list[Count]:
    """Values from the most frequent on."""
    counted = Counter(value for value in values if value)
    return [
        Count(value=value, count=count)
        for value, count in sorted(counted.items(), key=lambda x: (-x[1], x[0]))
    ]
