"""The shapes put to a store, shape by shape."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from rdflib import RDF, RDFS, Literal, URIRef

from kg.binding import serialize
from kg.store.base import Row, Store
from kg.store.delta import Delta
from kg.validate.classes import Classes
from kg.validate.component import judge
from kg.validate.finding import Finding, of_row
from kg.validate.path import Step
from kg.validate.results import ShapesError
from kg.validate.select import THIS, Anchor, Select, Variant
from kg.validate.shape import Constraint, Logic, Shape
from kg.validate.template import Template
from kg.validate.trace import triggers
from kg.validate.trigger import Changes, Trigger, UnanchoredError
from kg.validate.values import CHUNK, Ends, Values

_TYPE: Final = Step(serialize(RDF.type))
_SUBCLASS: Final = serialize(RDFS.subClassOf)

_MANY: Final = 4
"""Properties from which on a node is read whole."""

Terms = tuple[URIRef | Literal, ...]


class Evaluation:
    """Shapes and a store. What it reads it reads once, so it is for one check."""

    def __init__(self, store: Store, shapes: Sequence[Shape]) -> None:
        self._store = store
        self._shapes = shapes
        self._values = Values(store)
        self._classes = Classes(store)
        self._written: dict[Terms, tuple[str, ...]] = {}

    def whole(self) -> Iterator[Finding]:
        """All that breaks a shape."""
        for shape in self._shapes:
            for select, variant in _of_nodes(shape):
                yield from _found(shape, select, variant, self._store.merged(variant.text()))
        for nodes in _chunks(self._targets()):
            self._values = Values(self._store)
            self._values.read(nodes)
            for shape in self._shapes:
                yield from self._shape(shape, self._among(shape, nodes))

    def changed(self, change: Delta) -> Iterator[Finding]:
        """What breaks a shape where a change can have broken it."""
        try:
            found = list(self._changed(Changes.of(self._values, change)))
        except UnanchoredError:
            found = list(self.whole())
        yield from found

    def _changed(self, changes: Changes) -> Iterator[Finding]:
        if _SUBCLASS in changes.added or _SUBCLASS in changes.removed:
            raise UnanchoredError
        reached = {shape.name: _reached(changes, shape) for shape in self._shapes}
        for shape in self._shapes:
            nodes = reached[shape.name] | _named_targets(shape)
            if len(shape.properties) > _MANY:
                self._values.read(nodes)
            yield from self._shape(shape, self._among(shape, nodes))
            for select, variant in _of_nodes(shape):
                for anchor in variant.anchors:
                    rows = sorted(self._rows(changes, variant, anchor))
                    for chunk in _chunks(rows):
                        text = variant.text(anchor.variables, " ".join(chunk))
                        yield from _found(shape, select, variant, self._store.merged(text))

    def _rows(self, changes: Changes, variant: Variant, anchor: Anchor) -> Collection[str]:
        """The values of an anchor's variables, as rows of a table of SPARQL."""
        if len(anchor.variables) == 1:
            return frozenset().union(*(changes.reached(trigger) for trigger in anchor.triggers))
        if anchor.hub:
            hubs = frozenset().union(*(changes.reached(trigger) for trigger in anchor.triggers))
            return changes.around(hubs, anchor.hub)
        allowed = None
        if variant.having is not None:
            named = changes.reached(Trigger(anchor.triggers[0].pattern, "predicate"))
            allowed = changes.having(named, *variant.having)
        used = [number for number, name in enumerate(anchor.variables) if name in anchor.used]
        return changes.tuples(anchor.triggers, used, allowed)

    def _among(self, shape: Shape, nodes: Collection[str]) -> list[str]:
        """The focus nodes of a shape among these nodes."""
        named = _named_targets(shape)
        found = {node for node in nodes if node in named} if named else set()
        if shape.classes:
            classes = frozenset(self._classes.within(shape.classes))
            types = self._values.by(_TYPE, nodes)
            found |= {node for node, each in types.items() if not classes.isdisjoint(each)}
        for target in shape.subjects_of:
            found |= self._values.by(Step(serialize(target)), nodes).keys()
        return sorted(found)

    def _targets(self) -> list[str]:
        """The focus nodes of all shapes. ShapesError for a blank one."""
        classes = frozenset().union(*(self._classes.within(shape.classes) for shape in self._shapes))
        properties = {target for shape in self._shapes for target in shape.subjects_of}
        terms = {"class": sorted(URIRef(each[1:-1]) for each in classes), "property": sorted(properties)}
        found = {row["focus"] for row in self._store.merged(Template("targets", terms, path="").text())}
        if blank := [node for node in found if node.startswith("_:")]:
            raise ShapesError(
                f"a shape looks at a blank node, {min(blank)}, which a store cannot name: make it an IRI"
            )
        return sorted(found.union(*(_named_targets(shape) for shape in self._shapes)))

    def _shape(self, shape: Shape, foci: Sequence[str]) -> Iterator[Finding]:
        """What breaks the constraints of a shape on these focus nodes."""
        if not foci:
            return
        if shape.constraints:
            ends = self._values.ends(shape.walks or ((),), foci)
            for constraint in shape.constraints:
                for focus, value in self._broken(shape, constraint, foci, ends):
                    yield _finding(shape, constraint.component, focus, value)
        for each in shape.properties:
            yield from self._shape(each, foci)
        for logic in shape.logic:
            for focus in sorted(self._failing(logic, foci)):
                yield _finding(shape, logic.component, focus, focus)
        for select in shape.selects:
            for variant in select.variants:
                for chunk in _chunks(foci) if variant.node is None else ():
                    rows = self._store.merged(variant.text((THIS,), " ".join(chunk)))
                    yield from _found(shape, select, variant, rows)

    def _broken(
        self, shape: Shape, constraint: Constraint, foci: Sequence[str], ends: Ends
    ) -> Iterator[tuple[str, str | None]]:
        """What breaks a constraint: a focus node and its value at fault, if one is."""
        terms = self._terms(constraint)
        broken, unsure = judge(constraint, terms, foci, ends, self._values)
        yield from broken
        kind = constraint.kind
        if unsure and kind.query is not None:
            other = terms[0] if kind.pair else None
            asked = constraint.terms
            if constraint.name == "class":
                asked = tuple(URIRef(term[1:-1]) for term in terms)
            template = _template(kind.query, kind.parameter, asked, shape.path, constraint.pattern, other)
            for chunk in _chunks(unsure):
                for row in self._store.merged(template.text(chunk)):
                    yield row["focus"], row["value"]

    def _terms(self, constraint: Constraint) -> tuple[str, ...]:
        """The terms of a constraint as the store writes them, of a class with its subclasses."""
        terms = constraint.terms
        if constraint.name == "class":
            return self._classes.within(tuple(URIRef(str(term)) for term in terms))
        if terms not in self._written:
            if any(isinstance(term, Literal) and term.datatype for term in terms):
                rows = self._store.merged(Template("terms", {"term": terms}, path="").text())
                self._written[terms] = tuple(row["term"] for row in rows)
            else:
                self._written[terms] = tuple(serialize(term) for term in terms)
        return self._written[terms]

    def _failing(self, logic: Logic, foci: Sequence[str]) -> Collection[str]:
        """The nodes that do not conform to what a logical constraint says."""
        if logic.name == "Or":
            left: Sequence[str] = foci
            for member in logic.members:
                left = sorted(self._fails(member, left))
            return left
        failing = [self._fails(member, foci) for member in logic.members]
        match logic.name:
            case "And":
                return set().union(*failing)
            case "Xone":
                return {node for node in foci if sum(node not in each for each in failing) != 1}
        return set(foci) - failing[0]

    def _fails(self, shape: Shape, foci: Sequence[str]) -> set[str]:
        return {finding.focus for finding in self._shape(shape, foci)}


