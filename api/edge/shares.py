"""How many queries of a client run at once: one client never has all workers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from anyio import CapacityLimiter, move_on_after

from kg.errors import ShareUsedError

WAITING: Final = 64
"""Requests of one client that wait for their turn."""


class Shares:
    """Turns of each client: `most` at once, the others wait `patience` seconds. For one event loop."""

    def __init__(self, most: int, patience: float) -> None:
        self._most, self._patience = most, patience
        self._turns: dict[str, CapacityLimiter] = {}
        self._users: dict[str, int] = {}

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """A turn of a client; ShareUsedError when too many wait before it, or for too long."""
        if self._users.get(client, 0) >= self._most + WAITING:
            raise ShareUsedError(self._most)
        turns = self._turns.setdefault(client, CapacityLimiter(self._most))
        self._users[client] = self._users.get(client, 0) + 1
        who, got = object(), False
        try:
            with move_on_after(self._patience):
                await turns.acquire_on_behalf_of(who)
                got = True
            if not got:
                raise ShareUsedError(self._most)
            yield
        finally:
            if got:
                turns.release_on_behalf_of(who)
            self._users[client] -= 1
            if not self._users[client]:
                del self._users[client], self._turns[client]
