"""A worker process: opens one generation for reading, runs one query at a time, ends with its parent.

Run by `kg.store.process` as `python -m kg.store.worker`. Each line of standard input is a JSON object, the
first the configuration, then one a query; each answer on standard output is a JSON object on a line, followed
by `size` bytes. It imports little, to start quickly.
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
        store = ox.Store.read_only(config["path"])
        names = sorted(name.value for name in store.named_graphs())
        default = engine.default_graph(names, config["text_graphs"])
    except _ENGINE_ERRORS as error:
        _answer({"error": "store", "detail": str(error)})
        return
    cap_memory(config["memory"])
    _answer({})
    while True:
        _answer(*_run(store, default, config, json.loads(lines.get())))


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


def _run(
    store: ox.Store, default: engine.DefaultGraph, config: dict[str, Any], request: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    try:
        result = engine.run(
            store,
            request["query"],
            default,
            names_graphs=request["names_graphs"],
            dataset=request["dataset"],
        )
        data = engine.write(result, request["media_type"], config["prefixes"], config["max_bytes"])
    except engine.OverLimitError as error:
        return {"error": "size", "measured": error.measured}, b""
    except engine.UnfitFormatError as error:
        return {"error": "format", "detail": str(error)}, b""
    except MemoryError:
        return {"error": "memory"}, b""
    except _ENGINE_ERRORS as error:
        return {"error": "query", "detail": str(error)}, b""
    return {"size": len(data)}, data


def _answer(header: dict[str, Any], data: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
