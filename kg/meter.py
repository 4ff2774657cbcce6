"""How long other processes work for somebody: who asks for the work says whom to tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TELL: ContextVar[Callable[[float], None] | None] = ContextVar("tell", default=None)


@contextmanager
def charged(tell: Callable[[float], None]) -> Iterator[None]:
    """Within the block, also in threads that `anyio` starts there, `tell` learns the seconds of each work."""
    before = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(before)


@contextmanager
def working() -> Iterator[None]:
    """Times the block as work of another process, also when it fails; waiting for one stays outside."""
    begun = time.monotonic()
    try:
        yield
    finally:
        if tell := _TELL.get():
            tell(time.monotonic() - begun)
