"""What a worker process says went wrong, as our errors."""

from __future__ import annotations

from typing import Any

from kg.errors import (
    QueryError,
    QueryFailedError,
    QueryRefusedError,
    QueryTooHeavyError,
    RdfSyntaxError,
    ResultTooLargeError,
)
from kg.files import disk_error
from kg.store.pool.process import Bounds


def raise_error(header: dict[str, Any], bounds: Bounds) -> None:
    """Raises the error that the header of an answer tells; nothing where it tells none, or `absent`."""
    match header.get("error"):
        case "size":
            raise ResultTooLargeError(bounds.max_bytes, header["measured"])
        case "format":
            raise QueryRefusedError(header["detail"])
        case "memory":
            raise QueryTooHeavyError(bounds.memory)
        case "store":
            raise disk_error("the store failed", OSError(header["detail"]))
        case "failed":
            raise QueryFailedError(f"the query was begun and failed: {header['detail']}")
        case "query":
            raise QueryError(f"the query was not accepted: {header['detail']}")
        case "rdf":
            raise RdfSyntaxError(header["origin"], header["detail"], header["line"])
