"""The figures of a company: what is measured, of whom, by whom, for which period, how sure."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import URIRef

from kg.read.entities import find
from kg.read.evidence import EvidenceByClaim, evidence
from kg.read.fronts import STANDINGS, claims_of, grouped
from kg.read.models import Evidence, Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Row, Store


class Giving(Model):
    """One claim that gives a figure: its numbers (decimal strings) and the words for the period as this claim
    has them; `stated` is the standing of the number, or `hedged`, `denied`, `asked`, `conditional`."""

    value: str | None
    value_min: str | None
    value_max: str | None
    period: str | None
    stated: str
    evidence: Evidence


class FigureItem(Ref):
    """A figure: what it is about, what it measures, in which unit, for a comparison against what and in
    which direction, for a forecast by whom, and every claim that gives it, in the order of the text. `value`
    and its like are those of the first claim that states it."""

    types: list[str]
    about: list[Ref]
    metric: Ref
    unit: Ref | None
    compared_to: Ref | None
    direction: str | None
    forecast_by: Ref | None
    value: str | None
    value_min: str | None
    value_max: str | None
    period: str | None
    standing: str | None
    given: list[Giving]
    evidence: list[Evidence]


class Figures(Model):
    """The figures of a company and their number."""

    items: list[FigureItem]
    total: int


def figures(store: Store, company: str) -> Figures:
    """The figures about a company (a slug) and its products, comparisons against these, and what investors
    earn through it. NotFoundError with the nearest names when there is no such company."""
    found = rows(store, "company/figures", company=find(store, "company", company).iri)
    words = evidence(store, claims_of(found))
    groups = grouped(found, "figureNode")
    types: dict[str, list[str]] = {}
    if groups:
        for row in rows(store, "list/types", node=[URIRef(group[0]["figureNode"]) for group in groups]):
            types.setdefault(row["node"], []).append(local_name(row["type"]))
    items = [_figure(group, words, types.get(group[0]["figureNode"], [])) for group in groups]
    return Figures(items=items, total=len(items))


def _figure(group: Sequence[Row], words: EvidenceByClaim, types: list[str]) -> FigureItem:
    first = group[0]
    given = [_giving(claim[0], words) for claim in grouped(group, "claim")]
    stated = next((giving for giving in given if giving.stated in STANDINGS), None)
    shown = stated or given[0]
    forecast = next((row for row in group if "forecaster" in row), first)
    return FigureItem(
        **dict(ref(first["figureNode"], first.get("figure"))),
        types=types,
        about=[ref(one[0]["aboutNode"], one[0].get("of")) for one in grouped(group, "aboutNode")],
        metric=ref(first["measure"], first.get("metric")),
        unit=_node(first, "unitNode", "unit"),
        compared_to=_node(first, "otherNode", "comparedTo"),
        direction=local_name(first["directionNode"]) if "directionNode" in first else None,
        forecast_by=_node(forecast, "forecaster", "forecastBy"),
        value=shown.value,
        value_min=shown.value_min,
        value_max=shown.value_max,
        period=shown.period,
        standing=stated.stated if stated else None,
        given=given,
        evidence=[giving.evidence for giving in given if giving.stated in STANDINGS],
    )


def _giving(row: Row, words: EvidenceByClaim) -> Giving:
    return Giving(
        value=row.get("value"),
        value_min=row.get("least"),
        value_max=row.get("greatest"),
        period=row.get("period"),
        stated=row["stated"],
        evidence=words[row["claim"]],
    )


def _node(row: Row, iri: str, label: str) -> Ref | None:
    return ref(row[iri], row.get(label)) if iri in row else None
