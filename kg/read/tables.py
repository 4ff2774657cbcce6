"""Whole lists as tables for spreadsheets: all rows, whatever their number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain, islice
from typing import BinaryIO, Final

from pydantic import BaseModel

from kg.read.columns import cells, columns
from kg.read.export import Writer
from kg.read.lists import described, keys, model_of
from kg.read.spreadsheet import lines
from kg.store.base import Row, Store

BATCH: Final = 500
"""Rows whose details are read together."""


def table(store: Store, kind: str, filters: Mapping[str, str] | None = None) -> Writer:
    """All individuals of a kind, or all claims that fit filters as `list_kind` has them, in its order.

    Their names are of the moment of the call, their details are read batch by batch while they are written:
    whoever lets the graph change meanwhile must look whether it did. Of memory it takes no more than the
    names, which the engine sorts, and a batch.
    """
    found = keys(store, kind, filters or {})
    model = model_of(kind)
    rows = (row for batch in _batches(found) for row in described(store, kind, batch))

    def write(output: BinaryIO) -> None:
        with closing(found):
            for line in lines([column.name for column in columns(model)], map(cells, rows)):
                output.write(line.encode())

    return write


def rows_as_csv(rows: Sequence[BaseModel], model: type[BaseModel]) -> bytes:
    """Rows of a model that are all at hand."""
    names = [column.name for column in columns(model)]
    return "".join(lines(names, map(cells, rows))).encode()


def _batches(found: Iterator[Row]) -> Iterator[list[Row]]:
    for first in found:
        yield [*chain([first], islice(found, BATCH - 1))]
