"""IRIs as references that a person can read: identifier, kind and label."""

from __future__ import annotations

from kg.ns import split_entity
from kg.read.models import Ref

TERM = "term"
"""The kind of what is no individual of ours: a class, a property, a member of a vocabulary."""


def local_name(iri: str) -> str:
    """What follows the last `#` or `/`: the local name of a term, the slug of an individual."""
    return iri.rpartition("#")[2].rpartition("/")[2]


def ref(iri: str, label: str | None = None) -> Ref:
    """A reference; without a label the identifier stands for it."""
    kind, slug = split_entity(iri) or (TERM, local_name(iri))
    return Ref(id=slug, iri=iri, kind=kind, label=label or slug)
