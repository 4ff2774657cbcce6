"""Runs an update on a copy of a few graphs, or reads large files, in a process of its own.

The engine evaluates patterns without a limit, and a large file keeps the interpreter busy: neither is work
for the process that answers requests.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from kg.errors import PoolBusyError, QueryRefusedError, QueryTimeoutError, QueryTooHeavyError
from kg.meter import working
from kg.store.plain import WRITER
from kg.store.pool.outcome import raise_error
from kg.store.pool.process import Bounds, DeadlineError, EndedError, WorkerProcess
from kg.store.syntax.guard import CheckedUpdate

LARGEST = 32 * 1024 * 1024
"""Bytes of the graphs that an update names."""


Step = tuple[dict[str, object], bytes]
"""A request to the process, and the data after it."""


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
        content = _quads(graphs)
        steps: list[Step] = [
            ({"load": True, "size": len(content)}, content),
            ({"update": update.text, "base": base}, b""),
        ]
        return _by_graph(self._outcome(steps), graphs)

    def read(self, parts: Sequence[tuple[str, bytes]], base: str | None = None) -> bytes:
        """Files of RDF (media type and bytes), their graphs merged, as N-Triples; see `formats.merged`.

        RdfSyntaxError for what is not read; the other errors are those of `run`.
        """
        sizes = [[media_type, len(data)] for media_type, data in parts]
        data = b"".join(data for _, data in parts)
        return self._outcome(
            [({"put": "", "parts": sizes, "base": base, "add": True, "size": len(data)}, data)]
        )

    def _outcome(self, steps: Sequence[Step]) -> bytes:
        """What the store of a new process holds after some requests, as N-Quads."""
        if not self._places.acquire(timeout=self._bounds.patience):
            raise PoolBusyError(self._processes, self._bounds.patience)
        try:
            return self._asked([*steps, ({"everything": True}, b"")])
        finally:
            self._places.release()

    def _asked(self, steps: Sequence[Step]) -> bytes:
        found = b""
        begun = time.monotonic()
        process = WorkerProcess(None, self._bounds, module=WRITER)
        try:
            process.wait_until_ready()
            with working():
                for request, data in steps:
                    header, found = process.ask(request, data, time.monotonic() - begun)
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
