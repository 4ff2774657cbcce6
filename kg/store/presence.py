"""What an engine holds already of the triples of a change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pyoxigraph as ox

from kg.store import terms
from kg.store.delta import Delta, lines


def elsewhere(store: ox.Store, delta: Delta) -> Iterator[tuple[str, str]]:
    """The triples that a delta adds and that stand in another graph already: each, `<s> <p> <o>`, with the
    IRI of that graph. Errors are those of the engine."""
    for quad in ox.parse("\n".join(sorted(delta.added)), format=ox.RdfFormat.N_QUADS):
        for found in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None):
            if found.graph_name != quad.graph_name and isinstance(found.graph_name, ox.NamedNode):
                yield str(found.triple), found.graph_name.value


def emptied(store: ox.Store, delta: Delta) -> Iterator[str]:
    """The graphs of which a delta leaves nothing: the engine would remember their names."""
    for name in sorted(delta.graphs):
        part = delta.within([name])
        if part.removed and not part.added:
            quads = store.quads_for_pattern(None, None, None, terms.engine_name(name))
            found = list(islice(quads, len(part.removed) + 1))
            written = ox.serialize(found, format=ox.RdfFormat.N_QUADS) or b""
            if lines(written) <= part.removed:
                yield name
