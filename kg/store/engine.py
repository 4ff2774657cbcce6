"""What the store and its worker processes do alike: the graphs a query reads by default, its result as bytes.

A worker imports this module when it starts, so it takes nothing but the engine.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

import pyoxigraph as ox

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_RDF_XML: Final = "application/rdf+xml"
TABLES: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPHS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    _RDF_XML: ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
"""Formats of a graph; in those that name graphs its triples stand in the default graph."""


DefaultGraph = list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None
"""The graphs of which a query's default graph is the union; None for all of them."""


def run(
    store: ox.Store,
    query: str,
    default: DefaultGraph,
    *,
    names_graphs: bool,
    dataset: Mapping[str, Sequence[str]] | None = None,
    base: str | None = None,
) -> Result:
    """Begins a query; `names_graphs` says whether its text has FROM, which an argument would override, and
    relative IRIs are resolved against `base`.

    `dataset` has the IRIs, each once, of its `default` and `named` graphs, in the place of FROM.
    The engine's own errors (SyntaxError, OSError, RuntimeError) when the text is not accepted.
    """
    if dataset is not None:
        return store.query(
            query,
            base_iri=base,
            default_graph=[ox.NamedNode(name) for name in dataset["default"]],
            named_graphs=[ox.NamedNode(name) for name in dataset["named"]],
        )
    if names_graphs:
        return store.query(query, base_iri=base)
    union = default is None
    return store.query(query, base_iri=base, default_graph=default, use_default_graph_as_union=union)


def default_graph(names: list[str], text_graphs: str) -> DefaultGraph:
    """The graphs but texts. `text_graphs` is the pattern of their IRIs.

    Measured on pyoxigraph 0.5.13: each pattern of a query looks into each graph of such a list (four joins
    take 0.04 ms at 5 graphs, 0.7 ms at 500), so there is one only where a text must stay out.
    """
    is_text = re.compile(text_graphs)
    shown = [name for name in names if not is_text.fullmatch(name)]
    return [ox.NamedNode(name) for name in shown] if len(shown) < len(names) else None


class UnfitFormatError(Exception):
    """A result that has no such form: a table as Turtle, or a predicate that is no XML name as RDF/XML."""


class OverLimitError(Exception):
    """A result over the cap; `measured` is its size so far, in bytes."""

    def __init__(self, measured: int) -> None:
        self.measured = measured
        super().__init__(measured)


class _Bounded(io.BytesIO):
    def __init__(self, limit: int | None) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: ReadableBuffer, /) -> int:
        size = self.tell() + memoryview(data).nbytes
        if self._limit is not None and size > self._limit:
            raise OverLimitError(size)
        return super().write(data)


def write(result: Result, media_type: str, prefixes: dict[str, str], limit: int | None = None) -> bytes:
    """Serializes a result; the query runs while it is written.

    UnfitFormatError when the result has no such form; OverLimitError once it has more bytes than `limit`; the
    engine's own errors (OSError, RuntimeError) when the evaluation fails.
    """
    output = _Bounded(limit)
    if isinstance(result, ox.QueryTriples):
        form = GRAPHS.get(media_type)
        if form is None:
            raise UnfitFormatError(f"a graph cannot be written as {media_type}")
        if form is ox.RdfFormat.N_TRIPLES and limit is None:
            # Each triple is a line: without an object of ours for each it takes half the time.
            found = (result.serialize(format=form) or b"").splitlines(keepends=True)
            return b"".join(dict.fromkeys(found))
        ox.serialize(dict.fromkeys(result), output, form, prefixes=prefixes)
    else:
        table = TABLES.get(media_type)
        if table is None:
            raise UnfitFormatError(f"a table of solutions cannot be written as {media_type}")
        result.serialize(output, table)
    data = output.getvalue()
    if media_type == _RDF_XML:
        require_xml(data)
    return data


def write_graph(
    store: ox.Store, name: str, media_type: str, prefixes: dict[str, str], limit: int | None = None
) -> bytes | None:
    """Serializes the graph of a name, or the default graph (`""`); None where there is no such graph, nothing
    without a media type. The errors are those of `write`.
    """
    graph = ox.NamedNode(name) if name else ox.DefaultGraph()
    if name and not store.contains_named_graph(graph):
        return None
    if not media_type:
        return b""
    output = _Bounded(limit)
    store.dump(output, GRAPHS[media_type], from_graph=graph, prefixes=prefixes)
    data = output.getvalue()
    if media_type == _RDF_XML:
        require_xml(data)
    return data


def write_all(store: ox.Store, limit: int | None = None) -> bytes:
    """All graphs as N-Quads; OverLimitError once they have more bytes than `limit`."""
    output = _Bounded(limit)
    store.dump(output, ox.RdfFormat.N_QUADS)
    return output.getvalue()


def require_xml(data: bytes) -> None:
    """UnfitFormatError when RDF/XML of the engine is no XML, as for a predicate without a local name."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(data, True)
    except expat.ExpatError as error:
        raise UnfitFormatError("a predicate of this graph is no XML name, so it has no RDF/XML") from error
