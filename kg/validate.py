"""Checks data against the shapes and gives the outcome as a value. The only module that uses pyshacl."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from rdflib import OWL, RDF, SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Node

from kg import ns, paths
from kg.errors import StratagemError

SEVERITIES: Final = ("violation", "warning", "info")
Location = tuple[Path, int]
Locate = Callable[[URIRef], Location | None] | Mapping[str, Location]


class ShapesError(StratagemError):
    """Shapes that cannot be run: the fault lies in the shapes, not in the data that they check."""


@dataclass(frozen=True, slots=True)
class Result:
    """One finding. `focus` is the node that the shape looked at (for a rule over many nodes the term that the
    rule speaks of), `value` the node or literal at fault, `path` a SPARQL property path, `shape` and
    `component` IRIs; `severity` is one of SEVERITIES; `file` and `line` say where a sheet states it."""

    focus: Node
    path: str | None
    value: Node | None
    message: str
    severity: str
    shape: str
    component: str
    file: Path | None = None
    line: int | None = None

    @property
    def where(self) -> str:
        """`file:line`, or nothing where the finding does not come from a sheet."""
        return f"{self.file}:{self.line}" if self.file else ""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one validation, the gravest first. Data conform when there is no violation."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether no finding is a violation; warnings and infos do not count."""
        return self.counts["violation"] == 0

    @property
    def counts(self) -> dict[str, int]:
        """The number of findings by severity."""
        return {severity: sum(r.severity == severity for r in self.results) for severity in SEVERITIES}

    def rows(self) -> list[tuple[str, ...]]:
        """The findings as rows of a table: severity, shape, focus node, path, value, message, where; IRIs shortened."""
        return [
            (
                r.severity,
                short(r.shape),
                short(r.focus.n3()),
                short(r.path or ""),
                short(r.value.n3() if r.value is not None else ""),
                short(r.message),
                r.where,
            )
            for r in self.results
        ]

    def __str__(self) -> str:
        """A line of counts and a line a finding."""
        counts = ", ".join(f"{number} {severity}" for severity, number in self.counts.items())
        lines = [f"{'conforms' if self.conforms else 'does not conform'}: {counts}"]
        lines += ["  ".join(cell for cell in row if cell) for row in self.rows()]
        return "\n".join(lines)


def validate(
    data: Graph,
    *,
    shapes: Path | Graph = paths.SHAPES,
    ontology: Path | Graph = paths.ONTOLOGY,
    locate: Locate | None = None,
) -> Report:
    """Checks `data`, merged with the ontology, against the shapes.

    `data` is the merge of all graphs, texts included; it is not changed. `shapes` and `ontology` are folders of
    Turtle files or graphs. `locate` gives the file and line of a claim's entry in its sheet. Nothing is
    fetched, no import followed, nothing inferred but membership along rdfs:subClassOf. ShapesError when
    the shapes cannot be run. The results are those of SHACL 1.0 (W3C, 2017) as pyshacl computes them.
    """
    import pyshacl

    shapes_graph = read_turtle(shapes)
    merged = _Merged()
    for graph in (data, read_turtle(ontology)):
        merged += graph
    try:
        # It returns a failure as the report instead of raising it.
        _, outcome, _ = pyshacl.validate(
            merged, shacl_graph=shapes_graph, inference="none", advanced=False, js=False, inplace=True
        )
    except (pyshacl.errors.ShapeLoadError, pyshacl.errors.ConstraintLoadError, re.error) as error:
        raise ShapesError(f"the shapes cannot be run: {error}") from error
    if not isinstance(outcome, Graph):
        raise ShapesError(f"the shapes cannot be run: {outcome}")
    results = {_result(outcome, node, shapes_graph, merged, locate) for node in outcome.objects(None, SH.result)}
    return Report(tuple(sorted(results, key=_order)))


def read_turtle(source: Path | Graph) -> Graph:
    """All Turtle files of a folder (not of its subfolders), or one file, as one graph; a graph as it is."""
    if isinstance(source, Graph):
        return source
    graph = Graph()
    for file in sorted(source.glob("*.ttl")) if source.is_dir() else [source]:
        graph.parse(file, format="turtle")
    return graph


def short(text: str) -> str:
    """A text with our IRIs in short: `company/openai` for an individual, `sg:onFront` for a term."""
    for prefix, iri in _PREFIXES:
        text = re.sub(rf"<?{re.escape(iri)}([\w/-]*\w)>?", rf"{prefix}\1", text)
    return text


