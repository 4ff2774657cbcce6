"""Whether a store is whole: what follows agrees with a full derivation, and no file is left over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from kg.change.graphs import DERIVED
from kg.ns import JOURNAL_GRAPH
from kg.rules import derive
from kg.store.base import Store, duplicated_triples
from kg.store.delta import lines, quad_line
from kg.store.disk.generations import Generations
from kg.store.disk.snapshots import Snapshots, open_snapshot
from kg.store.embedded import EmbeddedStore

_NEW = ".new-"


def content(store: Store, graphs: frozenset[str] | None = None) -> frozenset[str]:
    """All triples of a store, or of some graphs, a line each."""
    names = store.graphs() if graphs is None else sorted(graphs)
    return frozenset(quad_line(line, name) for name in names for line in lines(store.get_graph(name)))


def digest(store: Store) -> str:
    """A digest of all that a store holds."""
    return hashlib.sha256("\n".join(sorted(content(store))).encode()).hexdigest()


def newest(directory: Path) -> EmbeddedStore:
    """The graph as it was served last, for reading, also while it is served."""
    generation = Generations(directory).current()
    if generation is None:
        raise FileNotFoundError(f"{directory} holds no graph")
    snapshot = Snapshots(directory).newest(generation.revision)
    return open_snapshot(snapshot.path) if snapshot else generation.open()


def disagreements(store: Store) -> list[str]:
    """What is wrong inside a store: triples in two graphs, and statements or inferences that are there and do
    not follow from the sources, or follow and are not there."""
    again = EmbeddedStore.memory()
    names = frozenset(store.graphs())
    again.load("\n".join(content(store, names - DERIVED)).encode())
    derive(again)
    found = [f"two graphs have {triple}" for triple in duplicated_triples(store)[:3]]
    have, want = content(store, DERIVED), content(again, DERIVED)
    found += [f"not derived anew: {line}" for line in sorted(have - want)[:3]]
    return found + [f"missing: {line}" for line in sorted(want - have)[:3]]


def journal_gaps(entries: list[tuple[int, str]]) -> list[str]:
    """What is wrong with the numbers of a journal: one that is missing, or stands twice."""
    numbers = [number for number, _ in entries]
    return [] if numbers == list(range(1, len(numbers) + 1)) else [f"{JOURNAL_GRAPH}: {numbers[-20:]}"]


def leaked(directory: Path, *, changed: bool, interrupted_build: bool = False) -> list[str]:
    """The files in the directory of a store that should not be there right after a start.

    Args:
        directory: that of the store.
        changed: whether a change was ever made to the generation in use; without one a server leaves what a
            killed first change left to the next, as it does not write.
        interrupted_build: whether a build was killed; what it left, the next build removes.
    """
    return sorted(
        path for path in _present(directory) if not _expected(path, directory, changed, interrupted_build)
    )


def _present(directory: Path) -> Iterator[str]:
    for path in directory.iterdir():
        if path.is_dir() and path.name in {"generations", "written", "snapshots"}:
            for inner in path.iterdir():
                yield f"{path.name}/{inner.name}"
                if path.name == "written":  # it is opened for writing at each start
                    yield from (f"{path.name}/{inner.name}/{file.name}" for file in inner.glob("LOG.old.*"))
        else:
            yield path.name


def _expected(path: str, directory: Path, changed: bool, interrupted_build: bool) -> bool:
    folder, _, name = path.rpartition("/")
    build = (directory / "current").read_text(encoding="utf-8").strip()
    if folder == "generations":
        return interrupted_build or not name.startswith(_NEW)
    if folder == "written":
        return not changed or name == build
    if folder == "snapshots":
        newest_one = directory / "snapshot"
        return not changed or (
            newest_one.is_file() and name == newest_one.read_text(encoding="utf-8").strip()
        )
    if folder:  # logs of the engine, which begins one at each start; the last one may stand
        return len(list((directory / folder).glob("LOG.old.*"))) <= 1
    always = {"current", "lock", "tokens.json", "tokens.lock"}
    return (
        name in always | {"snapshot"}
        or (not changed and name == "stage")
        or (interrupted_build and name.startswith(_NEW))
    )
