"""Whole graphs as files: the ontology, the shapes, and all but the texts."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request
from starlette.responses import Response

from api.answers import respond
from api.document import accepts, plain_responses, problem_responses
from api.negotiation import EXPORT, GRAPH, Format, choose
from api.strict import add_route
from kg.read import export as read


async def ontology(request: Request) -> Response:
    """The ontology of this graph as one import-free file."""
    return await _file(request, GRAPH, lambda chosen: read.ontology(request.app.state.store, chosen))


async def shapes(request: Request) -> Response:
    """The SHACL shapes that this graph fulfils."""
    return await _file(request, GRAPH, read.shapes)


async def export(request: Request) -> Response:
    """The whole graph without texts: register, sources, statements, inferences and ontology; by a suffix
    such as `/export.trig`. TriG, N-Quads and JSON-LD keep the named graphs, Turtle, N-Triples and
    RDF/XML merge them."""
    return await _file(request, EXPORT, lambda chosen: read.export(request.app.state.store, chosen))


async def _file(request: Request, available: tuple[Format, ...], write: Callable[[str], bytes]) -> Response:
    chosen = choose(request, available)
    return await respond(request, chosen, lambda: (write(chosen.media_type), {}))


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    routes = (
        ("/ontology", ontology, "The ontology", "getOntology", GRAPH),
        ("/shapes", shapes, "The shapes", "getShapes", GRAPH),
        ("/export", export, "The whole graph", "exportGraph", EXPORT),
    )
    for path, endpoint, summary, name, available in routes:
        add_route(
            app,
            path,
            endpoint,
            summary=summary,
            operation_id=name,
            tags=["graphs"],
            response_class=Response,
            responses=accepts(*available) | plain_responses(304) | problem_responses(406),
        )
