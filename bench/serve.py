"""Measures our server beside an Oxigraph server and rdflib-endpoint over the same landscape, all in one run.

    ./run bench serve --triples 1000000 [--out DIR] [--results FILE.json] [--page docs/speed.md]

First the answers are compared: where rows differ, no figure counts and the run fails. Then each question is
asked over 1, 16 and 64 connections for a moment of each server in turn. Our server has its own settings,
but for the budget of a client, which one benchmark would use up, and the log of requests, which the others do
not write.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Final

import orjson

from bench import machine, speed_page
from bench.contest import Results, measured, tell
from bench.landscape import landscape
from bench.loading import load_times
from bench.replacement import replacement
from bench.shipped import shipped_times

SMALL: Final = 100_000


def main() -> int:
    """Runs it all, writes the results as JSON and, when asked, the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--triples", type=int, default=SMALL)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "stratagem-landscapes")
    parser.add_argument("--seconds", type=float, default=1.5, help="of each measurement")
    parser.add_argument("--without-rdflib", action="store_true")
    parser.add_argument("--results", type=Path, default=Path("speed.json"))
    parser.add_argument("--page", type=Path, help="write the page of all results here")
    given = parser.parse_args()
    begun = time.monotonic()
    small, made = landscape(min(SMALL, given.triples), given.out), landscape(given.triples, given.out)
    results: Results = {"machine": machine.facts(), "triples": made.triples, "companies": made.world.size}
    results["generation"] = made.seconds
    results["load"] = load_times(made, rdflib=not given.without_rdflib)
    results |= measured(made, given.seconds, rdflib=not given.without_rdflib)
    tell("each shipped query")
    results["shipped"] = shipped_times(small, made)
    _save(results, given.results)  # what took minutes outlives what fails after it
    tell("the replacement of an article")
    sizes = {small.triples: small, made.triples: made}
    results["replacement"] = {str(size): replacement(each) for size, each in sizes.items()}
    results["seconds"] = round(time.monotonic() - begun)
    _save(results, given.results)
    page = speed_page.page(results)
    if given.page:
        given.page.write_text(page, encoding="utf-8")
    print(page)
    return 0


def _save(results: Results, file: Path) -> None:
    file.write_bytes(orjson.dumps(results, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    raise SystemExit(main())
