"""What claims assert, line by line, each with the statement that was made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.web.render import amount, href
from kg.read.claims import Claim
from kg.read.models import Ref
from kg.read.passages import Held, Made, held
from kg.store.base import Store

_ROWS: Final[Mapping[str, str]] = {
    "competesOnFront": "front", "concerns": "event", "considers": "strategy", "dependsOn": "strategy",
    "develops": "product", "exposedTo": "risk", "hasMoat": "moat", "performedBy": "event",
    "pursues": "strategy", "targets": "event", "threatens": "risk",
}  # fmt: skip
"""The properties that give a thing a row on the page of a company, and the kind of what has the row."""
_VALUES: Final = frozenset({"value", "valueMin", "valueMax"})
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """Subject, property and object, or value as a reader sees it. `axiom` is the hash of the statement made
    of it, with its `standing` and the rule that inferred it; without one, `stated` says why not. `row`
    is the company whose page has the statement, and the address of its row there."""

    subject: Ref
    property: str
    object: Ref | None
    value: str | None
    axiom: str | None = None
    standing: str | None = None
    stated: str | None = None
    rule: str | None = None
    row: tuple[Ref, str] | None = None


def lines(claim: Claim, made: Sequence[Made], positions: Mapping[str, Held] | None = None) -> list[Line]:
    """What a claim asserts, its head first, each with its statement."""
    known = {_key(each.subject, each.property, each.object, each.value): each for each in made}
    units = {one.subject.iri: one.object for one in claim.asserts if one.property == "unit" and one.object}
    found: list[Line] = []
    for one in claim.asserts:
        statement = known.get(_key(one.subject, one.property, one.object, one.value))
        unit = units.get(one.subject.iri) if one.property in _VALUES else None
        if statement:
            found.append(line(statement, positions, unit))
        else:
            value = _shown(one.value, unit)
            found.append(Line(one.subject, one.property, one.object, value, stated=_unstated(claim)))
    return found


def others(claim: Claim, made: Sequence[Made], positions: Mapping[str, Held] | None = None) -> list[Line]:
    """The statements that rest on a claim and are none of its assertions: what rules made of it."""
    own = {_key(one.subject, one.property, one.object, one.value) for one in claim.asserts}
    return [
        line(each, positions)
        for each in made
        if _key(each.subject, each.property, each.object, each.value) not in own
    ]


def line(made: Made, positions: Mapping[str, Held] | None = None, unit: Ref | None = None) -> Line:
    """A statement as a line; `positions` are those known, by their IRIs, `unit` is that of its value."""
    return Line(
        subject=made.subject,
        property=made.property,
        object=made.object,
        value=_shown(made.value, unit),
        axiom=made.id,
        standing=made.standing,
        rule=made.rule,
        row=_row(made.property, [made.subject, *([made.object] if made.object else [])], positions or {}),
    )


def positions(store: Store, made: Iterable[Made]) -> dict[str, Held]:
    """The positions of which statements are made, by their IRIs."""
    ends = (end for each in made for end in (each.subject, each.object) if end is not None)
    return held(store, [end.iri for end in ends if end.kind == "position"])


def _row(name: str, ends: Sequence[Ref], positions: Mapping[str, Held]) -> tuple[Ref, str] | None:
    """The company on whose page a statement about these has a row, and the address of that row."""
    place = next((positions[end.iri] for end in ends if end.iri in positions), None)
    if place:
        return place.company, f"{href(place.company)}#front-{place.front.id}"
    company = next((end for end in ends if end.kind == "company"), None)
    other = next((end for end in ends if end.kind == _ROWS.get(name)), None)
    if company is None:
        return None
    return company, f"{href(company)}#{other.kind}-{other.id}" if other else href(company)


def _key(subject: Ref, name: str, node: Ref | None, value: str | None) -> tuple[str, str, str]:
    return subject.iri, name, node.iri if node else value or ""


def _unstated(claim: Claim) -> str | None:
    """Why no statement was made of what a claim asserts."""
    if claim.polarity == "denied":
        return "denied"
    if claim.modality == "question":
        return "asked"
    if claim.modality == "conditional":
        return "conditional"
    return "hedged" if claim.qualifies or claim.disputes or claim.certainty == "doubtful" else None


def _shown(value: str | None, unit: Ref | None = None) -> str | None:
    """A value as a reader sees it: a number as people say it, with its unit; a ratio is so many times."""
    if not value or not _NUMBER.fullmatch(value):
        return value
    return f"{amount(value)} {'times' if unit.id == 'ratio' else unit.label}" if unit else amount(value)
