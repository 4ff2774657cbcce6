"""How well the graph covers its sources, and what in it a reader should look at twice."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import URIRef

from kg.read.evidence import evidence
from kg.read.lists import list_kind
from kg.read.models import Evidence, Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.read.source_items import SourceItem
from kg.store.base import Store


class Checked(Model):
    """What the shapes and the reasoner said of the graph as it was built; null for a gate that was left out.
    Every change since then was held against the shapes before it was made."""

    revision: str
    violations: int | None
    warnings: int | None
    consistent: bool | None


class Coverage(Model):
    """How much of a source is covered: its sentences that state something, and those of them with a claim."""

    source: Ref
    stating: int
    covered: int
    claims: int
    untyped: int


class Alone(Model):
    """What rests on unidentified speakers alone; `stated` is its standing, or denied, asked, conditional."""

    subject: Ref
    property: str
    object: Ref | None
    value: str | None
    stated: str
    evidence: Evidence


class Pair(Model):
    """Two claims of a source that may be in tension: a reader should compare them."""

    one: Evidence
    other: Evidence


class Untyped(Model):
    """A claim that asserts nothing in the terms of the ontology, and the reason given for it."""

    reason: str | None
    evidence: Evidence


class Quality(Model):
    """The quality of the graph, source by source: a part of the sources, whose number is `total`, with the
    pairs and claims of that part; `alone` is of the whole graph."""

    checked: Checked | None
    coverage: list[Coverage]
    total: int
    tensions: list[Pair]
    untyped: list[Untyped]
    alone: list[Alone]
    next: str | None


def quality(store: Store, checked: Checked | None, after: str | None = None, limit: int = 50) -> Quality:
    """The quality of a part of the sources (see `list_kind`). Ten queries, whatever their number."""
    page = list_kind(store, "source", after, limit)
    sources = [item for item in page.items if isinstance(item, SourceItem)]
    wanted = [URIRef(item.iri) for item in sources]
    untyped = _untyped(store, wanted)
    return Quality(
        checked=checked,
        coverage=_coverage(store, sources, untyped),
        total=page.total,
        tensions=_tensions(store, wanted),
        untyped=untyped,
        alone=_alone(store),
        next=page.next,
    )


def _coverage(store: Store, sources: Sequence[SourceItem], untyped: Sequence[Untyped]) -> list[Coverage]:
    if not sources:
        return []
    wanted = [URIRef(item.iri) for item in sources]
    counted = {
        (row["source"], row["measure"]): int(row["number"])
        for row in rows(store, "source/coverage-counts", source=wanted)
    }
    lacking = [item.evidence.quote.source.iri for item in untyped]
    return [
        Coverage(
            source=Ref(id=item.id, iri=item.iri, kind=item.kind, label=item.label),
            stating=counted.get((item.iri, "stating"), 0),
            covered=counted.get((item.iri, "covered"), 0),
            claims=item.claims,
            untyped=lacking.count(item.iri),
        )
        for item in sources
    ]


def _untyped(store: Store, sources: Sequence[URIRef]) -> list[Untyped]:
    found = rows(store, "source/untyped", source=sources) if sources else []
    words = evidence(store, [row["claim"] for row in found])
    return [Untyped(reason=row.get("reason"), evidence=words[row["claim"]]) for row in found]


def _tensions(store: Store, sources: Sequence[URIRef]) -> list[Pair]:
    found = rows(store, "source/candidate-tensions", source=sources) if sources else []
    words = evidence(store, [row[end] for row in found for end in ("claim", "otherClaim")])
    pairs = dict.fromkeys((row["claim"], row["otherClaim"]) for row in found)
    return [Pair(one=words[one], other=words[other]) for one, other in pairs]


def _alone(store: Store) -> list[Alone]:
    found = rows(store, "statement/unidentified")
    words = evidence(store, [row["claim"] for row in found])
    return [
        Alone(
            subject=ref(row["subjectNode"], row["subject"]),
            property=local_name(row["property"]),
            object=ref(row["objectNode"], row["object"]) if _is_node(row["objectNode"]) else None,
            value=None if _is_node(row["objectNode"]) else row["object"],
            stated=row["stated"],
            evidence=words[row["claim"]],
        )
        for row in found
    ]


def _is_node(value: str) -> bool:
    return value.startswith(("http://", "https://"))
