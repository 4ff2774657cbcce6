"""How much work a client may ask for: seconds of work on queries, in a token bucket for each client."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from kg.errors import RateLimitedError

PERIOD: Final = 60.0
"""Seconds in which an empty bucket is full again."""
_MOST_CLIENTS: Final = 20_000


class Budgets:
    """A bucket of `seconds` for each client, filled again within a minute.

    A client may ask as long as there is something left; what its query then takes is charged when it is
    known, so that a bucket may be in debt. The clients seen last are kept. Safe between threads.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock, self._lock = seconds, clock, Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @property
    def seconds(self) -> float:
        """What a bucket holds when it is full."""
        return self._seconds

    def check(self, client: str) -> None:
        """RateLimitedError when the bucket of a client is empty."""
        with self._lock:
            level = self._level(client)
        if level <= 0:
            wait = math.ceil((1e-3 - level) * PERIOD / self._seconds)
            raise RateLimitedError(self._seconds, max(1, wait))

    def charge(self, client: str, seconds: float) -> None:
        """Takes the seconds of a work from the bucket of a client."""
        with self._lock:
            self._levels[client] = (self._level(client) - seconds, self._clock())
            self._levels.move_to_end(client)
            while len(self._levels) > _MOST_CLIENTS:
                self._levels.popitem(last=False)

    def _level(self, client: str) -> float:
        known = self._levels.get(client)
        if known is None:
            return self._seconds
        level, at = known
        return min(self._seconds, level + (self._clock() - at) * self._seconds / PERIOD)
