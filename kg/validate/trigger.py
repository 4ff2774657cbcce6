"""From what a change removes and adds to the nodes that a constraint looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from kg.store.delta import Delta, triple_of
from kg.validate.path import Step, Walk
from kg.validate.pattern import Pattern, Side
from kg.validate.values import Values

Row = tuple[str, ...]

_PLACES: Final = {"subject": 0, "predicate": 1, "object": 2}
HERE: Final[tuple[Walk, ...]] = ((),)
"""No step at all: a side of the triple itself."""


class UnanchoredError(Exception):
    """A change reaches a blank node, which a query cannot name: then all must be looked at."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """Triples that matter, and where one leads: from a side of it by any of some walks."""

    pattern: Pattern
    side: Side
    walks: tuple[Walk, ...] = HERE


@dataclass(slots=True)
class Changes:
    """A change that stands in a store already, and what was found of it so far."""

    values: Values
    added: dict[str, list[Row]] = field(default_factory=dict)
    removed: dict[str, list[Row]] = field(default_factory=dict)
    _nodes: dict[tuple[object, ...], frozenset[str]] = field(default_factory=dict)
    _ends: dict[tuple[tuple[Walk, ...], frozenset[str]], frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Values, delta: Delta) -> Changes:
        """The triples of a change by predicate; one that only moves from graph to graph is none."""
        gone, come = ({triple_of(line) for line in side} for side in (delta.removed, delta.added))
        values.learn(delta)
        return cls(values, _by_predicate(come - gone), _by_predicate(gone - come))

    def rows(self, pattern: Pattern, allowed: Collection[str] | None = None) -> Iterable[Row]:
        """The changed triples that match a pattern; of one of any predicate those of the allowed ones."""
        for matters, side in ((pattern.added, self.added), (pattern.removed, self.removed)):
            free = side if allowed is None else side.keys() & allowed
            for predicate in (free if pattern.predicates is None else pattern.predicates) if matters else ():
                for row in side.get(predicate, ()):
                    if pattern.subject not in (None, row[0]) or pattern.object not in (None, row[2]):
                        continue
                    if not pattern.loop or row[0] == row[2]:
                        yield row

    def reached(self, trigger: Trigger) -> frozenset[str]:
        """The terms that the changed triples lead to. UnanchoredError for a blank node."""
        pattern = trigger.pattern
        kind = (pattern.added, pattern.removed, pattern.loop, trigger.side)
        key = (pattern.predicates, pattern.subject, pattern.object, *kind)
        if (found := self._nodes.get(key)) is None:
            place = _PLACES[trigger.side]
            found = self._nodes[key] = _named(row[place] for row in self.rows(pattern))
        return self.walk(found, trigger.walks)

    def tuples(
        self, variables: Sequence[Trigger], used: Collection[int], allowed: Collection[str] | None
    ) -> set[str]:
        """The changed triples that match the pattern of several triggers, each a row of what its sides are;
        of those alike in all `used` places one. `allowed` are the predicates that matter (None: any)."""
        pattern = variables[0].pattern
        places = [_PLACES[trigger.side] for trigger in variables]
        found: dict[Row, Row] = {}
        for row in self.rows(pattern, allowed):
            values = tuple(row[place] for place in places)
            found[tuple(values[number] for number in used)] = values
        return _table(found.values())

    def around(self, hubs: frozenset[str], hub: tuple[tuple[Step, ...], ...]) -> set[str]:
        """What these nodes led to, a row each: by any of some steps to each column, before or after."""
        columns = []
        for steps in hub:
            column: dict[str, set[str]] = defaultdict(set)
            for step in steps:
                for node, ends in self.values.by(step, hubs).items():
                    column[node].update(ends)
                for subject, _, obj in self.removed.get(step.predicate, ()):
                    node, end = (obj, subject) if step.inverse else (subject, obj)
                    column[node].add(end)
            columns.append(column)
        return _table(row for node in hubs for row in product(*(column[node] for column in columns)))

    def having(self, nodes: frozenset[str], predicate: str, value: str) -> frozenset[str]:
        """Those of these nodes that have a value by a property, in the store as it is now."""
        found = self.values.by(Step(predicate), nodes)
        return frozenset(node for node, values in found.items() if value in values)

    def walk(self, nodes: frozenset[str], walks: tuple[Walk, ...]) -> frozenset[str]:
        """Where walks lead from these terms, in the store as it is now."""
        if walks == HERE or not nodes:
            return nodes
        if (walks, nodes) not in self._ends:
            found = self.values.ends(walks, nodes)
            self._ends[walks, nodes] = _named(term for ends in found.values() for term in ends)
        return self._ends[walks, nodes]


def _table(rows: Iterable[Row]) -> set[str]:
    found = set(rows)
    _named(term for row in found for term in row)
    return {f"({' '.join(row)})" for row in found}


def _named(terms: Iterable[str]) -> frozenset[str]:
    found = frozenset(terms)
    if any(term.startswith("_:") for term in found):
        raise UnanchoredError
    return found


def _by_predicate(triples: Iterable[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for triple in triples:
        subject, predicate, obj = triple.split(" ", 2)
        found[predicate].append((subject, predicate, obj))
    return dict(found)
