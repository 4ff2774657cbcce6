"""What many things are tied to, read together: for the columns of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rdflib import RDFS, SKOS, URIRef

from kg.ns import SG
from kg.read.models import Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Row, Store

DEFINITION: Final = "definition"
LABEL: Final = "label"
_OUTER: Final = {DEFINITION: SKOS.definition, LABEL: RDFS.label}
"""Names of properties that are not our own."""

Ties = Mapping[tuple[str, str], Sequence[Ref | str]]
"""By the IRI of a thing and the local name of a property: what it leads to, nodes by their labels."""


def outgoing(store: Store, nodes: Sequence[str], properties: Iterable[str]) -> Ties:
    """The nodes and values that properties (local names) of things (IRIs) lead to. One query at most."""
    return _ties(store, "list/outgoing", "wanted", nodes, properties)


def incoming(store: Store, nodes: Sequence[str], properties: Iterable[str]) -> Ties:
    """The nodes from which properties (local names) lead to things (IRIs). One query at most."""
    return _ties(store, "list/incoming", "property", nodes, properties)


def counts(store: Store, question: str, nodes: Sequence[str]) -> Mapping[str, int]:
    """The number that the shipped query `list/{question}-counts` gives for each of some things (IRIs)."""
    if not nodes:
        return {}
    found = rows(store, f"list/{question}-counts", node=[URIRef(node) for node in nodes])
    return {row["node"]: int(row["claims"]) for row in found}


def _ties(
    store: Store, question: str, parameter: str, nodes: Sequence[str], properties: Iterable[str]
) -> Ties:
    wanted = [_OUTER.get(name, SG[name]) for name in properties]
    if not nodes or not wanted:
        return {}
    found: dict[tuple[str, str], list[Ref | str]] = {}
    for row in rows(store, question, node=[URIRef(node) for node in nodes], **{parameter: wanted}):
        found.setdefault((row["node"], local_name(row["property"])), []).append(_end(row))
    return found


def _end(row: Row) -> Ref | str:
    return row["value"] if row.get("isNode") == "false" else ref(row["value"], row.get("label"))
