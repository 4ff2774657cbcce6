"""Answers that nobody reads: uvicorn keeps what it has written until the client has read it, for ever."""

from __future__ import annotations

import asyncio
from typing import Final

from api.edge.protocol import BoundedProtocol

READ_SECONDS: Final = 30.0
READ_BYTES: Final = 128 * 1024
"""Who reads fewer bytes of an answer in READ_SECONDS does not read it: the connection is broken."""
UNREAD_BYTES: Final = 256 * 1024 * 1024
"""Bytes of answers that clients have not read yet, all together; over it the longest waiting is broken."""


class ReadProtocol(BoundedProtocol):
    """A connection that is broken when its client does not read what it has asked for."""

    _reading: asyncio.TimerHandle | None = None
    _paused = 0.0

    @property
    def unread(self) -> int:
        """Bytes of answers that were written and that the client has not read."""
        return self.transport.get_write_buffer_size()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends the connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More is written than was read: from now on the client is watched."""
        super().pause_writing()
        self._paused = self.loop.time()
        self._wait()
        self._make_room()

    def resume_writing(self) -> None:
        """Nearly all was read."""
        super().resume_writing()
        self._stop_waiting()

    def _wait(self) -> None:
        self._reading = self.loop.call_later(READ_SECONDS, self._judge, self.unread)

    def _stop_waiting(self) -> None:
        if self._reading:
            self._reading.cancel()
            self._reading = None

    def _judge(self, unread: int) -> None:
        if unread - self.unread < READ_BYTES:
            self.transport.abort()
        else:
            self._wait()

    def _make_room(self) -> None:
        """Breaks the connections that have been waiting longest while too much is unread."""
        every = [other for other in self.connections if isinstance(other, ReadProtocol)]
        waiting = sorted((other for other in every if other.unread), key=lambda other: other._paused)
        total = sum(other.unread for other in waiting)
        for other in waiting:
            if total <= UNREAD_BYTES:
                return
            total -= other.unread
            other.transport.abort()
