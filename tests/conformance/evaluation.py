"""The suites of SPARQL query, update and results: each test on one engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
from rdflib import RDFS
from rdflib.term import Node

from tests.conformance import tables
from tests.conformance.engines import Engine, RefusedError
from tests.conformance.suites import MF, QT, UT, Case, file_of, parsed

CONTENT: Final = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


class FailedError(Exception):
    """A test that did not give what its suite expects."""


def run(case: Case, engine: Engine) -> None:
    """Runs one test; FailedError says what was wrong."""
    engine.clear()
    kinds = case.kinds
    if kinds & {"QueryEvaluationTest", "CSVResultFormatTest"}:
        _query(case, engine)
    elif "UpdateEvaluationTest" in kinds:
        _update(case, engine)
    elif kinds & {"PositiveSyntaxTest11", "NegativeSyntaxTest11"}:
        _syntax(case, engine, update=str(case.value(MF.action)).endswith(".ru"))
    elif kinds & {"PositiveUpdateSyntaxTest11", "NegativeUpdateSyntaxTest11"}:
        _syntax(case, engine, update=True)
    else:
        raise FailedError(f"a test of a kind that is not known: {', '.join(sorted(kinds))}")


def _read(case: Case, iri: Node | None) -> str:
    """A text of SPARQL with the address of its file as BASE, its line ends as they are."""
    assert iri is not None, f"{case.name} names no file"
    return f"BASE <{iri}>\n{file_of(case.suites, iri).read_bytes().decode()}"


def _triples(case: Case, iri: Node) -> bytes:
    """The triples of a data file as N-Triples."""
    return parsed(file_of(case.suites, iri), str(iri)).serialize(format="nt").encode()


def _syntax(case: Case, engine: Engine, *, update: bool) -> None:
    text = _read(case, case.value(MF.action))
    valid = bool(case.kinds & {"PositiveSyntaxTest11", "PositiveUpdateSyntaxTest11"})
    try:
        if update:
            engine.accepts_update(text)
        else:
            engine.query(text, "json")
    except RefusedError as error:
        if valid and not error.failed:
            raise FailedError(f"a valid text is refused: {error}") from error
        if valid or not error.failed:
            return
    if not valid:
        raise FailedError("a text that is not valid is accepted")


def _query(case: Case, engine: Engine) -> None:
    for graph, data in _given(case, MF.action, QT.data, QT.graphData):
        engine.put(graph, data)
    result = case.value(MF.result)
    assert result is not None, f"{case.name} expects nothing"
    expected = file_of(case.suites, result)
    form = expected.suffix[1:] if expected.suffix in {".csv", ".tsv"} else "json"
    try:
        media_type, found = engine.query(_read(case, case.value(MF.action, QT.query)), form)
    except RefusedError as error:
        raise FailedError(f"the query is refused: {error}") from error
    if form == "csv":
        same = media_type == "text/csv" and tables.same_csv(found, expected.read_bytes())
    elif media_type in tables.BY_MEDIA_TYPE:
        same = tables.read_table(found, tables.BY_MEDIA_TYPE[media_type]) == tables.read_expected(
            expected, str(result)
        )
    else:
        same = tables.dataset(found) == tables.read_expected(expected, str(result))
    if not same:
        raise FailedError(f"another result: {found[:2000].decode()}")


def _update(case: Case, engine: Engine) -> None:
    for graph, data in _given(case, MF.action, UT.data, UT.graphData):
        engine.put(graph, data)
    try:
        engine.update(_read(case, case.value(MF.action, UT.request)))
    except RefusedError as error:
        raise FailedError(f"the update is refused: {error}") from error
    expected = ox.Dataset()
    for graph, data in _given(case, MF.result, UT.data, UT.graphData):
        tables.dataset(data, graph, expected)
    expected.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    found = _content(engine)
    if found != expected:
        raise FailedError(f"another content: {found}")


def _given(case: Case, part: Node, default: Node, named: Node) -> Iterator[tuple[str, bytes]]:
    """The graphs that a test begins or ends with: IRI (`""` is the default graph) and triples."""
    node = case.graph.value(case.iri, part)
    merged: dict[str, list[bytes]] = {}
    for iri in case.graph.objects(node, default):
        merged.setdefault("", []).append(_triples(case, iri))
    for entry in case.graph.objects(node, named):
        # A query names its graph by the address of the file, an update by a label beside it.
        label = case.graph.value(entry, RDFS.label)
        file = case.graph.value(entry, UT.graph) or case.graph.value(entry, QT.graph) or entry
        merged.setdefault(str(label or file), []).append(_triples(case, file))
    for graph, parts in merged.items():
        yield graph, b"".join(parts)


def _content(engine: Engine) -> ox.Dataset:
    """All that the store holds."""
    _, data = engine.query(CONTENT, "json")
    made = ox.Dataset()
    for row in ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON):
        graph = row["g"] if row["g"] is not None else ox.DefaultGraph()
        made.add(ox.Quad(row["s"], row["p"], row["o"], graph))
    made.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return made
