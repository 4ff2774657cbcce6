"""The shapes put to a store, shape by shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from rdflib import RDF, RDFS, SH, Literal, URIRef

from kg.binding import serialize
from kg.store.base import Row, Store
from kg.store.delta import Delta
from kg.validate.finding import Finding, of_row
from kg.validate.results import ShapesError
from kg.validate.select import THIS, Anchor, Select, Variant
from kg.validate.shape import KINDS, Constraint, Logic, Shape
from kg.validate.template import Template
from kg.validate.trace import triggers
from kg.validate.trigger import CHUNK, Changes, Links, Trigger, UnanchoredError

_TYPE: Final = serialize(RDF.type)
_SUBCLASS: Final = serialize(RDFS.subClassOf)
_CLASS: Final = f"{SH}ClassConstraintComponent"

Terms = tuple[URIRef | Literal, ...]


class Evaluation:
    """Shapes and a store. It reads which class is a subclass of which once, so it is for one check."""

    def __init__(self, store: Store, shapes: Sequence[Shape]) -> None:
        self._store = store
        self._shapes = shapes
        self._narrower = _narrower(store.merged(Template("subclasses", {}, path="").text()))

    def whole(self) -> Iterator[Finding]:
        """All that breaks a shape."""
        for shape in self._shapes:
            yield from self._shape(shape, self._targets(shape))
            for select, variant in _of_nodes(shape):
                yield from _found(shape, select, variant, self._store.merged(variant.text()))

    def changed(self, change: Delta) -> Iterator[Finding]:
        """What breaks a shape where a change can have broken it."""
        try:
            found = list(self._changed(Changes.of(self._store, change)))
        except UnanchoredError:
            found = list(self.whole())
        yield from found

    def _changed(self, changes: Changes) -> Iterator[Finding]:
        if _SUBCLASS in changes.added or _SUBCLASS in changes.removed:
            raise UnanchoredError
        reached = {shape.name: _reached(changes, shape) for shape in self._shapes}
        typed = (reached[shape.name] for shape in self._shapes if shape.classes)
        types = changes.links(frozenset().union(*typed), _TYPE)
        for shape in self._shapes:
            yield from self._shape(shape, self._among(changes, shape, reached[shape.name], types))
            for select, variant in _of_nodes(shape):
                for anchor in variant.anchors:
                    rows = sorted(self._values(changes, variant, anchor))
                    for chunk in _chunks(rows):
                        text = variant.text(anchor.variables, " ".join(chunk))
                        yield from _found(shape, select, variant, self._store.merged(text))

    def _values(self, changes: Changes, variant: Variant, anchor: Anchor) -> set[str]:
        """The values of an anchor's variables, as rows of a table of SPARQL."""
        if len(anchor.variables) == 1:
            return set().union(*(changes.reached(trigger) for trigger in anchor.triggers))
        allowed = None
        if variant.having is not None:
            named = changes.reached(Trigger(anchor.triggers[0].pattern, "predicate"))
            allowed = changes.having(named, *variant.having)
        used = [number for number, name in enumerate(anchor.variables) if name in anchor.used]
        return changes.tuples(anchor.triggers, used, allowed)

    def _among(self, changes: Changes, shape: Shape, nodes: frozenset[str], types: Links) -> list[str]:
        """The focus nodes of a shape among these nodes, and any that it names."""
        found = _named_targets(shape)
        if not nodes:
            return sorted(found)
        classes = {serialize(each) for each in self._subclasses(shape.classes)}
        found |= {node for node in nodes if not classes.isdisjoint(types.get(node, ()))}
        if shape.subjects_of:
            found |= changes.links(nodes, "|".join(serialize(each) for each in shape.subjects_of)).keys()
        return sorted(found)

    def _targets(self, shape: Shape) -> list[str]:
        """The focus nodes of a shape. ShapesError for a blank one."""
        found = _named_targets(shape)
        wanted: list[tuple[str, dict[str, Terms]]] = []
        if shape.classes:
            wanted.append(("target-class", {"class": self._subclasses(shape.classes)}))
        if shape.subjects_of:
            wanted.append(("target-subjects", {"property": shape.subjects_of}))
        for name, terms in wanted:
            found |= {row["focus"] for row in self._store.merged(Template(name, terms, path="").text())}
        if any(node.startswith("_:") for node in found):
            raise ShapesError(
                f"{shape.name} looks at a blank node, which a store cannot name: make it an IRI"
            )
        return sorted(found)

    def _shape(self, shape: Shape, foci: Sequence[str]) -> Iterator[Finding]:
        """What breaks the constraints of a shape on these focus nodes."""
        if not foci:
            return
        limits = _limits(shape)
        if limits is not None:
            yield from self._counted(shape, *limits, foci)
        for constraint in shape.constraints:
            for row in self._rows(shape, constraint, foci) if constraint not in (limits or ()) else ():
                yield _finding(shape, constraint.component, row["focus"], row.get("value"))
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

    def _counted(
        self, shape: Shape, least: Constraint, most: Constraint, foci: Sequence[str]
    ) -> Iterator[Finding]:
        """What has fewer or more values than two limits, by one query: it costs half of two."""
        template = _counting(shape.path, least.terms, most.terms)
        for chunk in _chunks(foci):
            for row in self._store.merged(template.text(chunk)):
                few = int(row["count"].split('"')[1]) < int(str(least.terms[0]))
                yield _finding(shape, (least if few else most).component, row["focus"], None)

    def _rows(self, shape: Shape, constraint: Constraint, foci: Sequence[str]) -> Iterator[Row]:
        terms, other = constraint.terms, None
        if constraint.kind.pair:
            other = serialize(terms[0])
        if constraint.component == _CLASS:
            terms = self._subclasses(tuple(URIRef(str(term)) for term in terms))
        for name in constraint.kind.queries:
            template = _template(
                name, constraint.kind.parameter, terms, shape.path, constraint.pattern, other
            )
            for chunk in _chunks(foci):
                yield from self._store.merged(template.text(chunk))

    def _failing(self, logic: Logic, foci: Sequence[str]) -> set[str]:
        """The nodes that do not conform to what a logical constraint says."""
        failing = [self._fails(member, foci) for member in logic.members]
        match logic.name:
            case "And":
                return set().union(*failing)
            case "Or":
                return set.intersection(*failing)
            case "Xone":
                return {node for node in foci if sum(node not in each for each in failing) != 1}
        return set(foci) - failing[0]

    def _fails(self, shape: Shape, foci: Sequence[str]) -> set[str]:
        return {finding.focus for finding in self._shape(shape, foci)}

    def _subclasses(self, classes: tuple[URIRef, ...]) -> Terms:
        found = {URIRef(each) for name in classes for each in self._narrower.get(str(name), {str(name)})}
        return tuple(sorted(found))


