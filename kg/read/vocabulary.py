"""The ontology for readers: each term with what is broader, where it leads, how often it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kg.ns import ID, SG
from kg.read.models import Model
from kg.read.refs import local_name
from kg.read.rules_of_shapes import ShapeRule, shape_rules
from kg.read.shipped import rows
from kg.read.terms import Term, terms
from kg.read.uses import Example, uses
from kg.store.base import Row, Store

CLASS: Final = "Class"
_PROPERTIES: Final = frozenset({"ObjectProperty", "DatatypeProperty", "AnnotationProperty"})


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
    used = uses(store)
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


def _grouped(found: Sequence[Row], key: str, value: str) -> dict[str, list[str]]:
    """Local names by local name; what is no IRI of a name (a class expression) is left out."""
    grouped: dict[str, list[str]] = {}
    for row in found:
        if not row[value].startswith(ID) and (row[key].startswith(str(SG))):
            grouped.setdefault(local_name(row[key]), []).append(local_name(row[value]))
    return grouped
