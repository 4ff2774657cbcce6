"""A brief of one thing: what is said of it by subject, each line with the words behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.read.ask import ask
from kg.read.evidence import evidence
from kg.read.fronts import fronts
from kg.read.models import Evidence, Front, FrontCount, Fronts, Model, Position, Stated
from kg.read.resource import Resource, resource
from kg.read.statements import Statement
from kg.store.base import Store

# Heading to the statements under it: (property, direction, kind of the other end or "" for any) to the words,
# with {} for the other end. The first heading that fits takes a statement.
_SUBJECTS: Final[Mapping[str, Mapping[tuple[str, str, str], str]]] = {
    "Risks": {
        ("exposedTo", "out", ""): "exposed to {}",
        ("threatens", "in", ""): "{} threatens it",
        ("severity", "out", ""): "{}",
    },
    "Strategies": {
        ("pursues", "out", ""): "pursues {}",
        ("considers", "out", ""): "may choose {}",
        ("dependsOn", "out", ""): "depends on {}",
        ("genericForm", "out", ""): "a case of {}",
    },
    "Moats": {("hasMoat", "out", ""): "has {}", ("erodes", "in", ""): "{} erodes it"},
    "Rivals": {("competesWith", "out", ""): "{}", ("competesWith", "in", ""): "{}"},
    "Figures": {
        ("about", "in", "figure"): "{}",
        ("comparedTo", "in", ""): "{}, compared to it",
        ("forecastBy", "in", ""): "{}, as it forecasts itself",
    },
    "Events": {
        ("performedBy", "in", ""): "{}, done by it",
        ("concerns", "in", ""): "{}, concerning it",
        ("targets", "in", ""): "{}, aimed at it",
        ("respondsTo", "in", ""): "{}, in answer to it",
    },
    "Trends": {("pressures", "in", ""): "{} presses on it", ("about", "in", "trend"): "{}"},
    "Tensions": {("about", "in", "tension"): "{}"},
    "Open questions": {("about", "in", "open-question"): "{}"},
    "Products": {("develops", "out", ""): "develops {}"},
    "Users and others": {
        ("attachedTo", "in", ""): "{}, attached to it",
        ("criticizes", "in", ""): "criticized by {}",
        ("praises", "in", ""): "praised by {}",
        ("uses", "in", ""): "used by {}",
        ("hasConfidenceIn", "in", ""): "trusted by {}",
        ("holdsStakeIn", "in", ""): "{} holds a stake",
        ("leads", "in", ""): "led by {}",
    },
}
_REST: Final = "Further"
_UNITS: Final = {"count": "", "ratio": "times", "US dollar": "US dollars", "year": "years"}
_ON_FRONTS: Final = frozenset({"holdsPosition", "competesOnFront", "namedFrontCount", "type"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said: its words, its standing (empty where nothing is stated), its evidence."""

    words: str
    standing: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A title, what the thing is, and the sections that are not empty."""

    title: str
    about: str
    sections: tuple[Section, ...]


def brief(store: Store, thing: Resource) -> Brief:
    """The brief of a thing; a company's begins with its fronts."""
    on_fronts = fronts(store, thing.id) if thing.kind == "company" else None
    sections = [*_front_sections(on_fronts)] if on_fronts else []
    sections += _statement_sections(store, thing, _ON_FRONTS if on_fronts else frozenset())
    sections.append(_doubts(store, thing))
    if thing.mentioned_in:
        unstated = (
            Line(e.quote.exact, e.modality if e.polarity == "affirmed" else e.polarity, (e,))
            for e in thing.mentioned_in
        )
        sections.append(Section("Asked, supposed, doubted or denied", tuple(unstated)))
    about = thing.definition or ", ".join(spaced(name) for name in thing.types)
    told = [section for section in sections if section.lines]
    if len(told) == 1 and told[0].heading == _REST:
        told = [Section("What is said of it", told[0].lines)]
    return Brief(thing.label, about, tuple(told))


