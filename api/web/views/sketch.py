"""The picture of a thing in one or two sentences, made of what is stated of it: each name leads on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.answer.thing import Thing
from kg.read.models import Ref, Speaker
from kg.read.statements import Statement

MOST: Final = 4
"""Names of one sort; of more the sentence says how many."""
_OUT, _IN = True, False
_COMPETES: Final = ((_OUT, "competesWith"), (_IN, "competesWith"))
_THREATS: Final = ((_OUT, "exposedTo"), (_IN, "threatens"))
_CAUSES: Final = ((_IN, "triggered"), (_IN, "leadsTo"))
_EFFECTS: Final = ((_OUT, "triggered"), (_OUT, "leadsTo"))
_CONFLICTS: Final = ((_OUT, "conflictsWith"), (_IN, "conflictsWith"))
_Ends = tuple[tuple[bool, str], ...]
_CLAUSES: Final[Mapping[str, tuple[tuple[str, _Ends], ...]]] = {
    "product": (
        ("made by", ((_IN, "develops"),)), ("used at", ((_IN, "viaProduct"),)),
        ("competes with", _COMPETES), ("threatened by", _THREATS),
    ),
    "risk": (
        ("said to be", ((_OUT, "severity"),)), ("a risk of", ((_IN, "exposedTo"),)),
        ("created by", ((_IN, "createsRisk"),)), ("indicated by", ((_IN, "indicates"),)),
    ),
    "event": (
        ("done by", ((_OUT, "performedBy"),)), ("aimed at", ((_OUT, "targets"),)),
        ("set off by", _CAUSES), ("an answer to", ((_OUT, "respondsTo"),)), ("led to", _EFFECTS),
        ("threatens", ((_OUT, "threatens"),)),
    ),
    "moat": (
        ("a moat of", ((_IN, "hasMoat"),)), ("draws on", ((_OUT, "drawsOnPower"),)),
        ("eroded by", ((_IN, "erodes"),)),
    ),
    "trend": (
        ("presses on", ((_OUT, "pressures"),)), ("threatens", ((_OUT, "threatens"),)),
        ("indicated by", ((_IN, "indicates"),)), ("likened to", ((_OUT, "analogousTo"),)),
    ),
    "strategy": (
        ("pursued by", ((_IN, "pursues"),)), ("considered by", ((_IN, "considers"),)),
        ("needed by", ((_IN, "dependsOn"),)), ("at odds with", _CONFLICTS),
        ("creates", ((_OUT, "createsRisk"),)), ("leads to", ((_OUT, "leadsTo"),)),
    ),
}  # fmt: skip
"""What the sentence says of a kind of thing, in its order: words, and the properties whose ends they name."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Words with the things that they name, and how many more there are."""

    words: str
    names: Sequence[Ref | Speaker]
    more: int


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is stated of a thing, and who speaks of it; either may be empty."""

    clauses: list[Clause]
    speakers: Clause | None


def sketch(found: Thing) -> Sketch | None:
    """The picture of a thing; None where its kind has none, or nothing is stated of it."""
    if found.kind not in _CLAUSES:
        return None
    stated = [one for one in (*found.statements, *found.incoming) if one.standing and one.node]
    clauses = [
        _clause(words, names) for words, ends in _CLAUSES[found.kind] if (names := _names(stated, ends))
    ]
    heard = _speakers(found, stated)
    if not clauses and not heard:
        return None
    return Sketch(clauses, _clause("spoken of by", heard) if heard else None)


def _clause(words: str, names: Sequence[Ref | Speaker]) -> Clause:
    return Clause(words, names[:MOST], max(0, len(names) - MOST))


def _names(stated: Iterable[Statement], ends: _Ends) -> list[Ref]:
    found = {
        one.node.iri: one.node
        for one in stated
        if one.node is not None and (one.direction == "out", one.property) in ends
    }
    return list(found.values())


def _speakers(found: Thing, stated: Iterable[Statement]) -> list[Speaker]:
    """Whoever says something of it, whoever makes most claims first."""
    said = {each.iri: each for one in stated for each in one.evidence}
    said |= {each.iri: each for each in found.mentioned_in}
    known = {each.speaker.iri: each.speaker for each in said.values()}
    number = Counter(each.speaker.iri for each in said.values())
    return sorted(known.values(), key=lambda who: (-number[who.iri], who.label.casefold(), who.iri))
