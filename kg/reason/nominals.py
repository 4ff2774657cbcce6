"""Named individuals taken out of class definitions where that changes no answer, because they are what costs.

With a nominal (`owl:hasValue` with an individual) in the ontology HermiT carries all data through every one
of its subsumption tests: with 5,800 triples of data under the article's ontology classification took 20 s
with its two nominals and 2.6 s without. So `p value x` in a definition becomes `p some X`, with a new class
X that x is asserted to be in.

This is exact where the defined class is used on the left of axioms only (below: its name is nothing but the
subject of subclass axioms and of one definition) and its definition is built of `and`, `or` and `some`. Any
model of the original becomes one of the rewritten theory with X read as {x}. Any model of the rewritten
theory becomes one of the original by shrinking the defined class to its original definition, since what it
is used for asks only that it be small enough. Anywhere else the nominal stays. What is not kept is the
reason why a rewritten class itself can have no member, where that lies in what is said of x: this is asked
of the terminology alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from rdflib import OWL, RDF, RDFS, XSD, URIRef
from rdflib.term import Node

from kg.reason.axioms import Axiom, Theory
from kg.reason.terms import Triple

MARK: Final = "urn:stratagem:nominal:"
MONOTONE: Final = frozenset(
    {RDF.type, RDF.first, RDF.rest, OWL.equivalentClass, OWL.intersectionOf, OWL.unionOf, OWL.onProperty}
    | {OWL.someValuesFrom, OWL.hasValue, OWL.inverseOf, OWL.onDatatype, OWL.withRestrictions}
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A theory without those nominals: its triples, and the classes whose definitions were rewritten."""

    triples: frozenset[Triple]
    classes: tuple[URIRef, ...]


def without_nominals(stated: Theory) -> Rewritten:
    """Replace the nominals that stand only on the left by new classes."""
    uses = Counter(symbol for axiom in stated.axioms for symbol in axiom.symbols)
    left = Counter(axiom.root for axiom in stated.axioms if _only_names_on_the_left(axiom))
    defined = Counter(axiom.root for axiom in stated.axioms if _is_definition(axiom))
    triples: set[Triple] = set(stated.declarations)
    classes = []
    for axiom in stated.axioms:
        root = axiom.root
        fit = defined[root] == 1 and uses[root] == left[root] and _is_definition(axiom)
        if isinstance(root, URIRef) and fit and _has_nominal(axiom):
            triples |= _rewritten(axiom)
            classes.append(root)
        else:
            triples |= axiom.triples
    return Rewritten(frozenset(triples), tuple(classes))


def terminology(stated: Theory) -> set[Triple]:
    """The theory without its data: of individuals only what is said of those that class definitions name."""
    declared = {s for s, _, _ in stated.declarations}
    named = {o for axiom in stated.axioms for _, p, o in axiom.triples if p == OWL.hasValue}
    kept = (axiom for axiom in stated.axioms if axiom.symbols <= declared | named)
    return set(stated.declarations).union(*(axiom.triples for axiom in kept))


def is_replacement(*terms: Node) -> bool:
    """Whether one of some terms is a class made here."""
    return any(isinstance(term, URIRef) and str(term).startswith(MARK) for term in terms)


def _only_names_on_the_left(axiom: Axiom) -> bool:
    """Whether an axiom names its root as the subject of a subclass or equivalence axiom and nowhere else."""
    about = [p for s, p, _ in axiom.triples if s == axiom.root]
    inside = any(axiom.root in (p, o) for _, p, o in axiom.triples)
    return about in ([RDFS.subClassOf], [OWL.equivalentClass]) and not inside


def _is_definition(axiom: Axiom) -> bool:
    about = {p for s, p, _ in axiom.triples if s == axiom.root}
    used = {p for s, p, _ in axiom.triples if s != axiom.root and not str(p).startswith(str(XSD))}
    return about == {OWL.equivalentClass} and used <= MONOTONE


def _has_nominal(axiom: Axiom) -> bool:
    return any(p == OWL.hasValue and isinstance(o, URIRef) for _, p, o in axiom.triples)


def _rewritten(axiom: Axiom) -> set[Triple]:
    triples: set[Triple] = set()
    for subject, predicate, value in axiom.triples:
        if predicate == OWL.hasValue and isinstance(value, URIRef):
            made = URIRef(MARK + value)
            triples |= {
                (subject, OWL.someValuesFrom, made),
                (made, RDF.type, OWL.Class),
                (value, RDF.type, made),
            }
        else:
            triples.add((subject, predicate, value))
    return triples
