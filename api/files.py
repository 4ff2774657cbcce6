"""Large answers: written to a file that nobody else sees, kept as long as the graph is the same, then sent.

An error while one is written is a problem document, never a 200 that breaks off, and a client that reads
slowly holds nothing but an open file. Such a file has no name, so a killed server leaves none.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from anyio import Lock, to_thread
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from api.answers import respond
from api.cache import not_modified
from api.links import link_header
from api.negotiation import Format
from kg.errors import ExportsBusyError, StoreError
from kg.read.export import Writer

SMALL: Final = 20_000
"""Triples of a store whose exports are kept in memory as any other answer is."""
KEPT: Final = 12
"""Files of one revision that are kept; the one asked for longest ago goes first."""
WAITING: Final = 16
"""Requests that may wait for a file while another is written; one is written at a time."""
_CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Kept:
    """A file that was written: its handle, which is closed with the last that holds this, the revision of its
    graph, and its size in bytes."""

    handle: int
    revision: str
    size: int


class Files:
    """Files by their address and format, of one revision of the graph."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self._lock, self._waiting = Lock(), 0

    def size(self, path: str, suffix: str, revision: str) -> int | None:
        """The bytes of a file that is there, as for a catalogue; None where it was not asked for yet."""
        known = self._kept.get((path, suffix))
        return known.size if known and known.revision == revision else None

    async def get(self, key: tuple[str, str], revision: str, write: Writer) -> Kept:
        """The file of a key, written when it is not there; ExportsBusyError when too many wait for one."""
        if self._waiting >= WAITING:
            raise ExportsBusyError(WAITING)
        self._waiting += 1
        try:
            async with self._lock:
                known = self._kept.get(key)
                if known is None or known.revision != revision:
                    known = await to_thread.run_sync(_written, write, revision)
                    self._kept = OrderedDict(
                        (other, file) for other, file in self._kept.items() if file.revision == revision
                    )
                    self._kept[key] = known
                self._kept.move_to_end(key)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
                return known
        finally:
            self._waiting -= 1


async def send(
    request: Request, chosen: Format, make: Callable[[], Writer], *, steady: bool = True, tries: int = 3
) -> Response:
    """An answer that may be large: from memory where the graph is small, else from a file.

    `make` begins to read, and raises what is wrong with the request. A writer that is not `steady` reads the
    graph while it writes, so what it wrote is thrown away when the graph changed meanwhile; after some tries
    that is an ExportsBusyError.
    """
    state = request.app.state
    if len(state.store) <= SMALL:
        return await respond(request, chosen, lambda: (_in_memory(make()), {}))
    revision: str = state.revision
    writer = await to_thread.run_sync(make)
    headers = {
        "ETag": f'"{revision}.{chosen.tag}"',
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "Link": link_header(request.scope, chosen, request.scope["stratagem.formats"]),
    }
    if not_modified(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    address = f"{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}"
    kept = await files(request).get((address, chosen.tag), revision, writer)
    if not steady and state.revision != revision:
        if tries == 1:
            raise ExportsBusyError(WAITING)
        return await send(request, chosen, make, steady=steady, tries=tries - 1)
    headers["Content-Length"] = str(kept.size)
    return StreamingResponse(_chunks(kept), headers=headers, media_type=chosen.media_type)


def files(request: Request) -> Files:
    """The files of the application; made by the first request, as its lock belongs to the event loop."""
    state = request.app.state
    if not hasattr(state, "files"):
        state.files = Files()
    found: Files = state.files
    return found


def _in_memory(write: Writer) -> bytes:
    output = BytesIO()
    write(output)
    return output.getvalue()


def _written(write: Writer, revision: str) -> Kept:
    try:
        with tempfile.TemporaryFile() as file:
            write(file)
            file.flush()
            size = os.fstat(file.fileno()).st_size
            kept = Kept(os.dup(file.fileno()), revision, size)
    except OSError as error:
        raise StoreError(f"the file cannot be written: {error.strerror or error}") from error
    weakref.finalize(kept, os.close, kept.handle)
    return kept


async def _chunks(kept: Kept) -> AsyncIterator[bytes]:
    """The bytes of a file by their places, so that several clients may read one file."""
    sent = 0
    while sent < kept.size:
        data = await to_thread.run_sync(os.pread, kept.handle, _CHUNK, sent)
        sent += len(data)
        yield data
