"""Which pages of other origins may read answers (https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

Raw = list[tuple[bytes, bytes]]

METHODS: Final = b"GET, HEAD, POST, PUT, DELETE, OPTIONS"
SENT: Final = b"Accept, Authorization, Content-Type, If-Match, If-None-Match"
SHOWN: Final = b"ETag, Link, Location, Retry-After, Stratagem-Revision, X-Request-Id"
_KEPT: Final = b"600"
"""Seconds for which a browser may keep the answer to its question."""


def headers(origins: Collection[str], given: Mapping[bytes, bytes]) -> Raw:
    """The headers that an answer has beside its own; none while no origin is allowed.

    No cookie is ever used, so credentials are never allowed: a page sends its token itself.
    """
    if not origins:
        return []
    found: Raw = [(b"vary", b"Origin")]
    origin = given.get(b"origin", b"")
    if origin.decode("latin-1") in origins:
        found += [(b"access-control-allow-origin", origin), (b"access-control-expose-headers", SHOWN)]
    return found


def asks(origins: Collection[str], method: str, given: Mapping[bytes, bytes]) -> bool:
    """Whether a request is the question of a browser, from an origin that is allowed, what it may send."""
    return (
        method == "OPTIONS"
        and b"access-control-request-method" in given
        and given.get(b"origin", b"").decode("latin-1") in origins
    )


def preflight() -> Raw:
    """The answer to that question, beside `headers`."""
    return [
        (b"access-control-allow-methods", METHODS),
        (b"access-control-allow-headers", SENT),
        (b"access-control-max-age", _KEPT),
    ]
