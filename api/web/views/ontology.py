"""The page of the ontology: every term with its definition, its place, its uses."""

from __future__ import annotations

from api.web.asked import Asked
from kg.ns import ONTOLOGY
from kg.read.vocabulary import Vocabulary


def ontology(asked: Asked, held: Vocabulary) -> bytes:
    """The page of `/ontology`."""
    roots = [name for name, entry in held.classes.items() if not entry.broader]
    # Trees before single classes, and those of which there is most first.
    roots.sort(key=lambda name: (not held.classes[name].narrower, -_uses(held, name), name))
    below = {name: _uses(held, name) - entry.uses for name, entry in held.classes.items()}
    return asked.page("ontology.html", held=held, roots=roots, below=below, iri=str(ONTOLOGY))


def _uses(held: Vocabulary, name: str) -> int:
    """How many things there are of a class and of those below it."""
    entry = held.classes[name]
    return entry.uses + sum(_uses(held, below) for below in entry.narrower if below in held.classes)
