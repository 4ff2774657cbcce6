"""Names by which the service may be addressed.

A page of a stranger can let its own name lead to 127.0.0.1 and then ask us as its own site (DNS rebinding);
the `Host` that the browser sends gives it away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")


class Hosts:
    """The allow-list: our own names with the port that is listened on, and what the settings add.

    A name in the settings without a port is allowed with any.
    """

    def __init__(self, port: int, names: Iterable[str] = ()) -> None:
        local = [f"{name}:{port}" for name in LOCAL] + (list(LOCAL) if port == 80 else [])
        self.names: Final = frozenset({*local, *(name.lower() for name in names)})
        self.exact: Final[frozenset[bytes | None]] = frozenset(name.encode() for name in self.names)

    def allow(self, host: bytes) -> bool:
        """Whether a value of `Host` is one of ours."""
        if host in self.exact:
            return True
        given = host.lower().rstrip(b".")
        name, colon, port = given.rpartition(b":")
        if colon and port.isdigit():
            return given in self.exact or name.rstrip(b".") in self.exact
        return given in self.exact
