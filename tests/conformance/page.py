"""docs/conformance.md, written by a run of the suites."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

from kg import __version__
from tests.conformance.run import SUITES, Outcome, known
from tests.conformance.suites import ROOT

PAGE: Final = ROOT / "docs" / "conformance.md"
LIBRARIES: Final = ("pyoxigraph", "pyshacl", "rdflib")
SOURCES: Final = (
    "The suites are those of https://github.com/w3c/rdf-tests (SPARQL 1.1, as of August 2026) and "
    "https://github.com/w3c/data-shapes."
)
INTRODUCTION: Final = """# Conformance

Written by `./run conformance`, which runs the W3C suites: those of SPARQL against our own server in plain
mode (`stratagem serve --plain`) over HTTP, those of SHACL through the validation that the build uses.
"""
RULES: Final = """## How results are compared

- Terms are compared by value: the engine keeps numbers in canonical form (`1.0E6` as `1000000`).
- A syntax test of a valid text passes when the text is run, or when it is refused for another reason than
  its syntax: an unknown function, a graph that is not there, and LOAD, which is refused by policy once it
  was found well-formed.
- LOAD SILENT does nothing, as nothing can be fetched.
- Results of SHACL are compared as sets: two that differ in nothing are one finding in our report. The suite
  lists 22 tests of SHACL-SPARQL; one more stands in its folder.
- Relative IRIs are resolved against the address of each file by BASE, and data is sent as N-Triples.
"""


def text(ours: list[Outcome], bare: list[Outcome]) -> str:
    """The page."""
    return "\n".join([INTRODUCTION, *_counts(ours, bare), "", RULES, *_misses()]).rstrip() + "\n"


def write(ours: list[Outcome], bare: list[Outcome], page: Path = PAGE) -> None:
    """Writes the page."""
    page.write_text(text(ours, bare), encoding="utf-8")


def _counts(ours: list[Outcome], bare: list[Outcome]) -> Iterator[str]:
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield f"Stratagem {__version__}, {versions}. {SOURCES}\n"
    yield "| suite | passed | of | bare engine |"
    yield "|---|---|---|---|"
    beside = {outcome.suite: outcome for outcome in bare}
    titles = {suite.name: suite.title for suite in SUITES}
    for outcome in ours:
        other = str(beside[outcome.suite].passed) if outcome.suite in beside else "-"
        yield f"| {titles[outcome.suite]} | {outcome.passed} | {outcome.tests} | {other} |"


def _misses() -> Iterator[str]:
    yield "## What fails, and why\n"
    titles = {suite.name: suite.title for suite in SUITES}
    for suite, tests in known().items():
        for name, entry in tests.items():
            issue = f" ([thread]({entry['issue']}))" if "issue" in entry else ""
            yield f"- {titles[suite]}, `{name}`: {entry['reason']}{issue}"
