"""What every change passes: what follows from it is derived, and its outcome is held against the shapes."""

from __future__ import annotations

from rdflib import Graph

from kg import paths
from kg.rules import rederive
from kg.store.base import Store
from kg.store.delta import Delta
from kg.validate import Report, validate


def derived(store: Store, change: Delta) -> Delta:
    """Brings the graphs that follow from the others up to date after a change, and gives what that did."""
    return rederive(store, change)


def checked(store: Store, change: Delta) -> Report:
    """What the shapes say of a store in which a change was made."""
    del change
    merged = Graph()
    for name in store.graphs():
        merged.parse(data=store.get_graph(name), format="nt")
    return validate(merged, shapes=paths.SHAPES, ontology=Graph())
