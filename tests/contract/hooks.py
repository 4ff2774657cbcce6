"""How schemathesis writes bodies that are texts: queries, updates, RDF."""

from __future__ import annotations

import schemathesis

TEXTS = (
    "application/sparql-query",
    "application/sparql-update",
    "text/turtle",
    "application/n-triples",
    "application/n-quads",
    "application/trig",
    "application/rdf+xml",
)


@schemathesis.serializer(*TEXTS)
def text(_: object, value: object) -> bytes:
    """The text as it is. What is none, as a negative test has it, becomes bytes that are no text either: its
    JSON could be one, as `{}` is TriG."""
    if isinstance(value, bytes):
        return value
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else b"\xff"
