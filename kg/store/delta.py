"""A change of a store as a value: the triples that go and those that come, each with its graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from kg.errors import RdfSyntaxError

_END: Final = " ."


@dataclass(frozen=True, slots=True)
class Delta:
    """What a change removes from a store and what it adds.

    A line is one triple with its graph in N-Quads as the engine writes it: `<s> <p> <o> <g> .`, numbers in
    canonical form, no line end. No line stands on both sides (ValueError). A delta is exact for a store when
    all of `removed` stands in it and nothing of `added` does: only then its inverse leads back.
    """

    removed: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if both := self.removed & self.added:
            raise ValueError(f"a triple cannot be removed and added at once: {min(both)}")

    @classmethod
    def between(cls, graph: str, before: bytes, after: bytes) -> Self:
        """What turns the graph of this IRI from `before` into `after`; both are N-Triples of the engine, as
        `Store.get_graph` gives them."""
        old, new = lines(before), lines(after)
        return cls.of(
            (quad_line(line, graph) for line in old - new),
            (quad_line(line, graph) for line in new - old),
        )

    @classmethod
    def of(cls, removed: Iterable[str], added: Iterable[str]) -> Self:
        """The delta of these lines."""
        return cls(frozenset(removed), frozenset(added))

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the graphs that it changes."""
        return frozenset(graph_of(line) for side in (self.removed, self.added) for line in side)

    def inverse(self) -> Delta:
        """What undoes it."""
        return Delta(self.added, self.removed)

    def then(self, later: Delta) -> Delta:
        """The one delta that does the work of this and, after it, of another; what the second undoes is in
        neither side."""
        return Delta(
            (self.removed - later.added) | (later.removed - self.added),
            (self.added - later.removed) | (later.added - self.removed),
        )

    def within(self, graphs: Iterable[str]) -> Delta:
        """The part of it that lies in these graphs."""
        wanted = frozenset(graphs)
        return Delta(
            frozenset(line for line in self.removed if graph_of(line) in wanted),
            frozenset(line for line in self.added if graph_of(line) in wanted),
        )

    def update(self) -> str:
        """The delta as one SPARQL update. RdfSyntaxError for a line with a blank node: it names nothing in
        another transaction, so it could not be removed again."""
        return f"DELETE DATA {_data(self.removed)} ; INSERT DATA {_data(self.added)}"

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)


def lines(document: bytes) -> frozenset[str]:
    """The lines of N-Triples or N-Quads, without their ends: a literal may hold what Python takes for one."""
    return frozenset(line for line in document.decode().split("\n") if line)


def quad_line(triple_line: str, graph: str) -> str:
    """A line of N-Triples, `<s> <p> <o> .`, as a line of the graph of this IRI."""
    return f"{triple_line.removesuffix(_END)} <{graph}>{_END}"


def triple_of(line: str) -> str:
    """The triple of a line without its graph, `<s> <p> <o>`."""
    return line.rsplit(" ", 2)[0]


def graph_of(line: str) -> str:
    """The IRI of the graph of a line."""
    return line.rsplit(" ", 2)[1][1:-1]


def _data(quads: Iterable[str]) -> str:
    by_graph: dict[str, list[str]] = {}
    for line in sorted(quads):
        triple, graph, _ = line.rsplit(" ", 2)
        subject, _, obj = triple.split(" ", 2)
        if subject.startswith("_:") or obj.startswith("_:"):
            raise RdfSyntaxError("N-Quads", f"a blank node cannot be changed by name: {line}")
        by_graph.setdefault(graph, []).append(f"{triple} .")
    blocks = (f"GRAPH {graph} {{ {' '.join(triples)} }}" for graph, triples in by_graph.items())
    return f"{{ {' '.join(blocks)} }}"
