"""What every change passes: what follows from it is derived, and its outcome is held against the shapes."""

from __future__ import annotations

from rdflib import Graph

from kg import paths
from kg.change.graphs import DERIVED
from kg.rules import derive
from kg.store.base import Store
from kg.store.delta import Delta
from kg.validate import Report, validate


def derived(store: Store, change: Delta) -> Delta:
    """Brings the graphs that follow from the others up to date after a change, and gives what that did."""
    del change
    before = {name: store.get_graph(name) for name in sorted(DERIVED)}
    derive(store)
    whole = Delta()
    for name, content in before.items():
        whole = whole.then(Delta.between(name, content, store.get_graph(name)))
    return whole


def checked(store: Store, change: Delta) -> Report:
    """What the shapes say of a store in which a change was made."""
    del change
    merged = Graph()
    for name in store.graphs():
        merged.parse(data=store.get_graph(name), format="nt")
    return validate(merged, shapes=paths.SHAPES, ontology=Graph())
