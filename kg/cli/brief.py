"""A brief of one thing: what is said of it by subject, each line with the words behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kg.read.fronts import fronts
from kg.read.models import Evidence, Fronts
from kg.read.resource import Resource
from kg.read.statements import Statement
from kg.store.base import Store

# Heading, and the (property, direction) pairs whose statements stand under it; the rest is "Further".
_SUBJECTS: Final[tuple[tuple[str, frozenset[tuple[str, str]]], ...]] = (
    ("Risks", frozenset({("exposedTo", "out"), ("threatens", "in"), ("severity", "out")})),
    ("Strategies", frozenset({("pursues", "out"), ("considers", "out"), ("dependsOn", "out")})),
    ("Moats", frozenset({("hasMoat", "out"), ("erodes", "in")})),
    ("Rivals", frozenset({("competesWith", "out"), ("competesWith", "in")})),
    ("Figures", frozenset({("about", "in"), ("comparedTo", "in"), ("value", "out"), ("forecastBy", "in")})),
    ("Events", frozenset({("performedBy", "in"), ("concerns", "in"), ("targets", "in")})),
    ("Trends", frozenset({("pressures", "in")})),
    ("Products", frozenset({("develops", "out"), ("uses", "in"), ("attachedTo", "in")})),
)
_FRONT_PROPERTIES: Final = frozenset({"holdsPosition", "competesOnFront", "namedFrontCount", "viaProduct"})


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
    sections = [*(_front_sections(on_fronts) if on_fronts else ()), *_statement_sections(thing, on_fronts)]
    if thing.mentioned_in:
        unstated = (
            Line(e.quote.exact, e.modality if e.polarity == "affirmed" else e.polarity, (e,))
            for e in thing.mentioned_in
        )
        sections.append(Section("Asked, supposed, doubted or denied", tuple(unstated)))
    about = thing.definition or ", ".join(_words(name) for name in thing.types)
    return Brief(thing.label, about, tuple(section for section in sections if section.lines))


def _front_sections(found: Fronts) -> Iterator[Section]:
    lines = []
    if count := found.stated_count:
        number = f"{count.min}" if count.min == count.max else f"{count.min} to {count.max}"
        words = f"fights on {number} fronts, of which {found.named_count} are named"
        lines.append(Line(words, count.standing or "", tuple(count.evidence)))
    for front in found.fronts:
        position = front.position
        advantage = (
            _words(position.advantage) if position and position.advantage else "advantage not spoken of"
        )
        behind = position.evidence if position and position.advantage else front.evidence
        standing = position.standing if position and position.advantage else front.standing
        lines.append(Line(f"{front.label}: {advantage}", standing or "", tuple(behind)))
        for product in position.products if position else ():
            lines.append(
                Line(f"{front.label}: with {product.label}", product.standing or "", tuple(product.evidence))
            )
        for rival in front.rivals:
            lines.append(
                Line(f"{front.label}: against {rival.label}", rival.standing or "", tuple(rival.evidence))
            )
    yield Section("Fronts", tuple(lines))
    because = (Line(a.label, "inferred", tuple(a.evidence)) for a in found.assessments)
    yield Section("Assessments by rule", tuple(because))


def _statement_sections(thing: Resource, on_fronts: Fronts | None) -> Iterator[Section]:
    left = [
        s
        for s in thing.statements
        if not (on_fronts and (s.property in _FRONT_PROPERTIES or s.property == "type"))
    ]
    for heading, pairs in _SUBJECTS:
        fitting = [s for s in left if (s.property, s.direction) in pairs]
        left = [s for s in left if s not in fitting]
        yield Section(heading, tuple(_lines(fitting)))
    yield Section("Further", tuple(_lines(left)))


def _lines(statements: Iterable[Statement]) -> Iterator[Line]:
    """One line a statement; a symmetric one that stands in both directions only once."""
    seen = set()
    for s in statements:
        other = s.node.label if s.node else (s.value or "")
        words = (
            f"{_words(s.property)} {other}" if s.direction == "out" else f"{other} {_words(s.property)} this"
        )
        key = (s.property, other, tuple(e.claim for e in s.evidence))
        if key not in seen:
            seen.add(key)
            yield Line(words, s.standing or "", tuple(s.evidence))


def _words(name: str) -> str:
    """`noDecisiveAdvantage` as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def said(evidence: Evidence) -> str:
    """Words and who said them, in one line."""
    through = f", reported by {evidence.reported_by.label}" if evidence.reported_by else ""
    return f"“{evidence.quote.exact}” — {evidence.speaker.label}{through} ({evidence.modality}, {evidence.certainty})"


def print_brief(made: Brief, screen: Console) -> None:
    """The brief for a terminal: words are indented under what they are evidence of."""
    screen.print(Text(made.title, style="bold"))
    screen.print(made.about)
    for section in made.sections:
        screen.print()
        screen.print(Text(section.heading, style="bold"))
        for line in section.lines:
            screen.print(Padding(Text.assemble(line.words, "  ", (line.standing, "italic")), (0, 0, 0, 2)))
            for evidence in line.evidence:
                screen.print(Padding(Text(said(evidence), style="dim"), (0, 0, 0, 6)))


def markdown(made: Brief) -> str:
    """The brief as Markdown; the words are footnotes, each claim once."""
    numbers: dict[str, int] = {}
    notes: list[str] = []
    out = [f"# {_escaped(made.title)}", "", _escaped(made.about)]
    for section in made.sections:
        out += ["", f"## {section.heading}", ""]
        for line in section.lines:
            marks = []
            for evidence in line.evidence:
                if evidence.claim not in numbers:
                    numbers[evidence.claim] = len(numbers) + 1
                    notes.append(_note(numbers[evidence.claim], evidence))
                marks.append(f"[^{numbers[evidence.claim]}]")
            standing = f" *({line.standing})*" if line.standing else ""
            out.append(f"- {_escaped(line.words)}{standing}{''.join(marks)}")
    return "\n".join([*out, "", *notes, ""])


def _note(number: int, evidence: Evidence) -> str:
    quote = evidence.quote
    return (
        f"[^{number}]: {_escaped(said(evidence))}. {_escaped(quote.source.title)}, {quote.start}–{quote.end}."
    )


def _escaped(text: str) -> str:
    """Text as Markdown shows it, whatever characters it has."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(text.split()))
