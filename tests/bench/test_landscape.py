"""The made-up landscapes that benchmarks load are graphs of our model: they pass its gates."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from rdflib import Graph, Literal

from bench.landscape import landscape, sized, stream, write
from bench.world import World
from kg import ns, paths
from kg.build.run import merged
from kg.store.base import duplicated_triples
from kg.store.embedded import EmbeddedStore
from kg.validate import validate

pytestmark = pytest.mark.usefixtures("uncounted")


def test_a_landscape_has_no_violation(store: EmbeddedStore) -> None:
    """All shapes, the proof of the quotes among them."""
    found = validate(merged(store), shapes=paths.SHAPES, ontology=Graph())
    assert found.counts["violation"] == 0, str(found)


def test_a_quote_at_the_wrong_place_is_found(store: EmbeddedStore) -> None:
    """What the test above would show of a slip in the offsets."""
    graph = merged(store)
    quote = next(graph.subjects(ns.SG.exact))
    for offset in (ns.SG.startOffset, ns.SG.endOffset):
        place = int(str(graph.value(quote, offset)))
        graph.set((quote, offset, Literal(place + 1)))
    assert not validate(graph, shapes=paths.SHAPES, ontology=Graph()).conforms


def test_each_triple_stands_once(store: EmbeddedStore) -> None:
    """Also those that the rules make."""
    assert not duplicated_triples(store)


@pytest.mark.parametrize(
    "standing", ["disputed", "qualified", "corroborated", "reported", "attributed", "curated", "inferred"]
)
def test_every_standing_occurs(store: EmbeddedStore, standing: str) -> None:
    """Denials, hedges and a second source are in it, or a benchmark would leave their work out."""
    line = f"<{ns.SG.standing}> <{ns.SG[standing]}> .".encode()
    assert line in b"".join(store.get_graph(name) for name in store.graphs())


def test_the_same_seed_gives_the_same_bytes() -> None:
    """And another seed others."""

    def digest(world: World) -> str:
        return hashlib.sha256("".join(stream(world)).encode()).hexdigest()

    assert digest(World(5, 1)) == digest(World(5, 1)) != digest(World(5, 2))


def test_rivals_on_a_front_stay_few() -> None:
    """However large the world is."""
    world = sized(10_000_000)
    held: dict[int, int] = {}
    for number in range(world.size):
        for front in world.fronts(number):
            held[front] = held.get(front, 0) + 1
    assert max(held.values()) <= 14


def test_a_landscape_is_made_once_and_served_from_its_directory(tmp_path: Path) -> None:
    """The second call finds the first one's generation."""
    made = landscape(12_000, tmp_path)
    opened = EmbeddedStore.read_only(made.generation.path)
    assert len(opened) == made.triples
    shown = [name for name in opened.graphs() if name.endswith("/text")]
    assert len(shown) == 1, "texts that may only be quoted are not served"
    assert landscape(12_000, tmp_path).generation.path == made.generation.path
    assert write(stream(made.world), tmp_path / "sources.nq") < made.triples
