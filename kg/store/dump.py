"""Many graphs of an engine as one file, written while they are read: memory does not grow with the graphs."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import closing
from typing import BinaryIO, Final
from xml.parsers import expat

import pyoxigraph as ox
from rdflib import OWL, RDF

from kg.errors import RdfSyntaxError, StoreError
from kg.files import disk_error
from kg.ns import PREFIXES
from kg.store.base import Row
from kg.store.engine import GRAPHS

SORTED: Final = 200_000
"""Triples up to which a file is sorted; a larger one has the order in which an engine on disk keeps them,
which the triples alone decide. So the same graphs make the same bytes."""

REIFIES: Final = ox.NamedNode(str(RDF) + "reifies")
_TYPE: Final = ox.NamedNode(str(RDF.type))
_AXIOM: Final = ox.NamedNode(str(OWL.Axiom))
_PARTS: Final = tuple(
    ox.NamedNode(str(term)) for term in (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
)
_WITH_PREFIXES: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)
_NO_XML: Final = "a predicate of this graph is no XML name, so it has no RDF/XML"

Key = tuple[ox.NamedNode | ox.BlankNode | ox.Triple, ox.NamedNode | ox.BlankNode | ox.DefaultGraph]


class EngineDump:
    """Graphs of an engine as they are when this is made, whatever is written to it meanwhile. It belongs to
    the thread that makes it, as the engine's iterators do."""

    def __init__(self, store: ox.Store, names: Collection[str]) -> None:
        wanted = {ox.NamedNode(name) for name in names}
        # One iterator reads one state of the store: that of the moment when it was made.
        quads = store.quads_for_pattern(None, None, None, None)
        self._found = (quad for quad in quads if quad.graph_name in wanted)
        self._small = len(store) <= SORTED

    def write(self, output: BinaryIO, media_type: str, *, reified: bool = False) -> None:
        """See `Dump.write`."""
        with closing(self._found):
            self._write(output, media_type, reified)

    def _write(self, output: BinaryIO, media_type: str, reified: bool) -> None:
        form = GRAPHS[media_type]
        found: Iterable[ox.Quad] = sorted(self._found, key=_place) if self._small else self._found
        quads = _reified(found) if reified else found
        if reified and form in _WITH_PREFIXES:
            output.write(b'VERSION "1.2"\n')
        begun = output.tell()
        content = quads if form.supports_datasets else (quad.triple for quad in quads)
        try:
            ox.serialize(content, output, form, prefixes=PREFIXES)
        except OSError as error:
            raise disk_error("the file cannot be written", error) from error
        except ValueError as error:
            raise RdfSyntaxError(media_type, str(error)) from error
        if form in _WITH_PREFIXES:
            _sort_prefixes(output, begun)
        elif form == ox.RdfFormat.RDF_XML:
            _require_xml(output)


def rows(result: ox.QuerySolutions) -> Generator[Row, None, None]:
    """The solutions of a query that was begun, one after another; StoreError when the engine fails. They
    belong to the thread that began it: who does not read them all closes them there."""
    names = [variable.value for variable in result.variables]
    try:
        for solution in result:
            yield {
                name: term.value
                for name, term in zip(names, solution, strict=True)
                if term is not None and not isinstance(term, ox.Triple)
            }
    except (OSError, RuntimeError) as error:
        raise StoreError(f"the store failed: {error}") from error


def _place(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    predicate = quad.predicate
    return str(quad.graph_name), str(quad.subject), predicate != _TYPE, predicate.value, str(quad.object)


def _reified(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The parts of an axiom stand beside each other in the order of an engine on disk and in a sorted one, so
    that no more than one is held."""
    begun: dict[Key, dict[ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]] = {}
    for quad in quads:
        predicate = quad.predicate
        if predicate in _PARTS:
            key = (quad.subject, quad.graph_name)
            parts = begun.setdefault(key, {})
            parts[predicate] = quad.object
            if len(parts) == len(_PARTS):
                del begun[key]
                yield ox.Quad(key[0], REIFIES, _annotated(parts), key[1])
        elif not (predicate == _TYPE and quad.object == _AXIOM):
            yield quad


def _annotated(parts: dict[ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]) -> ox.Triple:
    subject, predicate, obj = (parts[part] for part in _PARTS)
    if isinstance(subject, ox.Literal | ox.Triple) or not isinstance(predicate, ox.NamedNode):
        raise RdfSyntaxError("axiom", f"{subject} {predicate} {obj} is no triple")
    return ox.Triple(subject, predicate, obj)


def _sort_prefixes(output: BinaryIO, begun: int) -> None:
    """The engine writes the lines of prefixes in an order of its own."""
    output.seek(begun)
    lines = []
    while (line := output.readline()).startswith(b"@prefix "):
        lines.append(line)
    output.seek(begun)
    output.write(b"".join(sorted(lines)))


def _require_xml(output: BinaryIO) -> None:
    output.seek(0)
    try:
        expat.ParserCreate(namespace_separator=" ").ParseFile(output)
    except expat.ExpatError as error:
        raise RdfSyntaxError("RDF/XML", _NO_XML) from error
