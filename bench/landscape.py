"""Makes a competitive landscape of a chosen size in our own model and loads it for `stratagem serve --store`.

    ./run bench landscape --triples 1000000 --out DIR [--seed 1] [--nquads FILE]

The size counts all triples, derived ones too, and is met within some percent. The same size and seed give the
same triples. Each size stands in its own directory below DIR and is made once.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from bench.servers import program
from bench.story import article
from bench.world import World
from kg import ns, paths
from kg.build.report import Report
from kg.bundle import ontology_graph, skolemized
from kg.rules import derive
from kg.store.disk.generations import Generation, Generations
from kg.store.embedded import EmbeddedStore

SIZES: Final = {"100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
_ONTOLOGY_TRIPLES: Final = 1_700
_TRIPLES_A_COMPANY: Final = 2_270
"""Measured at 421 companies: 1,055 of the register and the article, the rest derived, most of it rivals."""


@dataclass(frozen=True, slots=True)
class Landscape:
    """A landscape that is loaded: its world, its generation, its triples and the seconds by step."""

    world: World
    generation: Generation
    triples: int
    seconds: dict[str, float]

    @property
    def store(self) -> Path:
        """The directory for `stratagem serve --store`."""
        return self.generation.path.parents[1]


def main() -> int:
    """Makes the landscape, or tells that it stands already."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--triples", type=int, default=SIZES["100k"])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nquads", type=Path, help="only write register and sources to this file")
    given = parser.parse_args()
    world = sized(given.triples, given.seed)
    if given.nquads:
        written = write(chain(stream(world), texts(world)), given.nquads)
        print(f"{given.nquads}: {written:,} triples of {world.size:,} companies, nothing derived")
        return 0
    made = landscape(given.triples, given.out, given.seed)
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in made.seconds.items())
    print(f"{made.store}: {made.triples:,} triples of {world.size:,} companies ({steps})")
    return 0


def sized(triples: int, seed: int = 1) -> World:
    """The world whose graph has about so many triples, two companies at least."""
    return World(max(2, round((triples - _ONTOLOGY_TRIPLES) / _TRIPLES_A_COMPANY)), seed)


def stream(world: World) -> Iterator[str]:
    """The register and the graphs of all sources, N-Quads, a part at a time."""
    yield "".join(world.register())
    for number in range(world.size):
        yield "".join(article(world, number).quads())


def texts(world: World, *, withheld: bool = True) -> Iterator[str]:
    """The graphs of the texts, an N-Quad each; without `withheld` only of those that may be shown."""
    for number in range(world.size):
        made = article(world, number)
        if withheld or made.rights == "full":
            yield made.text_quad()


def write(parts: Iterable[str], file: Path) -> int:
    """Writes N-Quads to a file; gives the number of triples."""
    count = 0
    with file.open("w", encoding="utf-8", newline="\n") as out:
        for part in parts:
            count += part.count("\n")
            out.write(part)
    return count


def landscape(triples: int, directory: Path, seed: int = 1) -> Landscape:
    """The landscape of a size, from `directory` where it was made before by the same code."""
    world = sized(triples, seed)
    generations = Generations(directory / f"{triples}-{seed}")
    revision = f"landscape-{_digest()}"
    found = generations.current()
    if found is None or found.revision != revision:
        found = _make(world, generations, revision)
    report = Report.from_json(found.report.read_bytes())
    return Landscape(world, found, report.triples, report.seconds)


def _make(world: World, generations: Generations, revision: str) -> Generation:
    scratch = generations.directory / f"making-{time.time_ns()}"
    scratch.mkdir(parents=True)
    report, steps = Report(revision), _Steps()
    nquads = scratch / "sources.nq"
    write(stream(world), nquads)
    steps.ended("generate")
    command = [program("oxigraph"), "load", "--location", str(scratch / "store"), "--file", str(nquads)]
    subprocess.run(command, check=True, capture_output=True)
    store = EmbeddedStore.open(scratch / "store")
    store.put_graph(str(ns.ONTOLOGY_GRAPH), skolemized(ontology_graph(paths.ONTOLOGY)))
    steps.ended("load")
    derived = derive(store)
    steps.ended("derive")
    store.load("".join(texts(world, withheld=False)).encode())
    steps.ended("texts")
    report.statements, report.inferred = derived.statements, derived.inferred
    report.triples, report.seconds = len(store), steps.seconds
    del store  # closes its files: the engine has no other way
    made_here = generations.adopt(revision, scratch / "store", report.to_json())
    nquads.unlink()
    scratch.rmdir()
    return made_here


class _Steps:
    """Seconds by step, also told on the error output while a long one runs."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()

    def ended(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = round(now - self._since, 3)
        self._since = now
        print(f"  {name}: {self.seconds[name]:.1f} s", file=sys.stderr)


def _digest() -> str:
    """A hash of what a landscape is made from: the generator, the ontology and the rules."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    files = [here / f"{name}.py" for name in ("world", "article", "story", "landscape")]
    for file in [*files, *sorted(paths.ONTOLOGY.rglob("*.ttl")), *sorted(paths.RULES.glob("*.rq"))]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    raise SystemExit(main())
