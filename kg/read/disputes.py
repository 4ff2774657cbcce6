"""What is disputed or qualified: each such statement with the claims that make it and those against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rdflib import URIRef

from kg.errors import BadParameterError
from kg.ns import SG
from kg.read.evidence import EvidenceByClaim, evidence
from kg.read.fronts import claims_of, grouped
from kg.read.models import Evidence, Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Row, Store

CONTESTED: Final = ("disputed", "qualified")
"""The standings of what others speak against, in the order of the list."""
_STATES: Final = "states"


class Bearing(Model):
    """A claim that bears on another, and how: it `states`, `makes`, `backs`, `disputes`, `qualifies`,
    `denies` or `doubts` it."""

    role: str
    evidence: Evidence


class Dispute(Model):
    """A statement that is disputed or qualified (`standing`): subject, property, and object (a node) or value
    with its unit. `stated_by` are the claims that make it, `answered_by` those against it."""

    id: str
    iri: str
    subject: Ref
    property: str
    object: Ref | None
    value: str | None
    unit: Ref | None
    standing: str
    stated_by: list[Evidence]
    answered_by: list[Bearing]


class Disputes(Model):
    """A part of the list: `total` counts all of it, `next` is how many to leave out for the next part, null
    at the end."""

    items: list[Dispute]
    total: int
    next: int | None


def disputes(store: Store, after: int = 0, limit: int = 20, standing: str | None = None) -> Disputes:
    """What is disputed, then what is qualified, by the names of what it is about; all but the first `after`,
    `limit` at most, or those of one standing. Four queries, whatever their number.

    BadParameterError for a standing that nobody disputes or qualifies by.
    """
    if standing is not None and standing not in CONTESTED:
        raise BadParameterError("standing", standing, f"it is one of {', '.join(CONTESTED)}")
    wanted = [SG[name] for name in ((standing,) if standing else CONTESTED)]
    found = rows(store, "statement/contested", standing=wanted)
    shown = found[after : after + limit]
    return Disputes(
        items=_disputes(store, shown), total=len(found), next=after_part(len(found), after, limit)
    )


def after_part(total: int, after: int, limit: int) -> int | None:
    """How many items of a list stand before its next part; None where there is none."""
    return after + limit if total > after + limit else None


def _disputes(store: Store, found: Sequence[Row]) -> list[Dispute]:
    axioms = [URIRef(row["axiom"]) for row in found]
    if not axioms:
        return []
    ends = {row["axiom"]: row for row in rows(store, "statement/ends", axiom=axioms)}
    bearing = rows(store, "statement/bearing", axiom=axioms)
    words = evidence(store, claims_of(bearing))
    by_axiom = {group[0]["axiom"]: group for group in grouped(bearing, "axiom")}
    return [_dispute(row, ends[row["axiom"]], by_axiom.get(row["axiom"], []), words) for row in found]


def _dispute(row: Row, ends: Row, bearing: Sequence[Row], words: EvidenceByClaim) -> Dispute:
    node = ends["isNode"] == "true"
    borne = in_order(bearing, words)
    return Dispute(
        id=local_name(row["axiom"]),
        iri=row["axiom"],
        subject=ref(ends["subject"], ends.get("subjectLabel")),
        property=local_name(ends["property"]),
        object=ref(ends["object"], ends.get("objectLabel")) if node else None,
        value=None if node else ends["object"],
        unit=ref(ends["unit"], ends.get("unitLabel")) if "unit" in ends else None,
        standing=row["stated"],
        stated_by=[one.evidence for one in borne if one.role == _STATES],
        answered_by=[one for one in borne if one.role != _STATES],
    )


def in_order(bearing: Sequence[Row], words: EvidenceByClaim) -> list[Bearing]:
    """Claims with their roles in the order of `words`; a claim has its first role only."""
    roles: dict[str, str] = {}
    for row in bearing:
        roles.setdefault(row["claim"], row["role"])
    return [Bearing(role=roles[claim], evidence=item) for claim, item in words.items() if claim in roles]
