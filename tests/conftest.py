"""What several groups of tests share: the first article as a graph."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg import paths
from kg.build import ALL
from kg.build.run import graph_store
from kg.bundle import ontology_graph
from kg.rules import derive
from kg.sheet.load import load_seeds
from kg.store.base import Store
from tests.untraced import untraced


@pytest.fixture(scope="module")
def uncounted() -> Iterator[None]:
    """A module that uses it counts for no coverage."""
    with untraced():
        yield


@pytest.fixture(scope="session")
def article_store() -> Store:
    """All graphs of the seeds in memory, with the statements and what is inferred; tests only read it."""
    store = graph_store(load_seeds(), ontology_graph())
    derive(store)
    return store


@dataclass(frozen=True)
class Demo:
    """What `stratagem demo --no-serve` made of the seeds, what it printed, and the seconds that it took."""

    store: Path
    out: Path
    printed: str
    told: str
    seconds: float

    @property
    def bundle(self) -> Path:
        """The Turtle file of all sources."""
        return self.out / ALL


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The first article, built with all its gates by the command itself; tests only read it."""
    folder = tmp_path_factory.mktemp("demo")
    store, out = folder / "store", folder / "dist"
    command = [sys.executable, "-m", "kg.cli", "demo", "--no-serve", "--store", str(store), "--out", str(out)]
    begun = time.monotonic()
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}  # as in a pipe
    done = subprocess.run(
        command, cwd=paths.ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return Demo(store, out, done.stdout, done.stderr, time.monotonic() - begun)
