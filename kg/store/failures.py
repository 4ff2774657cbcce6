"""What the engine fails with, as errors of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.files import disk_error


def open_engine(path: Path, *, read_only: bool) -> ox.Store:
    """The engine on a directory; StoreError when it cannot be opened."""
    try:
        if read_only:
            return ox.Store.read_only(str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        return ox.Store(str(path))
    except OSError as error:
        raise disk_error(f"the store {path} cannot be opened", error) from error
    except (ValueError, RuntimeError) as error:
        raise StoreError(f"the store {path} cannot be opened: {error}") from error


@contextmanager
def engine_errors(blame: type[QueryError | StoreError] = StoreError) -> Iterator[None]:
    """Errors of the engine as ours: a failing disk is the store's, anything else is laid to `blame`."""
    try:
        yield
    except OSError as error:
        raise disk_error("the store failed", error) from error
    except (SyntaxError, ValueError, RuntimeError) as error:
        message = "the query was not accepted" if blame is QueryError else "the store failed"
        raise blame(f"{message}: {error}") from error
