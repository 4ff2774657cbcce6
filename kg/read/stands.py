"""Who stands on which front, with what advantage: all companies by all fronts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rdflib import URIRef

from kg.errors import BadParameterError
from kg.ns import SG
from kg.read.disputes import after_part
from kg.read.entities import find
from kg.read.evidence import EvidenceByClaim, evidence, select
from kg.read.fronts import STANDINGS, claims_of, grouped, standing
from kg.read.models import Advantage, Evidence, Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Row, Store

ADVANTAGES: Final = ("decisive", "leading", "contested", "trailing", "noDecisiveAdvantage")
MOST: Final = 150
"""Claims whose words a part with many fronts has: a thousand would take longer than all else."""
_COMPETES: Final = str(SG.competesOnFront)
_ADVANTAGE: Final = str(SG.hasAdvantage)
_PRODUCT: Final = str(SG.viaProduct)


class Stand(Model):
    """A company or product on a front: the standing of its being there and the claims that say so, the
    advantages that somebody speaks of (the best supported first), and the products with which it fights.
    `claims` counts those behind all of this; of a part with more than MOST claims only the number is given,
    and `evidence` is empty: the front by itself has it."""

    who: Ref
    front: Ref
    standing: str | None
    evidence: list[Evidence]
    advantages: list[Advantage]
    products: list[Ref]
    claims: int


class FrontStands(Model):
    """A front and who stands there: companies with an advantage, other companies, products."""

    front: Ref
    stands: list[Stand]


class Positions(Model):
    """A part of the fronts: `total` counts all that fit, `next` is how many to leave out for the next part,
    null at the end."""

    items: list[FrontStands]
    total: int
    next: int | None


def positions(store: Store, filters: Mapping[str, str], after: int = 0, limit: int = 25) -> Positions:
    """The fronts by their names with who stands there; all but the first `after`, `limit` at most.

    `filters`: `company` (a slug) leaves the fronts on which it stands; `advantage` and `standing` those where
    somebody is said to have this advantage, or one with this standing, and there only these.
    NotFoundError with the nearest names for an unknown company, BadParameterError for an unknown value.
    """
    found = _fronts(store, filters)
    shown = [ref(row["front"], row.get("label")) for row in found[after : after + limit]]
    made = on_fronts(store, shown)
    return Positions(
        items=[_narrowed(one, filters) for one in made],
        total=len(found),
        next=after_part(len(found), after, limit),
    )


def on_fronts(store: Store, fronts: Sequence[Ref], most: int = MOST) -> list[FrontStands]:
    """Who stands on given fronts, in their order, with the words of `most` claims or of none. Four queries,
    whatever their number."""
    stands = _stands(store, most, front=[URIRef(one.iri) for one in fronts]) if fronts else []
    return [
        FrontStands(front=front, stands=[one for one in stands if one.front.iri == front.iri])
        for front in fronts
    ]


def of_companies(store: Store, companies: Sequence[Ref], most: int = MOST) -> list[list[Stand]]:
    """Where given companies stand, each by the names of its fronts, in the order of the companies; with the
    words of `most` claims or of none."""
    stands = _stands(store, most, who=[URIRef(one.iri) for one in companies]) if companies else []
    ordered = sorted(stands, key=lambda one: (one.front.label.lower(), one.front.iri))
    return [[one for one in ordered if one.who.iri == company.iri] for company in companies]


def _fronts(store: Store, filters: Mapping[str, str]) -> list[Row]:
    """The fronts that fit filters, by their names."""
    terms: dict[str, URIRef] = {}
    for name, allowed in (("advantage", ADVANTAGES), ("standing", STANDINGS)):
        if value := filters.get(name):
            if value not in allowed:
                raise BadParameterError(name, value, f"it is one of {', '.join(allowed)}")
            terms[name] = SG[value]
    found = rows(store, "front/narrowed", **terms) if terms else None
    if company := filters.get("company"):
        own = rows(store, "front/of-company", who=find(store, "company", company).iri)
        fitting = None if found is None else {row["front"] for row in found}
        return [row for row in own if fitting is None or row["front"] in fitting]
    return rows(store, "front/all") if found is None else found


def _narrowed(one: FrontStands, filters: Mapping[str, str]) -> FrontStands:
    """Only those with the advantage or standing that filters ask for, where they do."""
    advantage, of_standing = filters.get("advantage"), filters.get("standing")
    if not advantage and not of_standing:
        return one
    stands = [
        stand
        for stand in one.stands
        if any(
            (not advantage or found.advantage == advantage)
            and (not of_standing or found.standing == of_standing)
            for found in stand.advantages
        )
    ]
    return FrontStands(front=one.front, stands=stands)


def _stands(store: Store, most: int, **terms: list[URIRef]) -> list[Stand]:
    found = rows(store, "front/stands", **terms)
    claims = set(claims_of(found))
    words = evidence(store, claims) if len(claims) <= most else {}
    names = _names(store, (row[name] for row in found for name in ("front", "who", "node")))
    made = [_stand(group, words, names) for group in grouped(found, "front", "who")]
    return sorted(made, key=_place)


def _names(store: Store, nodes: Iterable[str]) -> dict[str, Ref]:
    wanted = list(dict.fromkeys(nodes))
    if not wanted:
        return {}
    asked = rows(store, "entity/labels", node=[URIRef(iri) for iri in wanted])
    labels = {row["node"]: row["label"] for row in asked}
    return {iri: ref(iri, labels.get(iri)) for iri in wanted}


def _stand(group: Sequence[Row], words: EvidenceByClaim, names: Mapping[str, Ref]) -> Stand:
    first = group[0]
    competing = [row for row in group if row["property"] == _COMPETES]
    degrees = grouped((row for row in group if row["property"] == _ADVANTAGE), "node")
    advantages = [
        Advantage(
            advantage=local_name(one[0]["node"]),
            standing=standing(one),
            evidence=select(words, claims_of(one)),
        )
        for one in degrees
    ]
    products = dict.fromkeys(row["node"] for row in group if row["property"] == _PRODUCT)
    return Stand(
        who=names[first["who"]],
        front=names[first["front"]],
        standing=standing(competing),
        evidence=select(words, claims_of(competing)),
        advantages=sorted(advantages, key=lambda one: STANDINGS.index(one.standing or STANDINGS[-1])),
        products=sorted((names[iri] for iri in products), key=lambda one: one.label.lower()),
        claims=len(set(claims_of(group))),
    )


def _place(one: Stand) -> tuple[bool, int, str, str]:
    """Companies before products, the stronger first, then by name."""
    strength = min(
        (ADVANTAGES.index(found.advantage) for found in one.advantages if found.advantage in ADVANTAGES),
        default=len(ADVANTAGES),
    )
    return one.who.kind != "company", strength, one.who.label.lower(), one.who.iri
