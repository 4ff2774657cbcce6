"""The graphs as they can be read and written over HTTP: what plain and guarded mode both offer.

All methods block; an async caller hands them to a thread. The graph `""` is the default graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from fastapi import Request
from starlette.exceptions import HTTPException

from api.bodies import read_body
from api.conditions import Conditions
from api.multipart import MEDIA_TYPE as MULTIPART
from api.multipart import Part, parts
from api.problems import UnsupportedMediaTypeError
from kg.store.formats import BY_MEDIA_TYPE
from kg.store.syntax.guard import CheckedUpdate

LARGEST = 8 * 1024 * 1024
"""Bytes of a body with RDF."""


@dataclass(frozen=True, slots=True)
class Write:
    """A write of one graph: which, by whom, on what conditions, with what content (none for a removal), and
    the IRI against which relative ones are resolved. `add` says that what is there stays."""

    graph: str
    author: str
    conditions: Conditions
    content: tuple[Part, ...] = ()
    base: str | None = None
    add: bool = False


class GraphService(Protocol):
    """Reads and writes graphs. `union_default` says whether the default graph of a query is the union of all
    graphs but texts; else it is a graph of its own."""

    union_default: bool

    def names(self) -> list[str]:
        """The IRIs of all named graphs, sorted."""
        ...

    def graph_of(self, request: Request, rest: str) -> str:
        """The IRI of the graph that an address below `/graphs/` is; `rest` is what stands there."""
        ...

    def new_graph(self, request: Request) -> str:
        """The IRI of a graph that is not there yet; a 400 where a graph must be named by its author."""
        ...

    def fetch(self, graph: str, media_type: str) -> bytes | None:
        """A graph as `media_type`; None where there is none."""
        ...

    def tag(self, graph: str) -> str | None:
        """Names the content of a graph, another after each change; None where there is none, nothing where
        the content of one has no name."""
        ...

    def put(self, write: Write) -> bool:
        """Replaces or adds; whether the graph was there before."""
        ...

    def delete(self, write: Write) -> bool:
        """Removes a graph; whether it was there."""
        ...

    def update(self, update: CheckedUpdate, author: str, base: str | None) -> None:
        """Runs a checked update."""
        ...


async def read_content(request: Request) -> tuple[Part, ...]:
    """The RDF that a request sends, in one file or several; a 415 for what is no RDF."""
    given = request.headers.get("content-type", "")
    kind = given.partition(";")[0].strip().lower()
    if kind not in BY_MEDIA_TYPE and kind != MULTIPART:
        raise UnsupportedMediaTypeError(given, (*BY_MEDIA_TYPE, MULTIPART))
    if (encoding := request.headers.get("content-encoding", "identity").lower()) != "identity":
        raise UnsupportedMediaTypeError(f"encoded as {encoding}", ("identity",))
    body = await read_body(request, LARGEST)
    sent = parts(body, given) if kind == MULTIPART else [Part(body, given)]
    return tuple(Part(part.data, _rdf_type(part.content_type)) for part in sent)


def _rdf_type(content_type: str) -> str:
    """The media type of RDF in UTF-8 without parameters; a 415 for another."""
    kind, _, parameters = content_type.partition(";")
    if kind.strip().lower() not in BY_MEDIA_TYPE:
        raise UnsupportedMediaTypeError(content_type, tuple(BY_MEDIA_TYPE))
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip(' "').lower() not in {
            "utf-8",
            "utf8",
            "us-ascii",
        }:
            raise UnsupportedMediaTypeError(content_type, ("UTF-8",))
    return kind.strip().lower()


def not_there(graph: str) -> HTTPException:
    """The 404 of a graph."""
    return HTTPException(
        404, f"there is no graph <{graph}>; the description at /sparql names those there are"
    )
