"""What a set-up shows while it runs: a line that counts on a terminal, one line a stage elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self


class Progress:
    """Writes to standard error, so that the output of the command that follows stays clean."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._begun = time.monotonic()
        self._title, self._total, self._done = "", 0, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._show(f"run: set up in {time.monotonic() - self._begun:.0f} s", last=True)
        elif self._live:
            sys.stderr.write("\r\033[K")

    def stage(self, title: str, total: int = 0) -> None:
        """Begins a stage of `total` steps; a total of 0 means that it is not counted."""
        self._title, self._total, self._done = title, total, 0
        self._show(f"run: {title} …", last=not self._live)

    def step(self, name: str) -> None:
        """Counts one step, and names it on a terminal."""
        self._done = min(self._done + 1, self._total)
        if self._live:
            self._show(f"run: {self._title}: {self._done} of {self._total}, {name}")

    def _show(self, text: str, last: bool = False) -> None:
        sys.stderr.write(("\r\033[K" if self._live else "") + text + ("\n" if last else ""))
        sys.stderr.flush()
