"""From rows of the queries of shapes to the findings of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node

from kg.store import formats
from kg.store.base import Store
from kg.validate.report import Report, Result
from kg.validate.results import Locate, order, place
from kg.validate.shape import Shape
from kg.validate.template import Template

SELECT: Final = f"{SH}SPARQLConstraintComponent"
_PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")


class Finding(NamedTuple):
    """What a query found, its terms as N-Triples has them; `path` is a SPARQL property path."""

    shape: str
    severity: str
    component: str
    focus: str
    value: str | None
    path: str | None
    message: str


def of_row(shape: Shape, message: str, row: dict[str, str], focus: str) -> Finding:
    """A row of the query of a shape; the message gets its values."""
    values = {**row, "this": focus}

    def value(found: re.Match[str]) -> str:
        return str(node(values[found[1]])) if found[1] in values else found[0]

    text = _PLACEHOLDER.sub(value, message)
    return Finding(shape.name, shape.severity, SELECT, focus, row.get("value", focus), row.get("path"), text)


def node(term: str) -> Node:
    """A term of N-Triples as rdflib's."""
    if term.startswith("<"):
        return URIRef(term[1:-1])
    if term.startswith("_:"):
        return BNode(term[2:])
    line = f"<{RDF.nil}> <{RDF.value}> {term} .".encode()
    return formats.parse(line, formats.N_TRIPLES)[0][2]


def report(store: Store, findings: Iterable[Finding], locate: Locate | None) -> Report:
    """Findings as a report, each once, the gravest first, with the line of the sheet that each comes from."""
    found = sorted(set(findings), key=lambda finding: (finding.shape, finding.focus))
    data = _neighbours(store, found) if locate is not None and found else Graph()
    return Report(tuple(sorted((_result(finding, data, locate) for finding in found), key=order)))


def _result(finding: Finding, data: Graph, locate: Locate | None) -> Result:
    focus, value = node(finding.focus), None if finding.value is None else node(finding.value)
    message = finding.message
    for blank in (term for term in (focus, value) if isinstance(term, BNode)):
        message = message.replace(str(blank), "a blank node")
    found = None
    if locate is not None:
        # A query finds its faults among many nodes: there the value is at fault, elsewhere the focus node.
        nodes = (value, focus) if finding.component == SELECT else (focus, value)
        simple = finding.path is not None and re.fullmatch(r"<[^>]*>", finding.path)
        path = URIRef(simple[0][1:-1]) if simple else None
        found = place(data, (focus, path, value), nodes, locate)
    return Result(
        focus,
        finding.path,
        value,
        message,
        finding.severity,
        finding.shape,
        finding.component,
        found.file if found else None,
        found.line if found else None,
    )


def _neighbours(store: Store, findings: list[Finding]) -> Graph:
    """What leads from the nodes of findings to their claims."""
    terms = {term for each in findings for term in (each.focus, each.value) if term and term.startswith("<")}
    graph = Graph()
    for triple in store.construct(Template("neighbours", {}, path="").text(sorted(terms))):
        graph.add(triple)
    return graph
