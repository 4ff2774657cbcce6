"""What every store can do: the protocol that the embedded and remote engines fulfil."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Term:
    """One RDF term of a result: `kind` is `uri`, `literal` or `bnode`, as in SPARQL 1.1 JSON results."""

    kind: str
    value: str
    datatype: str | None = None
    lang: str | None = None


Row = dict[str, str]
"""One solution: variable name to lexical value. Unbound variables are absent."""

Triple = tuple[Node, Node, Node]


class Store(Protocol):
    """A SPARQL 1.1 store of named graphs. Nothing stands in its default graph;
    a query's default graph is the union of all named graphs but texts."""

    def rows(self, query: str) -> list[Row]:
        """The solutions of a SELECT, in order; QueryError when the text is not accepted."""
        ...

    def ask(self, query: str) -> bool:
        """The answer of an ASK."""
        ...

    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE, each once."""
        ...

    def query(self, query: str, media_type: str) -> bytes:
        """The result of any query, serialized by the engine as `media_type`."""
        ...

    def update(self, update: str) -> None:
        """Runs a SPARQL 1.1 Update in one transaction."""
        ...

    def graphs(self) -> list[str]:
        """The IRIs of all named graphs, sorted."""
        ...

    def get_graph(self, name: str) -> bytes:
        """One graph as N-Triples; empty when there is none."""
        ...

    def put_graph(self, name: str, triples: Iterable[Triple]) -> None:
        """Replaces one graph, atomically."""
        ...

    def delete_graph(self, name: str) -> None:
        """Removes one graph; no error when there is none."""
        ...

    def load(self, data: bytes, names: Sequence[str] = ()) -> None:
        """Adds N-Quads; with `names`, refuses quads of other graphs."""
        ...

    def snapshot(self, directory: str) -> None:
        """Copies the store, as of now, into a new directory that another process may open."""
        ...

    def __len__(self) -> int:
        """The number of triples in all graphs."""
        ...
