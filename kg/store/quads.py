"""N-Quads that come into a store: each triple in a named graph."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from kg.errors import RdfSyntaxError


def named_quads(data: bytes, names: Collection[str] | None) -> Iterator[ox.Quad]:
    """The quads of N-Quads; RdfSyntaxError for what is none, for a triple in no named graph and, where
    `names` are given, in a graph that is not among them."""
    allowed = None if names is None else {str(name) for name in names}
    try:
        for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS):
            if not isinstance(quad.graph_name, ox.NamedNode):
                raise RdfSyntaxError("N-Quads", f"a triple stands in no named graph: {quad}")
            if allowed is not None and quad.graph_name.value not in allowed:
                raise RdfSyntaxError("N-Quads", f"a triple stands in another graph: {quad.graph_name.value}")
            yield quad
    except SyntaxError as error:
        raise RdfSyntaxError("N-Quads", str(error)) from error
