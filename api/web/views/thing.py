"""The page of any individual: what it is, what is said of it in plain words, and with which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.answer.thing import Thing
from api.web.asked import Asked
from api.web.render import href, with_query
from api.web.views.lists import Part
from api.web.views.sketch import sketch
from kg.read.made import Made, made
from kg.read.models import Ref
from kg.read.statements import Statement

MOST: Final = 60
"""Statements of one sort on a page; the JSON at the same address has all."""
TOWARDS: Final[Mapping[str, str]] = {
    "about": "Spoken of by", "analogousTo": "Likened to", "attachedTo": "Attached to it",
    "combines": "Combined in", "comparedTo": "Compared to it", "competesOnFront": "Who fights there",
    "competesWith": "Competes with", "concerns": "Concerned by", "conflictsWith": "Conflicts with",
    "considers": "Considered by", "createsRisk": "Created by", "criticizes": "Criticized by",
    "dependsOn": "What depends on it", "develops": "Made by", "erodes": "Eroded by",
    "exposedTo": "Who is exposed to it", "forecastBy": "Forecasts of it", "founderOf": "Founded by",
    "hasConfidenceIn": "Trusted by", "hasMoat": "Whose moat", "hasPole": "Pulls apart in",
    "holdsPosition": "Whose position", "holdsStakeIn": "Who holds a stake in it", "indicates": "Indicated by",
    "leads": "Led by", "leadsTo": "Came of", "onFront": "Positions there", "partOf": "Its parts",
    "performedBy": "What it did", "praises": "Praised by", "precedes": "Came after",
    "pressures": "Pressed by", "pursues": "Pursued by", "respondsTo": "Answered by",
    "targets": "Aimed at it by", "threatens": "Threatened by", "triggered": "Triggered by", "uses": "Used by",
    "viaProduct": "Used at",
}  # fmt: skip
"""How a property is put seen from where it leads to."""
AWAY: Final[Mapping[str, str]] = {
    "metric": "Measures", "occurredOn": "Date", "periodLabel": "Period",
    "periodLength": "Length of the period", "unit": "Unit", "value": "Value", "valueMax": "At most",
    "valueMin": "At least", "type": "Is a",
}  # fmt: skip
"""How a property is put whose name does not read well before what it leads to."""
_MEASURE: Final = frozenset({"value", "valueMin", "valueMax", "unit", "periodLabel"})
_LAST: Final = frozenset({"type", "metric", "periodLength", "direction"})
"""Properties that say least of a thing, so they stand last."""
_FIRST: Final = (
    (False, "occurredOn"),
    (True, "triggered"), (True, "leadsTo"), (False, "triggered"), (False, "leadsTo"),
    (False, "respondsTo"), (True, "respondsTo"),
)  # fmt: skip
"""When it happened, what set it off, what it led to and what answers what: this stands before all else."""


@dataclass(frozen=True, slots=True)
class Said:
    """Statements of one property in one direction: the first of them and the number of all. `heading` is how
    it is put, empty where its name in the ontology does."""

    property: str
    outgoing: bool
    heading: str
    statements: list[Statement]
    total: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure gives: its numbers, a range has two; unit and words for the period."""

    numbers: list[str]
    unit: Ref | str | None
    period: str


@dataclass(frozen=True, slots=True)
class Parts:
    """Which of the statements that a rule made are shown, and the names and addresses of other parts."""

    shown: Part
    ways: list[tuple[str, str]]


def thing(asked: Asked, found: Thing) -> bytes:
    """The page of an individual of a kind that has no page of its own."""
    inferred = _made(asked, found) if found.kind == "rule" else None
    return asked.page(
        "thing.html",
        thing=found,
        said=said(_untold(found, [*found.statements, *found.incoming])),
        measure=measure(found) if found.kind == "figure" else None,
        sketch=sketch(found),
        made=inferred,
        parts=_parts(asked, found, inferred) if inferred else None,
        stated=stated(found),
    )


def _made(asked: Asked, found: Thing) -> Made:
    """The part of what a rule made that is asked for."""
    return made(asked.store, found.iri, MOST, MOST * (_part(asked) - 1))


def _part(asked: Asked) -> int:
    return int(asked.query.get("part") or 1)


def _parts(asked: Asked, found: Thing, inferred: Made) -> Parts:
    """Which part is shown, and the ways to the others."""
    number, last = _part(asked), max(1, -(-inferred.total // MOST))
    passed = MOST * (number - 1)
    ways = {1: "First", last: "Last", number - 1: "Previous", number + 1: "Next"}
    return Parts(
        shown=Part(passed + 1, passed + len(inferred.items), inferred.total),
        ways=[
            (label, with_query(href(found), part=to if to > 1 else None))
            for to, label in sorted(ways.items())
            if 1 <= to <= last and to != number
        ],
    )


def said(statements: Sequence[Statement]) -> list[Said]:
    """Statements by property: first those of which the thing is the subject, what it is last. What is said
    in both directions, as of a property that is symmetric, stands once."""
    groups: dict[tuple[bool, str], list[Statement]] = {}
    both: set[tuple[str, str]] = set()
    for statement in statements:
        outgoing = statement.direction == "out"
        if statement.node is not None:
            end = statement.property, statement.node.iri
            if end in both:
                continue
            both.add(end)
        groups.setdefault((not outgoing, statement.property), []).append(statement)
    ordered = sorted(groups.items(), key=lambda item: _place(*item[0]))
    return [
        Said(name, not incoming, (TOWARDS if incoming else AWAY).get(name, ""), found[:MOST], len(found))
        for (incoming, name), found in ordered
    ]


def _place(incoming: bool, name: str) -> tuple[bool, int, bool, str]:
    """Where what is said by a property in a direction stands on the page."""
    first = _FIRST.index((incoming, name)) if (incoming, name) in _FIRST else len(_FIRST)
    return name in _LAST, first, incoming, name


def _untold(found: Thing, statements: Sequence[Statement]) -> list[Statement]:
    """Statements without those that the heading makes already, with no words of their own."""
    words = {one.claim for each in statements if each.property != "type" for one in each.evidence}

    def told(each: Statement) -> bool:
        in_head = each.property == "type" and each.node is not None and each.node.id in found.types
        return in_head and each.rule is None and all(one.claim in words for one in each.evidence)

    return [each for each in statements if not told(each)]


def stated(found: Thing) -> list[tuple[str, list[Ref | str]]]:
    """What is known of a thing without an axiom of its own, such as when a change was made."""
    told = {statement.property for statement in found.statements}
    return [(name, values) for name, values in sorted(found.properties.items()) if name not in told]


def measure(found: Thing) -> Measure | None:
    """The numbers of a figure with unit and period; None where it gives no number."""
    given = {name: found.properties.get(name, []) for name in _MEASURE}
    exact = [str(value) for value in given["value"]]
    ends = [str(value) for name in ("valueMin", "valueMax") for value in given[name][:1]]
    if not exact and not ends:
        return None
    periods = [str(value) for value in given["periodLabel"]]
    return Measure(exact or ends, next(iter(given["unit"]), None), ", ".join(periods))
