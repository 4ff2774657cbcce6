"""Changes of the served graph: replace, add, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final

from kg import ns
from kg.change import gates, graphs, texts
from kg.change.change import Change
from kg.errors import NotFoundError, ViolationError
from kg.store.base import Store
from kg.store.canonical import canonical
from kg.store.delta import Delta
from kg.store.disk import journal
from kg.store.disk.live import LiveStore
from kg.store.disk.reading import Reading
from kg.store.disk.working import WorkingStore
from kg.validate import Report

PATIENCE: Final = 5.0
"""Seconds that a change waits for the one before it."""

_PARTS: Final = ("severity", "shape", "focus", "path", "value", "message", "where")
_TOLD: Final = 50

Wanted = Mapping[str, bytes | None]
"""IRI of a graph of a source to what it shall hold, as N-Triples; None or nothing removes it."""

Edit = Callable[[Store], Wanted]
"""Told the graph as it is, says what graphs of sources shall hold. No other change happens meanwhile."""


class Changes:
    """The one way by which the graph of a LiveStore changes. Safe between threads; each call blocks.

    A change writes the graphs of sources that came over HTTP and no other. Every call may raise, with nothing
    changed then:

    GraphRefusedError: a graph that is no source's, a blank node, a triple that stands elsewhere already;
    SheetOwnedError: a source that came from a sheet;
    RdfSyntaxError: what is no N-Triples;
    ViolationError: an outcome that violates the shapes, with the report;
    ChangeBusyError, StoreLockedError, StoreStaleError, StoreFullError, StoreError: see LiveStore.writing.
    """

    def __init__(self, live: LiveStore, patience: float = PATIENCE) -> None:
        """`patience` are the seconds that a change waits for the one before it."""
        self.live, self._patience = live, patience

    def replace(self, wanted: Wanted, author: str) -> Change:
        """Lets graphs hold what is given and nothing else, all of them in one change."""
        return self.edit(lambda _: wanted, author)

    def add(self, more: Mapping[str, bytes], author: str) -> Change:
        """Adds triples to graphs, all in one change."""
        return self.edit(
            lambda store: {name: store.get_graph(name) + content for name, content in more.items()}, author
        )

    def withdraw(self, slug: str, author: str) -> Change:
        """Removes a source with its text; NotFoundError when there is none."""
        names = (str(ns.source_graph(slug)), str(ns.text_graph(slug)))

        def nothing(store: Store) -> Wanted:
            if not any(store.get_graph(name) for name in names):
                raise NotFoundError("source", slug)
            return dict.fromkeys(names)

        return self.edit(nothing, author)

    def edit(self, make: Edit, author: str) -> Change:
        """Makes a change of what the graph holds at that moment. What `make` raises ends it; it may look at
        the store, which it cannot write, and hold a condition of the caller against it."""
        with self.live.writing(self._patience) as stage:
            wanted = make(Reading(stage, self.live.revision))
            change, report = self._tried(stage, wanted, author)
        if change is None:
            raise ViolationError(report, report.counts["violation"], _violations(report))
        return change

    def _tried(self, stage: WorkingStore, wanted: Wanted, author: str) -> tuple[Change | None, Report]:
        """The change, or None when it would violate the shapes: the working copy is then as before."""
        slugs = sorted({graphs.slug_of(name) for name in wanted})
        asked = self._checked(stage, wanted, slugs)
        written = asked.graphs | wanted.keys()
        there = frozenset(name for name in written if stage.get_graph(name))
        if not asked:
            return Change(self.live.revision, None, asked, Report(()), frozenset(), frozenset()), Report(())
        stage.apply(asked)
        whole = asked.then(gates.derived(stage, asked))
        report = gates.checked(stage, whole)
        if not report.conforms:
            stage.apply(whole.inverse())
            return None, report
        proof = texts.not_kept(stage, slugs)
        stage.apply(proof)
        whole, asked = whole.then(proof), asked.then(proof)
        if not whole:
            return Change(self.live.revision, None, asked, report, frozenset(), frozenset()), report
        number = self.live.number + 1
        revision = f"{self.live.generation.revision}.{number}"
        entry = journal.entry(number, revision, author, wanted.keys(), asked)
        stand = frozenset(name for name in written if stage.get_graph(name))
        self.live.commit(whole, entry)
        return Change(revision, entry, asked, report, stand - there, there - stand), report

    @staticmethod
    def _checked(store: WorkingStore, wanted: Wanted, slugs: list[str]) -> Delta:
        """What the graphs of sources gain and lose, when nothing is wrong with it."""
        for slug in slugs:
            graphs.check_owner(store, slug)
        after = texts.apart({name: canonical(content or b"") for name, content in wanted.items()})
        delta = Delta()
        for name, content in sorted(after.items()):
            graphs.check_content(name, content)
            delta = delta.then(Delta.between(name, store.get_graph(name), content))
        for slug in slugs:
            graphs.check_whole(store, slug, after)
        graphs.check_alone(store.elsewhere(delta))
        return delta


def _violations(report: Report) -> list[dict[str, str]]:
    rows = (dict(zip(_PARTS, row, strict=True)) for row in report.rows() if row[0] == "violation")
    return list(islice(rows, _TOLD))
