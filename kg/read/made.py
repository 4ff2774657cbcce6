"""What a rule made: the statements that it inferred."""

from __future__ import annotations

from rdflib import URIRef

from kg.read.models import Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Store


class Inferred(Model):
    """A statement that a rule made; `id` is that of its axiom, which has the reasons."""

    id: str
    iri: str
    subject: Ref
    property: str
    object: Ref


class Made(Model):
    """A part of the statements of a rule, and the number of all."""

    items: list[Inferred]
    total: int


def made(store: Store, rule: str, limit: int, after: int = 0) -> Made:
    """The statements that a rule (its IRI) inferred: all but the first `after`, `limit` at most."""
    found = rows(store, "rule/made", rule=URIRef(rule), size=limit, passed=after)
    items = [
        Inferred(
            id=local_name(row["axiom"]),
            iri=row["axiom"],
            subject=ref(row["subject"], row.get("subjectLabel")),
            property=local_name(row["property"]),
            object=ref(row["object"], row.get("objectLabel")),
        )
        for row in found
    ]
    return Made(items=items, total=int(rows(store, "rule/made-count", rule=URIRef(rule))[0]["total"]))
