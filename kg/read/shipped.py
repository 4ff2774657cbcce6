"""The shipped queries: run one by its name, with its parameters bound.

None asks for a text but by the name of its graph (a test says so), so they are asked of the whole store:
beside hundreds of texts an engine would look into each other graph for every pattern.
"""

from __future__ import annotations

from collections.abc import Generator

from kg import paths
from kg.binding import Bindable, Query, bind, load_query
from kg.store.base import Row, Store


def query(name: str) -> Query:
    """The query `<subject>/<question>`; BindingError when there is none."""
    return load_query(paths.QUERIES / f"{name}.rq")


def rows(store: Store, name: str, **terms: Bindable | None) -> list[Row]:
    """The rows of the query `<subject>/<question>` for the given terms, in its order."""
    return store.rows(bind(query(name), **terms), whole=True)


def each(store: Store, name: str, **terms: Bindable | None) -> Generator[Row, None, None]:
    """As `rows`, one after another; all are of the moment of the call."""
    return store.each(bind(query(name), **terms), whole=True)