def _named_targets(shape: Shape) -> set[str]:
    """The nodes that a shape has for its targets by name; queries have these in their text."""
    return set() if shape.selects else {serialize(each) for each in shape.nodes}


def _reached(changes: Changes, shape: Shape) -> frozenset[str]:
    return frozenset().union(*(changes.reached(trigger) for trigger in _triggers(shape)))


def _of_nodes(shape: Shape) -> Iterator[tuple[Select, Variant]]:
    """The queries of a shape that are for one target node each."""
    for select in shape.selects:
        for variant in select.variants:
            if variant.node is not None:
                yield select, variant


def _found(shape: Shape, select: Select, variant: Variant, rows: Iterable[Row]) -> Iterator[Finding]:
    for row in rows:
        yield of_row(shape, select.message, row, variant.node or row["this"])


def _finding(shape: Shape, component: str, focus: str, value: str | None) -> Finding:
    return Finding(shape.name, shape.severity, component, focus, value, shape.path, shape.message)


def _chunks(nodes: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(nodes), CHUNK):
        yield nodes[start : start + CHUNK]


@lru_cache(maxsize=1024)
def _triggers(shape: Shape) -> tuple[Trigger, ...]:
    return triggers(shape)


@lru_cache(maxsize=1024)
def _template(
    name: str, parameter: str, terms: Terms, path: str | None, pattern: str | None, other: str | None
) -> Template:
    return Template(name, {parameter: terms}, path=path, pattern=pattern, other=other)
