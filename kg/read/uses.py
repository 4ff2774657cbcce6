"""How often the terms of the ontology are used, and by which things for example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rdflib import URIRef

from kg.read.models import Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.read.ties import LABEL, Ties, outgoing
from kg.store.base import Row, Store

Used = tuple[int, "list[Example]"]


class Example(Model):
    """A use of a term: a thing of a class, or a thing and what a property leads to from it."""

    thing: Ref
    values: list[Ref | str]


def uses(store: Store) -> dict[str, Used]:
    """The number of uses and the examples of each term in use, by its local name.

    The examples of a class are its first and its last thing by IRI. Those of a property are sought among the
    examples of classes and the first statements about them, and in the whole graph only where none has it:
    to compare the IRIs of all things takes ten times as long as to count them. Seven queries at most.
    """
    classes, properties = rows(store, "ontology/classes-in-use"), rows(store, "ontology/properties-in-use")
    iris = {local_name(row["property"]): row["property"] for row in properties}
    things = {row[end] for row in classes for end in ("first", "last")}
    asked = [URIRef(iri) for iri in sorted(things)]
    if asked:
        things |= {row["statement"] for row in rows(store, "ontology/first-statements", node=asked)}
    values = dict(outgoing(store, sorted(things), iris))
    others = _others(store, {name: iri for name, iri in iris.items() if not _having(values, name)})
    values |= outgoing(store, sorted(set(others)), iris)
    named = _named(store, sorted(things | set(others)))
    return {
        local_name(row["class"]): (
            int(row["uses"]),
            [Example(thing=named[iri], values=[]) for iri in _ends(row)],
        )
        for row in classes
    } | {
        local_name(row["property"]): (int(row["uses"]), _examples(values, local_name(row["property"]), named))
        for row in properties
    }


def _others(store: Store, wanted: Mapping[str, str]) -> list[str]:
    """The first and the last thing that have each of some properties."""
    properties = [URIRef(iri) for iri in wanted.values()]
    found = rows(store, "ontology/users", property=properties) if properties else []
    return [iri for row in found for iri in _ends(row)]


def _examples(values: Ties, name: str, named: Mapping[str, Ref]) -> list[Example]:
    having = _having(values, name)
    chosen = dict.fromkeys((having[0], having[-1])) if having else ()
    return [Example(thing=named[iri], values=list(values[iri, name])[:1]) for iri in chosen]


def _having(values: Ties, name: str) -> Sequence[str]:
    """The things that have a property, by IRI."""
    return sorted(iri for iri, known in values if known == name)


def _named(store: Store, things: Sequence[str]) -> dict[str, Ref]:
    labels = outgoing(store, things, (LABEL,))
    return {iri: ref(iri, _text(labels.get((iri, LABEL), ()))) for iri in things}


def _ends(row: Row) -> Sequence[str]:
    return list(dict.fromkeys((row["first"], row["last"])))


def _text(values: Sequence[Ref | str]) -> str | None:
    return next((value for value in values if isinstance(value, str)), None)
