"""The fronts of a company: positions, advantages, products, rivals and what the rules make of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rdflib import URIRef

from kg.ns import entity
from kg.read.entities import find
from kg.read.evidence import EvidenceByClaim, evidence, said, select
from kg.read.models import Advantage, Assessment, Front, FrontCount, Fronts, Position, Stated
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Row, Store

_OVEREXTENSION: Final = entity("rule", "overextension")
_PRESENCE: Final = ("position", "fights on it", "competes on it")
# The best supported first; `inferred` last, since what is inferred rests on another statement.
STANDINGS: Final = ("corroborated", "reported", "attributed", "qualified", "disputed", "curated", "inferred")


def fronts(store: Store, company: str) -> Fronts:
    """On which fronts a company (a slug) fights, with which products, against whom, with what advantage.

    NotFoundError with the nearest slugs when there is no such company.
    """
    found = find(store, "company", company)
    statements = rows(store, "company/fronts", company=found.iri)
    counts = rows(store, "company/front-counts", company=found.iri)
    assessed = rows(store, "company/assessments", company=found.iri, rule=_OVEREXTENSION)
    words = evidence(store, claims_of([*statements, *counts, *assessed]))
    named = [_front(group, words) for group in grouped(statements, "front")]
    stated = [_count(group, words) for group in grouped(counts, "figure")]
    return Fronts(
        company=found.ref,
        stated_count=stated[0] if stated else None,
        other_counts=stated[1:],
        named_count=len(named),
        fronts=named,
        assessments=[_assessment(group, words) for group in grouped(assessed, "axiom")],
    )


def assessments(store: Store, company: URIRef, rules: Sequence[URIRef] | None = None) -> list[Assessment]:
    """The classes that rules (all, or the given ones) put a company in, with their reasons."""
    found = rows(store, "company/assessments", company=company, rule=rules)
    words = evidence(store, claims_of(found))
    return [_assessment(group, words) for group in grouped(found, "axiom")]


def claims_of(found: Iterable[Row]) -> list[str]:
    """The IRIs of the claims in rows."""
    return [row["claim"] for row in found if "claim" in row]


def grouped(found: Iterable[Row], *names: str) -> list[list[Row]]:
    """Rows with the same values of the given variables together, in the order in which these first come."""
    groups: dict[tuple[str | None, ...], list[Row]] = {}
    for row in found:
        groups.setdefault(tuple(row.get(name) for name in names), []).append(row)
    return list(groups.values())


def standing(group: Iterable[Row]) -> str | None:
    """The standing of the best supported statement among rows, null where there is none."""
    found = {row["stated"] for row in group if row.get("stated")}
    return min(found, key=STANDINGS.index, default=None)


def stated(group: list[Row], words: EvidenceByClaim) -> Stated:
    """The node of rows that make one statement, with its standing and evidence."""
    first = ref(group[0]["node"], group[0].get("label"))
    return Stated(**first.model_dump(), standing=standing(group), evidence=select(words, claims_of(group)))


def _front(group: list[Row], words: EvidenceByClaim) -> Front:
    presence = [row for row in group if row["relation"] in _PRESENCE]
    rivals = grouped((row for row in group if row["relation"] == "rival"), "node")
    return Front(
        id=local_name(group[0]["front"]),
        iri=group[0]["front"],
        label=group[0].get("frontLabel", local_name(group[0]["front"])),
        standing=standing(presence),
        position=_position(group, words),
        rivals=[stated(rows_of_one, words) for rows_of_one in rivals],
        evidence=select(words, claims_of(presence)),
    )


def _position(group: list[Row], words: EvidenceByClaim) -> Position | None:
    own = [row for row in group if "position" in row]
    if not own:
        return None
    degrees = sorted(
        grouped((row for row in own if row["relation"] == "advantage"), "node"),
        key=lambda rows_of_one: STANDINGS.index(standing(rows_of_one) or STANDINGS[-1]),
    )
    advantages = [
        Advantage(
            advantage=local_name(one[0]["node"]),
            standing=standing(one),
            evidence=select(words, claims_of(one)),
        )
        for one in degrees
    ]
    first = advantages[0] if advantages else None
    products = grouped((row for row in own if row["relation"] == "product"), "node")
    return Position(
        iri=own[0]["position"],
        advantage=first.advantage if first else None,
        standing=first.standing if first else None,
        evidence=first.evidence if first else [],
        products=[stated(rows_of_one, words) for rows_of_one in products],
        other_advantages=advantages[1:],
    )


def _count(group: list[Row], words: EvidenceByClaim) -> FrontCount:
    first = group[0]
    return FrontCount(
        iri=first["figure"],
        min=int(first["least"]),
        max=int(first["greatest"]),
        standing=standing(group),
        evidence=select(words, claims_of(group)),
    )


def _assessment(group: list[Row], words: EvidenceByClaim) -> Assessment:
    first = group[0]
    reasons = select(words, claims_of(group))
    return Assessment(
        iri=first["axiom"],
        rule=local_name(first["rule"]),
        type=local_name(first["class"]),
        label=first.get("label", local_name(first["class"])),
        because=[said(reason) for reason in reasons],
        evidence=reasons,
    )
