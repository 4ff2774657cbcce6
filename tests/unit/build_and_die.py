"""A build that is killed at its nth step on disk: `build_and_die.py SEEDS STORE OUT N`, gates left out.

A step is a call that changes the disk. Each counts twice, before and after it. Prints the number of steps
when it comes to the end.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from kg.build import Options, build
from kg.store.embedded import EmbeddedStore
from tests.store.build_and_die import Steps

STEPS: list[tuple[Any, str]] = [
    (os, "open"),
    (os, "fsync"),
    (shutil, "rmtree"),
    (Path, "mkdir"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "unlink"),
    (EmbeddedStore, "open"),
    (EmbeddedStore, "bulk_load"),
]


def main() -> None:
    """Builds, dying on the way."""
    seeds, store, out, last = sys.argv[1:]
    steps = Steps(int(last))
    for owner, name in STEPS:
        setattr(owner, name, steps.wrap(getattr(owner, name)))
    build(Options(Path(seeds), Path(store), Path(out), shapes=False, reasoner=False))
    print(steps.taken)


if __name__ == "__main__":
    main()
