"""Statements with their standing and evidence: those of a thing, and one by its axiom."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import URIRef

from kg.errors import NotFoundError
from kg.read.entities import AXIOM, checked_iri
from kg.read.evidence import EvidenceByClaim, evidence, select
from kg.read.fronts import claims_of, grouped
from kg.read.models import Evidence, Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Row, Store


class Statement(Model):
    """A statement seen from a thing: `direction` is `out` where the thing is the subject, else `in`; the
    other end is a `node` or a `value`. `rule` is the rule that inferred it; `iri` is that of its axiom."""

    iri: str
    property: str
    direction: str
    node: Ref | None
    value: str | None
    standing: str | None
    rule: str | None
    evidence: list[Evidence]


class StatementResource(Model):
    """A statement by itself: subject, property, object (a node) or value, with standing and evidence."""

    id: str
    iri: str
    kind: str = "axiom"
    subject: Ref
    property: str
    object: Ref | None
    value: str | None
    standing: str | None
    rule: Ref | None
    evidence: list[Evidence]


def statement_rows(store: Store, node: URIRef) -> list[Row]:
    """One row a statement that has a node at either end, and claim that it rests on."""
    return rows(store, "entity/statements", node=node)


def statements(found: Sequence[Row], words: EvidenceByClaim) -> list[Statement]:
    """The statements of rows of `statement_rows`: first those of which the thing is the subject."""
    return [_statement(group, words) for group in grouped(found, "axiom", "direction")]


def statement(store: Store, slug: str) -> StatementResource:
    """The statement of an axiom by the hash in its IRI; NotFoundError when there is none."""
    iri = checked_iri(AXIOM, slug)
    found = rows(store, "statement/statement", axiom=iri)
    if not found:
        raise NotFoundError(AXIOM, slug)
    first = found[0]
    node = first["isNode"] == "true"
    return StatementResource(
        id=slug,
        iri=str(iri),
        subject=ref(first["subject"], first.get("subjectLabel")),
        property=local_name(first["property"]),
        object=ref(first["object"], first.get("objectLabel")) if node else None,
        value=None if node else first["object"],
        standing=first.get("stated"),
        rule=ref(first["rule"], first.get("ruleLabel")) if "rule" in first else None,
        evidence=list(evidence(store, claims_of(found)).values()),
    )


def _statement(group: Sequence[Row], words: EvidenceByClaim) -> Statement:
    first = group[0]
    node = first["isNode"] == "true"
    return Statement(
        iri=first["axiom"],
        property=local_name(first["property"]),
        direction=first["direction"],
        node=ref(first["other"], first.get("label")) if node else None,
        value=None if node else first["other"],
        standing=first.get("stated"),
        rule=local_name(first["rule"]) if "rule" in first else None,
        evidence=select(words, claims_of(group)),
    )
