"""What stands in a text by the words of it: claims, quotes, spans, and what rests on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import URIRef

from kg.read.shipped import rows
from kg.store.base import Store

SHORT: Final = 60
"""Characters of words that stand for what they were taken from."""


def wordings(store: Store, nodes: Iterable[str]) -> Mapping[str, str]:
    """The words of each of some claims, quotes, spans, assertions and statements (IRIs), and the title of a
    source; what has none is left out. One query at most."""
    wanted = [URIRef(node) for node in dict.fromkeys(nodes)]
    found: dict[str, str] = {}
    for row in rows(store, "evidence/wordings", node=wanted) if wanted else ():
        found.setdefault(row["node"], row["words"])
    return found


def shortened(words: str, most: int = SHORT) -> str:
    """The beginning of words, `most` characters at most and then "…", cut between words where there are."""
    text = " ".join(words.split())
    if len(text) <= most:
        return text
    whole, space, _ = text[: most + 1].rpartition(" ")
    return f"{whole if space else text[:most]} …"
