"""The graph as GraphML (http://graphml.graphdrawing.org/): things as nodes, statements between them as edges.

Statements whose object is a value, such as the number of a figure, are no edges: RDF and tables have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, groupby
from typing import BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from kg import ns
from kg.kinds import KINDS
from kg.read.export import Writer
from kg.read.refs import ref
from kg.read.shipped import each
from kg.store.base import Row, Store

INNER: Final = frozenset({"claim", "assertion", "quote", "span", "sentence", "source", "rule"})
"""Kinds that are nodes only where a statement has them at an end: parts of the evidence, not of the field."""

_NODE: Final = ("label", "kind", "iri")
_EDGE: Final = ("property", "standing", "claims", "rule", "iri")
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
    '"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document of XML 1.0 may hold (https://www.w3.org/TR/xml/#charsets); U+FFFD stands in its place."""


def graphml(store: Store) -> Writer:
    """All things of the field and the statements between them.

    A node has label, kind and IRI; an edge property, standing, the claims that support it or that it rests on
    (identifiers, separated by blanks), the rule that inferred it, and the IRI of its axiom.
    """
    classes = [ns.SG[name] for kind in KINDS if kind.name not in INNER for name in kind.classes]
    edges = each(store, "export/edges")
    entities = each(store, "export/entities", **{"class": classes})

    def write(output: BinaryIO) -> None:
        with closing(edges), closing(entities):
            output.write(_HEAD.encode())
            output.write("".join(_keys()).encode())
            output.write(b'<graph id="stratagem" edgedefault="directed">\n')
            for line in chain.from_iterable(_lines(edges, entities)):
                output.write(line.encode())
            output.write(b"</graph>\n</graphml>\n")

    return write


def _keys() -> Iterator[str]:
    for element, names in (("node", _NODE), ("edge", _EDGE)):
        for name in names:
            yield (f'<key id="{element}-{name}" for="{element}" attr.name="{name}" attr.type="string"/>\n')


def _lines(edges: Iterator[Row], entities: Iterator[Row]) -> Iterator[Iterable[str]]:
    """Each node before its first edge; only the hashes of their IRIs are held."""
    known: set[int] = set()

    def node(iri: str, label: str | None) -> Iterator[str]:
        if (mark := hash(iri)) not in known:
            known.add(mark)
            named = ref(iri, label)
            yield _element("node", f"id={_quoted(iri)}", _NODE, (named.label, named.kind, iri))

    for axiom, found in groupby(edges, key=lambda row: row["axiom"]):
        group = list(found)
        first = group[0]
        yield node(first["subject"], first.get("subjectLabel"))
        yield node(first["object"], first.get("objectLabel"))
        yield [_edge(axiom, group)]
    for row in entities:
        yield node(row["node"], row.get("label"))


def _edge(axiom: str, group: list[Row]) -> str:
    first = group[0]
    ends = f"id={_quoted(axiom)} source={_quoted(first['subject'])} target={_quoted(first['object'])}"
    claims = " ".join(sorted({ref(row["claim"]).id for row in group if "claim" in row}))
    standing, rule = (ref(first[name]).id if name in first else "" for name in ("standing", "rule"))
    return _element("edge", ends, _EDGE, (ref(first["property"]).id, standing, claims, rule, axiom))


def _element(name: str, attributes: str, keys: tuple[str, ...], values: tuple[str, ...]) -> str:
    data = "".join(
        f'<data key="{name}-{key}">{_text(value)}</data>'
        for key, value in zip(keys, values, strict=True)
        if value
    )
    return f"<{name} {attributes}>{data}</{name}>\n"


def _quoted(value: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("\ufffd", value))


def _text(value: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", value), {"\r": "&#13;"})
