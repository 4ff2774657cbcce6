"""The article as a server has it, in a directory of its own, and a second source that comes over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.change import Changes
from kg.ns import text_graph
from kg.store.base import Store
from kg.store.delta import lines, quad_line
from kg.store.disk.generations import Generations
from kg.store.disk.live import LiveStore

BUILD = "build-1"


def nquads(store: Store, without: frozenset[str] = frozenset()) -> bytes:
    """All of a store but some graphs, as N-Quads, sorted."""
    found = (
        quad_line(line, name)
        for name in store.graphs()
        if name not in without
        for line in lines(store.get_graph(name))
    )
    return "".join(f"{line}\n" for line in sorted(found)).encode()


@pytest.fixture
def directory(article_store: Store, tmp_path: Path) -> Path:
    """The directory of a store that holds the article without its text, as a build leaves it."""
    content = nquads(article_store, frozenset({str(text_graph("openai-crossroads"))}))
    Generations(tmp_path / "store").load(BUILD, content, b"{}")
    return tmp_path / "store"


@pytest.fixture
def live(directory: Path) -> Iterator[LiveStore]:
    """That store, served."""
    opened = LiveStore(directory, pause=0.01)
    yield opened
    opened.close()


@pytest.fixture
def changes(live: LiveStore) -> Changes:
    """The way by which it changes."""
    return Changes(live)
