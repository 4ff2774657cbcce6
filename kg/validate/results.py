"""From results of SHACL to findings: paths in words, blank nodes described, the line of the sheet behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from rdflib import OWL, RDF, SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg import ns
from kg.errors import StratagemError
from kg.model import Place
from kg.validate.report import SEVERITIES, Report, Result

Locate = Callable[[URIRef], Place | None] | Mapping[URIRef, Place]
"""Tells where the seeds say something of an individual, such as what `kg.compile.provenance` gives."""

SEVERITY: Final = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_MARKS: Final = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


class ShapesError(StratagemError):
    """Shapes that cannot be run: the fault lies in the shapes, not in the data that they check."""


def findings(outcome: Graph, shapes: Graph, data: Graph, locate: Locate | None) -> Report:
    """The report graph of a SHACL engine as a value, each finding once, the gravest first."""
    results = {_result(outcome, node, shapes, data, locate) for node in outcome.objects(None, SH.result)}
    return Report(tuple(sorted(results, key=order)))


def _result(outcome: Graph, node: Node, shapes: Graph, data: Graph, locate: Locate | None) -> Result:
    """One sh:ValidationResult as a value, with the line of the sheet that it comes from."""
    shape = outcome.value(node, SH.sourceShape)
    focus, value = outcome.value(node, SH.focusNode), outcome.value(node, SH.value)
    severity = outcome.value(node, SH.resultSeverity)
    path = outcome.value(node, SH.resultPath)
    if focus is None or shape is None:
        raise ShapesError("the report of the shapes has a result without a focus node or a shape")
    if isinstance(path, BNode):
        path = shapes.value(shape, SH.path)
    message = " ".join(sorted(str(text) for text in outcome.objects(node, SH.resultMessage)))
    for blank in (term for term in (focus, value) if isinstance(term, BNode)):
        message = message.replace(str(blank), _described(data, blank))
    text = path_text(shapes, path) if path is not None else None
    component = outcome.value(node, SH.sourceConstraintComponent)
    # A query finds its faults among many nodes: there the value is at fault, elsewhere the focus node.
    nodes = (value, focus) if component == SH.SPARQLConstraintComponent else (focus, value)
    stated = place(data, (focus, path, value), nodes, locate) if locate is not None else None
    return Result(
        focus,
        text,
        value,
        message,
        SEVERITY.get(URIRef(str(severity)), "violation"),
        str(shape),
        str(component),
        stated.file if stated else None,
        stated.line if stated else None,
    )


def order(result: Result) -> tuple[int, str, int, str, str, str, str]:
    """Sort key: severity, place, shape, focus node, value, message."""
    value = result.value.n3() if result.value is not None else ""
    grade = SEVERITIES.index(result.severity)
    file, line = str(result.file or ""), result.line or 0
    return grade, file, line, result.shape, result.focus.n3(), value, result.message


def _described(data: Graph, node: BNode) -> str:
    """A blank node in words: an axiom by its statement."""
    parts = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
    terms = [term.n3() for part in parts if (term := data.value(node, part)) is not None]
    return f"({' '.join(terms)})" if terms else "a blank node"


def path_text(shapes: Graph, path: Node) -> str:
    """A SHACL path as a SPARQL property path."""
    if isinstance(path, URIRef):
        return path.n3()
    if (path, RDF.first, None) in shapes:
        return "/".join(path_text(shapes, step) for step in Collection(shapes, path))
    for step in shapes.objects(path, SH.inversePath):
        return f"^{path_text(shapes, step)}"
    for step in shapes.objects(path, SH.alternativePath):
        return f"({'|'.join(path_text(shapes, choice) for choice in Collection(shapes, step))})"
    for kind, step in shapes.predicate_objects(path):
        if kind in _MARKS:
            return f"{path_text(shapes, step)}{_MARKS[URIRef(str(kind))]}"
    raise ShapesError(f"a shape has a path of an unknown form: {path.n3()}")


Statement = tuple[Node, Node | None, Node | None]


def place(data: Graph, statement: Statement, nodes: tuple[Node | None, ...], locate: Locate) -> Place | None:
    """Where the seeds say what is at fault: the statement's claims, a node itself, the claims behind it."""
    find = locate.get if isinstance(locate, Mapping) else locate
    groups = [_claims_of(data, statement)]
    for node in nodes:
        if node is not None:
            groups += [iter([node]), _claims_behind(data, node)]
    for group in groups:
        places = [place for node in group if isinstance(node, URIRef) and (place := find(node))]
        if places:
            return min(places, key=lambda place: (str(place.file), place.line))
    return None


def _claims_of(data: Graph, statement: Statement) -> Iterator[Node]:
    """The claims that support a statement."""
    subject, predicate, obj = statement
    for axiom in data.subjects(OWL.annotatedSource, subject):
        if (axiom, OWL.annotatedProperty, predicate) in data and (axiom, OWL.annotatedTarget, obj) in data:
            yield from data.objects(axiom, ns.SG.supportedBy)


def _claims_behind(data: Graph, node: Node) -> Iterator[Node]:
    """The claims that quote, assert or support a node, or assert something of it."""
    for link in (ns.SG.asserts, ns.SG.hasQuote):
        yield from data.subjects(link, node)
    for link in (ns.SG.supportedBy, ns.SG.restsOn):
        yield from data.objects(node, link)
    for assertion in data.subjects(ns.SG.assertedSubject, node):
        yield from data.subjects(ns.SG.asserts, assertion)
