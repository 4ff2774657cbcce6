"""Open forecasts: what is foreseen, for when, by whom, and who backs or doubts it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rdflib import URIRef

from kg.ns import SG
from kg.read.disputes import CONTESTED, Bearing, after_part
from kg.read.evidence import EvidenceByClaim, evidence
from kg.read.fronts import claims_of, grouped
from kg.read.models import Model, Ref
from kg.read.refs import ref
from kg.read.shipped import rows
from kg.store.base import Row, Store

_MAKES: Final = "makes"
_BACKS: Final = "backs"


class Foretold(Bearing):
    """A claim that makes a forecast: the words for the period and who forecasts it, as this claim has
    them."""

    period: str | None
    forecast_by: Ref | None


class Forecast(Ref):
    """What is forecast: about whom, its value (decimal strings) and unit where it is a figure, the standing
    of that value; the claims that make it, back it and doubt it."""

    about: list[Ref]
    value: str | None
    value_min: str | None
    value_max: str | None
    unit: Ref | None
    standing: str | None
    made_by: list[Foretold]
    backed_by: list[Bearing]
    doubted_by: list[Bearing]


class Forecasts(Model):
    """A part of the list: `total` counts all of it, `doubted` those that somebody disputes or qualifies,
    `next` is how many to leave out for the next part, null at the end."""

    items: list[Forecast]
    total: int
    doubted: int
    next: int | None


def forecasts(store: Store, after: int = 0, limit: int = 20) -> Forecasts:
    """Open forecasts, those that are doubted first, then by their names; all but the first `after`, `limit`
    at most. Five queries, whatever their number."""
    found = rows(store, "figure/forecast-list")
    wanted = [SG[name] for name in CONTESTED]
    contested = {row["subject"] for row in rows(store, "statement/contested", standing=wanted)}
    ordered = sorted(found, key=lambda row: row["forecast"] not in contested)
    return Forecasts(
        items=_forecasts(store, ordered[after : after + limit]),
        total=len(found),
        doubted=sum(row["forecast"] in contested for row in found),
        next=after_part(len(found), after, limit),
    )


def doubts(store: Store, nodes: Sequence[str]) -> dict[str, list[Bearing]]:
    """The claims that deny, qualify or dispute each of some forecasts (IRIs), in the order of the text; what
    nobody doubts is left out. Three queries at most."""
    if not nodes:
        return {}
    claimed = rows(store, "figure/forecast-claims", forecast=[URIRef(node) for node in nodes])
    words = evidence(store, claims_of(claimed))
    found = {
        group[0]["forecast"]: [_bearing(one) for one in _in_order(group, words) if _is_doubt(one)]
        for group in grouped(claimed, "forecast")
    }
    return {node: against for node, against in found.items() if against}


def _forecasts(store: Store, found: Sequence[Row]) -> list[Forecast]:
    nodes = [URIRef(row["forecast"]) for row in found]
    if not nodes:
        return []
    claimed = rows(store, "figure/forecast-claims", forecast=nodes)
    words = evidence(store, claims_of(claimed))
    told = {
        group[0]["figure"]: group for group in grouped(rows(store, "figure/told", figure=nodes), "figure")
    }
    by_node = {group[0]["forecast"]: group for group in grouped(claimed, "forecast")}
    return [_forecast(row, told[row["forecast"]], by_node.get(row["forecast"], []), words) for row in found]


def _forecast(row: Row, told: Sequence[Row], claimed: Sequence[Row], words: EvidenceByClaim) -> Forecast:
    first = told[0]
    borne = _in_order(claimed, words)
    return Forecast(
        **dict(ref(row["forecast"], row.get("label"))),
        about=_refs(told),
        value=first.get("value"),
        value_min=first.get("least"),
        value_max=first.get("greatest"),
        unit=ref(first["unit"], first.get("unitLabel")) if "unit" in first else None,
        standing=first.get("stated"),
        made_by=[one for one in borne if one.role == _MAKES],
        backed_by=[_bearing(one) for one in borne if one.role == _BACKS],
        doubted_by=[_bearing(one) for one in borne if _is_doubt(one)],
    )


def _is_doubt(one: Foretold) -> bool:
    return one.role not in {_MAKES, _BACKS}


def _refs(told: Iterable[Row]) -> list[Ref]:
    return [
        ref(iri, label)
        for iri, label in {row["about"]: row.get("aboutLabel") for row in told if "about" in row}.items()
    ]


def _bearing(one: Foretold) -> Bearing:
    return Bearing(role=one.role, evidence=one.evidence)


def _in_order(claimed: Sequence[Row], words: EvidenceByClaim) -> list[Foretold]:
    """Claims in the order of `words`, each once: what it makes of the forecast comes before what it backs."""
    order = {claim: place for place, claim in enumerate(words)}
    known = [group for group in grouped(claimed, "claim") if group[0]["claim"] in order]
    made = []
    for group in sorted(known, key=lambda rows_of_one: order[rows_of_one[0]["claim"]]):
        first = next((row for row in group if row["role"] != _BACKS), group[0])
        made.append(
            Foretold(
                role=first["role"],
                evidence=words[first["claim"]],
                period=first.get("period"),
                forecast_by=ref(first["forecaster"], first.get("forecasterLabel"))
                if "forecaster" in first
                else None,
            )
        )
    return made
