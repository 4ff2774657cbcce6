"""What every store can do: the protocol that the embedded engine fulfils, and others may."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from rdflib.term import Node

from kg.store.delta import Delta

Row = dict[str, str]
"""One solution: variable name to lexical value. Unbound variables are absent."""

Triple = tuple[Node, Node, Node]
"""Subject, predicate and object as terms of rdflib."""

_DUPLICATED: Final = Path(__file__).with_name("duplicated-triples.rq")


class Dump(Protocol):
    """Graphs of a store as they were at one moment, to be written once."""

    def write(self, output: BinaryIO, media_type: str, *, reified: bool = False) -> None:
        """Writes them to a file, as they are read: memory does not grow with them.

        Args:
            output: opened for reading and writing, at its beginning.
            media_type: of a format of RDF; one that names no graphs gets them as one.
            reified: each `owl:Axiom` becomes a reifier of the triple that it annotates, as RDF 1.2 has it
                (https://www.w3.org/TR/rdf12-concepts/); RDF/XML and JSON-LD cannot hold that.

        RdfSyntaxError for what the format cannot hold, StoreError when the disk fails.
        """
        ...


class Store(Protocol):
    """A SPARQL 1.1 store of named graphs. Nothing stands in its default graph; a query's default graph is the
    union of all named graphs but texts, unless the query names its graphs by FROM.

    Engines may keep a number in canonical form only (`0.80` as `0.8`): write canonical forms.
    Every method may raise StoreError when the store cannot be read or written.
    """

    def rows(self, query: str, *, whole: bool = False) -> list[Row]:
        """The solutions of a SELECT, in order; QueryError when the text is no SELECT or not accepted.

        `whole` is as in `query`.
        """
        ...

    def merged(self, query: str) -> list[Row]:
        """The solutions of a SELECT over the merge of all graphs, texts too, each term as N-Triples has it.

        QueryError when the text is no SELECT or not accepted.
        """
        ...

    def each(self, query: str, *, whole: bool = False) -> Generator[Row, None, None]:
        """As `rows`, but one after another: what they take of memory does not grow with their number. They
        are those of the moment of the call, whatever is written while they are read. Who does not read them
        all closes them, in the thread that asked."""
        ...

    def ask(self, query: str) -> bool:
        """The answer of an ASK; QueryError when the text is no ASK or not accepted."""
        ...

    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE, each once; QueryError when the text is neither."""
        ...

    def query(self, query: str, media_type: str, *, whole: bool = False) -> bytes:
        """The result of any query, serialized by the engine as `media_type`.

        With `whole` it is asked of the union of all graphs, texts too, and has no FROM: for our own queries
        that ask for no text. A store of many sources answers them faster than over a list of its graphs.
        QueryError when the text is not accepted, QueryRefusedError when the result has no such form.
        """
        ...

    def update(self, update: str) -> None:
        """Runs a SPARQL 1.1 Update in one transaction; QueryError when the text is not accepted."""
        ...

    def apply(self, delta: Delta) -> None:
        """Removes and adds what a delta says, in one transaction; RdfSyntaxError, nothing written, for a line
        that is none or has a blank node. What is absent already, or there already, stays so."""
        ...

    def graphs(self) -> list[str]:
        """The IRIs of all named graphs, sorted."""
        ...

    def get_graph(self, name: str) -> bytes:
        """One graph as N-Triples, lines sorted; empty when there is none."""
        ...

    def dump(self, names: Collection[str]) -> Dump:
        """The graphs of these names as they are now, to be written to a file by the same thread."""
        ...

    def put_graph(self, name: str, triples: Iterable[Triple]) -> None:
        """Replaces one graph in one transaction; RdfSyntaxError, nothing written, for a malformed term."""
        ...

    def delete_graph(self, name: str) -> None:
        """Removes one graph; no error when there is none."""
        ...

    def load(self, data: bytes, names: Collection[str] | None = None) -> None:
        """Adds N-Quads in one transaction; RdfSyntaxError, nothing written, for what is none, for a triple
        without a graph and, with `names`, for a triple of another graph."""
        ...

    def snapshot(self, directory: Path) -> None:
        """Copies the store, as of now, into a new directory that another process may open."""
        ...

    def elsewhere(self, delta: Delta) -> Iterator[tuple[str, str]]:
        """The triples that a delta adds and that stand in another graph already: each, `<s> <p> <o>`, with
        the IRI of that graph."""
        ...

    def __len__(self) -> int:
        """The number of triples in all graphs."""
        ...


def duplicated_triples(store: Store) -> list[Row]:
    """The triples that stand in more than one graph. There should be none: union and merge differ by them.

    Each row has `subject`, `predicate`, `object` and `graphs` (IRIs, separated by blanks).
    """
    return store.rows(_DUPLICATED.read_text(encoding="utf-8"))
