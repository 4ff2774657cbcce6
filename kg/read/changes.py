"""The changes of the served graph as its journal has them, each with who made it, when, and what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rdflib import RDF, URIRef

from kg import ns
from kg.read.models import Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Row, Store


class Change(Ref):
    """A change in a list: the token under which it was made, the moment, the IRIs of the graphs that were
    replaced, filled or removed, the triples that these gained and lost, and the revision that came of it."""

    types: list[str]
    made_by: str
    made_at: str
    changed_graphs: list[str]
    triples_added: int
    triples_removed: int
    revision: str


_TYPES: Final = str(RDF.type)
_GRAPHS: Final = str(ns.SG.changedGraph)
_ONCE: Final = {
    "made_by": str(ns.SG.madeBy),
    "made_at": str(ns.SG.madeAt),
    "triples_added": str(ns.SG.triplesAdded),
    "triples_removed": str(ns.SG.triplesRemoved),
    "revision": str(ns.SG.revision),
}
"""The property of each field that a change has once."""


def changes(store: Store, found: Sequence[Row]) -> list[Change]:
    """The changes of rows that have `node` and `label`. One query, whatever their number."""
    nodes = [URIRef(row["node"]) for row in found]
    if not nodes:
        return []
    said: dict[tuple[str, str], list[str]] = {}
    wanted = [URIRef(name) for name in (_TYPES, _GRAPHS, *_ONCE.values())]
    for row in rows(store, "list/values", node=nodes, property=wanted):
        said.setdefault((row["node"], row["property"]), []).append(row["value"])
    return [_change(row, said) for row in found]


def _change(row: Row, said: Mapping[tuple[str, str], list[str]]) -> Change:
    """A change of what is said by node and property."""
    node = row["node"]
    # Numbers come as texts; the model reads them.
    once: dict[str, Any] = {field: said[node, name][0] for field, name in _ONCE.items()}
    return Change(
        **dict(ref(node, row.get("label"))),
        types=[local_name(name) for name in said[node, _TYPES]],
        changed_graphs=said.get((node, _GRAPHS), []),
        **once,
    )
