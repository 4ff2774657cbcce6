"""A change of the served graph as a value."""

from __future__ import annotations

from dataclasses import dataclass

from kg.store.delta import Delta
from kg.store.disk.journal import Entry
from kg.validate import Report


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did.

    Attributes:
        revision: what the served graph is called after it; the one before where nothing was to change.
        entry: its entry in the journal; None where nothing was to change.
        delta: what it did to the graphs of sources; what follows from it is not in here.
        report: what the shapes found in the outcome: warnings, for with a violation there is no change.
        created: the IRIs of graphs that were not there before.
        removed: the IRIs of graphs that are not there any more.
    """

    revision: str
    entry: Entry | None
    delta: Delta
    report: Report
    created: frozenset[str]
    removed: frozenset[str]
