"""Lists of any kind as a table: names, what each is, and what it is tied to; page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.web.asked import Asked, Page
from api.web.views.columns import Column, columns_of
from kg.kinds import BY_NAME, Kind
from kg.read.cursors import before
from kg.read.models import Ref
from kg.read.ties import DEFINITION, Ties, counts, incoming, outgoing

MOST: Final = 6
"""Things that a cell names; of more it says how many, with the way to all of them."""
_OF_CHANGES: Final = "changes.html"
_OF_SOURCES: Final = "sources.html"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a list: things or texts, how many more there are, or a number as text."""

    heading: str
    values: Sequence[Ref | str] = ()
    more: int = 0
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list a page shows: the first item is number `first` (from 1)."""

    first: int
    last: int
    total: int


def listed(kind: str) -> Page:
    """The page of the list of a kind."""
    special = {"change": _OF_CHANGES, "source": _OF_SOURCES}.get(kind)
    of = BY_NAME[kind]

    def page(asked: Asked, found: Any) -> bytes:
        shown = part(asked, len(found.items), found.total)
        if special:
            return asked.page(special, kind=of, items=found.items, part=shown)
        return asked.page("list.html", kind=of, rows=_rows(asked, of, found.items), part=shown)

    return page


def part(asked: Asked, shown: int, total: int) -> Part:
    """Which part of a list was asked for."""
    passed = before(asked.query.get("after"))
    return Part(passed + 1, passed + shown, total)


def _rows(asked: Asked, kind: Kind, items: Sequence[Any]) -> list[tuple[Any, str, list[Cell]]]:
    """Each item with its definition (empty where there is none) and its cells."""
    columns = columns_of(kind.name)
    nodes = [item.iri for item in items]
    away = outgoing(asked.store, nodes, {DEFINITION, *_properties(columns, incoming=False)})
    towards = incoming(asked.store, nodes, _properties(columns, incoming=True))
    numbers = counts(asked.store, "said", nodes) if any(c.count == "said" for c in columns) else {}
    made = []
    for item in items:
        cells = [_cell(column, item, towards if column.incoming else away, numbers) for column in columns]
        made.append((item, str(away.get((item.iri, DEFINITION), ("",))[0]), cells))
    return made


def _properties(columns: Sequence[Column], *, incoming: bool) -> set[str]:
    return {name for column in columns if column.incoming is incoming for name in column.properties}


def _cell(column: Column, item: Any, ties: Ties, numbers: Mapping[str, int]) -> Cell:
    if column.count:
        return Cell(column.heading, number=str(numbers.get(item.iri, 0) if numbers else item.claims))
    found = [ties.get((item.iri, name), ()) for name in column.properties]
    if column.number:
        exact, least, greatest = ([str(value) for value in values] for values in found)
        ends = exact or [*least[:1], *greatest[:1]]
        return Cell(column.heading, ends, number="")
    values = list({_key(value): value for some in found for value in some}.values())
    return Cell(column.heading, values[:MOST], max(0, len(values) - MOST))


def _key(value: Ref | str) -> str:
    return value if isinstance(value, str) else value.iri
