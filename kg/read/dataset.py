"""How large the graph is and what it is made of, in the numbers that VoID has names for.

They are those of an export: all graphs but the texts that may not be passed on.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.binding import bind
from kg.ns import SG
from kg.read.export import shown_texts
from kg.read.models import Model
from kg.read.shipped import query, rows
from kg.store.base import Row, Store

_TEXT = str(SG.text)


class Dataset(Model):
    """Numbers of a graph (https://www.w3.org/TR/void/#statistics): `entities` are the subjects that have an
    identifier of ours; `properties` has the triples of each property, `classes` the members of each class,
    both by IRI; `vocabularies` are the namespaces of these; `example` is a thing with a page, if any."""

    triples: int
    entities: int
    subjects: int
    properties: Mapping[str, int]
    classes: Mapping[str, int]
    vocabularies: tuple[str, ...]
    example: str | None


def dataset(store: Store) -> Dataset:
    """The numbers of a store, counted; it takes about as long as reading the graph."""
    properties = {row["property"]: int(row["triples"]) for row in _rows(store, "properties")}
    if texts := len(shown_texts(store)):
        # A query's default graph is without texts. Each has a graph of one triple, which is about its source.
        properties[_TEXT] = properties.get(_TEXT, 0) + texts
    classes = {row["class"]: int(row["members"]) for row in _rows(store, "classes")}
    (subjects,) = _rows(store, "subjects")
    companies = rows(store, "overview/companies")
    return Dataset(
        triples=sum(properties.values()),
        entities=int(subjects.get("entities", 0)),
        subjects=int(subjects["subjects"]),
        properties=dict(sorted(properties.items())),
        classes=classes,
        vocabularies=tuple(sorted({namespace(term) for term in (*properties, *classes)} - {""})),
        example=companies[0]["company"] if companies else None,
    )


def _rows(store: Store, name: str) -> list[Row]:
    """The rows of a query that has no parameters and reads all but texts."""
    return store.rows(bind(query(f"dataset/{name}")))


def namespace(term: str) -> str:
    """The namespace of a term: its IRI up to the last `#` or `/`."""
    head, mark, _ = term.rpartition("#" if "#" in term else "/")
    return head + mark
