"""A build that is killed at its nth step: `build_and_die.py DIRECTORY REVISION N`, nquads on standard input.

A step is a call that changes the disk. Each counts twice, before and after it. Prints the number of steps
when it comes to the end.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.store.disk.generations import Generations
from kg.store.embedded import EmbeddedStore

STEPS: list[tuple[Any, str]] = [
    (os, "open"),
    (os, "fsync"),
    (shutil, "rmtree"),
    (Path, "mkdir"),
    (Path, "open"),
    (Path, "write_bytes"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "unlink"),
    (EmbeddedStore, "open"),
    (EmbeddedStore, "bulk_load"),
]


class Steps:
    """Counts steps and ends the process at the one given."""

    def __init__(self, last: int) -> None:
        self.last, self.taken = last, 0

    def step(self) -> None:
        self.taken += 1
        if self.taken == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrap(self, original: Callable[..., object]) -> Callable[..., object]:
        def stepped(*args: object, **kwargs: object) -> object:
            self.step()
            result = original(*args, **kwargs)
            self.step()
            return result

        return stepped


def main() -> None:
    directory, revision, last = sys.argv[1:]
    steps = Steps(int(last))
    for owner, name in STEPS:
        setattr(owner, name, steps.wrap(getattr(owner, name)))
    Generations(Path(directory)).load(revision, sys.stdin.buffer.read(), b"{}")
    sys.stdout.write(str(steps.taken))


if __name__ == "__main__":
    main()
