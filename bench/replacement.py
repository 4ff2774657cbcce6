"""What it costs to replace one article: written, derived, validated, committed; at any size of the graph."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

from bench.article import Article
from bench.landscape import Landscape
from bench.story import second_opinion
from kg import ns
from kg.change import Changes
from kg.store.disk.live import LiveStore

ROUNDS: Final = 12


def replacement(made: Landscape) -> dict[str, float]:
    """Milliseconds (median, least, most) of replacing an article by its next edition, in a copy of the store.

    `first` is the first write of all, which opens the store for writing; `triples` are those of an edition.
    """
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store"
        shutil.copytree(made.store, store)
        with LiveStore(store) as live:
            changes = Changes(live)
            times = [
                _replace(changes, second_opinion(made.world, 7, edition)) for edition in range(ROUNDS + 1)
            ]
    told = second_opinion(made.world, 7, 0)
    return {
        "first": times[0],
        "median": round(statistics.median(times[1:]), 1),
        "least": min(times[1:]),
        "most": max(times[1:]),
        "triples": sum(1 for _ in told.quads()) + 1,
    }


def replaced(changes: Changes, made: Landscape, edition: int) -> float:
    """Milliseconds of replacing an article by an edition of it."""
    return _replace(changes, second_opinion(made.world, 7, edition))


def _replace(changes: Changes, told: Article) -> float:
    graph, text = ns.source_graph(told.slug), ns.text_graph(told.slug)
    wanted = {
        str(graph): "".join(told.quads()).replace(f" <{graph}> .", " .").encode(),
        str(text): told.text_quad().replace(f" <{text}> .", " .").encode(),
    }
    begun = time.perf_counter()
    changes.replace(wanted, "benchmark")
    return round((time.perf_counter() - begun) * 1000, 1)
