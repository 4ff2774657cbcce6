"""Runs an update on a copy of a few graphs, in a process of its own, and gives what they hold afterwards.

The engine evaluates patterns without a limit, so this is no work for the process that answers requests.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pyoxigraph as ox

from kg.errors import PoolBusyError, QueryRefusedError, QueryTimeoutError, QueryTooHeavyError
from kg.meter import working
from kg.store.guard import CheckedUpdate
from kg.store.outcome import raise_error
from kg.store.plain import WRITER
from kg.store.process import Bounds, DeadlineError, EndedError, WorkerProcess

LARGEST = 32 * 1024 * 1024
"""Bytes of the graphs that an update names."""


class Scratch:
    """Starts a process an update, a few at once. It may be used from several threads, and keeps nothing
    open."""

    def __init__(self, bounds: Bounds, processes: int = 2) -> None:
        self._bounds, self._processes = bounds, processes
        self._places = threading.BoundedSemaphore(processes)

    def run(
        self, update: CheckedUpdate, graphs: Mapping[str, bytes], base: str | None = None
    ) -> dict[str, bytes]:
        """What graphs hold after an update, as N-Triples with lines sorted.

        Args:
            update: the update.
            graphs: IRI to content (N-Triples); there is nothing else in the store that the update runs on.
            base: an IRI against which relative ones are resolved.

        QueryRefusedError for an update that writes to other graphs or to the default graph, or when `graphs`
        are too large; PoolBusyError when all places are taken; QueryTimeoutError at the deadline; QueryError
        when the engine does not accept the update or its process ends by it.
        """
        size = sum(map(len, graphs.values()))
        if size > LARGEST:
            reason = f"the graphs that it names have {size} bytes; {LARGEST} are allowed"
            raise QueryRefusedError(reason, LARGEST, size)
        if not self._places.acquire(timeout=self._bounds.patience):
            raise PoolBusyError(self._processes, self._bounds.patience)
        try:
            everything = self._outcome(update, _quads(graphs), base)
        finally:
            self._places.release()
        return _by_graph(everything, graphs)

    def _outcome(self, update: CheckedUpdate, content: bytes, base: str | None) -> bytes:
        process = WorkerProcess(None, self._bounds, module=WRITER)
        try:
            process.wait_until_ready()
            steps: list[tuple[dict[str, object], bytes]] = [
                ({"load": True, "size": len(content)}, content),
                ({"update": update.text, "base": base}, b""),
                ({"everything": True}, b""),
            ]
            with working():
                for request, data in steps:
                    header, found = process.ask(request, data)
                    raise_error(header, self._bounds)
            return found
        except DeadlineError:
            raise QueryTimeoutError(self._bounds.deadline) from None
        except EndedError:
            raise QueryTooHeavyError(self._bounds.memory) from None
        finally:
            process.end()


def _quads(graphs: Mapping[str, bytes]) -> bytes:
    return b"".join(
        b"%s<%s> .\n" % (line.removesuffix(b"."), name.encode())
        for name, held in graphs.items()
        for line in held.splitlines()
    )


def _by_graph(everything: bytes, names: Mapping[str, bytes]) -> dict[str, bytes]:
    found: dict[str, list[bytes]] = {name: [] for name in names}
    for quad in ox.parse(everything, format=ox.RdfFormat.N_QUADS):
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if name not in found:
            what = f"the graph <{name}>, which it does not name" if name else "the default graph"
            raise QueryRefusedError(f"the update writes to {what}: name each graph by GRAPH or WITH")
        found[name].append(f"{quad.triple} .\n".encode())
    return {name: b"".join(sorted(lines)) for name, lines in found.items()}
