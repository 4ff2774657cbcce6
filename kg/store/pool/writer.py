"""A writer process: the one process that opens a store for writing, and runs what is asked of it in order.

Run by `process` as `python -m kg.store.pool.writer`, as the worker is. It can be killed at any
time: what it has not acknowledged is then there as a whole or not at all. Without a path its store is in
memory. A request is a line of JSON with one word, and `size` bytes of data after it:

    {"update": text, "base": iri}
    {"put": iri, "parts": [[media type, size], …], "base": iri, "add": false, "size": …}
    {"delete": iri}
    {"snapshot": directory}
    {"load": true, "size": …}     adds N-Quads
    {"everything": true}          is answered with N-Quads

The graph `""` is the default graph.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import pyoxigraph as ox

from kg.errors import RdfSyntaxError
from kg.store import engine, formats
from kg.store.pool.worker import answer, cap_memory, leave_network

_ENGINE_ERRORS: Final = (SyntaxError, ValueError, RuntimeError)
Request = tuple[dict[str, Any], bytes]


def main() -> None:
    """Serves until standard input ends."""
    leave_network()
    requests: queue.SimpleQueue[Request] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, requests), daemon=True).start()
    config, _ = requests.get()
    try:
        store = ox.Store(config["path"]) if config["path"] else ox.Store()
    except (OSError, *_ENGINE_ERRORS) as error:
        answer({"error": "store", "detail": str(error)})
        return
    cap_memory(config["memory"])
    answer({})
    while True:
        answer(*_outcome(store, *requests.get(), config["max_bytes"]))


def _read(stream: BinaryIO, requests: queue.SimpleQueue[Request]) -> None:
    """Reads requests. The end of the stream is the end of the parent: this process ends, whatever it does."""
    for line in stream:
        request = json.loads(line)
        requests.put((request, stream.read(request.get("size", 0))))
    os._exit(0)


def _outcome(store: ox.Store, request: dict[str, Any], data: bytes, limit: int) -> Request:
    try:
        return _done(store, request, data, limit)
    except (RdfSyntaxError, engine.OverLimitError, MemoryError, OSError, *_ENGINE_ERRORS) as error:
        return _fault(error), b""


def _fault(error: Exception) -> dict[str, Any]:
    """What is said of an error; see `kg.store.pool.outcome`."""
    match error:
        case RdfSyntaxError():
            return {"error": "rdf", "origin": error.origin, "detail": error.detail, "line": error.line}
        case engine.OverLimitError():
            return {"error": "size", "measured": error.measured}
    kinds = {MemoryError: "memory", OSError: "store", RuntimeError: "failed"}
    kind = next((name for known, name in kinds.items() if isinstance(error, known)), "query")
    return {"error": kind, "detail": str(error)}


def _done(store: ox.Store, request: dict[str, Any], data: bytes, limit: int) -> Request:
    if "update" in request:
        store.update(request["update"], base_iri=request["base"])
    elif "put" in request:
        return {"existed": _put(store, request, data)}, b""
    elif "delete" in request:
        graph = _graph(request["delete"])
        existed = _exists(store, graph)
        store.remove_graph(graph)
        return {"existed": existed}, b""
    elif "snapshot" in request:
        store.backup(request["snapshot"])
    elif "load" in request:
        store.extend(ox.parse(data, format=ox.RdfFormat.N_QUADS))
    elif "everything" in request:
        written = engine.write_all(store, limit)
        return {"size": len(written)}, written
    return {}, b""


def _put(store: ox.Store, request: dict[str, Any], data: bytes) -> bool:
    """Replaces a graph, or adds to it, in one transaction; whether it was there before."""
    name, graph = request["put"], _graph(request["put"])
    content = b"".join(_merged(request, data)).decode()
    existed = _exists(store, graph)
    # One update is one transaction; the engine has no other that both removes and adds.
    steps = [] if request["add"] else [f"DROP SILENT GRAPH {graph}" if name else "CLEAR DEFAULT"]
    steps += [f"CREATE SILENT GRAPH {graph}"] if name else []
    steps.append(
        f"INSERT DATA {{ GRAPH {graph} {{ {content} }} }}" if name else f"INSERT DATA {{ {content} }}"
    )
    store.update(" ; ".join(steps))
    return existed


def _merged(request: dict[str, Any], data: bytes) -> Iterator[bytes]:
    """The triples of each part as N-Triples."""
    begin = 0
    for media_type, size in request["parts"]:
        form = formats.BY_MEDIA_TYPE[media_type]
        yield formats.merged(data[begin : begin + size], form, base=request["base"])
        begin += size


def _graph(name: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(name) if name else ox.DefaultGraph()


def _exists(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> bool:
    return isinstance(graph, ox.DefaultGraph) or store.contains_named_graph(graph)


if __name__ == "__main__":
    main()
