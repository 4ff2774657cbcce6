"""How answers are printed: tables for a terminal, JSON or CSV for a pipe, progress on standard error."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import orjson
import typer
from rich.console import Console
from rich.table import Table

from kg.read.spreadsheet import lines

Cell = str | int | float | None


class Form(StrEnum):
    """How rows are printed; `auto` is a table on a terminal and JSON in a pipe."""

    AUTO = "auto"
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


NARROWEST: Final = 14
"""Columns of the terminal below which a column of a table is not read any more."""

WIDTH: Final = 120
"""Columns of a table that is not printed on a terminal."""


def console() -> Console:
    """Standard output; no colour in a pipe, and a width of its own there."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False)


def errors() -> Console:
    """Standard error, for progress and messages."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=not sys.stderr.isatty())


def chosen(form: Form) -> Form:
    """The form to print in, `auto` resolved by where standard output goes."""
    if form is not Form.AUTO:
        return form
    return Form.TABLE if sys.stdout.isatty() else Form.JSON


def print_rows(
    rows: Sequence[Mapping[str, Cell]], form: Form, columns: Sequence[str] = (), *, iris: bool = False
) -> None:
    """Prints rows; `columns` gives their order and stands where there are no rows. `iris` is for results of
    SPARQL: their identifiers are shown, and their CSV is exact.
    """
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    match chosen(form):
        case Form.JSON:
            print_json(list(rows))
        case Form.CSV:
            typer.echo(as_csv(rows, names, exact=iris), nl=False)
        case _:
            print_table(rows, names, iris=iris)


def print_json(data: Any) -> None:
    """Prints a value as indented JSON, which is UTF-8 whatever the terminal is."""
    typer.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2))


def as_csv(rows: Sequence[Mapping[str, Cell]], names: Sequence[str], *, exact: bool = False) -> str:
    """Rows as CSV with a header line, for a spreadsheet, or `exact` as the results of a query are."""
    return "".join(lines(names, rows, exact=exact))


def print_table(rows: Sequence[Mapping[str, Cell]], names: Sequence[str], *, iris: bool = False) -> None:
    """Rows as a table or, where that would be wider than the terminal, a block a row.

    Columns of nothing but IRIs are left out unless `iris`, empty ones always.
    """
    screen = console()
    if not rows:
        screen.print("no rows")
        return
    filled = [name for name in names if any(_shown(row.get(name)) for row in rows)]
    shown = [name for name in filled if iris or not _is_identifier(rows, name)]
    widths = {name: max(len(_shown(row.get(name))) for row in rows) for name in shown}
    if sum(min(width, NARROWEST) + 2 for width in widths.values()) > screen.width:
        _print_blocks(rows, shown, screen)
    else:
        _print_columns(rows, widths, screen)
    if hidden := [name for name in filled if name not in shown]:
        errors().print(f"without identifiers ({', '.join(hidden)}): --format json or csv has them")


def _print_columns(rows: Sequence[Mapping[str, Cell]], widths: Mapping[str, int], screen: Console) -> None:
    table = Table(header_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name, width in widths.items():
        table.add_column(_words(name), overflow="fold", min_width=min(width, NARROWEST))
    for row in rows:
        table.add_row(*(_shown(row.get(name)) for name in widths))
    screen.print(table)


def _print_blocks(rows: Sequence[Mapping[str, Cell]], names: Sequence[str], screen: Console) -> None:
    for row in rows:
        block = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for name in names:
            if value := _shown(row.get(name)):
                block.add_row(_words(name), value)
        screen.print(block)
        screen.print()


def _is_identifier(rows: Sequence[Mapping[str, Cell]], name: str) -> bool:
    """Whether a column has nothing but IRIs, which nobody reads in a table."""
    values = [_shown(row.get(name)) for row in rows]
    return any(values) and all(value == "" or value.startswith("https://") for value in values)


def _words(name: str) -> str:
    """`frontLabel` as a heading: front label."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)
