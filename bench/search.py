"""Measures the search over a landscape: the index by itself, beside writes, and `/search` over HTTP.

    ./run bench search --triples 1000000 [--out DIR]

Words are taken that stand in few names, in many quotes, and in almost everything.
"""

from __future__ import annotations

import argparse
import http.client
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from bench import peers
from bench.contest import CONNECTIONS, SETTINGS
from bench.landscape import Landscape, landscape
from bench.load import get, measure
from bench.replacement import replaced
from bench.servers import free_port, running
from kg.change import Changes
from kg.search import Search, Table, documents
from kg.store.disk.live import LiveStore

CASES: Final[dict[str, dict[str, str]]] = {
    "a name": {"q": "{name}"},
    "a word of many quotes": {"q": "decisive"},
    "a phrase": {"q": '"its users"'},
    "a first letter": {"q": "a"},
    "a first letter, claims put as opinion": {"q": "a", "kind": "claim", "modality": "opinion"},
}
ROUNDS: Final = 8


def main() -> int:
    """Prints all figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "stratagem-landscapes")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    given = parser.parse_args()
    made = landscape(given.triples, given.out)
    _index(made)
    _writes(made)
    _answers(made, given.seconds)
    return 0


def _index(made: Landscape) -> None:
    store, table = made.generation.open(), Table()
    begun, worked = time.perf_counter(), time.process_time()
    table.put(documents(store))
    spent, worked = time.perf_counter() - begun, time.process_time() - worked
    print(f"index made in {spent:.2f} s ({worked:.2f} s of the processor), {table.size / 1e6:.1f} MB")


def _writes(made: Landscape) -> None:
    """The milliseconds of replacing an article without an index and with one, in turn."""
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store"
        shutil.copytree(made.store, store)
        with LiveStore(store) as live:
            changes, index = Changes(live), Search(live.reading)
            index.table(600)
            times: dict[str, list[float]] = {"without": [], "with": []}
            for edition in range(2 * ROUNDS + 1):
                follows = bool(edition % 2)
                live.watchers[:] = [index.prepare] if follows else []
                spent = replaced(changes, made, edition)
                if edition:
                    times["with" if follows else "without"].append(spent)
                index.table(600)
            index.close()
    for name, found in times.items():
        print(f"article replaced {name} an index: {statistics.median(found):.1f} ms")


def _answers(made: Landscape, seconds: float) -> None:
    port = free_port()
    name = made.world.company(made.world.size // 2).label
    begun = time.perf_counter()
    with running(peers.ours(made.store, port), port, 60, SETTINGS):
        started = time.perf_counter() - begun
        while _status(port) != http.client.OK:
            time.sleep(0.1)
        print(f"server answers after {started:.1f} s, `/search` after {time.perf_counter() - begun:.1f} s")
        time.sleep(15)  # the graph is copied to memory
        print(f"{'looked for':40} {'connections':>11} {'p50 ms':>8} {'p99 ms':>8} {'errors':>7}")
        for case, asked in CASES.items():
            query = {key: value.format(name=name) for key, value in asked.items()}
            for connections in CONNECTIONS[:2]:
                paths = [f"/search?{urlencode({**query, '_': str(turn)})}" for turn in range(1000)]
                found = measure(port, [get(port, path) for path in paths], connections, seconds)
                print(f"{case:40} {connections:11} {found.p50:8.1f} {found.p99:8.1f} {found.errors:7}")
                sys.stdout.flush()


def _status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/search?q=decisive")
    return connection.getresponse().status


if __name__ == "__main__":
    raise SystemExit(main())
