"""The fronts of a company: positions, advantages, products, rivals and what the rules make of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from rdflib import URIRef

from kg.read.entities import find
from kg.read.evidence import EvidenceByClaim, evidence, said, select
from kg.read.models import Advantage, Assessment, Front, FrontCount, Fronts, Position, Stated
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Row, Store

_PRESENCE: Final = ("holdsPosition", "onFront")
# The best supported first; `inferred` last, since what is inferred rests on another statement.
STANDINGS: Final = ("corroborated", "reported", "attributed", "qualified", "disputed", "curated", "inferred")


def fronts(store: Store, company: str) -> Fronts:
    """On which fronts a company (a slug) fights, with which products, against whom, with what advantage.

    NotFoundError with the nearest slugs when there is no such company.
    """
    found = find(store, "company", company)
    stated_rows = _stated_rows(store, found.iri)
    words = evidence(store, claims_of(stated_rows))
    on_fronts = [row for row in stated_rows if "front" in row]
    counted = [row for row in stated_rows if "number" in row]
    assessed = [row for row in stated_rows if "rule" in row]
    counts = [_count(group, words) for group in grouped(counted, "node")]
    named = [_front(group, words, found.ref.iri) for group in grouped(on_fronts, "front")]
    return Fronts(
        company=found.ref,
        stated_count=counts[0] if counts else None,
        other_counts=counts[1:],
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


def _stated_rows(store: Store, company: URIRef) -> list[Row]:
    """What is stated, by the labels of fronts and of what stands there, each row with its relation."""
    found = rows(store, "company/front-statements", company=company)
    labels = _front_labels(store, found)
    for row in found:
        row["relation"] = local_name(row["property"]) if "property" in row else "assessment"
        if "front" in row:
            row["frontLabel"] = labels[row["front"]]
    return sorted(found, key=_place)


def _front_labels(store: Store, found: Iterable[Row]) -> dict[str, str]:
    """The labels of fronts: where a position is on a front, a row has it; any other is looked up."""
    placed = (row for row in found if row.get("front") == row.get("node", "") and "label" in row)
    labels = {row["node"]: row["label"] for row in placed}
    for front in {row["front"] for row in found if "front" in row} - labels.keys():
        named = rows(store, "entity/entity", node=URIRef(front))
        labels[front] = next((row["label"] for row in named if "label" in row), local_name(front))
    return labels


def _place(row: Row) -> tuple[str, ...]:
    label, front_label = row.get("label", "").lower(), row.get("frontLabel", "").lower()
    rest = (row.get(name, "") for name in ("node", "property", "claim"))
    return (front_label, row.get("front", ""), label, *rest)


def _front(group: list[Row], words: EvidenceByClaim, company: str) -> Front:
    competing = [row for row in group if row["relation"] == "competesOnFront"]
    presence = [row for row in group if row["relation"] in _PRESENCE]
    presence += [row for row in competing if row["node"] == company]
    rivals = grouped((row for row in competing if row["node"] != company), "node")
    return Front(
        id=local_name(group[0]["front"]),
        iri=group[0]["front"],
        label=group[0]["frontLabel"],
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
        grouped((row for row in own if row["relation"] == "hasAdvantage"), "node"),
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
    products = grouped((row for row in own if row["relation"] == "viaProduct"), "node")
    return Position(
        iri=own[0]["position"],
        advantage=first.advantage if first else None,
        standing=first.standing if first else None,
        evidence=first.evidence if first else [],
        products=[stated(rows_of_one, words) for rows_of_one in products],
        other_advantages=advantages[1:],
    )


def _count(group: list[Row], words: EvidenceByClaim) -> FrontCount:
    # The shapes demand whole numbers; a decimal may be written 6.0.
    numbers = {row["relation"]: int(Decimal(row["number"])) for row in group}
    return FrontCount(
        iri=group[0]["node"],
        min=numbers.get("valueMin", min(numbers.values())),
        max=numbers.get("valueMax", max(numbers.values())),
        standing=standing(group),
        evidence=select(words, claims_of(group)),
    )


def _assessment(group: list[Row], words: EvidenceByClaim) -> Assessment:
    first = group[0]
    reasons = select(words, claims_of(group))
    return Assessment(
        iri=first["axiom"],
        rule=local_name(first["rule"]),
        type=local_name(first["node"]),
        label=first.get("label", local_name(first["node"])),
        because=[said(reason) for reason in reasons],
        evidence=reasons,
    )
