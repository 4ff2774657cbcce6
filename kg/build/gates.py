"""What a graph must pass before it is put in use: shapes and reasoner, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from rdflib import Graph, URIRef

from kg import ns, paths
from kg.build.report import Report
from kg.compile import provenance
from kg.errors import BuildError
from kg.model import Seeds
from kg.store.base import Store
from kg.validate import check

Progress = Callable[[str, float | None], None]
"""Told the name of each step: with None when it starts, with its seconds when it has ended."""


class Steps:
    """Times the steps of a build into its report and tells of them."""

    def __init__(self, report: Report, progress: Progress) -> None:
        self._report, self._progress = report, progress
        self._begun = time.monotonic()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times what is done within."""
        self.begin(name)
        begun = time.monotonic()
        yield
        self.done(name, time.monotonic() - begun)

    def begin(self, name: str) -> None:
        """Tells that a step starts."""
        self._progress(name, None)

    def done(self, name: str, seconds: float) -> None:
        """Notes a step that was timed elsewhere."""
        self._report.seconds[name] = round(seconds, 3)
        self._report.elapsed = round(time.monotonic() - self._begun, 3)
        self._progress(name, seconds)


def pass_gates(report: Report, steps: Steps, seeds: Seeds, store: Store | None, turtle: bytes | None) -> None:
    """Checks `store` by the shapes and `turtle` by the reasoner; None leaves a gate out.

    BuildError with the findings when either is not passed. They run side by side: the one is Python, the
    other waits for Java.
    """
    with ThreadPoolExecutor(1) as pool:
        reasoned = None
        if turtle is not None:
            steps.begin("reason")
            reasoned = pool.submit(_reason, turtle)
        if store is not None:
            with steps.step("shapes"):
                _check_shapes(report, seeds, store)
        if reasoned is not None:
            _take(report, steps, reasoned)


def _check_shapes(report: Report, seeds: Seeds, store: Store) -> None:
    found = check(store, shapes=paths.SHAPES, locate=provenance(seeds))
    report.violations, report.warnings = found.counts["violation"], found.counts["warning"]
    if not found.conforms:
        count = f"{report.violations} violation{'s' if report.violations > 1 else ''}"
        raise BuildError(f"the shapes found {count}; nothing was put in use\n{found}")


_Verdict = tuple[bool, tuple[URIRef, ...], list[tuple[str, str]], list[str], float]

_OURS: Final = str(ns.SG)


def _reason(turtle: bytes) -> _Verdict:
    """Consistent, unsatisfiable classes, memberships that only the reasoner found, explanation, seconds."""
    from kg.reason import explain, lines, reason

    graph = Graph().parse(data=turtle, format="turtle")
    found = reason(graph)
    why = [] if found.consistent else list(lines(explain(graph)))
    classified = sorted((str(i), str(c)) for i, c in found.new_types if str(c).startswith(_OURS))
    return found.consistent, found.unsatisfiable, classified, why, found.seconds


def _take(report: Report, steps: Steps, reasoned: Future[_Verdict]) -> None:
    consistent, unsatisfiable, report.classified, why, seconds = reasoned.result()
    report.consistent = consistent
    steps.done("reason", seconds)
    if not consistent:
        axioms = "\n".join(f"  {line}" for line in why)
        raise BuildError(
            f"the graph contradicts itself; nothing was put in use. These axioms do it:\n{axioms}"
        )
    if unsatisfiable:
        raise BuildError(
            f"classes that can have no members: {', '.join(unsatisfiable)}; nothing was put in use"
        )
