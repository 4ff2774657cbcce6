"""Which documents of the index a change of the graph may alter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from rdflib import URIRef

from kg import ns
from kg.read.shipped import rows
from kg.search.documents import is_indexed
from kg.store.base import Store
from kg.store.delta import Delta, triple_of

_SUPPORTED: Final = f"<{ns.SG.supportedBy}>"
_STANDING: Final = f"<{ns.SG.standing}>"
_EXACT: Final = f"<{ns.SG.exact}>"
_AT_ONCE: Final = 500


def affected(store: Store, delta: Delta) -> frozenset[str]:
    """The IRIs of the things and claims whose names, words or fields a change may have altered; `store` holds
    the outcome of the change.

    Beside what the triples are about, these are the claims whose quote has other words, and those that
    support, or did, a statement whose standing or support is another.
    """
    found, parts = set[str](), set[str]()
    for line in delta.removed | delta.added:
        subject, predicate, value = triple_of(line).split(" ", 2)
        iri = subject[1:-1]
        if predicate in {_STANDING, _EXACT}:
            parts.add(iri)
        elif predicate == _SUPPORTED:
            found.add(value[1:-1])
        elif is_indexed(iri):
            found.add(iri)
    for some in _some(parts):
        found.update(row["claim"] for row in rows(store, "search/resting", part=some))
    return frozenset(iri for iri in found if is_indexed(iri))


def _some(parts: set[str]) -> Iterator[list[URIRef]]:
    rest = iter(sorted(parts))
    while some := [URIRef(iri) for iri in islice(rest, _AT_ONCE)]:
        yield some
