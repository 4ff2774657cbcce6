"""The addresses of this service as its client wrote them: they are IRIs of the service and of graphs."""

from __future__ import annotations

import re
from typing import Final

from fastapi import Request

_AUTHORITY: Final = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?|\[[0-9a-fA-F:.]+\](:[0-9]+)?")


def root(request: Request) -> str:
    """Scheme and authority, such as `http://127.0.0.1:8000`."""
    return f"{request.url.scheme}://{request.url.netloc}"


def address(request: Request) -> str:
    """The request's address without parameters, percent-encoded as it was sent."""
    raw = request.scope.get("raw_path")
    path = raw.decode("latin-1") if raw else request.url.path
    return root(request) + path


def base_of(request: Request) -> str | None:
    """The IRI against which relative ones of a query are resolved: the address of the service; None for an
    address that is no IRI."""
    return address(request) if _AUTHORITY.fullmatch(request.url.netloc) else None
