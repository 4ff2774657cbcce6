"""Which changed triples make a shape look at which of its nodes again."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, SH

from kg.binding import serialize
from kg.validate.path import Step, Walk, backwards
from kg.validate.pattern import Pattern, Side
from kg.validate.select import THIS
from kg.validate.shape import Constraint, Shape
from kg.validate.trigger import Trigger

_TYPE = serialize(RDF.type)
_CLASS = f"{SH}ClassConstraintComponent"


def triggers(shape: Shape) -> tuple[Trigger, ...]:
    """From where a change leads to the focus nodes of a shape; to which of these it is meant is not asked."""
    found = [*_targets(shape), *_looked_at(shape, upright=True)]
    for variant in (variant for select in shape.selects for variant in select.variants):
        if variant.node is None:
            found += [t for anchor in variant.anchors if anchor.variables == (THIS,) for t in anchor.triggers]
    return tuple(dict.fromkeys(found))


def _targets(shape: Shape) -> Iterator[Trigger]:
    """A node that becomes one of the targets may break anything at once."""
    if shape.classes:
        yield _trigger(Step(_TYPE), (), added=True, removed=False)
    for target in shape.subjects_of:
        yield _trigger(Step(serialize(target)), (), added=True, removed=False)


def _looked_at(shape: Shape, *, upright: bool) -> Iterator[Trigger]:
    """What the constraints look at. Not `upright`: in a negation what mends a part may break the whole."""
    for constraint in shape.constraints:
        yield from _constraint(shape.walks or ((),), constraint, upright=upright)
    for each in shape.properties:
        yield from _looked_at(each, upright=upright)
    for logic in shape.logic:
        for member in logic.members:
            yield from _looked_at(member, upright=upright and logic.name in {"And", "Or"})


def _constraint(walks: tuple[Walk, ...], constraint: Constraint, *, upright: bool) -> Iterator[Trigger]:
    added, removed = constraint.kind.added or not upright, constraint.kind.removed or not upright
    for walk in walks:
        for number, step in enumerate(walk):
            yield _trigger(step, walk[:number], added=added, removed=removed)
        if constraint.component == _CLASS:
            yield _trigger(Step(_TYPE), walk, added=not upright, removed=True)
    if constraint.kind.pair:
        for term in constraint.terms:
            yield _trigger(Step(serialize(term)), (), added=added, removed=removed)


def _trigger(step: Step, before: Walk, *, added: bool, removed: bool) -> Trigger:
    """A triple of a step, and the way back from where the step begins."""
    side: Side = "object" if step.inverse else "subject"
    pattern = Pattern((step.predicate,), None, None, (), (), added, removed)
    return Trigger(pattern, side, (backwards(before),))
