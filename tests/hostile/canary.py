"""The canary: a server on the loopback that nobody may call. Hostile input names it wherever it can."""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Self


def names_of(address: str, token: str = "none") -> dict[str, str]:
    """What the corpus calls an address to which everything points, and a token for writing."""
    return {"canary": address, "canary-rest": address.removeprefix("http"), "token": token}


class Canary:
    """Listens on a port of its own and counts who connects; to be used in a `with`."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._calls: list[bytes] = []
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    @property
    def address(self) -> str:
        """Its address, with a slash at the end."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}/"

    @property
    def calls(self) -> list[bytes]:
        """The first bytes of each connection so far."""
        return list(self._calls)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return  # closed
            with connection:
                connection.settimeout(1)
                try:
                    self._calls.append(connection.recv(200))
                except OSError as error:
                    self._calls.append(str(error).encode())
