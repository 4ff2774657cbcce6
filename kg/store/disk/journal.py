"""The journal of the served graph: an entry a change, in a graph of the store itself, only ever added to.

It is written in the transaction of the change, so that neither stands without the other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rdflib import RDF, RDFS, XSD, Literal

from kg import ns
from kg.store import terms
from kg.store.base import Store
from kg.store.delta import Delta, graph_of, quad_line

GRAPH: Final = str(ns.JOURNAL_GRAPH)
_LAST: Final = Path(__file__).with_name("journal-last.rq")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of the served graph.

    Attributes:
        number: its place in the journal, from 1.
        revision: what the served graph is called after it.
        author: the name of the token under which it was made.
        at: when, in UTC to the millisecond; the clock may jump, the number does not.
        graphs: the IRIs of the graphs of sources that were replaced, filled or removed, sorted.
        added, removed: the triples that these gained and lost; what follows from them is not counted.
    """

    number: int
    revision: str
    author: str
    at: datetime
    graphs: tuple[str, ...]
    added: int
    removed: int

    def delta(self) -> Delta:
        """What writes it into a store."""
        node = ns.entity("change", str(self.number))
        integer = XSD.integer
        said = [
            (node, RDF.type, ns.SG.GraphChange),
            (node, RDFS.label, Literal(f"change {self.number} by {self.author}", lang="en")),
            (node, ns.SG.changeNumber, Literal(self.number, datatype=integer)),
            (node, ns.SG.revision, Literal(self.revision)),
            (node, ns.SG.madeBy, Literal(self.author)),
            (node, ns.SG.madeAt, Literal(_moment(self.at), datatype=XSD.dateTime)),
            (node, ns.SG.triplesAdded, Literal(self.added, datatype=integer)),
            (node, ns.SG.triplesRemoved, Literal(self.removed, datatype=integer)),
            *((node, ns.SG.changedGraph, Literal(graph, datatype=XSD.anyURI)) for graph in self.graphs),
        ]
        return Delta.of((), (quad_line(f"{triple} .", GRAPH) for triple in terms.engine_triples(said)))


def last(store: Store) -> tuple[int, str] | None:
    """Number and revision of the last entry in a store; None where nothing was ever changed."""
    rows = store.rows(_LAST.read_text(encoding="utf-8"))
    return (int(rows[0]["number"]), rows[0]["revision"]) if rows else None


def entry(number: int, revision: str, author: str, asked: Collection[str], delta: Delta) -> Entry:
    """The entry of a change that is made now: `asked` are the graphs of sources that it was to write, `delta`
    is all that it does."""
    return Entry(
        number=number,
        revision=revision,
        author=author,
        at=datetime.now(UTC),
        graphs=tuple(sorted(asked)),
        added=sum(graph_of(line) in asked for line in delta.added),
        removed=sum(graph_of(line) in asked for line in delta.removed),
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