def _front_sections(found: Fronts) -> Iterator[Section]:
    lines = []
    if count := found.stated_count:
        number = f"{count.min}" if count.min == count.max else f"{count.min} to {count.max}"
        words = f"fights on {number} fronts, of which {found.named_count} are named"
        lines.append(_line(words, count))
    for front in found.fronts:
        position = front.position
        if position and position.advantage:
            lines.append(_line(f"{front.label}: {spaced(position.advantage)}", position))
        else:
            lines.append(_line(f"{front.label}: advantage not spoken of", front))
        for product in position.products if position else ():
            lines.append(_line(f"{front.label}: with {product.label}", product))
        lines += [_line(f"{front.label}: against {rival.label}", rival) for rival in front.rivals]
    yield Section("Fronts", tuple(lines))
    because = (Line(a.label, "inferred", tuple(a.evidence)) for a in found.assessments)
    yield Section("Assessments by rule", tuple(because))


def _line(words: str, stated: FrontCount | Front | Position | Stated) -> Line:
    return Line(words, stated.standing or "", tuple(stated.evidence))


def _statement_sections(store: Store, thing: Resource, hidden: frozenset[str]) -> Iterator[Section]:
    sections: dict[str, dict[tuple[str, ...], Line]] = {heading: {} for heading in (*_SUBJECTS, _REST)}
    for statement in thing.statements:
        if statement.property in hidden:
            continue
        heading, form = _place(statement)
        other = statement.node.label if statement.node else (statement.value or "")
        if statement.node and statement.node.kind == "figure" and statement.direction == "in":
            other += _measure(resource(store, "figure", statement.node.id))
        # A symmetric property stands in both directions: one line.
        key = (statement.property, other, *(claim.claim for claim in statement.evidence))
        words = form.format(other)
        sections[heading].setdefault(key, Line(words, statement.standing or "", tuple(statement.evidence)))
    return (Section(heading, tuple(lines.values())) for heading, lines in sections.items())


def _doubts(store: Store, thing: Resource) -> Section:
    """Who denies, disputes or qualifies what is said of a thing and of the figures about it."""
    ours = {thing.iri} | {s.node.iri for s in thing.statements if s.node and s.node.kind == "figure"}
    rows = [
        row
        for row in ask(store, "disputes", {}).rows
        if row["role"] != "states" and not ours.isdisjoint((row["subjectNode"], row["objectNode"]))
    ]
    words = evidence(store, [row["claim"] for row in rows])
    lines = (
        Line(f"{row['subject']} {row['relation']} {row['object']}", row["stated"], (words[row["claim"]],))
        for row in rows
    )
    return Section("Doubted or disputed", tuple(lines))


def _place(statement: Statement) -> tuple[str, str]:
    """The heading of a statement and the form of its line."""
    kind = statement.node.kind if statement.node else ""
    for heading, forms in _SUBJECTS.items():
        for wanted in ((statement.property, statement.direction, each) for each in (kind, "")):
            if wanted in forms:
                return heading, forms[wanted]
    verb = spaced(statement.property)
    return _REST, f"{verb} {{}}" if statement.direction == "out" else f"{{}} {verb} it"


def _measure(figure: Model) -> str:
    """Number, unit and time of a figure, with the standing of the number."""
    said = (
        {s.property: s for s in figure.statements if s.direction == "out"}
        if isinstance(figure, Resource)
        else {}
    )

    def text(name: str) -> str:
        found = said.get(name)
        return "" if found is None else (found.node.label if found.node else found.value or "")

    number = _grouped(text("value")) or " to ".join(
        filter(None, map(_grouped, (text("valueMin"), text("valueMax"))))
    )
    if not number:
        return f": {text('direction')}" if "direction" in said else ""
    standing = (said.get("value") or said["valueMin"]).standing
    doubt = f" ({standing})" if standing in {"qualified", "disputed"} else ""
    unit = _UNITS.get(text("unit"), text("unit"))
    return f": {' '.join(filter(None, (number, unit, text('periodLabel'))))}{doubt}"


def _grouped(number: str) -> str:
    return f"{Decimal(number):,}" if number else ""


def spaced(name: str) -> str:
    """A local name as words: `noDecisiveAdvantage` is "no decisive advantage"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
