"""The terms of the ontology in words: what classes, properties and members of vocabularies are called."""

from __future__ import annotations

from collections.abc import Mapping

from kg.ns import SG
from kg.read.models import Model
from kg.read.refs import local_name
from kg.read.shipped import rows
from kg.store.base import Store


class Term(Model):
    """A term of our own: local name, IRI, the local names of its classes, label and definition."""

    id: str
    iri: str
    types: list[str]
    label: str
    definition: str | None


def terms(store: Store) -> Mapping[str, Term]:
    """Every term of our own by its local name, in alphabetical order of their IRIs."""
    found: dict[str, Term] = {}
    for row in rows(store, "ontology/terms"):
        if not row["term"].startswith(str(SG)):
            continue
        name, before = local_name(row["term"]), found.get(local_name(row["term"]))
        found[name] = Term(
            id=name,
            iri=row["term"],
            types=[*(before.types if before else ()), local_name(row["type"])],
            label=row["label"],
            definition=row.get("definition"),
        )
    return found
