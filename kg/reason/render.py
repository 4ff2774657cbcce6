"""Axioms as lines for people: the Manchester syntax, in the manner of Protégé's explanations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal
from rdflib.collection import Collection
from rdflib.term import Node

from kg.ns import ID, PREFIXES
from kg.reason.axioms import PARTS, Axiom

SHOWN: Final = 12
"""Members of a long list that are shown; the number of the others is told."""

VERBS: Final[dict[Node, str]] = {
    RDF.type: "Type",
    RDFS.subClassOf: "SubClassOf",
    OWL.equivalentClass: "EquivalentTo",
    OWL.disjointWith: "DisjointWith",
    OWL.disjointUnionOf: "DisjointUnionOf",
    RDFS.subPropertyOf: "SubPropertyOf",
    OWL.equivalentProperty: "EquivalentTo",
    OWL.propertyDisjointWith: "DisjointWith",
    OWL.propertyChainAxiom: "SuperPropertyOf chain",
    OWL.inverseOf: "InverseOf",
    OWL.hasKey: "HasKey",
    RDFS.domain: "Domain",
    RDFS.range: "Range",
    OWL.sameAs: "SameAs",
    OWL.differentFrom: "DifferentFrom",
}
LISTS: Final[dict[Node, str]] = {
    OWL.AllDifferent: "DifferentIndividuals",
    OWL.AllDisjointClasses: "DisjointClasses",
    OWL.AllDisjointProperties: "DisjointProperties",
}
CHARACTERISTICS: Final[dict[Node, str]] = {
    OWL.FunctionalProperty: "Functional",
    OWL.InverseFunctionalProperty: "InverseFunctional",
    OWL.TransitiveProperty: "Transitive",
    OWL.SymmetricProperty: "Symmetric",
    OWL.AsymmetricProperty: "Asymmetric",
    OWL.ReflexiveProperty: "Reflexive",
    OWL.IrreflexiveProperty: "Irreflexive",
}
SEQUENCES: Final = (OWL.propertyChainAxiom, OWL.hasKey, OWL.disjointUnionOf)
DENIED: Final = (OWL.sourceIndividual, OWL.assertionProperty, OWL.targetIndividual, OWL.targetValue)
NUMBERS: Final = frozenset({XSD.decimal, XSD.integer, XSD.boolean, XSD.nonNegativeInteger})
FACETS: Final = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
QUANTIFIERS: Final = {OWL.someValuesFrom: "some", OWL.allValuesFrom: "only", OWL.hasValue: "value"}
CARDINALITIES: Final = {
    OWL.minCardinality: "min",
    OWL.maxCardinality: "max",
    OWL.cardinality: "exactly",
    OWL.minQualifiedCardinality: "min",
    OWL.maxQualifiedCardinality: "max",
    OWL.qualifiedCardinality: "exactly",
}


def lines(axioms: Iterable[Axiom]) -> list[str]:
    """One line for each axiom of an explanation; of long lists the members that the other axioms name."""
    axioms = list(axioms)
    return [
        manchester(axiom, frozenset().union(*(other.symbols for other in axioms if other is not axiom)))
        for axiom in axioms
    ]


def manchester(axiom: Axiom, context: frozenset[Node] = frozenset()) -> str:
    """One line for one axiom, with the prefixes of `kg.ns` and individuals as `kind/slug`.

    `context` are the names of the axioms around it: a list of more than `SHOWN` members shows these first.
    """
    graph = Graph()
    for triple in axiom.triples:
        graph.add(triple)
    root = axiom.root
    for kind in graph.objects(root, RDF.type):
        if kind in LISTS:
            return f"{LISTS[kind]}: {_members(graph, root, context)}"
        if kind == OWL.NegativePropertyAssertion:
            return "not " + " ".join(_name(term) for part in DENIED for term in graph.objects(root, part))
        if kind in CHARACTERISTICS:
            return f"{CHARACTERISTICS[kind]}: {_name(root)}"
    for predicate in SEQUENCES:
        for target in graph.objects(root, predicate):
            joint = " o " if predicate == OWL.propertyChainAxiom else ", "
            return f"{_name(root)} {VERBS[predicate]} {joint.join(_listed(graph, target))}"
    said, of = _statement(graph, root)
    return f"{expression(graph, root)} {VERBS.get(said) or _name(said)} {expression(graph, of)}"


def _statement(graph: Graph, root: Node) -> tuple[Node, Node]:
    """What an axiom says of its root: its one triple, or that of an unnamed class which is no part of it."""
    said = list(graph.predicate_objects(root))
    axiomatic = [(p, o) for p, o in said if p in VERBS and p not in PARTS and p != RDF.type]
    return (axiomatic or said)[0]


def expression(graph: Graph, node: Node, *, inner: bool = False) -> str:
    """A class, property or data range in the Manchester syntax; in parentheses where it is `inner`."""
    if not isinstance(node, BNode) or (node, None, None) not in graph:
        return _name(node)
    text = _compound(graph, node)
    return f"({text})" if inner and " " in text and not text.startswith(("{", "inverse (")) else text


def _compound(graph: Graph, node: Node) -> str:
    for part, joint in ((OWL.intersectionOf, " and "), (OWL.unionOf, " or ")):
        for listed in graph.objects(node, part):
            return joint.join(_listed(graph, listed))
    for listed in graph.objects(node, OWL.oneOf):
        return "{" + ", ".join(_listed(graph, listed)) + "}"
    for part in (OWL.complementOf, OWL.datatypeComplementOf):
        for other in graph.objects(node, part):
            return f"not {expression(graph, other, inner=True)}"
    for inverted in graph.objects(node, OWL.inverseOf):
        return f"inverse ({_name(inverted)})"
    for base in graph.objects(node, OWL.onDatatype):
        return f"{_name(base)}[{_facets(graph, node)}]"
    return _restriction(graph, node)


def _restriction(graph: Graph, node: Node) -> str:
    on = " ".join(expression(graph, p) for p in graph.objects(node, OWL.onProperty))
    for part, word in QUANTIFIERS.items():
        for filler in graph.objects(node, part):
            return f"{on} {word} {expression(graph, filler, inner=True)}"
    if (node, OWL.hasSelf, None) in graph:
        return f"{on} Self"
    for part, word in CARDINALITIES.items():
        for number in graph.objects(node, part):
            classes = [*graph.objects(node, OWL.onClass), *graph.objects(node, OWL.onDataRange)]
            return " ".join([on, word, str(number), *(expression(graph, c, inner=True) for c in classes)])
    return _name(node)


def _facets(graph: Graph, node: Node) -> str:
    found = []
    for listed in graph.objects(node, OWL.withRestrictions):
        for restriction in Collection(graph, listed):
            for facet, value in graph.predicate_objects(restriction):
                word = str(facet).removeprefix(str(XSD))
                found.append(f"{FACETS.get(word, word)} {_name(value)}")
    return ", ".join(sorted(found))


def _listed(graph: Graph, listed: Node) -> list[str]:
    return [expression(graph, member, inner=True) for member in Collection(graph, listed)]


def _members(graph: Graph, node: Node, context: frozenset[Node]) -> str:
    listed = graph.value(node, OWL.members) or graph.value(node, OWL.distinctMembers)
    members = sorted(Collection(graph, listed) if listed is not None else (), key=lambda m: m not in context)
    shown = members if len(members) <= SHOWN else members[: max(2, len(context.intersection(members)))]
    more = [f"… and {len(members) - len(shown)} more"] if len(shown) < len(members) else []
    return ", ".join([*(expression(graph, member, inner=True) for member in shown), *more])


def _name(term: Node) -> str:
    if isinstance(term, Literal):
        return str(term) if term.datatype in NUMBERS else term.n3()
    text = str(term)
    if isinstance(term, BNode):
        return f"_:{text}"
    if text.startswith(ID):
        return text.removeprefix(ID)
    for prefix, namespace in PREFIXES.items():
        if text.startswith(namespace):
            return f"{prefix}:{text.removeprefix(namespace)}"
    return f"<{text}>"
