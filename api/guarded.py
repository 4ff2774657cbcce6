"""The graphs of the served knowledge graph: read by everybody, written source by source through `kg.change`.

Below `/graphs/` stands what stands below `…/graph/` in their IRIs: `/graphs/my-source` is the graph of a
source, `/graphs/my-source/text` that of its text, `/graphs/register` the register.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Final

from fastapi import Request
from starlette.datastructures import State
from starlette.exceptions import HTTPException

from api.graph_service import Write
from kg.change import Changes
from kg.change.graphs import slug_of
from kg.errors import ContentTooLargeError, GraphRefusedError
from kg.ns import GRAPH
from kg.read.text import FULL, text
from kg.store import formats
from kg.store.base import Store
from kg.store.pool.scratch import Scratch
from kg.store.pool.workers import QueryPool
from kg.store.syntax.guard import CheckedUpdate, check_graph

MOST_TRIPLES: Final = 20_000
"""Triples of one write: an article has about 1,000, and one write holds up the others while it is checked."""
_TEXT: Final = "/text"
SMALL: Final = 256 * 1024
"""Bytes of a body that is read in this process: a thousand triples take a few milliseconds there, and another
process a tenth of a second to start."""
_TRIES: Final = 3


class GuardedGraphs:
    """See `GraphService`. `state` is that of the application: its store, query workers and changes."""

    union_default = True

    def __init__(self, state: State, scratch: Scratch) -> None:
        self._state, self._scratch = state, scratch

    def names(self) -> list[str]:
        """The IRIs of all graphs, sorted."""
        return self._store.graphs()

    def graph_of(self, _: Request, rest: str) -> str:
        """The IRI that ends as the address does."""
        return check_graph(GRAPH + rest)

    def new_graph(self, _: Request) -> str:
        """A 400: the graph of a source has its slug, which its author chooses."""
        raise HTTPException(400, "name the graph: PUT to /graphs/SLUG, where SLUG is that of the source")

    def fetch(self, graph: str, media_type: str) -> bytes | None:
        """See `GraphService.fetch`; a 403 for a text whose rights do not allow to pass it on.

        Graphs of sources are small. Any other is written out by a query worker, which follows a change within
        two seconds.
        """
        if not _is_source(graph):
            pool: QueryPool = self._state.pool
            return pool.graph(graph, media_type)
        if graph.endswith(_TEXT) and text(self._store, slug_of(graph)).rights != FULL:
            raise HTTPException(403, "the rights of this source do not allow to pass its text on")
        held = self._store.get_graph(graph)
        return formats.rewrite(held, formats.BY_MEDIA_TYPE[media_type]) if held else None

    def tag(self, graph: str) -> str | None:
        """A digest of what the graph of a source holds; other graphs have no tag."""
        if not graph:
            raise GraphRefusedError("default", "it is the union of all graphs but texts; /export has it")
        if not _is_source(graph):
            return "" if graph in self._store.graphs() else None
        return _digest(self._store.get_graph(graph))

    def put(self, write: Write) -> bool:
        """See `GraphService.put`; the errors are those of `kg.change.Changes`."""
        slug_of(write.graph)
        write.conditions.require()
        sent = self._read(write)
        if (triples := sent.count(b"\n")) > MOST_TRIPLES:
            raise ContentTooLargeError(MOST_TRIPLES, triples, "triples")

        def wanted(store: Store) -> Mapping[str, bytes | None]:
            held = store.get_graph(write.graph)
            write.conditions.hold(_digest(held))
            return {write.graph: held + sent if write.add else sent}

        return write.graph not in self._changes.edit(wanted, write.author).created

    def _read(self, write: Write) -> bytes:
        """What is sent, as N-Triples."""
        if sum(len(part.data) for part in write.content) > SMALL:
            return self._scratch.read([(part.content_type, part.data) for part in write.content], write.base)
        return b"".join(
            formats.merged(part.data, formats.BY_MEDIA_TYPE[part.content_type], base=write.base)
            for part in write.content
        )

    def delete(self, write: Write) -> bool:
        """See `GraphService.delete`. A text does not stand without the graph of its source: it goes too."""
        names = [write.graph]
        if not write.graph.endswith(_TEXT):
            names.append(write.graph + _TEXT)
        slug_of(write.graph)
        write.conditions.require()

        def nothing(store: Store) -> Mapping[str, bytes | None]:
            tag = _digest(store.get_graph(write.graph))
            if tag is None:
                return {}
            write.conditions.hold(tag)
            return dict.fromkeys(names)

        return write.graph in self._changes.edit(nothing, write.author).removed

    def update(self, update: CheckedUpdate, author: str, base: str | None) -> None:
        """Runs an update on a copy of the graphs that it names, and makes a change of the outcome.

        QueryRefusedError for an update that writes elsewhere; the other errors are those of
        `kg.change.Changes` and of `Scratch.run`.
        """
        names = update.graphs()
        for _ in range(_TRIES):
            before = {name: self._store.get_graph(name) for name in names}
            after = self._scratch.run(update, before, base)
            changed = {name: after[name] for name in names if after[name] != before[name]}
            with suppress(_MovedOnError):
                if changed:
                    self._changes.edit(partial(_as_read, before, changed), author)
                return
        raise HTTPException(503, "other changes came before this one; try again", {"Retry-After": "1"})

    @property
    def _store(self) -> Store:
        store: Store = self._state.store
        return store

    @property
    def _changes(self) -> Changes:
        changes: Changes | None = getattr(self._state, "changes", None)
        if changes is None:
            raise HTTPException(403, "this graph is served for reading only")
        return changes


class _MovedOnError(Exception):
    """The graphs are not what an update has read any more."""


def _as_read(
    before: Mapping[str, bytes], changed: Mapping[str, bytes], store: Store
) -> Mapping[str, bytes | None]:
    """What an update made, if the graphs are still what it read."""
    if any(store.get_graph(name) != held for name, held in before.items()):
        raise _MovedOnError
    return dict(changed)


def _is_source(graph: str) -> bool:
    try:
        return bool(slug_of(graph))
    except GraphRefusedError:
        return False


def _digest(held: bytes) -> str | None:
    return hashlib.sha256(held).hexdigest()[:32] if held else None
