"""Sources in a list, each with where it came from and how many claims were made of it."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import URIRef

from kg.ns import SG
from kg.read.models import Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.read.ties import counts
from kg.store.base import Row, Store


class SourceItem(Ref):
    """A source in a list: its classes, how many claims were made of it, where it came from (`sheet` or
    `http`, null where the graph does not say), and how much of its text may be passed on."""

    types: list[str]
    claims: int
    origin: str | None
    rights: str | None


def source_items(store: Store, found: Sequence[Row]) -> list[SourceItem]:
    """The sources of rows that have `node` and may have `label`. Three queries, whatever their number."""
    nodes = [row["node"] for row in found]
    if not nodes:
        return []
    wanted = [URIRef(node) for node in nodes]
    types: dict[str, list[str]] = {}
    for row in rows(store, "list/types", node=wanted):
        types.setdefault(row["node"], []).append(local_name(row["type"]))
    said = {
        (row["node"], row["property"]): row["value"]
        for row in rows(store, "list/values", node=wanted, property=[SG.origin, SG.rights])
    }
    numbers = counts(store, "source", nodes)
    return [
        SourceItem(
            **dict(ref(row["node"], row.get("label"))),
            types=types.get(row["node"], []),
            claims=numbers.get(row["node"], 0),
            origin=said.get((row["node"], str(SG.origin))),
            rights=said.get((row["node"], str(SG.rights))),
        )
        for row in found
    ]
