"""What a SPARQL query looks at: its triple patterns, each with the way from it to the variables of the query.

A triple that comes or goes can change the answer of a query only where it matches one of these patterns.
From a matching triple the other patterns lead, in the store as it is after the change, to the solutions that
it can have changed: had one of their triples gone too, that triple matches a pattern nearer to the solution.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple
from typing import Literal as OneOf

from rdflib import Literal, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from kg.binding import serialize
from kg.validate.path import Step, Walk, backwards
from kg.validate.results import ShapesError

Side = OneOf["subject", "predicate", "object"]
Scope = tuple[int, ...]
"""The groups that a pattern stands in: () is the outermost; a group within EXISTS or OPTIONAL has its own."""

_PLAIN: Final = frozenset(("SelectQuery", "Project", "Distinct", "Reduced", "Extend", "ToMultiSet"))
_GROUPED: Final = frozenset(("AggregateJoin", "Group"))


class Exit(NamedTuple):
    """From one side of a triple by a walk to a variable."""

    side: Side
    walk: Walk
    variable: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern: `predicates` in angle brackets (None: any), `subject` and `object` where they are
    fixed terms, where one can go from it, whether a triple that comes or one that goes makes solutions."""

    predicates: tuple[str, ...] | None
    subject: str | None
    object: str | None
    exits: tuple[Exit, ...]
    scope: Scope
    added: bool
    removed: bool
    loop: bool = False


class Link(NamedTuple):
    """From one variable to another, by any of some walks, while a group is matched."""

    start: str
    walks: tuple[Walk, ...]
    end: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Outline:
    """The patterns of a query and the links between its variables; `keys` are those that it groups by, and
    `required` the groups of EXISTS that hold whenever the group around them does."""

    patterns: tuple[Pattern, ...]
    links: tuple[Link, ...]
    keys: frozenset[str] | None
    required: frozenset[Scope]


class _Reader:
    def __init__(self) -> None:
        self.patterns: list[Pattern] = []
        self.links: list[Link] = []
        self.keys: frozenset[str] | None = None
        self.required: set[Scope] = set()
        self._groups = 0

    def part(self, part: CompValue, scope: Scope, *, added: bool, removed: bool) -> None:
        """Reads a part of the algebra. `added`: a triple that comes here can make a solution."""
        name = part.name
        if name == "BGP":
            for triple in part.triples:
                self._triple(triple, scope, added=added, removed=removed)
        elif name == "Filter":
            self.part(part.p, scope, added=added, removed=removed)
            self._condition(part.expr, scope, added=added, removed=removed)
        elif name == "LeftJoin":
            self.part(part.p1, scope, added=added, removed=removed)
            self.part(part.p2, self._inner(scope), added=True, removed=True)
            self._expression(part.expr, scope)
        elif name == "Join":
            self.part(part.p1, scope, added=added, removed=removed)
            self.part(part.p2, scope, added=added, removed=removed)
        elif name in _GROUPED:
            if name == "Group":
                self.keys = frozenset(f"?{key}" for key in part.expr or () if isinstance(key, Variable))
            self.part(part.p, scope, added=True, removed=True)
        elif name in _PLAIN:
            self._expression(part.expr, scope)
            self.part(part.p, scope, added=added, removed=removed)
        else:
            raise ShapesError(
                f"the store cannot be checked: a query of a shape has {name}, which is not known"
            )

    def _condition(self, expr: object, scope: Scope, *, added: bool, removed: bool) -> None:
        """A condition: EXISTS or NOT EXISTS alone, or joined by &&, say which triples matter; in any other
        place both those that come and those that go do."""
        match expr:
            case CompValue(name="ConditionalAndExpression"):
                for each in (expr.expr, *expr.other):
                    self._condition(each, scope, added=added, removed=removed)
            case CompValue(name="Builtin_EXISTS"):
                inner = self._inner(scope)
                self.required.add(inner)
                self.part(expr.graph, inner, added=added, removed=removed)
            case CompValue(name="Builtin_NOTEXISTS"):
                self.part(expr.graph, self._inner(scope), added=removed, removed=added)
            case _:
                self._expression(expr, scope)

    def _expression(self, expr: object, scope: Scope) -> None:
        for exists in _exists(expr):
            self.part(exists.graph, self._inner(scope), added=True, removed=True)

    def _inner(self, scope: Scope) -> Scope:
        self._groups += 1
        return (*scope, self._groups)

    def _triple(
        self, triple: tuple[Node, Node | Path, Node], scope: Scope, *, added: bool, removed: bool
    ) -> None:
        subject, predicate, obj = triple
        start, end = _variable(subject), _variable(obj)
        fixed = None if start else _fixed(subject), None if end else _fixed(obj)
        loop = start is not None and start == end
        if isinstance(predicate, Variable):
            named: dict[Side, str | None] = {"subject": start, "object": end, "predicate": f"?{predicate}"}
            exits = tuple(Exit(side, (), variable) for side, variable in named.items() if variable)
            self.patterns.append(Pattern(None, *fixed, exits, scope, added, removed, loop))
            return
        walks = tuple(_walks(predicate))
        if start and end:
            self.links.append(Link(start, walks, end, scope))
            self.links.append(Link(end, tuple(backwards(walk) for walk in walks), start, scope))
        for walk in walks:
            for number, step in enumerate(walk):
                first, last = walk[:number], walk[number + 1 :]
                if step.star:
                    first, last = (*first, step), (step, *last)
                near, far = ("object", "subject") if step.inverse else ("subject", "object")
                exits = tuple(_exits(near, backwards(first), start)) + tuple(_exits(far, last, end))
                place = {near: None if first else fixed[0], far: None if last else fixed[1]}
                itself = loop and len(walk) == 1 and not step.star
                ends = place["subject"], place["object"]
                predicates = tuple(step.predicate.split("|"))
                self.patterns.append(Pattern(predicates, *ends, exits, scope, added, removed, itself))


