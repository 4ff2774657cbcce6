"""Whether a short read may run in the event loop: it may as long as such reads turn out to be short."""

from __future__ import annotations

import os
from typing import Final

from anyio import CapacityLimiter

LONGEST: Final = 0.003
"""Seconds that a read in the event loop may take on average: every other request waits for it."""
_WEIGHT: Final = 0.1


class Pace:
    """A moving mean of what reads in the event loop took.

    On a graph in memory the fronts of a company take 2 ms, and a thread would only add to that. On disk, at a
    million triples, they take ten times as long, and the engine can use another core from a thread.
    """

    def __init__(self) -> None:
        self._mean = 0.0
        self.readers = CapacityLimiter((os.cpu_count() or 1) + 1)
        """The threads that short reads share, first come, first served: each further one would only wait for
        the others in the middle of its work."""

    @property
    def in_loop(self) -> bool:
        """Whether the next short read may run in the event loop."""
        return self._mean <= LONGEST

    def renew(self) -> None:
        """Lets reads try the event loop again: they have moved to another place."""
        self._mean = 0.0

    def took(self, seconds: float) -> None:
        """Notes what a read in the event loop took. Once they are too long, they run in threads
        until `renew`."""
        self._mean += _WEIGHT * (seconds - self._mean)
