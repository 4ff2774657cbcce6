"""Results as a table for spreadsheets: a row each, the words found as they stand in their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO, Final

from kg.read.export import Writer
from kg.read.lists import LARGEST_PAGE
from kg.read.models import Model
from kg.read.spreadsheet import lines
from kg.search.results import Hit, Wanted, search
from kg.search.table import Table
from kg.store.base import Store


class Line(Model):
    """A result as a row: what it is, the text in which words were found, who said a claim and how."""

    kind: str
    id: str
    iri: str
    label: str
    text_of: str
    text: str
    speaker: str | None
    source: str | None
    modality: str | None
    standings: str


COLUMNS: Final = tuple(Line.model_fields)


def line(hit: Hit) -> Line:
    """The row of a result; where words were found in several texts, that of the first."""
    said, first = hit.evidence, hit.found[0] if hit.found else None
    return Line(
        kind=hit.kind,
        id=hit.id,
        iri=hit.iri,
        label=hit.label,
        text_of=first.text_of if first else "",
        text=first.text if first else "",
        speaker=said.speaker.label if said else None,
        source=said.quote.source.title if said else None,
        modality=said.modality if said else None,
        standings="; ".join(hit.standings),
    )


def as_csv(hits: Sequence[Hit]) -> bytes:
    """Results that are at hand."""
    return "".join(lines(COLUMNS, (line(hit).model_dump() for hit in hits))).encode()


def every(store: Store, table: Table, wanted: Wanted) -> Writer:
    """All results from the cursor of `wanted` on, read part by part while they are written."""

    def rows() -> Iterator[dict[str, str | None]]:
        part = search(store, table, replace(wanted, limit=LARGEST_PAGE))
        yield from (line(hit).model_dump() for hit in part.items)
        while part.next:
            part = search(store, table, replace(wanted, limit=LARGEST_PAGE, after=part.next))
            yield from (line(hit).model_dump() for hit in part.items)

    def write(output: BinaryIO) -> None:
        for text in lines(COLUMNS, rows()):
            output.write(text.encode())

    return write
