"""Events: what led to what, what came before what, what answers what; and when, where a source says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rdflib import URIRef

from kg.ns import SG
from kg.read.disputes import after_part
from kg.read.entities import find
from kg.read.evidence import EvidenceByClaim, evidence, select
from kg.read.fronts import claims_of, grouped, standing
from kg.read.models import Evidence, Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Row, Store


class Happening(Ref):
    """An event (or a trend, strategy or rival that one is tied to), with who brought it about, at whom it is
    aimed, what it concerns, and the dates that are stated of it, in order."""

    performed_by: list[Ref]
    targets: list[Ref]
    concerns: list[Ref]
    occurred_on: list[str]


class Tie(Model):
    """That something triggered, led to or preceded something, or responds to it, with its standing and
    words."""

    subject: Ref
    property: str
    object: Ref
    standing: str | None
    evidence: list[Evidence]


class Chain(Model):
    """Events that hang together by ties, directly or through others."""

    events: list[Happening]
    ties: list[Tie]


class Chains(Model):
    """A part of the chains: `total` counts all of them, `next` is how many to leave out for the next part,
    null at the end."""

    items: list[Chain]
    total: int
    next: int | None


class Dating(Model):
    """That an event has a date (a year, a month or a day), with its standing and words."""

    event: Happening
    date: str
    standing: str | None
    evidence: list[Evidence]


class Datings(Model):
    """A part of the dated events: `total` counts all dates, `next` is how many to leave out for the next
    part, null at the end."""

    items: list[Dating]
    total: int
    next: int | None


def dated(store: Store, after: int = 0, limit: int = 40) -> Datings:
    """The dates of events in their order, a year before its months and days; all but the first `after`,
    `limit` at most. An event of which several dates are stated has one item for each. Four queries, whatever
    their number."""
    found = grouped(rows(store, "statement/values", property=SG.occurredOn), "axiom")
    shown = found[after : after + limit]
    words = evidence(store, claims_of(row for group in shown for row in group))
    known = {one.iri: one for one in happenings(store, [group[0]["subject"] for group in shown])}
    items = [
        Dating(
            event=known[group[0]["subject"]],
            date=group[0]["value"],
            standing=standing(group),
            evidence=select(words, claims_of(group)),
        )
        for group in shown
    ]
    return Datings(items=items, total=len(found), next=after_part(len(found), after, limit))


def chains(store: Store, company: str | None = None, after: int = 0, limit: int = 10) -> Chains:
    """The chains of all events, the longest first, or those with an event of a company (a slug), against it
    or about its products; all but the first `after`, `limit` at most. Five queries, whatever their number.

    NotFoundError with the nearest names for an unknown company.
    """
    found = rows(store, "event/links")
    parts = _parts([(row["subject"], row["object"]) for row in found])
    if company is not None:
        node = find(store, "company", company).iri
        own = {row["event"] for row in rows(store, "event/of-company", company=node)}
        parts = [part for part in parts if not own.isdisjoint(part)]
    shown = parts[after : after + limit]
    nodes = [node for part in shown for node in part]
    known = {one.iri: one for one in happenings(store, nodes)}
    ties = _ties(store, nodes, known)
    return Chains(
        items=[_chain(part, ties, known) for part in shown],
        total=len(parts),
        next=after_part(len(parts), after, limit),
    )


def happenings(store: Store, nodes: Iterable[str]) -> list[Happening]:
    """Things by their IRIs with who is tied to them, in their order. One query, whatever their number."""
    wanted = [URIRef(iri) for iri in dict.fromkeys(nodes)]
    if not wanted:
        return []
    found = {group[0]["node"]: group for group in grouped(rows(store, "event/actors", node=wanted), "node")}
    return [_happening(str(iri), found.get(str(iri), [])) for iri in wanted]


def _happening(iri: str, found: Sequence[Row]) -> Happening:
    tied: dict[str, list[Ref]] = {"performedBy": [], "targets": [], "concerns": []}
    dates = sorted({row["other"] for row in found if row.get("relation") == "occurredOn"})
    for row in found:
        if row.get("relation") in tied:
            tied[row["relation"]].append(ref(row["other"], row.get("otherLabel")))
    label = found[0].get("label") if found else None
    return Happening(
        **dict(ref(iri, label)),
        performed_by=tied["performedBy"],
        targets=tied["targets"],
        concerns=tied["concerns"],
        occurred_on=dates,
    )


def _parts(links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """What hangs together, the largest first, then by IRI; each in alphabetical order."""
    near: dict[str, list[str]] = {}
    for one, other in links:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    parts, seen = [], set[str]()
    for start in near:
        if start in seen:
            continue
        part, waiting = {start}, [start]
        while waiting:
            for other in near[waiting.pop()]:
                if other not in part:
                    part.add(other)
                    waiting.append(other)
        seen |= part
        parts.append(sorted(part))
    return sorted(parts, key=lambda part: (-len(part), part))


def _ties(store: Store, nodes: Sequence[str], known: Mapping[str, Happening]) -> dict[str, list[Tie]]:
    """The ties between nodes, by the subject of each."""
    if not nodes:
        return {}
    found = rows(store, "event/edges", subject=[URIRef(iri) for iri in nodes])
    words = evidence(store, claims_of(found))
    made: dict[str, list[Tie]] = {}
    for group in grouped(found, "axiom"):
        made.setdefault(group[0]["subject"], []).append(_tie(group, words, known))
    return made


def _tie(group: Sequence[Row], words: EvidenceByClaim, known: Mapping[str, Happening]) -> Tie:
    first = group[0]
    return Tie(
        subject=_plain(known[first["subject"]]),
        property=local_name(first["property"]),
        object=_plain(known[first["object"]]),
        standing=standing(group),
        evidence=select(words, claims_of(group)),
    )


def _plain(one: Ref) -> Ref:
    return Ref(id=one.id, iri=one.iri, kind=one.kind, label=one.label)


def _chain(part: Sequence[str], ties: Mapping[str, list[Tie]], known: Mapping[str, Happening]) -> Chain:
    return Chain(events=[known[iri] for iri in part], ties=[tie for iri in part for tie in ties.get(iri, [])])
