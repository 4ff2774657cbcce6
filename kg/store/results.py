"""The result of a query as bytes of a media type, for the store and for its worker processes.

A worker imports this module when it starts, so it takes nothing but the engine.
"""

from __future__ import annotations

import io
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
}


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


def require_xml(data: bytes) -> None:
    """UnfitFormatError when RDF/XML of the engine is no XML, as for a predicate without a local name."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(data, True)
    except expat.ExpatError as error:
        raise UnfitFormatError("a predicate of this graph is no XML name, so it has no RDF/XML") from error
