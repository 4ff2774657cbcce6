"""From what a change removes and adds to the nodes that a constraint looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.store.base import Store
from kg.store.delta import Delta, triple_of
from kg.validate.path import Walk, text
from kg.validate.pattern import Pattern, Side
from kg.validate.template import Template

CHUNK: Final = 2_000
"""Terms that one query is asked for."""

Row = tuple[str, ...]
Links = dict[str, set[str]]
"""A term and those that it leads to."""

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

    store: Store
    added: dict[str, list[Row]] = field(default_factory=dict)
    removed: dict[str, list[Row]] = field(default_factory=dict)
    _nodes: dict[tuple[object, ...], frozenset[str]] = field(default_factory=dict)
    _ends: dict[tuple[str, frozenset[str]], frozenset[str]] = field(default_factory=dict)
    _links: dict[tuple[str, frozenset[str]], Links] = field(default_factory=dict)
    _silent: frozenset[str] = frozenset()
    _unsaid: frozenset[str] = frozenset()

    @classmethod
    def of(cls, store: Store, delta: Delta) -> Changes:
        """The triples of a change by predicate; one that only moves from graph to graph is none."""
        gone, come = ({triple_of(line) for line in side} for side in (delta.removed, delta.added))
        changes = cls(store, _by_predicate(come - gone), _by_predicate(gone - come))
        rows = [row for rows in changes.removed.values() for row in rows]
        terms = {term for row in rows for term in (row[0], row[2]) if term.startswith("<")}
        changes._silent = changes._without(terms, "still-subjects")
        changes._unsaid = changes._without(terms, "still-objects")
        return changes

    def rows(self, pattern: Pattern) -> Iterable[Row]:
        """The changed triples that match a pattern."""
        for matters, side in ((pattern.added, self.added), (pattern.removed, self.removed)):
            for predicate in (side if pattern.predicates is None else pattern.predicates) if matters else ():
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
        for row in self.rows(pattern):
            if allowed is None or row[1] in allowed:
                values = tuple(row[place] for place in places)
                _named(values)
                found[tuple(values[number] for number in used)] = values
        return {f"({' '.join(values)})" for values in found.values()}

    def links(self, nodes: frozenset[str], path: str) -> Links:
        """Those of these terms from which a path leads somewhere, with where, in the store as it is now."""
        nodes -= self._silent
        if (found := self._links.get((path, nodes))) is None:
            found = self._links[path, nodes] = {}
            for row in self._rows(nodes, path):
                found.setdefault(row["focus"], set()).add(row["value"])
        return found

    def having(self, nodes: frozenset[str], predicate: str, value: str) -> frozenset[str]:
        """Those of these nodes that have a value by a property, in the store as it is now."""
        return frozenset(node for node, values in self.links(nodes, predicate).items() if value in values)

    def walk(self, nodes: frozenset[str], walks: tuple[Walk, ...]) -> frozenset[str]:
        """Where walks lead from these terms, in the store as it is now."""
        if walks == HERE:
            return nodes
        # Nothing leads on from what has gone, often most of a change: it is not asked for each time.
        first = {(walk[0].inverse, walk[0].star) if walk else (None, True) for walk in walks}
        if first == {(False, False)}:
            nodes -= self._silent
        elif first == {(True, False)}:
            nodes -= self._unsaid
        if not nodes:
            return nodes
        key = (text(walks), nodes)
        if key not in self._ends:
            self._ends[key] = _named(row["value"] for row in self._rows(nodes, key[0]))
        return self._ends[key]

    def _without(self, terms: set[str], query: str) -> frozenset[str]:
        """Those of these terms that a query does not give."""
        found = set(terms)
        ordered = sorted(terms)
        for start in range(0, len(ordered), CHUNK):
            rows = self.store.merged(Template(query, {}, path="").text(ordered[start : start + CHUNK]))
            found -= {row["focus"] for row in rows}
        return frozenset(found)

    def _rows(self, nodes: frozenset[str], path: str) -> Iterator[dict[str, str]]:
        """Each of these terms with each to which a path leads from it."""
        ordered = sorted(nodes)
        for start in range(0, len(ordered), CHUNK):
            yield from self.store.merged(Template("walk", {}, path=path).text(ordered[start : start + CHUNK]))


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