def outline(algebra: CompValue) -> Outline:
    """What the algebra of a query, as rdflib gives it, looks at. ShapesError for UNION, MINUS, VALUES, GRAPH,
    SERVICE and paths whose repeated part is more than a choice of properties."""
    reader = _Reader()
    reader.part(algebra, (), added=True, removed=False)
    return Outline(tuple(reader.patterns), tuple(reader.links), reader.keys, frozenset(reader.required))


def _exits(side: str, walk: Walk, variable: str | None) -> Iterator[Exit]:
    if variable:
        yield Exit("object" if side == "object" else "subject", walk, variable)


def _exists(expr: object) -> Iterator[CompValue]:
    """The EXISTS and NOT EXISTS anywhere in an expression."""
    if isinstance(expr, CompValue):
        if expr.name in {"Builtin_EXISTS", "Builtin_NOTEXISTS"}:
            yield expr
        else:
            for value in expr.values():
                yield from _exists(value)
    elif isinstance(expr, (list, tuple)):
        for value in expr:
            yield from _exists(value)


def _variable(node: Node) -> str | None:
    """A variable as text; a blank node of a query is one too."""
    if isinstance(node, Variable):
        return f"?{node}"
    return None if isinstance(node, (URIRef, Literal)) else f"_:{node}"


def _fixed(node: Node) -> str:
    return node.n3()


def _walks(path: Node | Path) -> Iterator[Walk]:
    match path:
        case URIRef():
            yield (Step(serialize(path)),)
        case InvPath():
            yield from (backwards(walk) for walk in _walks(path.arg))
        case AlternativePath():
            for choice in path.args:
                yield from _walks(choice)
        case SequencePath():
            for chosen in product(*(list(_walks(part)) for part in path.args)):
                yield tuple(step for walk in chosen for step in walk)
        case MulPath(mod=mod) if mod != "?":
            choices = list(_walks(path.path))
            if all(len(walk) == 1 and not walk[0].star for walk in choices):
                inverse = {walk[0].inverse for walk in choices}
                if len(inverse) == 1:
                    yield (Step("|".join(walk[0].predicate for walk in choices), inverse.pop(), True),)
                    return
            raise ShapesError(f"the store cannot be checked: a path of a form that is not known: {path}")
        case _:
            raise ShapesError(f"the store cannot be checked: a path of a form that is not known: {path}")
