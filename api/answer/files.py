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

from api.answer.answers import respond
from api.answer.cache import REVISION, not_modified
from api.answer.links import link_header
from api.answer.negotiation import Format
from kg.errors import ExportsBusyError
from kg.files import disk_error
from kg.read.export import Writer
from kg.store.disk.reading import Reading

SMALL: Final = 20_000
"""Triples of a store whose exports are kept in memory as any other answer is."""
KEPT: Final = 12
"""Files of one revision that are kept; the one asked for longest ago goes first."""
WAITING: Final = 16
"""Requests that may wait for a file while another is written; one is written at a time."""
_CHUNK: Final = 256 * 1024


Key = tuple[str, str]
"""Path (with the parameters, where there are any) and tag of the format."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Kept:
    """A file that was written: its handle, which is closed with the last that holds this, and its bytes."""

    handle: int
    size: int


class Files:
    """Files by their address and format, of one revision of the graph."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[Kept, str]] = OrderedDict()
        self._sizes: dict[Key, tuple[int, str]] = {}
        self._lock, self._waiting = Lock(), 0

    def size(self, path: str, tag: str, revision: str) -> int | None:
        """The bytes of a whole file, by path and format; None where it was not asked for at this revision."""
        size, of = self._sizes.get((path, tag), (None, ""))
        return size if of == revision else None

    def told(self, key: Key, size: int, revision: str) -> None:
        """Notes the bytes of a file that has all of a graph or a list."""
        if "?" not in key[0]:
            self._sizes[key] = size, revision

    async def get(self, key: Key, revision: str, write: Callable[[], tuple[Kept, str]]) -> tuple[Kept, str]:
        """The file of a key with the revision that it is of: the one that is there, if it is of `revision`,
        or else what `write` gives. ExportsBusyError when too many wait for one."""
        if self._waiting >= WAITING:
            raise ExportsBusyError(WAITING)
        self._waiting += 1
        try:
            async with self._lock:
                known = self._kept.get(key)
                if known is None or known[1] != revision:
                    known = await to_thread.run_sync(write)
                    self._keep(key, known)
                self._kept.move_to_end(key)
                return known
        finally:
            self._waiting -= 1

    def _keep(self, key: Key, made: tuple[Kept, str]) -> None:
        same = {other: file for other, file in self._kept.items() if file[1] == made[1]}
        self._kept = OrderedDict(same | {key: made})
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


async def send(
    request: Request, chosen: Format, make: Callable[[], Writer], *, steady: bool = True
) -> Response:
    """An answer that may be large: from memory where the graph is small, else from a file.

    `make` begins to read; what is wrong with the request was raised before. A writer that is not `steady`
    reads the graph while it writes; it is run again when the graph changed meanwhile.
    """
    reading: Reading = request.app.state.reading
    if len(reading) <= SMALL:
        return await respond(request, chosen, lambda: (_in_memory(request, chosen, make()), {}))
    headers = _headers(request, chosen, reading.revision)
    if not_modified(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    key, written = _key(request, chosen), files(request)
    kept, revision = await written.get(key, reading.revision, lambda: _written(reading, make, steady))
    written.told(key, kept.size, revision)
    headers = {**_headers(request, chosen, revision), "Content-Length": str(kept.size)}
    return StreamingResponse(_chunks(kept), headers=headers, media_type=chosen.media_type)


def _headers(request: Request, chosen: Format, revision: str) -> dict[str, str]:
    return {
        "ETag": f'"{revision}.{chosen.tag}"',
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        REVISION: revision,
        "Link": link_header(request.scope, chosen, request.scope["stratagem.formats"]),
    }


def files(request: Request) -> Files:
    """The files of the application; made by the first request, as its lock belongs to the event loop."""
    state = request.app.state
    if not hasattr(state, "files"):
        state.files = Files()
    found: Files = state.files
    return found


def _in_memory(request: Request, chosen: Format, write: Writer) -> bytes:
    output = BytesIO()
    write(output)
    data = output.getvalue()
    files(request).told(_key(request, chosen), len(data), request.app.state.reading.revision)
    return data


def _key(request: Request, chosen: Format) -> Key:
    query = request.scope["query_string"].decode("latin-1")
    whole = not query or query == f"version={chosen.version}"
    path: str = request.scope["path"]
    return path if whole else f"{path}?{query}", chosen.tag


def _written(reading: Reading, make: Callable[[], Writer], steady: bool) -> tuple[Kept, str]:
    """The file that a writer writes and its revision. What reads belongs to this thread: it begins and ends
    here, and nothing that can fail stands between its beginning and the writing."""
    if not steady:
        return reading.steady(lambda: _file(lambda: (make(), ""))[0])
    return _file(lambda: reading.steady(make))


def _file(begin: Callable[[], tuple[Writer, str]]) -> tuple[Kept, str]:
    try:
        with tempfile.TemporaryFile() as file:
            write, revision = begin()
            write(file)
            file.flush()
            kept = Kept(os.dup(file.fileno()), os.fstat(file.fileno()).st_size)
    except OSError as error:
        raise disk_error("the file cannot be written", error) from error
    weakref.finalize(kept, os.close, kept.handle)
    return kept, revision


async def _chunks(kept: Kept) -> AsyncIterator[bytes]:
    """The bytes of a file by their places, so that several clients may read one file."""
    sent = 0
    while sent < kept.size:
        data = await to_thread.run_sync(os.pread, kept.handle, _CHUNK, sent)
        sent += len(data)
        yield data
