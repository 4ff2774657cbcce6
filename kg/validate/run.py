"""Runs the shapes over data or a file. The only module that uses pyshacl."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from rdflib import OWL, SH, Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult

from kg import paths
from kg.errors import RdfSyntaxError
from kg.store import formats
from kg.validate.report import Report
from kg.validate.results import Locate, ShapesError, findings


def validate(
    data: Graph,
    *,
    shapes: Path | Graph = paths.SHAPES,
    ontology: Path | Graph = paths.ONTOLOGY,
    locate: Locate | None = None,
) -> Report:
    """Checks `data`, merged with the ontology, against the shapes.

    Args:
        data: the merge of all graphs, texts included; it is not changed.
        shapes, ontology: folders of Turtle files, or graphs. A graph of shapes gains two triples of OWL.
        locate: gives the file and line where the seeds define an individual; a function or a mapping.

    Nothing is fetched, no import followed, nothing inferred but membership along rdfs:subClassOf. ShapesError
    when the shapes cannot be run. The results are those of SHACL 1.0 (W3C, 2017) as pyshacl computes them.
    """
    import pyshacl

    shapes_graph = read_turtle(shapes)
    _declare_imported(shapes_graph)
    merged = _Merged()
    for graph in (data, read_turtle(ontology)):
        merged += graph
    try:
        # It returns a failure as the report instead of raising it.
        _, outcome, _ = pyshacl.validate(
            merged, shacl_graph=shapes_graph, inference="none", advanced=False, js=False, inplace=True
        )
    except (
        pyshacl.errors.ShapeLoadError,
        pyshacl.errors.ConstraintLoadError,
        NotImplementedError,
        re.error,
    ) as error:
        raise ShapesError(f"the shapes cannot be run: {error}") from error
    if not isinstance(outcome, Graph):
        raise ShapesError(f"the shapes cannot be run: {outcome}")
    return findings(outcome, shapes_graph, merged, locate)


def validate_file(
    source: Path | bytes,
    media_type: str | None = None,
    *,
    shapes: Path | Graph = paths.SHAPES,
    ontology: Path | Graph = paths.ONTOLOGY,
    locate: Locate | None = None,
) -> Report:
    """Checks a file, or the bytes of one, in any RDF format; its graphs are merged first.

    Without `media_type` the suffix of the file says so. RdfSyntaxError, naming file and line, for what
    is not RDF of that format, and for what is refused: a remote context, an XML entity.
    """
    origin = str(source) if isinstance(source, Path) else "the data"
    if media_type is not None:
        form = formats.BY_MEDIA_TYPE.get(media_type.partition(";")[0].strip().lower())
    else:
        form = formats.BY_SUFFIX.get(source.suffix.lower().lstrip(".")) if isinstance(source, Path) else None
    if form is None:
        known = ", ".join(each.media_type for each in formats.FORMATS)
        raise RdfSyntaxError(origin, f"its format is not known; name one of {known}")
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise RdfSyntaxError(origin, f"it cannot be read: {error.strerror}") from error
    data = _graph(content, form, origin)
    return validate(data, shapes=shapes, ontology=ontology, locate=locate)


def read_turtle(source: Path | Graph) -> Graph:
    """All Turtle files of a folder (not of its subfolders), or one file, as one graph; a graph as it is."""
    if isinstance(source, Graph):
        return source
    graph = Graph()
    for file in sorted(source.glob("*.ttl")) if source.is_dir() else [source]:
        graph += _graph(file.read_bytes(), formats.TURTLE, str(file))
    return graph


def _graph(content: bytes, form: formats.Format, origin: str) -> Graph:
    graph = Graph()
    for subject, predicate, obj, _ in formats.parse(content, form, origin=origin):
        graph.add((subject, predicate, obj))
    return graph


def _declare_imported(shapes: Graph) -> None:
    """Gives what sh:prefixes names the prefixes that its imports declare, as SHACL 5.2.1 asks: pyshacl 0.40.1
    looks at those it declares itself."""
    for named in set(shapes.objects(None, SH.prefixes)):
        for imported in set(shapes.transitive_objects(named, OWL.imports)):
            for declaration in list(shapes.objects(imported, SH.declare)):
                shapes.add((named, SH.declare, declaration))


class _Merged(Graph):
    """Data and ontology in one graph; it parses each query of a shape once a process, not once a run."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> QueryResult:
        prepared = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **kwargs)


@lru_cache(maxsize=256)
def _prepared(text: str) -> Query:
    return prepareQuery(text)
