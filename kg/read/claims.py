"""Claims: what they assert, what they support, dispute or qualify, and lists of them."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import URIRef

from kg.errors import NotFoundError
from kg.read.entities import find
from kg.read.evidence import evidence
from kg.read.fronts import grouped
from kg.read.models import Evidence, Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Row, Store


class Assertion(Model):
    """What a claim puts forward: subject, property, and object (a node) or value. `head` marks the first."""

    iri: str
    subject: Ref
    property: str
    object: Ref | None
    value: str | None
    head: bool


class AssertionResource(Assertion):
    """An assertion by itself, with the claim that makes it."""

    id: str
    kind: str = "assertion"
    evidence: list[Evidence]


class Claim(Evidence):
    """A claim as an item of a list and by itself: the evidence, what it asserts (or why nothing), and the
    claims that it supports, disputes or qualifies and that do so to it."""

    id: str
    kind: str = "claim"
    asserts: list[Assertion]
    untyped_reason: str | None
    supports: list[Ref]
    disputes: list[Ref]
    qualifies: list[Ref]
    supported_by: list[Ref]
    disputed_by: list[Ref]
    qualified_by: list[Ref]


class Replaced(Model):
    """A former claim: `by` is the claim that stands in its place."""

    id: str
    iri: str
    by: Ref


_LINKS = ("supports", "disputes", "qualifies", "supported_by", "disputed_by", "qualified_by")


def claims(store: Store, iris: Iterable[str]) -> list[Claim]:
    """Claims by their IRIs, in the order of source and text. Four queries, whatever the number of claims."""
    words = evidence(store, iris)
    if not words:
        return []
    wanted = [URIRef(iri) for iri in words]
    asserted = _by_claim(rows(store, "claim/assertions", claim=wanted))
    links = _by_claim(rows(store, "claim/links", claim=wanted))
    reasons = {row["claim"]: row["reason"] for row in rows(store, "claim/untyped", claim=wanted)}
    return [
        _claim(item, asserted.get(iri, []), links.get(iri, []), reasons.get(iri))
        for iri, item in words.items()
    ]


def claim(store: Store, slug: str) -> Claim | Replaced:
    """One claim by its identifier, or what has replaced it; NotFoundError when there is neither."""
    found = find(store, "claim", slug)
    made = claims(store, [found.ref.iri])
    if made:
        return made[0]
    for row in rows(store, "entity/properties", node=found.iri):
        if local_name(row["property"]) == "replacedBy":
            return Replaced(id=slug, iri=found.ref.iri, by=ref(row["value"], row.get("label")))
    raise NotFoundError("claim", slug)


def assertion(store: Store, slug: str) -> AssertionResource:
    """One assertion with its claim; NotFoundError when there is none."""
    found = find(store, "assertion", slug)
    row = rows(store, "claim/of-assertion", assertion=found.iri)[0]
    (made,) = claims(store, [row["claim"]])
    (own,) = (item for item in made.asserts if item.iri == found.ref.iri)
    words = evidence(store, [row["claim"]])
    return AssertionResource(**dict(own), id=slug, evidence=list(words.values()))


def _by_claim(found: list[Row]) -> dict[str, list[Row]]:
    return {group[0]["claim"]: group for group in grouped(found, "claim")}


def _claim(item: Evidence, asserted: list[Row], links: list[Row], reason: str | None) -> Claim:
    linked: dict[str, list[Ref]] = {name: [] for name in _LINKS}
    for row in links:
        linked[row["relation"]].append(ref(row["other"], row.get("label")))
    return Claim(
        **dict(item),
        id=item.claim,
        asserts=[_assertion(row) for row in asserted],
        untyped_reason=reason,
        supports=linked["supports"],
        disputes=linked["disputes"],
        qualifies=linked["qualifies"],
        supported_by=linked["supported_by"],
        disputed_by=linked["disputed_by"],
        qualified_by=linked["qualified_by"],
    )


def _assertion(row: Row) -> Assertion:
    return Assertion(
        iri=row["assertion"],
        subject=ref(row["subject"], row.get("subjectLabel")),
        property=local_name(row["property"]),
        object=ref(row["object"], row.get("objectLabel")) if "object" in row else None,
        value=row.get("value"),
        head=row["isHead"] == "true",
    )
