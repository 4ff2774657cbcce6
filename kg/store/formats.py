"""RDF files: read within bounds, without network; written the same to the byte every time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

import orjson
import pyoxigraph as ox
from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from kg.errors import RdfSyntaxError
from kg.ns import PREFIXES
from kg.store import engine, terms
from kg.store.base import Triple

Quad = tuple[Node, Node, Node, URIRef | BNode | None]
"""Subject, predicate, object and graph as terms of rdflib; no graph is the default graph."""

MAX_BYTES: Final = 64 * 1024 * 1024
# Measured on pyoxigraph 0.5.13: 5,000 levels of JSON-LD and 100,000 nested triple terms crash the process by
# stack overflow; 100,000 levels of RDF/XML take minutes.
MAX_DEPTH: Final = 200


@dataclass(frozen=True, slots=True)
class Format:
    """A format of RDF: its name for people, media type, file suffix, and whether it can name graphs."""

    name: str
    media_type: str
    suffix: str
    graphs: bool


TURTLE: Final = Format("Turtle", "text/turtle", "ttl", graphs=False)
N_TRIPLES: Final = Format("N-Triples", "application/n-triples", "nt", graphs=False)
N_QUADS: Final = Format("N-Quads", "application/n-quads", "nq", graphs=True)
TRIG: Final = Format("TriG", "application/trig", "trig", graphs=True)
JSON_LD: Final = Format("JSON-LD", "application/ld+json", "jsonld", graphs=True)
RDF_XML: Final = Format("RDF/XML", "application/rdf+xml", "rdf", graphs=False)
FORMATS: Final = (TURTLE, N_TRIPLES, N_QUADS, TRIG, JSON_LD, RDF_XML)
BY_MEDIA_TYPE: Final = {form.media_type: form for form in FORMATS}
BY_SUFFIX: Final = {form.suffix: form for form in FORMATS} | {"owl": RDF_XML, "xml": RDF_XML, "json": JSON_LD}

_QUOTED_TRIPLE: Final = re.compile(
    rb"""\"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
    | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*' | <[^<>\s]*> | \#[^\r\n]* | \\. | (<<) | (>>)""",
    re.DOTALL | re.VERBOSE,
)


def parse(data: bytes, form: Format, *, base: str | None = None, origin: str = "the data") -> list[Quad]:
    """Reads RDF.

    Args:
        data: the file, in UTF-8, at most MAX_BYTES.
        form: its format.
        base: an IRI against which relative ones are resolved; without it they are errors.
        origin: what the data is called in an error, such as a file name.

    Blank nodes get fresh labels, so that those of two files never meet. RdfSyntaxError for what is not of the
    format, is nested deeper than MAX_DEPTH, has a DOCTYPE (RDF/XML), asks for a remote context (JSON-LD), or
    has a triple term of RDF 1.2.
    """
    return [
        (*terms.triple(quad), _graph_name(quad))
        for quad in _engine_quads(data, form, base=base, origin=origin)
    ]


def to_nquads(
    data: bytes, form: Format, graph: str, *, base: str | None = None, origin: str = "the data"
) -> bytes:
    """Reads RDF as `parse` does and gives N-Quads for `Store.load`: what names no graph stands in `graph`."""
    name = terms.engine_name(graph)
    quads = (
        quad
        if isinstance(quad.graph_name, ox.NamedNode)
        else ox.Quad(quad.subject, quad.predicate, quad.object, name)
        for quad in _engine_quads(data, form, base=base, origin=origin)
    )
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def merged(data: bytes, form: Format, *, base: str | None = None, origin: str = "the data") -> bytes:
    """Reads RDF as `parse` does and gives its graphs, merged, as N-Triples."""
    triples = dict.fromkeys(quad.triple for quad in _engine_quads(data, form, base=base, origin=origin))
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def rewrite(triples: bytes, form: Format) -> bytes:
    """Our own N-Triples in another format, in their order; RdfSyntaxError when it cannot hold them."""
    if form is N_TRIPLES:
        return triples
    found = ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
    try:
        data = ox.serialize((q.triple for q in found), format=_engine_format(form), prefixes=PREFIXES) or b""
        if form is RDF_XML:
            engine.require_xml(data)
    except (ValueError, engine.UnfitFormatError) as error:
        raise RdfSyntaxError(form.name, str(error)) from error
    return data


