"""Paths of shapes as steps that can be walked either way, and as text of SPARQL.

Of the paths of SHACL (section 2.3.1) all but the repeated ones (`*`, `+`, `?`) are known: no shape of ours
uses these.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.binding import serialize
from kg.validate.results import ShapesError


class Step(NamedTuple):
    """A step from one node to another: by the property `predicate` (its IRI in angle brackets), against it
    when `inverse`, any number of times, none too, when `star`."""

    predicate: str
    inverse: bool = False
    star: bool = False

    def reversed(self) -> Step:
        """The step back."""
        return self._replace(inverse=not self.inverse)

    def __str__(self) -> str:
        text = f"^{self.predicate}" if self.inverse else self.predicate
        return f"({text})*" if self.star else text


Walk = tuple[Step, ...]
"""Steps one after the other."""


def backwards(walk: Walk) -> Walk:
    """The way back."""
    return tuple(step.reversed() for step in reversed(walk))


def text(walks: Iterable[Walk]) -> str:
    """Walks as one SPARQL property path that leads where any of them does."""
    return "|".join("/".join(str(step) for step in walk) for walk in walks)


def walks(shapes: Graph, path: Node) -> tuple[Walk, ...]:
    """The walks that a path of SHACL allows; ShapesError for a form that is not known."""
    if isinstance(path, URIRef):
        return ((Step(serialize(path)),),)
    if isinstance(path, BNode):
        if (path, RDF.first, None) in shapes:
            parts = [walks(shapes, part) for part in Collection(shapes, path)]
            return tuple(sum(chosen, ()) for chosen in product(*parts))
        found = list(shapes.predicate_objects(path))
        if len(found) == 1 and found[0][0] == SH.inversePath:
            return tuple(backwards(walk) for walk in walks(shapes, found[0][1]))
        if len(found) == 1 and found[0][0] == SH.alternativePath:
            choices = Collection(shapes, found[0][1])
            return tuple(walk for choice in choices for walk in walks(shapes, choice))
    raise ShapesError(f"the store cannot be checked: a path of a form that is not known: {path.n3()}")
