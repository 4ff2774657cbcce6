"""What is judged of a value without a query is what the query of its constraint component says."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from rdflib import Graph

from kg import ns
from kg.store.embedded import EmbeddedStore
from kg.validate import check, component, evaluation
from kg.validate.component import Judged
from kg.validate.shape import Constraint
from kg.validate.values import Ends, Values

XSD = ns.PREFIXES["xsd"]
SHAPES = f"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/> .
@prefix xsd: <{XSD}> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:message "no" ; %s ] .
"""
CONSTRAINTS = (
    "sh:datatype xsd:string",
    "sh:datatype xsd:integer",
    "sh:datatype xsd:decimal",
    "sh:datatype xsd:boolean",
    'sh:pattern "^[a-z0-9-]+$"',
    'sh:pattern "b"',
    'sh:pattern "^a$|^7$"',
    "sh:minLength 1",
    "sh:minLength 3",
    "sh:minInclusive 7",
    "sh:minInclusive 7.25",
    'sh:languageIn ( "en" )',
    'sh:languageIn ( "en-GB" "de" )',
    "sh:class ex:D",
    "sh:lessThan ex:q",
    "sh:lessThanOrEquals ex:q",
)
TERMS = (
    '"a"',
    '"abc"',
    '"a\\n"',
    '"a\\"b"',
    '""',
    '"\\u00e4\\U0001f600"',
    '"7"',
    f'"7"^^<{XSD}integer>',
    f'"-7"^^<{XSD}integer>',
    f'"123456789012345678901234567890"^^<{XSD}integer>',
    f'"seven"^^<{XSD}integer>',
    f'"7.25"^^<{XSD}decimal>',
    f'"0.1234567890123456789"^^<{XSD}decimal>',
    f'"7"^^<{XSD}decimal>',
    f'"8.0E0"^^<{XSD}double>',
    f'"true"^^<{XSD}boolean>',
    '"b"@en',
    '"b"@en-gb',
    '"b"@english',
    '"b"@de',
    "<https://example.org/d>",
    "<https://example.org/e>",
    "_:b",
)


def _store() -> EmbeddedStore:
    """A node for each term alone, for each two, and for each with a number beside it to be compared."""
    ex, end = "<https://example.org/", " <urn:test:graph> ."
    lines = [f"{ex}d> <{ns.PREFIXES['rdf']}type> {ex}D>{end}", f"_:b <{ns.PREFIXES['rdf']}type> {ex}D>{end}"]
    for number, term in enumerate(TERMS):
        for other, second in enumerate(TERMS):
            node = f"{ex}n{number}-{other}>"
            lines += [f"{node} <{ns.PREFIXES['rdf']}type> {ex}C>{end}", f"{node} {ex}p> {term}{end}"]
            lines += [f"{node} {ex}{'p' if other % 2 else 'q'}> {second}{end}"]
    store = EmbeddedStore.memory()
    store.load("\n".join(lines).encode())
    return store


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_a_query_says_the_same(constraint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store, shapes = _store(), Graph().parse(data=SHAPES % constraint, format="turtle")
    left: list[Judged] = []

    def judged(
        asked: Constraint, terms: tuple[str, ...], foci: Collection[str], ends: Ends, values: Values
    ) -> Judged:
        left.append(component.judge(asked, terms, foci, ends, values))
        return Judged([], sorted(foci))

    found = set(check(store, shapes=shapes).results)
    monkeypatch.setattr(evaluation, "judge", judged)
    assert found == set(check(store, shapes=shapes).results)
    assert found
    asked = {focus for each in left for focus in each.unsure}
    unknown = "$|" in constraint  # a regular expression that Python may read otherwise
    assert (len(asked) < len(TERMS) ** 2) != unknown