def serialize(quads: Iterable[Quad | Triple], form: Format, *, first: Sequence[URIRef] = ()) -> bytes:
    """Writes RDF, the same bytes for the same graphs in any order and with any blank node labels.

    Blank nodes get canonical labels (RDFC-1.0, https://www.w3.org/TR/rdf-canon/, worst case exponential: for
    our own data, not for strangers'). Quads are sorted by graph, subject (those of `first` before all),
    predicate (`rdf:type` before all) and object. Formats without graphs get all triples as one graph.

    RdfSyntaxError for a term that the format cannot hold.
    """
    dataset = ox.Dataset(_to_engine(quads, form))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    rank = {ox.NamedNode(str(subject)): number for number, subject in enumerate(first)}

    def key(quad: ox.Quad) -> tuple[str, int, str, bool, str, str]:
        predicate = quad.predicate.value
        place = rank.get(quad.subject, len(rank)) if isinstance(quad.subject, ox.NamedNode) else len(rank)
        is_type = predicate == str(RDF.type)
        return str(quad.graph_name), place, str(quad.subject), not is_type, predicate, str(quad.object)

    ordered = sorted(dataset, key=key)
    content: Iterable[ox.Quad] | Iterable[ox.Triple] = ordered if form.graphs else [q.triple for q in ordered]
    try:
        data = ox.serialize(content, format=_engine_format(form), prefixes=PREFIXES) or b""
        if form is RDF_XML:
            engine.require_xml(data)
    except (OSError, ValueError, engine.UnfitFormatError) as error:
        raise RdfSyntaxError(form.name, str(error)) from error
    # The engine writes the prefixes of Turtle and TriG in an order of its own.
    lines = data.splitlines(keepends=True) if form in {TURTLE, TRIG} else []
    prefixes = [line for line in lines if line.startswith(b"@prefix ")]
    return b"".join(sorted(prefixes) + lines[len(prefixes) :]) if prefixes else data


def _to_engine(quads: Iterable[Quad | Triple], form: Format) -> Iterator[ox.Quad]:
    for quad in quads:
        ((subject, predicate, obj),) = [*terms.engine_triples([(quad[0], quad[1], quad[2])])]
        graph = quad[3] if len(quad) == 4 and form.graphs else None
        yield ox.Quad(subject, predicate, obj, terms.engine_resource(graph) if graph else ox.DefaultGraph())


def _engine_quads(data: bytes, form: Format, *, base: str | None, origin: str) -> list[ox.Quad]:
    if len(data) > MAX_BYTES:
        raise RdfSyntaxError(origin, f"it has {len(data)} bytes; {MAX_BYTES} are allowed")
    try:
        _bound(data, form)
        return list(ox.parse(data, format=_engine_format(form), base_iri=base, rename_blank_nodes=True))
    except (SyntaxError, ValueError, expat.ExpatError) as error:
        # Errors of the engine, of JSON and of XML name the line by the same attribute, where they do.
        line = getattr(error, "lineno", None)
        raise RdfSyntaxError(origin, f"not {form.name}: {error}", line) from error


def _engine_format(form: Format) -> ox.RdfFormat:
    found = ox.RdfFormat.from_media_type(form.media_type)
    if found is None:
        raise RdfSyntaxError(form.name, "the engine does not know this format")
    return found


def _graph_name(quad: ox.Quad) -> URIRef | BNode | None:
    name = quad.graph_name
    if isinstance(name, ox.DefaultGraph):
        return None
    return URIRef(name.value) if isinstance(name, ox.NamedNode) else BNode(name.value)


def _bound(data: bytes, form: Format) -> None:
    """ValueError, or an error of the parser of XML, for what the engine must not see."""
    data.decode()
    if form is JSON_LD:
        _bound_json(orjson.loads(data))
    elif form is RDF_XML:
        _bound_xml(data)
    elif data.count(b"<<") > MAX_DEPTH:
        depth = 0
        for found in _QUOTED_TRIPLE.finditer(data):
            depth += bool(found[1]) - bool(found[2])
            _hold_depth(depth)


def _hold_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(f"it is nested deeper than {MAX_DEPTH} levels")


def _bound_json(document: object) -> None:
    level = [document]
    depth = 0
    while level:
        _hold_depth(depth := depth + 1)
        below: list[object] = []
        for value in level:
            if isinstance(value, dict):
                _refuse_remote_context(value)
                below += value.values()
            elif isinstance(value, list):
                below += value
        level = below


def _refuse_remote_context(node: dict[str, object]) -> None:
    context = node.get("@context")
    remote = [part for part in (context if isinstance(context, list) else [context]) if isinstance(part, str)]
    remote += [str(node["@import"])] if "@import" in node else []
    if remote:
        raise ValueError(
            f"it asks for the remote context {remote[0]}, which is not fetched: put the context in"
        )


def _bound_xml(data: bytes) -> None:
    depth = 0

    def begin(*_: object) -> None:
        nonlocal depth
        depth += 1
        _hold_depth(depth)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise ValueError("it has a DOCTYPE, which may define entities that grow without bound")

    reader = expat.ParserCreate("utf-8")
    reader.StartDoctypeDeclHandler = refuse
    reader.StartElementHandler = begin
    reader.EndElementHandler = end
    reader.Parse(data, True)
