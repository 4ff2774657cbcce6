"""An identifier for each request: in the header `X-Request-Id`, in problem documents and in the log."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from itertools import count
from typing import Final

HEADER: Final = b"x-request-id"
REQUEST_ID: Final[ContextVar[str | None]] = ContextVar("request_id", default=None)
"""That of the request which is being answered; None outside of one."""

_FIT: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_PROCESS: Final = secrets.token_hex(5)
_NUMBERS: Final = count(1)


def new_id() -> str:
    """An identifier that no other request of this or another process has."""
    return f"{_PROCESS}-{next(_NUMBERS):08x}"


def from_proxy(given: bytes | None) -> str:
    """The identifier that a trusted proxy gave, where it has a usable form; otherwise a new one."""
    return given.decode("ascii") if given and _FIT.fullmatch(given) else new_id()
