"""Individuals by kind and slug: how they are called, what they are, which names look like a wrong one."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from kg import ns
from kg.errors import BadParameterError, NotFoundError
from kg.kinds import BY_NAME
from kg.read.models import Ref
from kg.read.refs import local_name
from kg.read.shipped import rows
from kg.store.base import Store

AXIOM: Final = "axiom"
"""The kind of a statement's axiom: it has an IRI and answers, but is no individual and stands in no list."""
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Entity:
    """An individual: its reference, the local names of its classes, its definition and other names."""

    ref: Ref
    types: tuple[str, ...]
    definition: str | None
    aliases: tuple[str, ...]

    @property
    def iri(self) -> URIRef:
        """Its IRI as a term."""
        return URIRef(self.ref.iri)


def checked_iri(kind: str, slug: str, name: str | None = None) -> URIRef:
    """The IRI of a kind and slug; BadParameterError (named `name`) when either has no such form."""
    if kind not in BY_NAME and kind != AXIOM:
        raise BadParameterError("kind", kind, f"it is one of {', '.join(BY_NAME)}")
    if not SLUG.fullmatch(slug):
        raise BadParameterError(name or kind, slug, "lower-case letters, digits and single hyphens")
    return ns.entity(kind, slug)


def find(store: Store, kind: str, slug: str) -> Entity:
    """The individual of a kind with a slug.

    NotFoundError with the nearest slugs when there is none, BadParameterError when kind or slug has not the
    form of one.
    """
    iri = checked_iri(kind, slug)
    found = rows(store, "entity/entity", node=iri)
    if not found:
        raise NotFoundError(kind, slug, nearest(store, kind, slug))
    first = found[0]
    return Entity(
        ref=Ref(id=slug, iri=str(iri), kind=kind, label=first.get("label", slug)),
        types=tuple(dict.fromkeys(local_name(row["type"]) for row in found)),
        definition=first.get("definition"),
        aliases=tuple(dict.fromkeys(row["alias"] for row in found if "alias" in row)),
    )


def nearest(store: Store, kind: str, slug: str, limit: int = 3) -> list[str]:
    """Slugs of a kind whose slug, label or other name looks most like the given one (Ratcliff/Obershelp)."""
    names: dict[str, str] = {}
    for row in rows(store, "entity/names", **{"class": [ns.SG[name] for name in BY_NAME[kind].classes]}):
        if ns.split_entity(row["node"]):
            known = local_name(row["node"])
            names.setdefault(known, known)
            names.setdefault(row["name"].casefold(), known)
    close = difflib.get_close_matches(slug.casefold(), names, n=limit * 3, cutoff=0.5)
    return list(dict.fromkeys(names[name] for name in close))[:limit]
