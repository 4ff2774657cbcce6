"""Runs the W3C suites and says which tests failed, suite by suite."""

from __future__ import annotations

import logging
import tempfile
import tomllib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.conformance import evaluation, exchanges, shapes
from tests.conformance.engines import Bare, Engine, Server, server
from tests.conformance.evaluation import FailedError
from tests.conformance.suites import SHACL, SPARQL, Case, cases

KNOWN: Final = Path(__file__).with_name("known.toml")
UNLISTED: Final = SHACL / "sparql" / "component" / "nodeValidator-001.ttl"
"""A test that stands in the folder of the suite and that its manifest leaves out."""
RESULTS: Final = SPARQL / "manifest-sparql11-results.ttl"


@dataclass
class Outcome:
    """What one suite gave: its name, the number of its tests, and why some failed, by their names."""

    suite: str
    tests: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> int:
        """The number of tests that passed."""
        return self.tests - len(self.failed)


@dataclass(frozen=True)
class Suite:
    """A suite: its name in the list of known failures, what it tests, its manifests, and which of their tests
    it is, by a part of their names; `bare` says whether the bare engine is asked too."""

    name: str
    title: str
    manifests: tuple[Path, ...]
    part: str = ""
    bare: bool = False


SUITES: Final = (
    Suite("protocol", "SPARQL 1.1 Protocol", (SPARQL / "protocol/manifest.ttl",)),
    Suite(
        "graph-store", "SPARQL 1.1 Graph Store HTTP Protocol", (SPARQL / "graph-store-protocol/manifest.ttl",)
    ),
    Suite("description", "SPARQL 1.1 Service Description", (SPARQL / "service-description/manifest.ttl",)),
    Suite("query", "SPARQL 1.1 Query", (SPARQL / "manifest-sparql11-query.ttl",), bare=True),
    Suite("update", "SPARQL 1.1 Update", (SPARQL / "manifest-sparql11-update.ttl",), bare=True),
    Suite("csv-tsv", "SPARQL 1.1 Results in CSV and TSV", (RESULTS,), "csv-tsv-res/", bare=True),
    Suite("json", "SPARQL 1.1 Results in JSON", (RESULTS,), "json-res/", bare=True),
    Suite("shacl-core", "SHACL Core", (SHACL / "core/manifest.ttl",)),
    Suite("shacl-sparql", "SHACL-SPARQL", (SHACL / "sparql/manifest.ttl", UNLISTED)),
)


def known() -> dict[str, dict[str, dict[str, str]]]:
    """The known failures: suite, test, and its `reason` and `issue`."""
    return tomllib.loads(KNOWN.read_text(encoding="utf-8"))


def run(folder: Path, tell: Callable[[str], None] = lambda _: None) -> tuple[list[Outcome], list[Outcome]]:
    """What all suites gave: of our server and validation, and of the bare engine."""
    with tempfile.TemporaryDirectory(prefix="stratagem-") as directory, server(Path(directory)) as ours:
        outcomes = []
        for suite in SUITES:
            outcomes.append(_outcome(folder, suite, lambda case, suite=suite: _test(case, suite, ours)))
            tell(f"{suite.title}: {outcomes[-1].passed} of {outcomes[-1].tests}")
    bare = Bare()
    others = [
        _outcome(folder, suite, lambda case: evaluation.run(case, bare)) for suite in SUITES if suite.bare
    ]
    return outcomes, others


def _outcome(folder: Path, suite: Suite, test: Callable[[Case], None]) -> Outcome:
    outcome = Outcome(suite.name)
    # The suites hold ill-formed literals on purpose, of which rdflib warns.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in _members(folder, suite):
            outcome.tests += 1
            try:
                test(case)
            except FailedError as error:
                outcome.failed[case.name] = str(error)
    assert outcome.tests, f"{suite.title} has no tests"
    return outcome


def _members(folder: Path, suite: Suite) -> Iterator[Case]:
    for manifest in suite.manifests:
        for case in cases(folder, manifest):
            if case.name.startswith(suite.part):
                yield case


def _test(case: Case, suite: Suite, ours: Server) -> None:
    engine: Engine = ours
    match suite.name:
        case "protocol" | "graph-store":
            exchanges.run(case, ours)
        case "description":
            exchanges.run_description(case, ours)
        case "shacl-core" | "shacl-sparql":
            shapes.run(case)
        case _:
            evaluation.run(case, engine)
