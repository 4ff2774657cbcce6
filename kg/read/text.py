"""The stored text of a source, where the rights allow to pass it on."""

from __future__ import annotations

from typing import Final

from kg.ns import text_graph
from kg.read.entities import find
from kg.read.models import Model
from kg.read.shipped import rows
from kg.store.base import Store

FULL: Final = "full"


class Text(Model):
    """How much of a source may be passed on (`full` or `quotes`), and its text; null where it may not be
    passed on or is not stored."""

    rights: str
    text: str | None


def text(store: Store, source: str) -> Text:
    """The text of a source (a slug); NotFoundError with the nearest slugs when there is no such source."""
    found = rows(store, "source/text", source=find(store, "source", source).iri, graph=text_graph(source))
    rights = found[0]["rights"] if found else "quotes"
    return Text(rights=rights, text=found[0].get("text") if rights == FULL else None)
