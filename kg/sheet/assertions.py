"""Typed assertions: triples that a claim puts forward, checked against the ontology's domains and ranges."""

from __future__ import annotations

from typing import Final

from rdflib import RDF, URIRef

from kg.kinds import BY_NAME
from kg.model import Assertion
from kg.ns import SG, split_entity
from kg.sheet.names import Names
from kg.sheet.problems import Reporter, shorten
from kg.sheet.vocabulary import EVIDENCE_CLASSES, Property

_FIGURE_ONLY: Final = frozenset({"value", "valueMin", "valueMax", "periodLabel", "periodLength"})
"""Data properties that only a figure's entry gives, since code reads them from words."""


def read_triple(parts: list[str], names: Names, reporter: Reporter) -> Assertion | None:
    """The assertion that `[subject, property, object]` makes, or None when its faults were reported."""
    subject_name, property_name, object_name = parts
    subject = names.thing(subject_name, reporter)
    if property_name == "a":
        cls = read_class(subject_name, object_name, names, reporter)
        return None if subject is None or cls is None else Assertion(subject, RDF.type, cls)
    return read_fact(subject, subject_name, property_name, object_name, names, reporter)


def read_fact(
    subject: URIRef | None,
    subject_name: str,
    property_name: str,
    object_name: str,
    names: Names,
    reporter: Reporter,
) -> Assertion | None:
    """The assertion that links a subject, found before, to an object by a property that needs evidence."""
    prop = _property(property_name, names, reporter)
    obj = names.thing(object_name, reporter)
    if subject is None or prop is None or obj is None:
        return None
    fits_domain = fits_end(prop, "domain", subject, subject_name, names, reporter)
    fits_range = fits_end(prop, "range", obj, object_name, names, reporter)
    if not fits_domain or not fits_range:
        return None
    return Assertion(subject, URIRef(SG[prop.name]), obj)


def read_class(subject_name: str, name: str, names: Names, reporter: Reporter) -> URIRef | None:
    """The class that an individual is said to be of: one of the ontology, below the class of its kind."""
    vocabulary = names.vocabulary
    if name not in vocabulary.superclasses:
        reporter.unknown("class", name, vocabulary.assertable_classes())
        return None
    if vocabulary.is_any(name, EVIDENCE_CLASSES):
        reporter.report(
            f"no claim says what is a {name}", "the compiler makes these; name a class of the domain"
        )
        return None
    kind = BY_NAME.get(subject_name.partition("/")[0])
    if kind is not None and not vocabulary.is_any(name, kind.classes):
        wanted = " or ".join(kind.classes)
        reporter.report(
            f"“{subject_name}” cannot be a {name}", f"a {kind.name} is a {wanted} or a class below"
        )
        return None
    return URIRef(SG[name])


def _property(name: str, names: Names, reporter: Reporter) -> Property | None:
    """A property that links two individuals and needs evidence."""
    prop = names.vocabulary.properties.get(name)
    if prop is None:
        reporter.unknown("property", name, ("a", *names.vocabulary.assertable_properties()))
        return None
    if name in _FIGURE_ONLY:
        reporter.report(f"“{name}” is read from words", "give it as value or period of a figure's entry")
        return None
    if not prop.needs_evidence:
        reporter.report(
            f"“{name}” is no property of the domain", "claims assert properties that need evidence"
        )
        return None
    if not prop.is_object:
        reporter.report(
            f"“{name}” takes a number or words, no individual", "it is made by a rule, no claim states it"
        )
        return None
    return prop


def fits_end(prop: Property, side: str, iri: URIRef, name: str, names: Names, reporter: Reporter) -> bool:
    """Whether an individual fits a property's domain or range; where nothing is known of it, it does."""
    allowed = prop.domain if side == "domain" else prop.range
    classes = names.classes(iri)
    if not allowed or not classes or any(names.vocabulary.fits(cls, allowed) for cls in classes):
        return True
    wanted, found = " or ".join(sorted(allowed)), " and ".join(sorted(classes))
    role = "subject" if side == "domain" else "object"
    reporter.report(
        f"“{shorten(name)}” is a {found}, but the {role} of {prop.name} is a {wanted}",
        "turn the triple round, or choose another property",
    )
    return False


def asserted_classes(parts: list[str], names: Names) -> None:
    """Notes the class that a triple asserts, so that domains can use it; reports nothing."""
    if parts[1] != "a" or parts[2] not in names.vocabulary.superclasses:
        return
    entity = names.register.entities.get(parts[0])
    iri = entity.iri if entity else names.figures.get(parts[0].removeprefix("figure/"))
    if iri is not None and split_entity(str(iri)) is not None:
        names.asserted.setdefault(iri, set()).add(parts[2])
