"""The SHACL suites, run through the validation that the build uses."""

from __future__ import annotations

from rdflib import SH, BNode, Graph
from rdflib.term import Node

from kg.validate import Report, ShapesError, validate
from kg.validate.results import findings
from tests.conformance.evaluation import FailedError
from tests.conformance.suites import MF, SHT, Case, file_of, parsed


def run(case: Case) -> None:
    """Runs one test; FailedError says what was wrong."""
    read: dict[Node, Graph] = {}
    graphs = []
    for part in (SHT.dataGraph, SHT.shapesGraph):
        iri = case.value(MF.action, part)
        assert iri is not None, f"{case.name} names no {part}"
        if iri not in read:
            itself = str(iri) == case.manifest
            read[iri] = case.graph if itself else parsed(file_of(case.suites, iri), str(iri))
        graphs.append(read[iri])
    data, shapes = graphs
    expected = case.value(MF.result)
    try:
        report = validate(_copy(data), shapes=_copy(shapes), ontology=Graph())
    except ShapesError as error:
        if expected == SHT.Failure:
            return
        raise FailedError(f"the shapes were not run: {error}") from error
    if expected is None or expected == SHT.Failure:
        raise FailedError("shapes that must be refused were run")
    _compare(report, _expected(case, expected, shapes), conforms=_conforms(case, expected))


def _copy(graph: Graph) -> Graph:
    """The same triples: a run may add some."""
    made = Graph()
    made += graph
    return made


def _conforms(case: Case, expected: Node) -> bool:
    return str(case.graph.value(expected, SH.conforms)) == "true"


def _expected(case: Case, expected: Node, shapes: Graph) -> list[tuple[str, ...]]:
    """The results that a test expects, each as our report has it."""
    rows = []
    for node in case.graph.objects(expected, SH.result):
        outcome = Graph()
        pending = [node]
        while pending:
            subject = pending.pop()
            for predicate, value in case.graph.predicate_objects(subject):
                outcome.add((subject, predicate, value))
                if predicate == SH.resultPath or (isinstance(value, BNode) and predicate != SH.sourceShape):
                    pending.append(value)
        outcome.add((BNode(), SH.result, node))
        rows += _rows(findings(outcome, case.graph + shapes, Graph(), None))
    return rows


def _rows(report: Report) -> list[tuple[str, ...]]:
    """What is compared of each result: blank nodes of different files have no common name."""
    return [
        (
            _name(found.focus),
            found.path or "",
            _name(found.value) if found.value is not None else "",
            found.severity,
            found.component,
            found.shape if "://" in found.shape else "a blank node",
        )
        for found in report.results
    ]


def _name(node: Node) -> str:
    return "a blank node" if isinstance(node, BNode) else node.n3()


def _compare(report: Report, expected: list[tuple[str, ...]], *, conforms: bool) -> None:
    found = _rows(report)
    if set(found) != set(expected):
        missing, extra = set(expected) - set(found), set(found) - set(expected)
        raise FailedError(f"missing {sorted(missing)}, not expected {sorted(extra)}")
    if conforms != (not found):
        raise FailedError(f"conforms is to be {conforms}")
