"""The run of the whole corpus against a server: `./run hostile`.

python -m tests.hostile.run --deadline 10 --page docs/limits.md
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.hostile import corpus
from tests.hostile.assault import GOOD_PATHS, Good, GoodClients, Outcome, assault
from tests.hostile.canary import Canary, names_of
from tests.hostile.corpus import Attack
from tests.hostile.server import Server
from tests.repo.checkout import ROOT

MEMORY: Final = 512 * 1024 * 1024
"""Bytes that a query may take in these runs."""
API_MEMORY: Final = 250 * 1024 * 1024
"""Bytes that the server itself may take at any moment of them."""
OPEN_STORE: Final = 160 * 1024 * 1024
"""Bytes that a worker takes before its first query, or a process that validates before its file."""
AT_ONCE: Final = 2
WORKERS: Final = AT_ONCE + 2


@dataclass(frozen=True, slots=True)
class Run:
    """What a run found. `peaks` are resident bytes, `calls` what the canary heard."""

    deadline: float
    outcomes: list[Outcome]
    good: Good
    peaks: dict[str, int]
    calls: list[bytes]
    alive: bool
    seconds: float

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong, a line each."""
        found = [f"{o.attack.family} / {o.attack.name}: {fault}" for o in self.outcomes for fault in o.faults]
        found += [f"a good client: {error}" for error in self.good.errors]
        found += [f"the canary was called: {call!r}" for call in self.calls]
        caps = {"api": API_MEMORY, "worker": MEMORY + OPEN_STORE}
        found += [
            f"{name} took {peak} bytes of memory; {caps[name]} are allowed"
            for name, peak in self.peaks.items()
            if peak > caps[name]
        ]
        return found if self.alive else [*found, "the server died"]


def attacks(names: Mapping[str, str]) -> list[Attack]:
    """The whole corpus."""
    return [*corpus.queries(names), *corpus.bodies(names)]


def run(store: Path, deadline: float, step: int = 1) -> Run:
    """Starts a server on a copy of a built store and sends it every `step`-th attack of each family: some of
    them may write."""
    settings = {
        "QUERY_DEADLINE": str(deadline),
        "QUERY_WORKERS": str(WORKERS),
        "QUERY_MEMORY": str(MEMORY),
        "QUERY_BUDGET": "1000000",  # else an attacker would be refused for what came before
        "VALIDATION_DEADLINE": str(deadline),
    }
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Canary() as canary:
        copy = Path(folder) / "store"
        shutil.copytree(store, copy, ignore=shutil.ignore_patterns("lock", "tokens*"))
        chosen = _every(attacks(names_of(canary.address, token_of(copy))), step)
        with Server(copy, settings) as server, GoodClients(server.port) as good:
            outcomes = assault(server, chosen, deadline=deadline, at_once=AT_ONCE)
            alive = server.alive
        calls = canary.calls
    return Run(deadline, outcomes, good, server.peaks, calls, alive, time.monotonic() - begun)


def _every(chosen: Sequence[Attack], step: int) -> list[Attack]:
    """Every so many of each family, so that none is left out."""
    families = dict.fromkeys(attack.family for attack in chosen)
    return [attack for family in families for attack in [a for a in chosen if a.family == family][::step]]


def token_of(store: Path) -> str:
    """A token for writing to a store, made by the command line; its name is of the moment."""
    name = f"hostile-{time.time_ns()}"
    command = [
        sys.executable,
        "-m",
        "kg.cli",
        "token",
        "make",
        name,
        "--scope",
        "write",
        "--store",
        str(store),
    ]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def summary(found: Run) -> str:
    """The run in a few lines."""
    worst = max(found.outcomes, key=lambda outcome: outcome.seconds)
    lines = [
        f"{len(found.outcomes)} requests in {found.seconds:.0f} s, deadline {found.deadline:g} s",
        f"slowest answer {worst.seconds:.2f} s: {worst.attack.name} ({worst.answer})",
        *(f"memory of {name}: {peak / 2**20:.0f} MiB at most" for name, peak in found.peaks.items()),
        *(
            f"good client, {path.partition('?')[0]}: {len(found.good.seconds[path])} answers, "
            f"p99 {found.good.p99(path) * 1000:.0f} ms"
            for path in GOOD_PATHS
        ),
        f"calls to the canary: {len(found.calls)}",
    ]
    return "\n".join(lines)


def machine() -> str:
    """The machine and interpreter in a few words."""
    system = f"{platform.system()} on {platform.machine()}"
    return f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def main() -> int:
    """The command: builds the graph of the seeds unless --store names one, runs, writes the page."""
    parser = argparse.ArgumentParser(prog="./run hostile", description="Send the hostile corpus to a server.")
    parser.add_argument("--deadline", type=float, default=10.0, help="seconds a query may take (10)")
    parser.add_argument("--step", type=int, default=1, help="send only every so many of each family (1)")
    parser.add_argument("--store", type=Path, help="a built store; without it one is built")
    parser.add_argument("--page", type=Path, help="write the page of limits there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or built(Path(folder))
        found = run(store, options.deadline, options.step)
    print(summary(found))
    for fault in found.faults:
        print(f"FAULT {fault}")
    if options.page:
        from tests.hostile.page import page

        options.page.write_text(page(found), encoding="utf-8")
    print(f"{len(found.faults)} faults.")
    return bool(found.faults)


def built(folder: Path) -> Path:
    """A store of the seeds, built in a folder."""
    store = folder / "store"
    command = [sys.executable, "-m", "kg.cli", "build", "--store", str(store), "--out", str(folder / "dist")]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return store


if __name__ == "__main__":
    sys.exit(main())
