"""Which columns the list of each kind has beside names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and the properties that lead from a thing to what it shows, or to the thing
    where it is `incoming`. A `number` stands between its ends, a `count` counts claims (`list/*-counts`)."""

    heading: str
    properties: tuple[str, ...] = ()
    incoming: bool = False
    number: bool = False
    count: str = ""


def _to(heading: str, *properties: str) -> Column:
    return Column(heading, properties)


def _from(heading: str, *properties: str) -> Column:
    return Column(heading, properties, incoming=True)


_CLAIMS: Final = Column("Claims about it", count="claim")

COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "company": (_to("Fights on", "competesOnFront"), _to("Makes", "develops")),
    "organization": (_to("Holds a stake in", "holdsStakeIn"), _to("Part of", "partOf")),
    "product": (_from("Made by", "develops"), _to("Competes with", "competesWith")),
    "front": (_from("Who fights there", "competesOnFront"),),
    "position": (
        _from("Whose", "holdsPosition"),
        _to("Front", "onFront"),
        _to("Advantage", "hasAdvantage"),
        _to("With", "viaProduct"),
    ),
    "strategy": (_from("Pursued by", "pursues"), _from("Considered by", "considers")),
    "risk": (_from("Who is exposed", "exposedTo"), _to("Severity", "severity")),
    "event": (_to("By", "performedBy"), _to("Concerns", "concerns"), _to("Led to", "triggered", "leadsTo")),
    "moat": (_from("Whose", "hasMoat"), _from("Eroded by", "erodes")),
    "trend": (_to("Presses on", "pressures"), _to("About", "about")),
    "figure": (
        Column("Value", ("value", "valueMin", "valueMax"), number=True),
        _to("Unit", "unit"),
        _to("Period", "periodLabel"),
        _to("About", "about"),
    ),
    "tension": (_to("Between", "hasPole"), _to("About", "about")),
    "goal": (_from("Pulls apart in", "hasPole"),),
    "open-question": (_to("About", "about"),),
    "industry": (_to("Exposed to", "exposedTo"), _from("Pressed by", "pressures")),
    "speaker": (Column("Claims made", count="said"),),
    "quote": (_to("Words", "exact"), _to("Source", "inSource")),
    "span": (_to("Words", "exact"), _to("Why in quotation marks", "spanKind"), _to("Source", "inSource")),
    "sentence": (_to("Place in the text", "ordinal"), _to("Source", "inSource")),
    "assertion": (
        _to("Subject", "assertedSubject"),
        _to("Property", "assertedProperty"),
        _to("Object", "assertedObject", "assertedValue"),
    ),
    "rule": (),
}
"""Of what a kind is not named here, only the number of claims is shown."""
COUNTED: Final = frozenset(
    {
        "company",
        "organization",
        "product",
        "strategy",
        "risk",
        "event",
        "moat",
        "trend",
        "tension",
        "industry",
    }
)
"""Kinds whose last column counts the claims about each."""


def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns of the list of a kind."""
    return (*COLUMNS.get(kind, ()), *((_CLAIMS,) if kind in COUNTED else ()))
