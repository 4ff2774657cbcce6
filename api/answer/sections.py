"""The JSON-LD contexts of what stands under a company: lists in which some ties are only put forward.

What is denied, asked or supposed must not come out as a triple, so a key becomes a property only in an answer
where all that stands under it is stated; otherwise it only says that the things are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from api.answer.context import COMMON, TYPES, Context, member
from kg.read.figures import FigureItem
from kg.read.fronts import STANDINGS
from kg.read.items import Item, Link, Section

_LINKS: Final[Context] = {
    "combines": "sg:combines",
    "concerns": "sg:concerns",
    "creates_risk": "sg:createsRisk",
    "draws_on": "sg:drawsOnPower",
    "erodes": "sg:erodes",
    "eroded_by": {"@reverse": "sg:erodes"},
    "generic_form": "sg:genericForm",
    "indicates": "sg:indicates",
    "performed_by": "sg:performedBy",
    "positions": {"@reverse": "sg:viaProduct"},
    "precedes": "sg:precedes",
    "responds_to": "sg:respondsTo",
    "answered_by": {"@reverse": "sg:respondsTo"},
    "severity": "sg:severity",
    "targets": "sg:targets",
    "threatens": "sg:threatens",
}
"""Links of an item, by key. `led_to`, `triggered_by` and `conflicts_with` are not among them: they stand for
several properties or for both directions."""

_OBJECT_OF: Final = frozenset({"develops", "pursues", "considers", "dependsOn", "exposedTo", "hasMoat"})
_SUBJECT_OF: Final = frozenset({"threatens", "performedBy", "targets", "concerns"})

SECTION: Final[Context] = {
    **COMMON,
    "items": "@included",
    "types": TYPES,
    "relation": None,
    "stated": None,
    "assessments": None,
    "of": "@included",
    "front": "@included",
    "occurred_on": "sg:occurredOn",
    **dict.fromkeys((*_LINKS, "led_to", "leads_to", "triggered_by", "conflicts_with"), "@included"),
}
"""A list of a company, with nothing said of how its things are tied."""

FIGURES: Final[Context] = {
    **COMMON,
    "items": "@included",
    "types": TYPES,
    "given": "@nest",
    "stated": None,
    **dict.fromkeys(("about", "metric", "unit", "compared_to", "forecast_by"), "@included"),
    **dict.fromkeys(("direction", "period", "value_min", "value_max")),
}
"""Figures of which at least one number is not stated."""

STATED_FIGURES: Final[Context] = {
    **FIGURES,
    "about": "sg:about",
    "metric": "sg:metric",
    "unit": "sg:unit",
    "compared_to": "sg:comparedTo",
    "forecast_by": "sg:forecastBy",
    "direction": member("direction"),
    "period": "sg:periodLabel",
    "value": {"@id": "sg:value", "@type": "xsd:decimal"},
    "value_min": {"@id": "sg:valueMin", "@type": "xsd:decimal"},
    "value_max": {"@id": "sg:valueMax", "@type": "xsd:decimal"},
}
"""Figures that are all stated."""


def section(found: Section[Any]) -> Context:
    """The context of a list of a company."""
    items: list[Item] = found.items
    terms = dict(SECTION)
    for key, term in _LINKS.items():
        links = [link for item in items for link in getattr(item, key, ())]
        if links and _all_stated(links):
            terms[key] = term
    relations = {item.relation for item in items}
    if len(relations) == 1 and _all_stated(items):
        (relation,) = relations
        if relation in _OBJECT_OF:
            terms["of"] = {"@reverse": f"sg:{relation}"}
        elif relation in _SUBJECT_OF:
            terms["of"] = f"sg:{relation}"
    return terms


def figures(items: Iterable[FigureItem]) -> Context:
    """The context of the figures of a company."""
    stated = all(given.stated in STANDINGS for item in items for given in item.given)
    return STATED_FIGURES if stated else FIGURES


def _all_stated(links: Iterable[Link]) -> bool:
    return all(link.standing for link in links)
