"""Answers that depend on nothing but the request and the graph's revision, kept as bytes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

CACHE_BYTES: Final = 32 * 1024 * 1024
"""How much memory unchanged answers may take."""
BYPASS: Final = "_"
"""A parameter that every route ignores: an address that has it is answered anew."""
_OVERHEAD: Final = 600
"""About how many bytes an entry takes beside its key and body."""

REVISION: Final = "Stratagem-Revision"
"""The header that names the revision of the graph that an answer was read from."""

Key = tuple[tuple[str, str], bytes, bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its bytes, media type, entity tag, headers beside these; route and rows for the log;
    the revision of the graph that it was read from.

    `raw` are all headers as a server sends them, made once: that takes longer than finding an answer.
    """

    body: bytes
    media_type: str
    tag: str
    headers: dict[str, str]
    route: str = ""
    rows: int | None = None
    revision: str = ""
    raw: list[tuple[bytes, bytes]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        whole = Response(self.body, headers=self._fixed(), media_type=self.media_type)
        object.__setattr__(self, "raw", whole.raw_headers)

    def response(self, headers: Headers) -> Response:
        """The answer for a client with these request headers: 304 where it has the answer already."""
        if not_modified(headers, self.tag):
            return Response(status_code=304, headers=self._fixed())
        return Response(self.body, headers=self._fixed(), media_type=self.media_type)

    def _fixed(self) -> dict[str, str]:
        fixed = {"ETag": self.tag, "Vary": "Accept", "Cache-Control": "no-cache", **self.headers}
        return {**fixed, REVISION: self.revision} if self.revision else fixed


class AnswerCache:
    """Answers by path, query and `Accept`. One of another revision than the graph has now is given no more;
    those not asked for longest go when the cap (bytes) is reached. Safe between threads."""

    def __init__(self, cap: int = CACHE_BYTES) -> None:
        self._cap, self._size, self._lock = cap, 0, Lock()
        self._entries: OrderedDict[Key, Answer] = OrderedDict()

    def get(self, key: Key, revision: str) -> Answer | None:
        """An answer given before from the graph of this revision, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry.revision != revision:
                del self._entries[key]
                self._size -= _weight(key, entry)
                return None
            self._entries.move_to_end(key)
            return entry

    def put(self, key: Key, answer: Answer) -> None:
        """Keeps an answer, unless it alone is larger than the cap."""
        if _weight(key, answer) > self._cap:
            return
        with self._lock:
            before = self._entries.pop(key, None)
            self._size += _weight(key, answer) - (_weight(key, before) if before else 0)
            self._entries[key] = answer
            while self._size > self._cap:
                self._size -= _weight(*self._entries.popitem(last=False))

    def __len__(self) -> int:
        return len(self._entries)


def key_of(scope: Scope) -> Key | None:
    """What an answer depends on: address and `Accept`; None where the client wants it made anew."""
    query: bytes = scope["query_string"]
    if query.startswith(b"_=") or b"&_=" in query:
        return None
    accept = b",".join(value for name, value in scope["headers"] if name == b"accept")
    path = (scope["path"], scope.get("stratagem.suffix") or "")
    return path, query, accept


def not_modified(headers: Headers, tag: str) -> bool:
    """Whether the client has this answer already (`If-None-Match`, by RFC 9110, 13.1.2)."""
    given = headers.get("if-none-match")
    if given is None:
        return False
    known = {part.strip().removeprefix("W/") for part in given.split(",")}
    return "*" in known or tag in known


def _weight(key: Key, answer: Answer) -> int:
    return len(answer.body) + len(key[0][0]) + len(key[1]) + len(key[2]) + _OVERHEAD
