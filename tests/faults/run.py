"""Kills a server at work again and again: `./run faults`.

python -m tests.faults.run --rounds 500 --triples 1000000 --page docs/faults.md
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.landscape import landscape
from tests.faults import page
from tests.faults.client import Telling, of_a_world, of_the_article
from tests.faults.rounds import KINDS, Outcome, Rounds, order
from tests.faults.server import Ready
from tests.hostile.run import built, machine

LONGEST_START: Final = 2.0
"""Seconds that a restart may take, without the time in which others had the processor."""
AT_SIZE: Final = tuple(kind for kind in KINDS if kind != "build")
"""What is killed at a size of one's own: a build makes the graph of its sheets, and no other."""


@dataclass(frozen=True, slots=True)
class Run:
    """The rounds on one graph: its triples in words, what was found, the seconds of all."""

    graph: str
    outcome: Outcome
    seconds: float

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong, a line each."""
        late = [ready for ready in self.outcome.ready if ready.own > LONGEST_START]
        return self.outcome.faults + [
            f"a restart took {ready.own:.2f} s of its own, {ready.wall:.2f} s by the clock" for ready in late
        ]


def run(
    store: Path,
    told: Telling,
    kinds: Sequence[str],
    *,
    graph: str,
    seed: int,
    every: int,
    progress: Callable[[int, str], None] = lambda _number, _kind: None,
) -> Run:
    """Runs rounds of these kinds on a copy of a built store."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(store, folder / "store", ignore=shutil.ignore_patterns("lock", "tokens*", "making-*"))
        rounds = Rounds(folder / "store", folder, told, seed, every)
        try:
            for number, kind in enumerate(kinds):
                progress(number, kind)
                rounds.run(number, kind)
        finally:
            rounds.close()
    return Run(graph, rounds.outcome, time.monotonic() - begun)


def figures(found: Run) -> list[tuple[str, str]]:
    """What a run measured, in words and figures."""
    outcome = found.outcome
    kinds = ", ".join(f"{count} of {kind}" for kind, count in outcome.rounds.items())
    moments = "; ".join(f"{name}: {count}" for name, count in sorted(outcome.moments.items()))
    return [
        ("graph", found.graph),
        ("rounds", f"{outcome.rounds.total()} ({kinds}) in {found.seconds:.0f} s"),
        ("at the moments of the kills", moments),
        ("acknowledged writes, all there after every restart", str(outcome.acknowledged)),
        ("writes without an answer that were there, whole", str(outcome.kept)),
        ("comparisons with a full derivation", str(outcome.derivations)),
        ("restart, by the clock", _spread([ready.wall for ready in outcome.ready])),
        ("restart, without waiting for a processor that others had", _spread([r.own for r in outcome.ready])),
        ("faults", str(len(found.faults))),
    ]


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "none"
    return f"{statistics.median(seconds):.2f} s in the middle, {max(seconds):.2f} s at most"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="./run faults", description="Kill a server at work, again and again."
    )
    parser.add_argument("--rounds", type=int, default=500, help="how many kills (500)")
    parser.add_argument(
        "--triples", type=int, default=1_000_000, help="size of the second graph (1000000); 0: none"
    )
    parser.add_argument(
        "--large", type=int, help="how many of the kills are on the second graph (half of them)"
    )
    parser.add_argument(
        "--landscapes", type=Path, help="where made-up graphs are kept; without it one is made"
    )
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn (1)")
    parser.add_argument("--store", type=Path, help="a built store of the seeds; without it one is built")
    parser.add_argument("--page", type=Path, help="write this part of docs/faults.md there")
    given = parser.parse_args()
    large = (given.rounds // 2 if given.large is None else given.large) if given.triples else 0
    runs = []
    with tempfile.TemporaryDirectory() as name:
        store = given.store or built(Path(name))
        small = order(given.rounds - large)
        runs.append(
            run(
                store,
                of_the_article,
                small,
                graph="the first article, 8,400 triples",
                seed=given.seed,
                every=5,
                progress=_told(len(small)),
            )
        )
        if large:
            made = landscape(given.triples, given.landscapes or Path(name))
            kinds = order(large, AT_SIZE)
            runs.append(
                run(
                    made.store,
                    of_a_world(made.world),
                    kinds,
                    graph=f"a landscape, {made.triples:,} triples",
                    seed=given.seed + 1,
                    every=50,
                    progress=_told(len(kinds)),
                )
            )
    return report(runs, given.page)


def report(runs: list[Run], target: Path | None) -> int:
    """Prints what was found and writes it to the page; 1 where something was wrong."""
    tables = [figures(found) for found in runs]
    for table in tables:
        print("\n".join(f"{name}: {value}" for name, value in table), end="\n\n")
    faults = [fault for found in runs for fault in found.faults]
    print("\n".join(f"FAULT {fault}" for fault in faults))
    if target:
        page.write(target, page.KILLS, [f"Measured on {machine()}.", *map(page.table, tables)])
    return bool(faults)


def _told(count: int) -> Callable[[int, str], None]:
    begun = time.monotonic()

    def tell(number: int, kind: str) -> None:
        print(
            f"  {number + 1} of {count}, {kind}, {time.monotonic() - begun:.0f} s",
            file=sys.stderr,
            flush=True,
        )

    return tell


__all__ = ["Ready", "Run", "figures", "report", "run"]

if __name__ == "__main__":
    sys.exit(main())
