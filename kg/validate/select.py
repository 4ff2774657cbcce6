"""The constraints of shapes that are queries (SHACL, section 5): their text, where changes can break them."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from rdflib import SH, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Node

from kg.binding import serialize
from kg.validate.path import Step, Walk
from kg.validate.pattern import Outline, Pattern, outline
from kg.validate.results import ShapesError
from kg.validate.trigger import HERE, Trigger

THIS: Final = "?this"
_THIS: Final = re.compile(r"[$?]this\b")
_PROJECTED: Final = re.compile(r"(\bselect\b(?:\s+distinct)?)\s+[$?]this\b", re.IGNORECASE)
_BEGINS: Final = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)
# A property of few values leads back from each of them to a great part of the graph.
_CROWDED: Final = re.compile(
    r"#(?:type|annotatedProperty|annotatedTarget|assertedProperty|assertedObject|modality|certainty|polarity"
    r"|standing|metric|unit|needsEvidence|inferredBy|curatedIn)>"
)
# Of these each node has one, or many.
_OWNED: Final = re.compile(r"#(?:asserts|hasHead|hasQuote)>")
_SHARED: Final = re.compile(r"#annotatedSource>")
_FORWARD, _REPEATED, _OWNER, _BACK, _SHARERS, _FAR = 1, 3, 2, 8, 30, 100
_FREE: Final = {"subject": 10, "object": 100, "predicate": 1000}
"""What it costs to find the triples of any predicate from one of their sides."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Values of variables that changed triples give: each trigger leads to values of one variable; with
    several variables one triple gives a value to each, and triples alike in all `used` ones count once. With
    a `hub` the triggers lead to a node between, and it says by which steps that had led to each variable."""

    variables: tuple[str, ...]
    triggers: tuple[Trigger, ...]
    used: tuple[str, ...] = ()
    hub: tuple[tuple[Step, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """A query for one target node, or for any of a class as ?this (`node` is None), in two pieces between
    which values of variables may stand. `having` is property and value of predicates that matter."""

    node: str | None
    pieces: tuple[str, str]
    anchors: tuple[Anchor, ...]
    having: tuple[str, str] | None

    def text(self, variables: tuple[str, ...] = (), rows: str = "") -> str:
        """The query, of all the graph or for these values of variables."""
        names = variables[0] if len(variables) == 1 else f"({' '.join(variables)})"
        return f" VALUES {names} {{ {rows} }} ".join(self.pieces) if variables else " ".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Select:
    """The query of a shape and its message, in which variables stand in braces."""

    message: str
    variants: tuple[Variant, ...]


def read_select(graph: Graph, node: Node, message: str, targets: tuple[URIRef, ...]) -> Select:
    """The query of a sh:sparql node; ShapesError when it is of a form that is not known."""
    body = graph.value(node, SH.select)
    known = {SH.select, SH.message, SH.prefixes}
    unknown = sorted(str(p) for p in set(graph.predicates(node)) - known if str(p).startswith(str(SH)))
    messages = {str(text) for text in graph.objects(node, SH.message)} | ({message} - {""})
    if body is None or unknown or not messages:
        raise ShapesError(
            f"the store cannot be checked: sh:sparql lacks a query or message, or has {unknown}"
        )
    prefixes = {
        str(graph.value(declared, SH.prefix)): str(graph.value(declared, SH.namespace))
        for ontology in graph.objects(node, SH.prefixes)
        for declared in graph.objects(ontology, SH.declare)
    }
    lines = [
        " ".join(("PREFIX", f"{name}:", serialize(URIRef(iri)))) for name, iri in sorted(prefixes.items())
    ]
    names: list[str | None] = [serialize(target) for target in targets]
    variants = tuple(_variant("\n".join([*lines, ""]), str(body), name) for name in names or [None])
    return Select(" ".join(sorted(messages)), variants)


def _variant(prefixes: str, body: str, node: str | None) -> Variant:
    if node is not None:
        body = _THIS.sub(node, _PROJECTED.sub(r"\1", body))
    begins = list(_BEGINS.finditer(body))
    try:
        looked_at = outline(prepareQuery(prefixes + body).algebra)
    except ShapesError:
        raise
    except Exception as error:  # rdflib's parser has no error of its own for what it cannot read
        raise ShapesError(f"the store cannot be checked: a query of a shape: {error}") from error
    if not begins:
        raise ShapesError("the store cannot be checked: a query of a shape has no WHERE")
    cut = begins[-1].end()  # within a subquery, which comes first in its group
    anchors = _merged(_anchors(looked_at, body, by_this=node is None))
    return Variant(node, (prefixes + body[:cut], body[cut:]), anchors, _having(looked_at))


def _having(looked_at: Outline) -> tuple[str, str] | None:
    """What each predicate that a query looks for must have: `?path sg:needsEvidence true`."""
    top = [pattern for pattern in looked_at.patterns if not pattern.scope]
    predicates = {exit.variable for pattern in top for exit in pattern.exits if exit.side == "predicate"}
    for pattern in top:
        if pattern.predicates and pattern.object and any(e.variable in predicates for e in pattern.exits):
            return pattern.predicates[0], pattern.object
    return None


def _merged(anchors: Iterator[Anchor]) -> tuple[Anchor, ...]:
    """Anchors of one variable, or by one hub, as one."""
    alike: dict[Anchor, list[Trigger]] = {}
    several = []
    for anchor in anchors:
        if anchor.hub or len(anchor.variables) == 1:
            alike.setdefault(replace(anchor, triggers=()), []).extend(anchor.triggers)
        else:
            several.append(anchor)
    return (*several, *(replace(anchor, triggers=tuple(found)) for anchor, found in alike.items()))


def _anchors(looked_at: Outline, body: str, *, by_this: bool) -> Iterator[Anchor]:
    top = {exit.variable for p in looked_at.patterns if not p.scope for exit in p.exits}
    allowed = {THIS} if by_this else top & (top if looked_at.keys is None else looked_at.keys)
    for pattern in looked_at.patterns:
        if pattern.predicates is None and not pattern.scope and looked_at.keys is None and not by_this:
            sides = {exit.variable: exit.side for exit in pattern.exits}
            names = tuple(sides)
            used = tuple(name for name in names if len(re.findall(rf"{re.escape(name)}\b", body)) > 1)
            yield Anchor(names, tuple(Trigger(pattern, side) for side in sides.values()), used)
        elif not by_this and (anchor := _by_hub(looked_at, pattern)) is not None:
            yield anchor
        elif pattern.exits:
            name, trigger = _nearest(looked_at, pattern, allowed)
            yield Anchor((name,), (trigger,))


def _by_hub(looked_at: Outline, pattern: Pattern) -> Anchor | None:
    """The anchor by which a triple that goes says all of a statement that it was about.

    In `NOT EXISTS { ?axiom ^about ?s . FILTER EXISTS { ?axiom ^says ?p } … }` beside `?s ?p ?o` a node that
    leads to ?s, ?p and ?o by one step each did so before the change, or no solution can be new by it.
    """
    free = [each for each in looked_at.patterns if each.predicates is None and not each.scope]
    if len(free) != 1 or looked_at.keys is not None or not pattern.scope or pattern.added:
        return None
    names = tuple(exit.variable for exit in free[0].exits)
    for start in pattern.exits:
        if start.walk or start.variable in names:
            continue
        steps = tuple(_single_steps(looked_at, start.variable, name, pattern.scope[:1]) for name in names)
        if all(steps):
            return Anchor(names, (Trigger(pattern, start.side),), hub=steps)
    return None


def _single_steps(looked_at: Outline, start: str, end: str, group: tuple[int, ...]) -> tuple[Step, ...]:
    """The steps, one of which leads from a variable to another in every solution of a group."""
    for link in looked_at.links:
        within = [link.scope[:length] for length in range(2, len(link.scope) + 1)]
        if link.start == start and link.end == end and link.scope[:1] == group:
            single = all(len(walk) == 1 and not walk[0].star for walk in link.walks)
            if single and looked_at.required.issuperset(within):
                return tuple(walk[0] for walk in link.walks)
    return ()


def _nearest(looked_at: Outline, pattern: Pattern, allowed: set[str]) -> tuple[str, Trigger]:
    """The cheapest way from a pattern to a variable that holds the query."""
    found: tuple[int, str, Trigger] | None = None
    for start in pattern.exits:
        costs = _costs(looked_at, start.variable, pattern.scope)
        for name in sorted(allowed & costs.keys()):
            cost, walks = costs[name]
            whole = cost + _cost((start.walk,)) + _spread(looked_at, name)
            if found is None or whole < found[0]:
                joined = tuple((*start.walk, *walk) for walk in walks)
                found = whole, name, Trigger(pattern, start.side, joined)
    if found is None:
        raise ShapesError("the store cannot be checked: a pattern of a query leads to none of its variables")
    return found[1], found[2]


def _costs(looked_at: Outline, start: str, scope: tuple[int, ...]) -> dict[str, tuple[int, tuple[Walk, ...]]]:
    """The cheapest walks from a variable to each other one (Dijkstra 1959), by links of its own group and of
    those around it."""
    done: dict[str, tuple[int, tuple[Walk, ...]]] = {}
    waiting: list[tuple[int, int, str, tuple[Walk, ...]]] = [(0, 0, start, HERE)]
    number = 0
    while waiting:
        cost, _, name, walks = heapq.heappop(waiting)
        if name in done:
            continue
        done[name] = cost, walks
        for link in looked_at.links:
            if link.start == name and link.scope == scope[: len(link.scope)] and link.end not in done:
                number += 1
                further = tuple((*first, *last) for first, last in product(walks, link.walks))
                heapq.heappush(waiting, (cost + _cost(link.walks), number, link.end, further))
    return done


def _spread(looked_at: Outline, name: str) -> int:
    """What it costs to find the rest of a query from a variable: a guess, to choose between variables."""
    costs = _costs(looked_at, name, ())
    top = [pattern for pattern in looked_at.patterns if not pattern.scope]
    free = [exit for pattern in top if pattern.predicates is None for exit in pattern.exits]
    found = sum(_FREE[exit.side] for exit in free if exit.variable == name)
    others = {exit.variable for pattern in top for exit in pattern.exits}
    return found + sum(costs[other][0] if other in costs else _FAR for other in others)


def _cost(walks: tuple[Walk, ...]) -> int:
    return max(sum(_step_cost(step) for step in walk) for walk in walks)


def _step_cost(step: Step) -> int:
    if step.star:
        return _REPEATED
    if not step.inverse:
        return _FORWARD
    costs = ((_CROWDED, _FAR), (_SHARED, _SHARERS), (_OWNED, _OWNER))
    return next((cost for pattern, cost in costs if pattern.search(step.predicate)), _BACK)
