"""What runs without the measuring of coverage, which doubles the time of Python code.

Engines that ours is compared with are not ours to measure; what kills servers, floods them or walks through
all that they have, runs the same code a thousand times. What other tests do not cover is still seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import coverage

_OF_PROCESSES: Final = "COVERAGE_PROCESS_CONFIG"
"""Where coverage tells a process that it is to measure itself, too."""


@contextmanager
def untraced() -> Iterator[None]:
    """What runs in the block counts for no coverage, nor do the processes that it starts."""
    measuring = coverage.Coverage.current()
    if measuring is None:
        yield
        return
    told = os.environ.pop(_OF_PROCESSES, None)
    measuring.stop()
    try:
        yield
    finally:
        measuring.start()
        if told is not None:
            os.environ[_OF_PROCESSES] = told
