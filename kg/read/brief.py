"""A brief of one thing: what is said of it by subject, each line with the words behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kg.read.ask import ask
from kg.read.brief_lines import Brief, Line, Section, spaced
from kg.read.claims import Assertion, Claim, claims
from kg.read.company_brief import company_sections
from kg.read.evidence import evidence
from kg.read.models import Evidence
from kg.read.resource import Resource
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
    "Rivals": {("competesWith", "out", ""): "{}", ("competesWith", "in", ""): "{}"},
    "Figures": {("about", "in", "figure"): "{}", ("comparedTo", "in", ""): "{}, compared to it"},
    "Events": {
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
# Sections and properties of a company that company_sections tells already.
_TOLD_SECTIONS: Final = frozenset({"Risks", "Rivals", "Figures", "Events"})
_TOLD: Final = frozenset(
    {"holdsPosition", "competesOnFront", "namedFrontCount", "type", "pursues", "considers", "dependsOn"}
    | {"hasMoat", "performedBy", "forecastBy"}
)


def brief(store: Store, thing: Resource) -> Brief:
    """The brief of a thing; a company's begins with its fronts."""
    is_company = thing.kind == "company"
    told = list(company_sections(store, thing.id)) if is_company else []
    told += _statement_sections(thing, is_company)
    told.append(_doubts(store, thing))
    told.append(Section("Asked, supposed or denied", tuple(_unstated(store, thing))))
    sections = [section for section in told if section.lines]
    if len(sections) == 1 and sections[0].heading == _REST:
        sections = [Section("What is said of it", sections[0].lines)]
    about = thing.definition or ", ".join(spaced(name) for name in thing.types)
    return Brief(thing.label, about, tuple(sections))


def _statement_sections(thing: Resource, is_company: bool) -> Iterator[Section]:
    sections: dict[str, dict[tuple[str, ...], Line]] = {heading: {} for heading in (*_SUBJECTS, _REST)}
    for statement in thing.statements:
        heading, form = _place(statement)
        if is_company and (heading in _TOLD_SECTIONS or statement.property in _TOLD):
            continue
        other = statement.node.label if statement.node else (statement.value or "")
        # A symmetric property stands in both directions: one line.
        key = (statement.property, other, *(claim.claim for claim in statement.evidence))
        line = Line(form.format(other), statement.standing or "", tuple(statement.evidence))
        sections[heading].setdefault(key, line)
    return (Section(heading, tuple(lines.values())) for heading, lines in sections.items())


def _place(statement: Statement) -> tuple[str, str]:
    """The heading of a statement and the form of its line."""
    kind = statement.node.kind if statement.node else ""
    for heading, forms in _SUBJECTS.items():
        for wanted in ((statement.property, statement.direction, each) for each in (kind, "")):
            if wanted in forms:
                return heading, forms[wanted]
    verb = spaced(statement.property)
    return _REST, f"{verb} {{}}" if statement.direction == "out" else f"{{}} {verb} it"


def _doubts(store: Store, thing: Resource) -> Section:
    """Who denies, disputes or qualifies what is said of a thing, of figures about it, of its positions."""
    ours = {thing.iri} | {
        s.node.iri for s in thing.statements if s.node and s.node.kind in {"figure", "position"}
    }
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


def _unstated(store: Store, thing: Resource) -> Iterator[Line]:
    """What claims put forward of a thing without stating it, in the words of their assertions."""
    for claim in claims(store, [mention.iri for mention in thing.mentioned_in]):
        for assertion in claim.asserts:
            if thing.iri in (assertion.subject.iri, assertion.object.iri if assertion.object else ""):
                yield Line(_assertion(assertion), _manner(claim), (_bare(claim),))


def _assertion(assertion: Assertion) -> str:
    other = assertion.object.label if assertion.object else (assertion.value or "")
    return f"{assertion.subject.label} {spaced(assertion.property)} {other}"


def _manner(claim: Claim) -> str:
    """Why a claim states nothing."""
    if claim.polarity == "denied":
        return "denied"
    manners = {"question": "asked", "conditional": "supposed"}
    return manners.get(claim.modality, "doubted" if claim.certainty == "doubtful" else claim.modality)


def _bare(claim: Claim) -> Evidence:
    return Evidence(**{name: getattr(claim, name) for name in Evidence.model_fields})
