"""Tables for spreadsheets: CSV as RFC 4180 has it, in UTF-8, in which no cell is taken for a formula.

The results of `/sparql` in CSV are those of its own specification and are left exact.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a program may run (OWASP, "CSV Injection"), the full-width forms among them."""


def defused(text: str) -> str:
    """A text for a cell: an apostrophe stands before one that begins as a formula does."""
    return f"'{text}" if text.startswith(FORMULA) else text


def lines(
    columns: Sequence[str], rows: Iterable[Mapping[str, object]], *, exact: bool = False
) -> Iterator[str]:
    """The header line and a line a row; an absent or null value is an empty cell. `exact` is for what no
    spreadsheet opens: cells are then left as they are."""
    written = str if exact else defused
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        yield output.getvalue()
        output.seek(0)
        output.truncate()
        writer.writerow(["" if (value := row.get(name)) is None else written(str(value)) for name in columns])
    yield output.getvalue()
