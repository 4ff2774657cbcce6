"""The page of a neighbourhood: a picture to walk in, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from api.web.asked import Asked
from api.web.render import with_query
from kg.kinds import BY_NAME
from kg.read.neighbourhood import AROUND, Edge, Neighbourhood, Node
from kg.read.refs import TERM
from kg.read.terms import Term

_STANDING: Final = "Standing"
ROWS: Final = 500
"""Statements in the table of the page; the JSON has all of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: a statement with its two ends."""

    subject: Node
    edge: Edge
    object: Node


def graph(asked: Asked, found: Neighbourhood) -> bytes:
    """The page of a neighbourhood."""
    nodes = {node.iri: worded(node, asked.terms) for node in found.nodes}
    lines = [Line(nodes[edge.subject], edge, nodes[edge.object]) for edge in found.edges]
    return asked.page(
        "graph.html",
        found=found,
        centre=found.centre,
        nodes=list(nodes.values()),
        lines=lines[:ROWS],
        properties=[each.value for each in found.properties],
        standings=[name for name, term in asked.terms.items() if _STANDING in term.types],
        of_kinds=[(each.value, kind_in_words(each.value)) for each in found.kinds],
        around=AROUND,
        query=with_query("", **asked.query),
    )


def worded(node: Node, terms: Mapping[str, Term]) -> Node:
    """A term of the ontology by its label: the graph of a picture shows no local names."""
    if node.kind == TERM and node.label == node.id and node.id in terms:
        return node.model_copy(update={"label": terms[node.id].label})
    return node


def kind_in_words(kind: str) -> str:
    """What the things of a kind are called."""
    return BY_NAME[kind].label if kind in BY_NAME else "Terms of the ontology"