def _narrower(rows: list[Row]) -> dict[str, frozenset[str]]:
    """Each class with itself and all that are subclasses of it, by any number of steps."""
    direct: dict[str, set[str]] = {}
    for row in rows:
        if row["class"].startswith("<") and row["wider"].startswith("<"):
            direct.setdefault(row["wider"][1:-1], set()).add(row["class"][1:-1])
    found = {}
    for name in direct:
        reached, waiting = {name}, [name]
        while waiting:
            fresh = direct.get(waiting.pop(), set()) - reached
            reached |= fresh
            waiting += fresh
        found[name] = frozenset(reached)
    return found


def _limits(shape: Shape) -> tuple[Constraint, Constraint] | None:
    """The least and the greatest number of values, where a shape has one of each and a path of single steps:
    an OPTIONAL of several steps costs as much as the graph is large."""
    least = [each for each in shape.constraints if each.kind is KINDS[SH.minCount]]
    most = [each for each in shape.constraints if each.kind is KINDS[SH.maxCount]]
    single = shape.walks is not None and all(len(walk) == 1 for walk in shape.walks)
    return (least[0], most[0]) if single and len(least) == len(most) == 1 else None


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


@lru_cache(maxsize=1024)
def _counting(path: str | None, least: Terms, most: Terms) -> Template:
    return Template("count", {"least": least, "most": most}, path=path)
