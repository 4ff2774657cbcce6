"""The shapes graph as values that can be checked on a store; what they do not know is refused.

The definitions are those of SHACL (W3C Recommendation, 20 July 2017), sections 2 to 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.validate.path import Walk, walks
from kg.validate.results import SEVERITY, ShapesError, path_text
from kg.validate.select import Select, read_select

Term = URIRef | Literal

_LEXICAL: Final = {
    XSD.string: "",
    XSD.boolean: "^(true|false|0|1)$",
    XSD.integer: "^[+-]?[0-9]+$",
    XSD.decimal: "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$",
}
_KINDS: Final = {
    SH.IRI: (SH.IRI,),
    SH.BlankNode: (SH.BlankNode,),
    SH.Literal: (SH.Literal,),
    SH.BlankNodeOrIRI: (SH.BlankNode, SH.IRI),
    SH.BlankNodeOrLiteral: (SH.BlankNode, SH.Literal),
    SH.IRIOrLiteral: (SH.IRI, SH.Literal),
}
_SAID: Final = frozenset(
    (SH.path, SH.message, SH.severity, SH.name, SH.description, SH.order, SH.group, SH.property, SH.sparql)
)
_KNOWN: Final = _SAID | {SH.targetClass, SH.targetNode, SH.targetSubjectsOf}
_LOGICAL: Final = {SH["or"]: "Or", SH.xone: "Xone", SH["and"]: "And", SH["not"]: "Not"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A constraint component: the query that judges what `kg.validate.component` leaves open, if there is
    one, and the name of its parameter; whether triples that come or that go may break it, whether a node
    shape may have it, whether its parameter is a property."""

    query: str | None = None
    parameter: str = ""
    added: bool = True
    removed: bool = False
    of_nodes: bool = False
    pair: bool = False


KINDS: Final = {
    SH["class"]: Kind("class", "class", of_nodes=True),
    SH.datatype: Kind("datatype", "datatype", of_nodes=True),
    SH.nodeKind: Kind(of_nodes=True),
    SH.minCount: Kind(added=False, removed=True),
    SH.maxCount: Kind(),
    SH.minInclusive: Kind("min-inclusive", "limit", of_nodes=True),
    SH.minLength: Kind("min-length", "limit", of_nodes=True),
    SH.pattern: Kind("pattern", "pattern", of_nodes=True),
    SH.languageIn: Kind("language-in", "language", of_nodes=True),
    SH.equals: Kind(removed=True, pair=True),
    SH.disjoint: Kind(pair=True),
    SH.lessThan: Kind("less-than", "other", pair=True),
    SH.lessThanOrEquals: Kind("less-than-or-equals", "other", pair=True),
    SH.hasValue: Kind(added=False, removed=True),
    SH["in"]: Kind(of_nodes=True),
}


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape: the local name of its parameter, the IRI of its component, what kind it is,
    and the terms it is given."""

    name: str
    component: str
    kind: Kind
    terms: tuple[Term, ...]
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Logic:
    """Shapes that a node conforms to all, some, one or none of: `name` is And, Or, Xone or Not."""

    component: str
    name: str
    members: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape: its targets, its path (None in a node shape) as walks and as text, and its constraints."""

    name: str
    classes: tuple[URIRef, ...]
    nodes: tuple[URIRef, ...]
    subjects_of: tuple[URIRef, ...]
    walks: tuple[Walk, ...] | None
    path: str | None
    severity: str
    message: str
    constraints: tuple[Constraint, ...]
    logic: tuple[Logic, ...]
    properties: tuple[Shape, ...]
    selects: tuple[Select, ...]


def read_shapes(graph: Graph) -> tuple[Shape, ...]:
    """The shapes that have targets. ShapesError for whatever could not be checked on a store."""
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
    owners = sorted({owner for target in targets for owner in graph.subjects(target)}, key=str)
    implicit = [s for s in graph.subjects(RDF.type, RDFS.Class) if (s, RDF.type, SH.NodeShape) in graph]
    for name in implicit:
        raise ShapesError(f"the store cannot be checked: {name} is a shape and a class in one")
    if not owners:
        raise ShapesError("the store cannot be checked: no shape has a target")
    shapes = tuple(_read(graph, owner, top=True) for owner in owners)
    for shape in (each for owner in shapes for each in (owner, *owner.properties)):
        if (shape.constraints or shape.logic) and not shape.message:
            raise ShapesError(f"the store cannot be checked: {shape.name} has no message")
    return shapes


