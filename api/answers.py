"""From a reading function's model to the bytes of an answer: format, context, cache, ETag."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

import orjson
from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from api.context import CONTEXT
from api.negotiation import JSON, JSON_LD, RESOURCE, Format, choose
from kg.ns import PREFIXES
from kg.store.formats import convert

CACHE_BYTES: Final = 32 * 1024 * 1024
"""How much memory unchanged answers may take."""


class AnswerCache:
    """Bytes of answers by address and format. The graph that is served does not change while the process
    lives, so an entry is never stale; the oldest go when the cap is reached. Safe between threads."""

    def __init__(self, cap: int = CACHE_BYTES) -> None:
        self._cap, self._size, self._lock = cap, 0, Lock()
        self._entries: OrderedDict[tuple[str, str, str], tuple[bytes, dict[str, str]]] = OrderedDict()

    def get(self, key: tuple[str, str, str]) -> tuple[bytes, dict[str, str]] | None:
        """Body and headers of an answer given before, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: tuple[str, str, str], body: bytes, headers: dict[str, str]) -> None:
        """Keeps an answer, unless it alone is larger than the cap."""
        if len(body) > self._cap:
            return
        with self._lock:
            if key not in self._entries:
                self._size += len(body)
                self._entries[key] = (body, headers)
            while self._size > self._cap:
                _, (old, _) = self._entries.popitem(last=False)
                self._size -= len(old)


def etag(request: Request, chosen: Format) -> str:
    """The entity tag: the revision of the graph and the format; the address does the rest."""
    return f'"{request.app.state.revision}.{chosen.suffix}"'


def not_modified(request: Request, tag: str) -> bool:
    """Whether the client has this answer already (`If-None-Match`, weak comparison as RFC 9110 has it)."""
    given = request.headers.get("if-none-match", "")
    known = {part.strip().removeprefix("W/") for part in given.split(",")}
    return "*" in known or tag in known


def tagged(request: Request, chosen: Format, make: Callable[[], tuple[bytes, dict[str, str]]]) -> Response:
    """An answer that depends on nothing but the address, the format and the graph's revision."""
    tag = etag(request, chosen)
    fixed = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"}
    if not_modified(request, tag):
        return Response(status_code=304, headers=fixed)
    cache: AnswerCache = request.app.state.answers
    key = (request.url.path, request.url.query, chosen.suffix)
    entry = cache.get(key)
    if entry is None:
        entry = make()
        cache.put(key, *entry)
    body, headers = entry
    return Response(body, headers={**fixed, **headers}, media_type=chosen.media_type)


def answer(request: Request, make: Callable[[], BaseModel | tuple[BaseModel, dict[str, str]]]) -> Response:
    """The answer of a resource: `make` reads it, and may add headers such as `Link`.

    JSON is the model with the context in front; the RDF formats are that JSON-LD, parsed and written again,
    so that all formats say the same.
    """
    chosen = choose(request, RESOURCE)

    def body() -> tuple[bytes, dict[str, str]]:
        made = make()
        model, headers = made if isinstance(made, tuple) else (made, {})
        data = to_json_ld(model)
        if chosen not in (JSON, JSON_LD):
            data = convert(data, JSON_LD.media_type, chosen.media_type, prefixes=PREFIXES)
        return data, headers

    return tagged(request, chosen, body)


def to_json_ld(model: BaseModel) -> bytes:
    """A model of the reading layer as JSON that is JSON-LD as well."""
    content: dict[str, Any] = {"@context": CONTEXT, **model.model_dump(mode="json")}
    return orjson.dumps(content)
