"""What people read while and after a graph is built: progress, counts, coverage."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.table import Table

from kg.build import Report
from kg.cli.output import Cell, errors
from kg.compile import Coverage

_STEPS: Final = {
    "read": "reading the seeds",
    "compile": "compiling claims to graphs",
    "derive": "deriving statements, standings and inferences",
    "bundle": "writing one file for Protégé",
    "shapes": "checking the shapes",
    "reason": "asking the reasoner",
    "store": "loading the store",
}


class Progress:
    """Prints a line a step on standard error: a moving one on a terminal, plain ones elsewhere."""

    def __init__(self) -> None:
        self._console = errors()
        self._running: list[str] = []
        self._status = self._console.status("") if sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, step: str, seconds: float | None) -> None:
        """Takes the start (no seconds) or the end of a step."""
        words = _STEPS[step]
        if seconds is None:
            self._running.append(words)
        else:
            self._running.remove(words)
            self._console.print(f"  {words:46} {seconds:5.2f} s")
        if self._status is not None:
            self._status.update(" · ".join(self._running))


def print_built(report: Report, screen: Console) -> None:
    """The counts of a build, a line each."""
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    sources = f"{len(report.sources)} ({', '.join(str(source['id']) for source in report.sources)})"
    if report.carried:
        sources += f", and {len(report.carried)} over HTTP ({', '.join(report.carried)})"
    violations = "not checked" if report.violations is None else f"{report.violations}"
    if report.warnings:
        violations += f" (and {report.warnings} warnings)"
    rows = {
        "sources": sources,
        "claims": f"{report.claims}",
        "statements": f"{report.statements}",
        "inferred": f"{report.inferred} by rules" + _classified(report),
        "violations": violations,
        "reasoner": {None: "not asked", True: "consistent", False: "inconsistent"}[report.consistent],
        "triples": f"{report.triples}",
        "time": f"{report.elapsed:.1f} s" + ("" if report.fresh else " (when it was built)"),
        "files": "\n".join(report.bundles),
    }
    for name, value in rows.items():
        table.add_row(name, value)
    screen.print(table)


def _classified(report: Report) -> str:
    return f", {len(report.classified)} by the reasoner" if report.consistent else ""


def coverage_row(covered: Coverage) -> dict[str, Cell]:
    """The figures of one source as a row."""
    return {
        "source": covered.source,
        "sentences": covered.sentences,
        "stating": covered.stating,
        "covered": covered.covered,
        "share": round(covered.share, 4),
        "claims": covered.claims,
        "untyped": covered.untyped,
        "untyped_share": round(covered.untyped_share, 4),
        **{f"spans_{kind}": count for kind, count in covered.spans.items()},
        "uncovered": "; ".join(str(missing.ordinal) for missing in covered.uncovered),
    }


def print_coverage(covered: Coverage, screen: Console) -> None:
    """The figures of one source for people, with every sentence that has no claim."""
    screen.print(
        f"{covered.source}: {covered.covered} of {covered.stating} stating sentences have a claim"
        f" ({covered.share:.1%}); {covered.untyped} of {covered.claims} claims have no typed assertion"
        f" ({covered.untyped_share:.1%})"
    )
    spans = ", ".join(f"{count} {kind}" for kind, count in covered.spans.items())
    screen.print(f"spans in quotation marks: {spans}")
    for missing in covered.uncovered:
        screen.print(f"  sentence {missing.ordinal}: {missing.words}")
        screen.print(f"    {missing.reason or 'no claim, and no reason in the sheet'}")
