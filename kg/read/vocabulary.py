"""The ontology for readers: each term with what is broader, where it leads, how often it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kg.ns import ID, SG
from kg.read.models import Model, Ref
from kg.read.refs import local_name, ref
from kg.read.rules_of_shapes import ShapeRule, shape_rules
from kg.read.shipped import rows
from kg.read.terms import Term, terms
from kg.read.ties import LABEL, outgoing
from kg.store.base import Row, Store

CLASS: Final = "Class"
_PROPERTIES: Final = frozenset({"ObjectProperty", "DatatypeProperty", "AnnotationProperty"})


class Example(Model):
    """A use of a term: a thing of a class, or a thing and what a property leads to from it."""

    thing: Ref
    values: list[Ref | str]


class Entry(Model):
    """A term: `broader` and `narrower` are local names, `domain` and `range` those of classes or datatypes,
    empty where the ontology gives none; `uses` counts things of a class, triples of a property; `rules` are
    what shapes ask of it."""

    term: Term
    broader: list[str]
    narrower: list[str]
    domain: list[str]
    range: list[str]
    uses: int
    examples: list[Example]
    rules: list[ShapeRule]


class Vocabulary(Model):
    """All terms by what they are: classes, properties, datatypes, and the members of each vocabulary by its
    class."""

    classes: dict[str, Entry]
    properties: dict[str, Entry]
    datatypes: dict[str, Entry]
    members: dict[str, list[Entry]]


def vocabulary(store: Store) -> Vocabulary:
    """The terms of the served ontology. It counts the whole graph: once a revision is enough."""
    known = terms(store)
    broader = _grouped(rows(store, "ontology/parents"), "term", "parent")
    narrower: dict[str, list[str]] = {}
    for name, parents in broader.items():
        for parent in parents:
            narrower.setdefault(parent, []).append(name)
    ends = rows(store, "ontology/ends")
    domain = _grouped([row for row in ends if row["end"] == "domain"], "property", "class")
    reached = _grouped([row for row in ends if row["end"] == "range"], "property", "class")
    used = _used(store)
    asked = shape_rules()
    made = {
        name: Entry(
            term=term,
            broader=broader.get(name, []),
            narrower=sorted(narrower.get(name, [])),
            domain=domain.get(name, []),
            range=reached.get(name, []),
            uses=used[name][0] if name in used else 0,
            examples=used[name][1] if name in used else [],
            rules=list(asked.get(name, ())),
        )
        for name, term in known.items()
    }
    return _by_sort(made)


def _by_sort(made: Mapping[str, Entry]) -> Vocabulary:
    ordered = dict(sorted(made.items(), key=lambda item: item[1].term.label.casefold()))
    members: dict[str, list[Entry]] = {}
    for entry in ordered.values():
        for name in entry.term.types:
            if name in made:
                members.setdefault(name, []).append(entry)
    return Vocabulary(
        classes={name: e for name, e in ordered.items() if CLASS in e.term.types},
        properties={name: e for name, e in ordered.items() if not _PROPERTIES.isdisjoint(e.term.types)},
        datatypes={name: e for name, e in ordered.items() if "Datatype" in e.term.types},
        members=dict(sorted(members.items())),
    )


def _used(store: Store) -> dict[str, tuple[int, list[Example]]]:
    """How often each term is used, and by the first and the last thing that does."""
    found: dict[str, tuple[int, list[Example]]] = {}
    classes, properties = rows(store, "ontology/classes-in-use"), rows(store, "ontology/properties-in-use")
    things = sorted({row[end] for row in (*classes, *properties) for end in ("first", "last")})
    labels = outgoing(store, things, (LABEL,))
    named = {iri: ref(iri, _text(labels.get((iri, LABEL), ()))) for iri in things}
    for row in classes:
        examples = [Example(thing=named[iri], values=[]) for iri in _ends(row)]
        found[local_name(row["class"])] = int(row["uses"]), examples
    names = [local_name(row["property"]) for row in properties]
    values = outgoing(store, things, names)
    for name, row in zip(names, properties, strict=True):
        examples = [
            Example(thing=named[iri], values=list(values.get((iri, name), ()))[:1]) for iri in _ends(row)
        ]
        found[name] = int(row["uses"]), examples
    return found


def _ends(row: Row) -> Sequence[str]:
    return list(dict.fromkeys((row["first"], row["last"])))


def _text(values: Sequence[Ref | str]) -> str | None:
    return next((value for value in values if isinstance(value, str)), None)


def _grouped(found: Sequence[Row], key: str, value: str) -> dict[str, list[str]]:
    """Local names by local name; what is no IRI of a name (a class expression) is left out."""
    grouped: dict[str, list[str]] = {}
    for row in found:
        if not row[value].startswith(ID) and (row[key].startswith(str(SG))):
            grouped.setdefault(local_name(row[key]), []).append(local_name(row[value]))
    return grouped
