"""One individual of any kind with all that is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pydantic import SerializerFunctionWrapHandler, model_serializer

from kg.read import claims, documents, statements
from kg.read.entities import Entity, find
from kg.read.evidence import evidence, select
from kg.read.fronts import claims_of
from kg.read.models import Evidence, Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.read.statements import Statement, statement_rows
from kg.store.base import Row, Store


class Resource(Ref):
    """An individual: what it is called and is, its outgoing properties by local name (they stand beside the
    other fields in an answer), the statements at either end of which it stands, and the claims that assert
    something of it without stating it (denied, asked, supposed, doubted)."""

    aliases: list[str]
    types: list[str]
    definition: str | None
    properties: dict[str, list[Ref | str]]
    statements: list[Statement]
    mentioned_in: list[Evidence]

    @model_serializer(mode="wrap")
    def _flat(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = handler(self)
        properties = fields.pop("properties", {})
        last = {name: fields.pop(name) for name in ("statements", "mentioned_in") if name in fields}
        return fields | {name: properties[name] for name in sorted(properties.keys() - fields.keys())} | last


def resource(store: Store, kind: str, slug: str) -> Model:
    """The individual of a kind with a slug: a Resource, or for claims, assertions, axioms, sources, quotes,
    spans and sentences the model of that kind (`claims.Replaced` for a claim that another has replaced).

    NotFoundError with the nearest names, BadParameterError for what is no kind or slug.
    """
    special = _SPECIAL.get(kind)
    return special(store, slug) if special else _resource(store, find(store, kind, slug))


_SPECIAL: Final[Mapping[str, Callable[[Store, str], Model]]] = {
    "assertion": claims.assertion,
    "axiom": statements.statement,
    "claim": claims.claim,
    "quote": documents.quote,
    "sentence": documents.sentence,
    "source": documents.source,
    "span": documents.span,
}


def _resource(store: Store, entity: Entity) -> Resource:
    stated = statement_rows(store, entity.iri)
    mentions = _unstated(entity, rows(store, "entity/mentions", node=entity.iri), stated)
    words = evidence(store, [*claims_of(stated), *mentions])
    return Resource(
        **dict(entity.ref),
        aliases=list(entity.aliases),
        types=list(entity.types),
        definition=entity.definition,
        properties=_properties(rows(store, "entity/properties", node=entity.iri)),
        statements=statements.statements(stated, words),
        mentioned_in=select(words, mentions),
    )


def _properties(found: Sequence[Row]) -> dict[str, list[Ref | str]]:
    said: dict[str, list[Ref | str]] = {}
    for row in found:
        node = row["isNode"] == "true"
        value = ref(row["value"], row.get("label")) if node else row["value"]
        said.setdefault(local_name(row["property"]), []).append(value)
    return said


def _unstated(entity: Entity, mentions: Sequence[Row], stated: Sequence[Row]) -> list[str]:
    """The claims among mentions that assert something of the entity which they do not support."""
    supported = {(row["claim"], row["property"], row["other"]) for row in stated if "claim" in row}
    iri = entity.ref.iri
    return [
        row["claim"]
        for row in mentions
        if (row["claim"], row["property"], row["object"] if row["subject"] == iri else row["subject"])
        not in supported
    ]
