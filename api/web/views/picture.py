"""The picture of a company in a paragraph: its fronts by advantage, its rivals, what threatens it most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.answer.thing import Thing
from kg.read.items import RiskItem
from kg.read.models import Fronts, Ref

MOST: Final = 5
"""Rivals and threats that the paragraph names; of more it says how many."""
SEVERITIES: Final = ("existential", "severe", "serious", "minor")
"""The worst first."""
_NONE_DECISIVE: Final = "noDecisiveAdvantage"


@dataclass(frozen=True, slots=True)
class Picture:
    """What a paragraph says: the named fronts by what is said of the advantage there (None where nothing is),
    whether each is said to give no decisive one, the rivals on these fronts, those that are named as rivals
    on none of them, and the worst severity with its threats."""

    advantages: list[tuple[str | None, list[Ref]]]
    none_decisive: bool
    rivals: list[Ref]
    others: list[Ref]
    severity: str | None
    threats: list[Ref]


def picture(found: Thing, held: Fronts, risks: Sequence[RiskItem]) -> Picture:
    """The picture of a company from its statements, fronts and threats."""
    by_advantage: dict[str | None, list[Ref]] = {}
    for front in held.fronts:
        known = front.position.advantage if front.position else None
        ref = Ref(id=front.id, iri=front.iri, kind="front", label=front.label)
        by_advantage.setdefault(known, []).append(ref)
    undisputed = all(
        front.position and not front.position.other_advantages and front.position.standing != "disputed"
        for front in held.fronts
    )
    severity, threats = _worst(risks)
    there, direct = _there(held), _direct(found)
    met = {one.iri for one in there}
    named = {one.iri for one in direct}
    return Picture(
        advantages=list(by_advantage.items()),
        none_decisive=by_advantage.keys() == {_NONE_DECISIVE} and undisputed,
        rivals=sorted(there, key=lambda one: one.iri not in named),
        others=[one for one in direct if one.iri not in met],
        severity=severity,
        threats=threats,
    )


def _direct(found: Thing) -> list[Ref]:
    """Whoever is said to compete with it, each once."""
    return list(
        {
            one.node.iri: one.node
            for one in (*found.statements, *found.incoming)
            if one.property == "competesWith" and one.rule is None and one.node is not None
        }.values()
    )


def _there(held: Fronts) -> list[Ref]:
    """Whoever stands on its fronts, on most of them first."""
    met: dict[str, list[Ref]] = {}
    for front in held.fronts:
        for rival in front.rivals:
            met.setdefault(rival.iri, []).append(rival)
    return [same[0] for same in sorted(met.values(), key=lambda same: (-len(same), same[0].label.lower()))]


def _worst(risks: Sequence[RiskItem]) -> tuple[str | None, list[Ref]]:
    """The worst severity that is stated of a threat that is stated, and all threats of that severity."""
    for severity in SEVERITIES:
        threats = {
            risk.iri: Ref(id=risk.id, iri=risk.iri, kind=risk.kind, label=risk.label)
            for risk in risks
            if risk.standing and any(link.id == severity and link.standing for link in risk.severity)
        }
        if threats:
            return severity, list(threats.values())
    return None, []