def _read(graph: Graph, node: Node, *, top: bool = False) -> Shape:
    path = graph.value(node, SH.path)
    parameters = _parameters(graph, node, top=top)
    constraints = tuple(_constraints(graph, node, parameters))
    logic = tuple(_logic(graph, node, parameters))
    message = " ".join(sorted(str(text) for text in graph.objects(node, SH.message)))
    severity = SEVERITY.get(URIRef(str(graph.value(node, SH.severity, default=SH.Violation))))
    if severity is None:
        raise _unknown(node, SH.severity)
    return Shape(
        name=str(node),
        classes=_iris(graph, node, SH.targetClass),
        nodes=_iris(graph, node, SH.targetNode),
        subjects_of=_iris(graph, node, SH.targetSubjectsOf),
        walks=walks(graph, path) if path is not None else None,
        path=path_text(graph, path) if path is not None else None,
        severity=severity,
        message=message,
        constraints=constraints,
        logic=logic,
        properties=tuple(_read(graph, each) for each in _sorted(graph.objects(node, SH.property))),
        selects=tuple(
            read_select(graph, each, message, _iris(graph, node, SH.targetNode))
            for each in _sorted(graph.objects(node, SH.sparql))
        ),
    )


def _parameters(graph: Graph, node: Node, *, top: bool) -> list[URIRef]:
    """What of SHACL is said of a shape; ShapesError for what is not known, there or at all."""
    path = graph.value(node, SH.path)
    found = sorted(URIRef(str(p)) for p in set(graph.predicates(node)) if str(p).startswith(str(SH)))
    for parameter in found:
        if parameter not in _KNOWN and parameter not in KINDS and parameter not in _LOGICAL:
            raise _unknown(node, parameter)
        if parameter == SH.sparql and (path is not None or not top):
            raise _unknown(node, parameter, "in a shape that is not a node shape with targets")
        if path is not None and (parameter in _LOGICAL or parameter == SH.property):
            raise _unknown(node, parameter, "in a property shape")
        if path is None and parameter in KINDS and not KINDS[parameter].of_nodes:
            raise _unknown(node, parameter, "in a node shape")
    return found


def _constraints(graph: Graph, node: Node, parameters: list[URIRef]) -> Iterator[Constraint]:
    for parameter in parameters:
        if (kind := KINDS.get(parameter)) is None:
            continue
        for value in _sorted(graph.objects(node, parameter)):
            terms, pattern = _terms(graph, parameter, value)
            yield Constraint(_local(parameter), _component(parameter), kind, terms, pattern)


def _terms(graph: Graph, parameter: Node, value: Node) -> tuple[tuple[Term, ...], str | None]:
    """The terms of a parameter, and the regular expression where it has one."""
    match parameter:
        case SH.languageIn:
            return tuple(Literal(str(tag)) for tag in Collection(graph, value)), None
        case SH.nodeKind if value in _KINDS:
            return _KINDS[URIRef(str(value))], None
        case SH.pattern:
            return (), str(value)
        case SH.datatype if value in _LEXICAL:
            return (URIRef(str(value)),), _LEXICAL[URIRef(str(value))]
        case SH.nodeKind | SH.datatype:
            raise _unknown(value, parameter)
    members = list(Collection(graph, value)) if parameter == SH["in"] else [value]
    found = tuple(term for term in members if isinstance(term, (URIRef, Literal)))
    if len(found) < len(members) or not found:
        raise _unknown(value, parameter, "with a blank node")
    return found, None


def _logic(graph: Graph, node: Node, parameters: list[URIRef]) -> Iterator[Logic]:
    for parameter in parameters:
        if (name := _LOGICAL.get(parameter)) is None:
            continue
        for value in graph.objects(node, parameter):
            members = [value] if name == "Not" else list(Collection(graph, value))
            yield Logic(_component(parameter), name, tuple(_read(graph, member) for member in members))


def _component(parameter: Node) -> str:
    local = _local(parameter)
    return f"{SH}{local[0].upper()}{local[1:]}ConstraintComponent"


def _local(parameter: Node) -> str:
    return str(parameter).removeprefix(str(SH))


def _iris(graph: Graph, node: Node, parameter: URIRef) -> tuple[URIRef, ...]:
    values = _sorted(graph.objects(node, parameter))
    if not all(isinstance(value, URIRef) for value in values):
        raise _unknown(node, parameter, "with a value that is no IRI")
    return tuple(URIRef(str(value)) for value in values)


def _sorted(nodes: Iterator[Node]) -> list[Node]:
    key: Callable[[Node], str] = str
    return sorted(nodes, key=key)


def _unknown(node: Node, parameter: Node, where: str = "") -> ShapesError:
    named = "a shape without a name" if isinstance(node, BNode) else str(node)
    local = _local(parameter)
    return ShapesError(
        f"the store cannot be checked: {named} uses sh:{local}{where and ' '}{where}, which is not known"
    )
