"""The command that searches names, definitions and quotes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final

import typer

from kg.cli.graph import FormOption, StoreOption
from kg.cli.opening import opened
from kg.cli.output import Form, chosen, errors, print_rows
from kg.errors import BadParameterError
from kg.search import FIELDS, Results, Table, Wanted, documents, search, spreadsheet

_READ: Final = ("kind", "id", "text", "speaker", "standings")
"""The columns that a person reads."""


def search_command(
    words: Annotated[
        list[str],
        typer.Argument(help=f"What the results have, and what narrows them: {'=… '.join(FIELDS)}=…"),
    ],
    limit: Annotated[int, typer.Option(help="The most results to print.")] = 20,
    store: StoreOption = None,
    form: FormOption = Form.AUTO,
) -> None:
    """Search names, other names, definitions and the words of claims; the same results as `/search`.

    A word is found by its beginning or its English stem, words “in quotation marks” as they stand. Where no
    text has all words, those with the most of them come first, and it says so.

    Examples: stratagem search decisive advant · stratagem search users kind=claim modality=opinion
    """
    filters = _filters(words)
    wanted = Wanted(" ".join(word for word in words if not _is_filter(word)), filters, limit=limit)
    graph, table = opened(store), Table()
    table.put(documents(graph))
    found = search(graph, table, wanted)
    columns = _READ if chosen(form) is Form.TABLE else spreadsheet.COLUMNS
    print_rows([spreadsheet.line(hit).model_dump() for hit in found.items], form, columns)
    _print_rest(found)
    if not found.items:
        raise typer.Exit(1)


def _is_filter(word: str) -> bool:
    return word.partition("=")[0] in FIELDS and "=" in word


def _filters(words: Iterable[str]) -> dict[str, str]:
    filters: dict[str, str] = {}
    for word in filter(_is_filter, words):
        name, _, value = word.partition("=")
        if not value or name in filters:
            raise BadParameterError(name, value, "give it once, and a value")
        filters[name] = value
    return filters


def _print_rest(found: Results) -> None:
    """What a reader should know beside the rows, where they are not all or there are none."""
    if found.items and not found.all_words:
        errors().print("No text has all of these words; these have some of them.")
    if found.next:
        errors().print(f"{len(found.items)} of {found.total} results; --limit shows more")
    if found.nearest:
        errors().print(f"the nearest names are {', '.join(near.label for near in found.nearest)}")
