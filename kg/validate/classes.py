"""Which class is a subclass of which, by what a store says."""

from __future__ import annotations

from rdflib import URIRef

from kg.store.base import Row, Store
from kg.validate.template import Template


class Classes:
    """The classes of a store, read once."""

    def __init__(self, store: Store) -> None:
        self._narrower = _narrower(store.merged(Template("subclasses", {}, path="").text()))
        self._found: dict[tuple[URIRef, ...], tuple[str, ...]] = {}

    def within(self, classes: tuple[URIRef, ...]) -> tuple[str, ...]:
        """Classes with all that are subclasses of them, as SPARQL has them."""
        if (found := self._found.get(classes)) is None:
            names = {each for name in classes for each in self._narrower.get(f"<{name}>", {f"<{name}>"})}
            found = self._found[classes] = tuple(sorted(names))
        return found


def _narrower(rows: list[Row]) -> dict[str, frozenset[str]]:
    """Each class with itself and all that are subclasses of it, by any number of steps."""
    direct: dict[str, set[str]] = {}
    for row in rows:
        if row["class"].startswith("<") and row["wider"].startswith("<"):
            direct.setdefault(row["wider"], set()).add(row["class"])
    found = {}
    for name in direct:
        reached, waiting = {name}, [name]
        while waiting:
            fresh = direct.get(waiting.pop(), set()) - reached
            reached |= fresh
            waiting += fresh
        found[name] = frozenset(reached)
    return found
