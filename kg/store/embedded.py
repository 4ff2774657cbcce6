"""The embedded store: pyoxigraph in memory or on disk."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import orjson
import pyoxigraph as ox

from kg.errors import QueryError, QueryRefusedError, RdfSyntaxError, StoreError
from kg.ns import GRAPH, PREFIXES
from kg.store import engine, presence, terms
from kg.store.base import Row, Triple
from kg.store.delta import Delta
from kg.store.dump import EngineDump, rows
from kg.store.failures import engine_errors, open_engine
from kg.store.quads import named_quads
from kg.store.syntax import lexer

TEXT_GRAPHS: Final = re.escape(GRAPH) + r"[^/]+/text"
"""The pattern of the names of text graphs, as `kg.ns.text_graph` makes them."""

_MAY_NAME_GRAPHS: Final = re.compile(r"from|\\u", re.IGNORECASE)


class EmbeddedStore:
    """A store in this process. It may be used from several threads; a directory has one writer at a time."""

    def __init__(self, store: ox.Store, *, writable: bool = True) -> None:
        self._engine = store
        self._writable = writable
        self._lock = threading.Lock()
        self._names: tuple[str, ...] | None = None
        self._default: engine.DefaultGraph = None

    @classmethod
    def memory(cls) -> Self:
        """An empty store that lives as long as the object."""
        return cls(ox.Store())

    @classmethod
    def open(cls, path: Path) -> Self:
        """A store on disk, made when there is none; StoreError when another process writes to it."""
        return cls(open_engine(path, read_only=False))

    @classmethod
    def read_only(cls, path: Path) -> Self:
        """A store on disk that nobody writes to, for any number of readers; StoreError when there is none."""
        return cls(open_engine(path, read_only=True), writable=False)

    def rows(self, query: str, *, whole: bool = False) -> list[Row]:
        """See `Store.rows`."""
        with engine_errors(QueryError):
            data = self._solutions(query, whole).serialize(format=ox.QueryResultsFormat.JSON)
        bindings = orjson.loads(data or b"")["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    def each(self, query: str, *, whole: bool = False) -> Generator[Row, None, None]:
        """See `Store.each`."""
        return rows(self._solutions(query, whole))

    def ask(self, query: str) -> bool:
        """See `Store.ask`."""
        result = self._run(query)
        if not isinstance(result, ox.QueryBoolean):
            raise QueryError("the query is no ASK")
        return bool(result)

    def construct(self, query: str) -> list[Triple]:
        """See `Store.construct`."""
        result = self._run(query)
        if not isinstance(result, ox.QueryTriples):
            raise QueryError("the query is no CONSTRUCT or DESCRIBE")
        with engine_errors(QueryError):
            return [terms.triple(found) for found in dict.fromkeys(result)]

    def merged(self, query: str) -> list[Row]:
        """See `Store.merged`."""
        with engine_errors(QueryError):
            result = self._engine.query(query, use_default_graph_as_union=True)
            if not isinstance(result, ox.QuerySolutions):
                raise QueryError("the query is no SELECT")
            names = [variable.value for variable in result.variables]
            return [
                {name: str(term) for name, term in zip(names, row, strict=True) if term is not None}
                for row in result
            ]

    def query(self, query: str, media_type: str, *, whole: bool = False) -> bytes:
        """See `Store.query`."""
        result = self._run(query, whole=whole)
        try:
            with engine_errors(QueryError):
                return engine.write(result, media_type, PREFIXES)
        except engine.UnfitFormatError as error:
            raise QueryRefusedError(str(error)) from error

    def update(self, update: str) -> None:
        """See `Store.update`."""
        with self._writing(QueryError):
            self._engine.update(update)

    def apply(self, delta: Delta) -> None:
        """See `Store.apply`."""
        if delta:
            drops = (f"DROP SILENT GRAPH <{name}> ; " for name in presence.emptied(self._engine, delta))
            update = f"{''.join(drops)}{delta.update()}"
            try:
                self.update(update)
            except QueryError as error:
                raise RdfSyntaxError("N-Quads", str(error)) from error

    def graphs(self) -> list[str]:
        """See `Store.graphs`."""
        return list(self._graph_names())

    def get_graph(self, name: str) -> bytes:
        """See `Store.get_graph`."""
        with engine_errors():
            data = self._engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=terms.engine_name(name)) or b""
        return b"".join(sorted(data.splitlines(keepends=True)))

    def dump(self, names: Collection[str]) -> EngineDump:
        """See `Store.dump`."""
        with engine_errors():
            return EngineDump(self._engine, names)

    def put_graph(self, name: str, triples: Iterable[Triple]) -> None:
        """See `Store.put_graph`."""
        graph = terms.engine_name(name)
        data = ox.serialize(terms.engine_triples(triples), format=ox.RdfFormat.N_TRIPLES) or b""
        # One update is one transaction; the engine has no other that both removes and adds.
        self.update(f"DROP SILENT GRAPH {graph} ; INSERT DATA {{ GRAPH {graph} {{ {data.decode()} }} }}")

    def delete_graph(self, name: str) -> None:
        """See `Store.delete_graph`."""
        graph = terms.engine_name(name)
        with self._writing():
            self._engine.remove_graph(graph)

    def load(self, data: bytes, names: Collection[str] | None = None) -> None:
        """See `Store.load`."""
        quads = list(named_quads(data, names))
        with self._writing():
            self._engine.extend(quads)

    def bulk_load(self, data: bytes) -> None:
        """Fills a store that nobody reads yet with N-Quads: as `load`, faster, but a kill or an error may
        leave a part of them."""
        with self._writing():
            try:
                self._engine.bulk_load(data, format=ox.RdfFormat.N_QUADS)
            except SyntaxError as error:
                raise RdfSyntaxError("N-Quads", str(error)) from error
            self._engine.flush()
            self._engine.optimize()
        for stray in self._engine.quads_for_pattern(None, None, None, ox.DefaultGraph()):
            raise RdfSyntaxError("N-Quads", f"a triple stands in no named graph: {stray}")

    def snapshot(self, directory: Path) -> None:
        """See `Store.snapshot`; StoreError when the directory exists or the store is in memory."""
        with engine_errors():
            self._engine.backup(directory)

    def __len__(self) -> int:
        with engine_errors():
            return len(self._engine)

    def elsewhere(self, delta: Delta) -> Iterator[tuple[str, str]]:
        """The triples that a delta adds and that stand in another graph already: each, `<s> <p> <o>`, with
        the IRI of that graph."""
        with engine_errors():
            yield from presence.elsewhere(self._engine, delta)

    def _solutions(self, query: str, whole: bool) -> ox.QuerySolutions:
        result = self._run(query, whole=whole)
        if not isinstance(result, ox.QuerySolutions):
            raise QueryError("the query is no SELECT")
        return result

    def _run(self, query: str, *, whole: bool = False) -> engine.Result:
        if whole:
            with engine_errors(QueryError):
                return engine.run(self._engine, query, None, names_graphs=False)
        may_name = _MAY_NAME_GRAPHS.search(query) is not None
        names_graphs = may_name and lexer.outline(lexer.decode(query)).names_graphs
        self._graph_names()
        with engine_errors(QueryError):
            return engine.run(self._engine, query, self._default, names_graphs=names_graphs)

    def _graph_names(self) -> tuple[str, ...]:
        names = self._names
        if names is None:
            with self._lock, engine_errors():
                found = sorted(name.value for name in self._engine.named_graphs())
                self._default = engine.default_graph(found, TEXT_GRAPHS)
                self._names = names = tuple(found)
        return names

    @contextmanager
    def _writing(self, blame: type[QueryError | StoreError] = StoreError) -> Iterator[None]:
        if not self._writable:
            raise StoreError("the store was opened for reading only")
        with self._lock, engine_errors(blame):
            try:
                yield
            finally:
                self._names = None
