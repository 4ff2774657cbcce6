"""What the shapes ask of a term is told with it."""

from __future__ import annotations

from kg.read.rules_of_shapes import shape_rules
from kg.read.terms import terms
from kg.store.base import Store


def test_rules_are_told_of_classes_and_of_properties_on_any_path() -> None:
    rules = shape_rules()
    assert "RiskSeverity" in {rule.shape for rule in rules["Risk"]}
    assert "RiskBearer" in {rule.shape for rule in rules["exposedTo"]}
    assert {rule.severity for each in rules.values() for rule in each} <= {"violation", "warning", "info"}


def test_each_name_is_a_term_of_ours(article_store: Store) -> None:
    known = terms(article_store)
    names = set(shape_rules())
    assert len(names) > 50
    outside = {"Axiom", "Class", "Datatype", "NamedIndividual"}
    properties = {"ObjectProperty", "DatatypeProperty", "AnnotationProperty"}
    assert names - known.keys() <= outside | properties
