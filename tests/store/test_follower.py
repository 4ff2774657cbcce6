"""The thread that follows changes with snapshots."""

from __future__ import annotations

import threading
from pathlib import Path

from kg.store.disk.follower import Follower
from kg.store.disk.snapshots import Snapshot


class ClosedAtOnce(threading.Event):
    """An event that is set right after a look at it found it not set; `then` is what is done after that."""

    def __init__(self, then: threading.Event) -> None:
        super().__init__()
        self._then = then

    def wait(self, timeout: float | None = None) -> bool:
        found = super().wait(timeout)
        if not found:
            self.set()
            self._then.set()
        return found


def test_a_close_at_the_end_of_the_pause_ends_the_thread() -> None:
    made: list[int] = []

    def make() -> Snapshot:
        made.append(len(made))
        return Snapshot("r", Path("unused"))

    follower = Follower(make, pause=0.01)
    follower._closing = ClosedAtOnce(follower._awake)
    follower.notify()
    assert follower._thread is not None
    follower._thread.join(timeout=10)
    assert not follower._thread.is_alive()
    assert made == [0]
