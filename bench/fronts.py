"""Times `GET /company/openai/fronts` beside the same question asked of an Oxigraph server over the same data.

    ./run bench fronts [--store DIR] [--requests 2000]

One connection each, the three in turn within one run, so that ratios hold on a noisy machine. The peer is the
`oxigraph` package of the Python index, read-only on the store's generation.
"""

from __future__ import annotations

import argparse
import http.client
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from urllib.parse import quote

from bench.servers import free_port, running
from kg import paths
from kg.binding import bind, load_query
from kg.ns import entity
from kg.store.disk.generations import Generations

QUESTION = paths.QUERIES / "company" / "fronts.rq"
ROUND = 50


def main() -> int:
    """Prints p50 and p99 in milliseconds for each, and the ratios of the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--store", type=Path, default=Path(".stratagem"))
    parser.add_argument("--requests", type=int, default=2000)
    given = parser.parse_args()
    peer = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if peer is None:
        print("the peer is missing: pip install oxigraph", file=sys.stderr)
        return 1
    generation = Generations(given.store).current()
    if generation is None:
        print(f"{given.store} holds no graph: run `stratagem build` first", file=sys.stderr)
        return 1
    ours, theirs = free_port(), free_port()
    serve = [sys.executable, "-m", "kg.cli", "serve", "--store", str(given.store), "--port", str(ours)]
    oxigraph = [peer, "serve-read-only", "--location", str(generation.path), "--bind", f"127.0.0.1:{theirs}"]
    oxigraph.append("--union-default-graph")
    with running(serve, ours), running(oxigraph, theirs):
        report(measure(cases(ours, theirs), given.requests))
    return 0


def cases(ours: int, theirs: int) -> dict[str, Callable[[], None]]:
    """The three ways to ask, each a function that does one request on its own open connection."""
    text = bind(load_query(QUESTION), company=entity("company", "openai"))
    here, there = (http.client.HTTPConnection("127.0.0.1", port, timeout=10) for port in (ours, theirs))
    numbers = count()
    json = {"Accept": "application/sparql-results+json", "Content-Type": "application/sparql-query"}
    return {
        "uncached": lambda: ask(here, "GET", f"/company/openai/fronts?_={next(numbers)}"),
        "cached": lambda: ask(here, "GET", "/company/openai/fronts"),
        "oxigraph": lambda: ask(there, "POST", "/query", text.encode(), json),
        "oxigraph GET": lambda: ask(
            there, "GET", f"/query?query={quote(text)}", None, {"Accept": json["Accept"]}
        ),
    }


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> None:
    """One request; its answer is read to the end and must be a 200."""
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    data = answer.read()
    if answer.status != http.client.OK or not data:
        raise SystemExit(f"{method} {path[:60]} answered {answer.status}: {data[:200]!r}")


def measure(ways: dict[str, Callable[[], None]], requests: int) -> dict[str, list[float]]:
    """Milliseconds of each request, the ways taking turns in rounds after a warm-up."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        for _ in range(ROUND):
            way()
    for _ in range(max(1, requests // ROUND)):
        for name, way in ways.items():
            for _ in range(ROUND):
                start = time.perf_counter()
                way()
                times[name].append((time.perf_counter() - start) * 1000)
    return times


def report(times: dict[str, list[float]]) -> None:
    """Prints a line a way; the ratio is against the raw SPARQL of the peer."""
    base = statistics.median(times["oxigraph"])
    print(f"{'way':14} {'p50 ms':>8} {'p99 ms':>8} {'to oxigraph':>12}")
    for name, values in times.items():
        middle, high = statistics.median(values), statistics.quantiles(values, n=100)[98]
        print(f"{name:14} {middle:8.3f} {high:8.3f} {middle / base:12.2f}")


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except subprocess.SubprocessError as error:
        raise SystemExit(str(error)) from error
