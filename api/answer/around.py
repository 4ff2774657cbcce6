"""The JSON-LD context of a neighbourhood: its things, and the axioms of the statements between them."""

from __future__ import annotations

from typing import Final

from api.answer.context import ANY_PROPERTY, COMMON, Context, individual, member, null

NEIGHBOURHOOD: Final[Context] = {
    **COMMON,
    **null(("centre", "claims", "depth", "distance", "kinds", "limit", "properties", "statements", "ties")),
    "nodes": "@included",
    "edges": "@included",
    "subject": {"@id": "owl:annotatedSource", "@type": "@id"},
    "property": {"@id": "owl:annotatedProperty", **ANY_PROPERTY},
    "object": {"@id": "owl:annotatedTarget", "@type": "@id"},
    "standing": member("standing"),
    "rule": individual("sg:inferredBy", "rule"),
}
