"""What several groups of tests share: the first article as a graph."""

from __future__ import annotations

import pytest

from kg.build.run import graph_store
from kg.bundle import ontology_graph
from kg.rules import derive
from kg.sheet.load import load_seeds
from kg.store.base import Store


@pytest.fixture(scope="session")
def article_store() -> Store:
    """All graphs of the seeds in memory, with the statements and what is inferred; tests only read it."""
    store = graph_store(load_seeds(), ontology_graph())
    derive(store)
    return store
