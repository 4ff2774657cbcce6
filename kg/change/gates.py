"""What every change passes: what follows from it is derived, and its outcome is held against the shapes."""

from __future__ import annotations

from kg.rules import rederive
from kg.store.base import Store
from kg.store.delta import Delta
from kg.validate import Report, check


def derived(store: Store, change: Delta) -> Delta:
    """Brings the graphs that follow from the others up to date after a change, and gives what that did."""
    return rederive(store, change)


def checked(store: Store, change: Delta) -> Report:
    """What the shapes say of a store in which a change was made: all violations, when it had none before."""
    return check(store, change)
