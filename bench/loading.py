"""How fast a graph is loaded: into our store on disk, and into rdflib in memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.landscape import Landscape
from bench.servers import program

_RDFLIB_LINES = 100_000
"""rdflib reads a part of this size: its time is in proportion to the triples."""


def load_times(made: Landscape, *, rdflib: bool) -> dict[str, float]:
    """Thousands of triples a second, each load in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        file, part = Path(name) / "graph.nq", Path(name) / "part.nq"
        command = [program("oxigraph"), "dump", "--location", str(made.generation.path), "--file", str(file)]
        subprocess.run(command, check=True, capture_output=True)
        found = {"ours": _timed("ours", file, Path(name) / "store")}
        if rdflib:
            with file.open("rb") as lines, part.open("wb") as out:
                out.writelines(line for _, line in zip(range(_RDFLIB_LINES), lines, strict=False))
            found["rdflib"] = _timed("rdflib", part, Path(name))
    return found


def _timed(kind: str, file: Path, store: Path) -> float:
    command = [sys.executable, "-m", "bench.loading", kind, str(file), str(store)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    return float(done.stdout)


def main() -> int:
    """Loads a file (arguments: kind, file, directory) and prints thousands of triples a second."""
    kind, name, directory = sys.argv[1:]
    file, count = Path(name), 0
    begun = time.perf_counter()
    if kind == "ours":
        from kg.store.embedded import EmbeddedStore

        store = EmbeddedStore.open(Path(directory))
        store.bulk_load(file.read_bytes())
        count = len(store)
    else:
        from rdflib import Dataset

        count = len(Dataset().parse(file, format="nquads"))
    print(round(count / 1000 / (time.perf_counter() - begun), 1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
