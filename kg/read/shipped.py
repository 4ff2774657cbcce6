"""The shipped queries: run one by its name, with its parameters bound."""

from __future__ import annotations

from collections.abc import Iterator

from kg import paths
from kg.binding import Bindable, Query, bind, load_query
from kg.store.base import Row, Store


def query(name: str) -> Query:
    """The query `<subject>/<question>`; BindingError when there is none."""
    return load_query(paths.QUERIES / f"{name}.rq")


def rows(store: Store, name: str, **terms: Bindable | None) -> list[Row]:
    """The rows of the query `<subject>/<question>` for the given terms, in its order."""
    return store.rows(bind(query(name), **terms))


def each(store: Store, name: str, **terms: Bindable | None) -> Iterator[Row]:
    """As `rows`, one after another; all are of the moment of the call."""
    return store.each(bind(query(name), **terms))
