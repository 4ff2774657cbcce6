"""IRIs as references that a person can read: identifier, kind and label."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg.kinds import SPEAKING
from kg.ns import SG, split_entity
from kg.read.models import Ref, Speaker
from kg.store.base import Row

TERM = "term"
"""The kind of what is no individual of ours: a class, a property, a member of a vocabulary."""

_BY_CLASS: Final = {str(SG[name]): word for word, name in SPEAKING.items()}


def local_name(iri: str) -> str:
    """What follows the last `#` or `/`: the local name of a term, the slug of an individual."""
    return iri.rpartition("#")[2].rpartition("/")[2]


def ref(iri: str, label: str | None = None) -> Ref:
    """A reference; without a label the identifier stands for it."""
    kind, slug = split_entity(iri) or (TERM, local_name(iri))
    return Ref(id=slug, iri=iri, kind=kind, label=label or slug)


def speaker(iri: str, row: Row, name: str) -> Speaker:
    """A speaker by the `{name}Label` and the `{name}Class` of a row, of which either may be absent."""
    slug = local_name(iri)
    return Speaker(
        id=slug, iri=iri, kind=_BY_CLASS.get(row.get(f"{name}Class", "")), label=row.get(f"{name}Label", slug)
    )


def first_rows(found: Iterable[Row], name: str) -> list[Row]:
    """The first row of each value of a variable: a speaker of two classes makes two rows of what is said."""
    first: dict[str, Row] = {}
    for row in found:
        first.setdefault(row[name], row)
    return list(first.values())
