"""The JSON-LD context of the list of changes: each item is what the journal says of it."""

from __future__ import annotations

from typing import Final

from api.answer.context import COMMON, TYPES, Context

CHANGES: Final[Context] = {
    **COMMON,
    "items": "@included",
    "types": TYPES,
    "made_by": "sg:madeBy",
    "made_at": {"@id": "sg:madeAt", "@type": "xsd:dateTime"},
    "changed_graphs": {"@id": "sg:changedGraph", "@type": "xsd:anyURI"},
    "triples_added": {"@id": "sg:triplesAdded", "@type": "xsd:integer"},
    "triples_removed": {"@id": "sg:triplesRemoved", "@type": "xsd:integer"},
    "revision": "sg:revision",
}
"""`/changes`: the number of a change is its identifier."""
