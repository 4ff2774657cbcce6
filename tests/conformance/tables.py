"""Results of queries and contents of stores, compared as the SPARQL test suite asks: up to blank nodes."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import RDF, Graph, Namespace
from rdflib.term import Node

from kg.store import terms
from tests.conformance.suites import parsed

RS: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
ROW: Final = "urn:x-row:"
FORMATS: Final = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
BY_MEDIA_TYPE: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}

_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")

Cell = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
Table = bool | tuple[frozenset[str], Counter[str], ox.Dataset]
"""A truth value; or the variables, the rows, and those with blank nodes as nodes of a canonical dataset."""


def read_table(data: bytes, form: ox.QueryResultsFormat) -> Table:
    """A result of SELECT or ASK from its file."""
    found = ox.parse_query_results(data, format=form)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return _table(names, ([solution[name] for name in names] for solution in found))


def read_expected(file: Path, base: str) -> Table | ox.Dataset:
    """What a test expects: a table, or a graph."""
    if file.suffix in FORMATS:
        return read_table(file.read_bytes(), FORMATS[file.suffix])
    graph = parsed(file, base)
    node = graph.value(None, RDF.type, RS.ResultSet)
    return dataset(graph.serialize(format="nt").encode()) if node is None else _result_set(graph, node)


def _result_set(graph: Graph, node: Node) -> Table:
    if (truth := graph.value(node, RS.boolean)) is not None:
        return str(truth) == "true"
    names = sorted(str(name) for name in graph.objects(node, RS.resultVariable))
    rows = []
    for solution in graph.objects(node, RS.solution):
        bound = {
            str(graph.value(binding, RS.variable)): graph.value(binding, RS.value)
            for binding in graph.objects(solution, RS.binding)
        }
        rows.append([_engine_term(bound.get(name)) for name in names])
    return _table(names, rows)


def _engine_term(node: Node | None) -> Cell:
    return None if node is None else terms.engine_term(node)


def _table(names: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Table:
    """Rows with blank nodes become nodes of one dataset; the others are counted as they are."""
    plain: Counter[str] = Counter()
    quads = ox.Dataset()
    names = list(names)
    for number, row in enumerate(rows):
        found = {name: term for name, term in zip(names, row, strict=True) if term is not None}
        cells = {name: normal(c) if isinstance(c, ox.Literal) else c for name, c in sorted(found.items())}
        if not any(isinstance(cell, ox.BlankNode) for cell in cells.values()):
            plain[str({name: str(cell) for name, cell in cells.items()})] += 1
            continue
        node = ox.BlankNode(f"row{number}")
        quads.add(ox.Quad(node, ox.NamedNode(f"{ROW}row"), ox.Literal("row")))
        for name, cell in cells.items():
            quads.add(ox.Quad(node, ox.NamedNode(ROW + name), cell))
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(names), plain, quads


@lru_cache(maxsize=4096)
def normal(term: ox.Literal) -> ox.Literal:
    """A literal in the canonical form in which the engine keeps it: `01` is `1`, `1.0` is `1`."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode(ROW), ox.NamedNode(ROW), term))
    return next(iter(store)).object


def dataset(data: bytes, graph: str = "", into: ox.Dataset | None = None) -> ox.Dataset:
    """N-Triples as a dataset with canonical blank nodes, or added to one that is not canonical yet."""
    made = ox.Dataset() if into is None else into
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    store = ox.Store()
    store.load(data, ox.RdfFormat.N_TRIPLES, to_graph=name)
    for quad in store:
        made.add(quad)
    if into is None:
        made.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return made


def same_csv(given: bytes, expected: bytes) -> bool:
    """Whether two results in CSV have the same columns and rows, in any order, up to names of blank nodes and
    spellings of numbers."""

    def rows(data: bytes) -> Counter[str]:
        found = csv.DictReader(io.StringIO(data.decode(), newline=""))
        return Counter(str(sorted((name, _cell(cell)) for name, cell in row.items())) for row in found)

    return rows(given) == rows(expected)


def _cell(text: str) -> str:
    if text.startswith("_:"):
        return "_:"
    return str(float(text)) if _NUMBER.fullmatch(text) else text
