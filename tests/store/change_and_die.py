"""Changes a served store again and again until it is killed: `change_and_die.py DIRECTORY`.

Each change replaces the graph of a source by ten triples that carry its number. Prints the number of each
change when it was acknowledged.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kg.ns import source_graph
from kg.store.delta import Delta
from kg.store.disk import journal
from kg.store.disk.live import LiveStore

GRAPH = str(source_graph("first"))
SIZE = 10
ENOUGH = 1_000_000
"""Triples that it never has: it may be copied to memory."""


def content(number: int) -> frozenset[str]:
    """The lines of the graph after a change."""
    return frozenset(f'<https://e/s{n}> <https://e/p> "{number}" <{GRAPH}> .' for n in range(SIZE))


def change(live: LiveStore) -> int:
    """Makes the next change; gives its number."""
    number = live.number + 1
    delta = Delta(content(number - 1), content(number))
    with live.writing(1.0) as stage:
        stage.apply(delta)
        revision = f"{live.generation.revision}.{number}"
        live.commit(delta, journal.entry(number, revision, "test", [GRAPH], delta))
    return number


def main() -> None:
    live = LiveStore(Path(sys.argv[1]), pause=0.05, grace=0.1, in_memory=ENOUGH)
    print("open", flush=True)
    while True:
        print(change(live), flush=True)


if __name__ == "__main__":
    main()
