"""The columns of a table, made from the model of its rows: the same for every row, and none left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from kg.read.claims import Assertion
from kg.read.figures import Giving
from kg.read.items import Link
from kg.read.models import Advantage, Evidence, Ref, Stated


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, and the text of its cell for a row (None in a row that has no such part)."""

    name: str
    cell: Callable[[Any], str | None]


@cache
def columns(model: type[BaseModel]) -> tuple[Column, ...]:
    """The columns of a model: one a field. A field that holds a named thing has one for its name, its kind
    and its IRI each; one that holds another model has a column for each field of that; a list is one cell,
    separated by `; `."""
    return tuple(
        column for name, field in model.model_fields.items() for column in _of(name, field.annotation)
    )


def cells(row: BaseModel) -> dict[str, str | None]:
    """A row by the names of its columns."""
    return {column.name: column.cell(row) for column in columns(type(row))}


def _of(name: str, annotation: Any) -> Iterator[Column]:
    held = _without_none(annotation)
    if not (isinstance(held, type) and issubclass(held, BaseModel)):
        yield Column(name, lambda row: _text(getattr(row, name)))
        return
    named = next((field for field in ("label", "title") if field in held.model_fields), None)
    if named is not None and not issubclass(held, Stated):
        yield _within(name, name, Column("", lambda part: getattr(part, named)))
        inner = [column for column in columns(held) if column.name in {"kind", "iri"}]
    else:
        inner = [*columns(held)]
    for column in inner:
        yield _within(f"{name}_{column.name}", name, column)


def _within(name: str, field: str, column: Column) -> Column:
    """A column of the model that a field holds, or nothing where it holds none."""

    def cell(row: Any) -> str | None:
        part = getattr(row, field)
        return None if part is None else column.cell(part)

    return Column(name, cell)


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) is list:
        return annotation
    kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
    return kinds[0] if len(kinds) == 1 else annotation


def _text(value: Any) -> str | None:
    """A value as the text of a cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(_item(item) for item in value)
    return None if value is None else str(value)


def _item(value: Any) -> str:
    """What stands in a list, with how it is stated beside it: without that it would say too much."""
    said = str(value)
    match value:
        case Evidence():
            said = value.claim
        case Assertion():
            other = value.object.label if value.object else value.value
            said = f"{value.subject.label} {value.property} {other}"
        case Link():
            said = f"{value.label} ({value.stated})"
        case Stated():
            said = f"{value.label} ({value.standing})"
        case Advantage():
            said = f"{value.advantage} ({value.standing})"
        case Giving():
            numbers = value.value or f"{value.value_min}–{value.value_max}"
            said = f"{numbers} ({value.stated}, {value.evidence.claim})"
        case Ref():
            said = value.id if value.kind == "claim" else value.label
    return said
