"""The properties of the ontology, for whoever writes or reads values by the names of their properties."""

from __future__ import annotations

from kg.ns import SG
from kg.read.refs import local_name
from kg.read.shipped import rows
from kg.store.base import Store


def properties(store: Store) -> dict[str, str | None]:
    """Local name of each property of our own, to the IRI of its range; None where the ontology gives none."""
    return {
        local_name(row["property"]): row.get("range")
        for row in rows(store, "ontology/properties")
        if row["property"].startswith(str(SG))
    }
