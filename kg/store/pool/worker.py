"""A worker process: opens one store for reading, runs one query at a time, ends with its parent.

Run by `process` as `python -m kg.store.pool.worker`. Each line of standard input is a JSON object, the
first the configuration, then one a query or a graph to write out, with the `path` of the store that it is
asked of: another than before is opened first. Each answer on standard output is a JSON object on a line,
followed by `size` bytes. It imports little, to start quickly.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import resource
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyoxigraph as ox

from kg.store import engine
from kg.store.syntax.undeclared import explained

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_ENGINE_ERRORS: Final = (SyntaxError, ValueError, RuntimeError, OSError)


def main() -> None:
    """Serves until standard input ends."""
    leave_network()
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, lines), daemon=True).start()
    config = json.loads(lines.get())
    try:
        opened = _Opened(config["path"], config)
    except _ENGINE_ERRORS as error:
        answer({"error": "store", "detail": str(error)})
        return
    cap_memory(config["memory"])
    answer({})
    while True:
        request = json.loads(lines.get())
        try:
            if request.get("path", opened.path) != opened.path:
                opened = _Opened(request["path"], config)
        except _ENGINE_ERRORS as error:
            answer({"error": "store", "detail": str(error)})
            continue
        answer(*_outcome(opened, config, request))


class _Opened:
    """A store and what its queries read by default: in plain mode its default graph, else the union of all
    graphs but texts."""

    def __init__(self, path: str, config: dict[str, Any]) -> None:
        self.path, self.store = path, ox.Store.read_only(path)
        self.default: engine.DefaultGraph = [ox.DefaultGraph()]
        if not config["plain"]:
            names = sorted(name.value for name in self.store.named_graphs())
            self.default = engine.default_graph(names, config["text_graphs"])


def leave_network() -> bool:
    """Moves this process to a network of its own without any interface, where the system allows it (Linux).

    The guard refuses SERVICE; should a spelling of it ever pass, there is nothing that it could reach.
    """
    try:
        return bool(ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)
    except (OSError, AttributeError, TypeError):
        return False


def _read(stream: BinaryIO, lines: queue.SimpleQueue[bytes]) -> None:
    """Reads requests. The end of the stream is the end of the parent: this process ends, whatever it does."""
    for line in stream:
        lines.put(line)
    os._exit(0)


def cap_memory(extra: int) -> None:
    """Caps the address space at what is taken now and `extra` bytes more, where the system can (Linux)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        cap = pages * resource.getpagesize() + extra
        resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    except (OSError, ValueError):
        return


def _outcome(
    opened: _Opened, config: dict[str, Any], request: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    """Header and data of the answer to one request."""
    try:
        data = _written(opened, config, request)
    except engine.OverLimitError as error:
        return {"error": "size", "measured": error.measured}, b""
    except engine.UnfitFormatError as error:
        return {"error": "format", "detail": str(error)}, b""
    except MemoryError:
        return {"error": "memory"}, b""
    except RuntimeError as error:
        return {"error": "failed", "detail": str(error)}, b""
    except _ENGINE_ERRORS as error:
        return {"error": "query", "detail": explained(str(request.get("query", "")), str(error))}, b""
    return ({"error": "absent"}, b"") if data is None else ({"size": len(data)}, data)


def _written(opened: _Opened, config: dict[str, Any], request: dict[str, Any]) -> bytes | None:
    """The result of a query, one graph (`""` is the default graph; None where there is none), or the names of
    all graphs as JSON."""
    if request.get("names"):
        return json.dumps(sorted(name.value for name in opened.store.named_graphs())).encode()
    media_type, limit = request["media_type"], config["max_bytes"]
    if (name := request.get("graph")) is not None:
        return engine.write_graph(opened.store, name, media_type, config["prefixes"], limit)
    result = engine.run(
        opened.store,
        request["query"],
        None if request["whole"] and not config["plain"] else opened.default,
        names_graphs=request["names_graphs"],
        dataset=request["dataset"],
        base=request["base"],
    )
    return engine.write(result, media_type, config["prefixes"], limit)


def answer(header: dict[str, Any], data: bytes = b"") -> None:
    """Writes one answer to standard output."""
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
