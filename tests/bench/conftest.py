"""A small landscape that several tests read."""

from __future__ import annotations

import pytest

from bench.story import article
from bench.world import World
from kg import ns
from kg.bundle import ontology_graph, skolemized
from kg.rules import derive
from kg.store.embedded import EmbeddedStore


@pytest.fixture(scope="session")
def world() -> World:
    """Nine companies, of which one is on seven fronts."""
    return World(9)


@pytest.fixture(scope="session")
def store(world: World) -> EmbeddedStore:
    """The register, and the articles of three companies with their texts; tests only read it."""
    made = EmbeddedStore.memory()
    made.load("".join(world.register()).encode())
    for number in (0, 1, world.size // 2):
        told = article(world, number)
        made.load(("".join(told.quads()) + told.text_quad()).encode())
    made.put_graph(str(ns.ONTOLOGY_GRAPH), skolemized(ontology_graph()))
    derive(made)
    return made