_SHAPES: Final = f"{ns.BASE}/shapes#"
_PREFIXES: Final = (("", ns.ID), ("sgsh:", _SHAPES), *((f"{name}:", iri) for name, iri in ns.PREFIXES.items()))
_SEVERITY: Final = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


class _Merged(Graph):
    """Data and ontology in one graph; it parses each query of a shape once a process, not once a run."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> QueryResult:
        prepared = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **kwargs)


@lru_cache(maxsize=256)
def _prepared(text: str) -> Query:
    return prepareQuery(text)


def _result(outcome: Graph, node: Node, shapes: Graph, data: Graph, locate: Locate | None) -> Result:
    """One sh:ValidationResult as a value, with the line of the sheet that it comes from."""
    shape = outcome.value(node, SH.sourceShape)
    focus, value = outcome.value(node, SH.focusNode), outcome.value(node, SH.value)
    severity, component = outcome.value(node, SH.resultSeverity), outcome.value(node, SH.sourceConstraintComponent)
    path = outcome.value(node, SH.resultPath)
    if focus is None or shape is None:
        raise ShapesError("the report of the shapes has a result without a focus node or a shape")
    if isinstance(path, BNode):
        path = shapes.value(shape, SH.path)
    message = " ".join(sorted(str(text) for text in outcome.objects(node, SH.resultMessage)))
    for blank in (term for term in (focus, value) if isinstance(term, BNode)):
        message = message.replace(str(blank), _described(data, blank))
    place = _place(data, (focus, value), locate) if locate is not None else None
    return Result(
        focus,
        _path_text(shapes, path) if path is not None else None,
        value,
        message,
        _SEVERITY.get(URIRef(str(severity)), "violation"),
        str(shape),
        str(component),
        *(place or (None, None)),
    )


def _order(result: Result) -> tuple[int, str, int, str, str, str, str]:
    """Sort key: severity, place, shape, focus node, value, message."""
    value = result.value.n3() if result.value is not None else ""
    rank = SEVERITIES.index(result.severity)
    return rank, str(result.file or ""), result.line or 0, result.shape, result.focus.n3(), value, result.message


def _described(data: Graph, node: BNode) -> str:
    """A blank node in words: an axiom by its statement."""
    parts = [data.value(node, part) for part in (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)]
    return f"({' '.join(part.n3() for part in parts if part is not None)})" if any(parts) else "a blank node"


_MARKS: Final = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


def _path_text(shapes: Graph, path: Node) -> str:
    """A SHACL path as a SPARQL property path."""
    if isinstance(path, URIRef):
        return path.n3()
    if (path, RDF.first, None) in shapes:
        return "/".join(_path_text(shapes, step) for step in Collection(shapes, path))
    for step in shapes.objects(path, SH.inversePath):
        return f"^{_path_text(shapes, step)}"
    for step in shapes.objects(path, SH.alternativePath):
        return f"({'|'.join(_path_text(shapes, choice) for choice in Collection(shapes, step))})"
    for kind, step in shapes.predicate_objects(path):
        if kind in _MARKS:
            return f"{_path_text(shapes, step)}{_MARKS[URIRef(str(kind))]}"
    raise ShapesError(f"a shape has a path of an unknown form: {path.n3()}")


def _place(data: Graph, nodes: tuple[Node | None, ...], locate: Locate) -> Location | None:
    """File and line of the first claim behind the focus node, else behind the value at fault."""
    for node in nodes:
        found = [place for claim in _claims_behind(data, node) if (place := _locate(locate, claim))]
        if found:
            return min(found)
    return None


def _locate(locate: Locate, claim: Node) -> Location | None:
    if not isinstance(claim, URIRef):
        return None
    if isinstance(locate, Mapping):
        return locate.get(claim) or locate.get(str(claim))
    return locate(claim)


def _claims_behind(data: Graph, node: Node | None) -> Iterator[Node]:
    """The claims that a node comes from: itself, or those that quote, assert or support it."""
    if node is None or (node, RDF.type, ns.SG.Source) in data:
        return
    yield node
    for link in (ns.SG.asserts, ns.SG.hasQuote):
        yield from data.subjects(link, node)
    for link in (ns.SG.supportedBy, ns.SG.restsOn):
        yield from data.objects(node, link)
    for assertion in data.subjects(ns.SG.assertedSubject, node):
        yield from data.subjects(ns.SG.asserts, assertion)
