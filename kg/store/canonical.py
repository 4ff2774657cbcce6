"""N-Triples as the engine keeps them, so that two forms of a graph can be compared line by line."""

from __future__ import annotations

import pyoxigraph as ox

from kg.errors import RdfSyntaxError


def canonical(ntriples: bytes) -> bytes:
    """The same triples, each once and sorted, with numbers in the engine's canonical form.

    RdfSyntaxError, with the line, for what is no N-Triples.
    """
    store = ox.Store()
    try:
        triples = ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES)
        store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in triples)
    except SyntaxError as error:
        raise RdfSyntaxError("N-Triples", str(error), error.lineno) from error
    except ValueError as error:
        raise RdfSyntaxError("N-Triples", str(error)) from error
    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    return b"".join(sorted(data.splitlines(keepends=True)))
