"""What the shapes ask of each class and property, in their own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from kg import paths
from kg.ns import PREFIXES, SG
from kg.read.models import Model
from kg.read.refs import local_name

_SH: Final = PREFIXES["sh"]
_TARGETS: Final = tuple(
    URIRef(f"{_SH}{name}") for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf")
)
_MESSAGE: Final = URIRef(f"{_SH}message")
_PATH: Final = URIRef(f"{_SH}path")
_PROPERTY: Final = URIRef(f"{_SH}property")
_SPARQL: Final = URIRef(f"{_SH}sparql")
_SEVERITY: Final = URIRef(f"{_SH}severity")


class ShapeRule(Model):
    """What a shape says where it is broken, the local name of the shape, and how grave that is."""

    shape: str
    message: str
    severity: str


@lru_cache(maxsize=1)
def shape_rules() -> Mapping[str, Sequence[ShapeRule]]:
    """The rules of the shapes that come with Stratagem, by the local names of the classes that they are held
    against and of the properties on their paths; read once."""
    graph = Graph()
    for file in sorted(paths.SHAPES.glob("*.ttl")):
        graph.parse(file, format="turtle")
    found: dict[str, dict[str, ShapeRule]] = {}
    for shape in sorted({node for target in _TARGETS for node in graph.subjects(target, None)}, key=str):
        targets = {local_name(str(term)) for each in _TARGETS for term in graph.objects(shape, each)}
        for part in (shape, *sorted(graph.objects(shape, _PROPERTY), key=str)):
            for rule in _rules(graph, shape, part):
                for name in targets | _on_path(graph, part):
                    found.setdefault(name, {})[rule.message] = rule
    return {name: sorted(rules.values(), key=lambda rule: rule.message) for name, rules in found.items()}


def _rules(graph: Graph, shape: Node, part: Node) -> Iterator[ShapeRule]:
    severity = graph.value(part, _SEVERITY) or graph.value(shape, _SEVERITY)
    grave = local_name(str(severity)).lower() if severity else "violation"
    owner = part if isinstance(part, URIRef) else shape
    for holder in (part, *graph.objects(part, _SPARQL)):
        for message in graph.objects(holder, _MESSAGE):
            yield ShapeRule(shape=local_name(str(owner)), message=str(message), severity=grave)


def _on_path(graph: Graph, part: Node) -> set[str]:
    """The properties of ours on the path of a shape, whatever its form."""
    found: set[str] = set()
    waiting = list(graph.objects(part, _PATH))
    while waiting:
        node = waiting.pop()
        if isinstance(node, URIRef) and node.startswith(str(SG)):
            found.add(local_name(str(node)))
        elif not isinstance(node, URIRef):
            waiting += [value for name, value in graph.predicate_objects(node) if name != RDF.type]
    return found
