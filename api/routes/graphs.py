"""Whole graphs as files: the ontology, the shapes, each graph by its name, and all of them."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import FastAPI, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.answer.answers import respond
from api.answer.files import send
from api.answer.negotiation import EXPORT, GRAPH, GRAPHML, HTML, NAMED_GRAPHS, RDF_12, Format, choose
from api.document import accepts, plain_responses, problem_responses
from api.strict import SLUG_SCHEMA, add_route
from api.web.asked import asked
from api.web.views.export import files
from api.web.views.ontology import ontology as ontology_page
from kg import ns
from kg.errors import NotFoundError
from kg.read import export as read
from kg.read.graphml import graphml
from kg.read.vocabulary import Vocabulary, vocabulary
from kg.store.base import Store
from kg.store.disk.reading import Reading

Version = Annotated[str, Path(description="such as 0.1.0", examples=[ns.VERSION_IRI.rpartition("/")[2]])]
Name = Annotated[str, Path(examples=["statements"], json_schema_extra=SLUG_SCHEMA)]


async def ontology(request: Request) -> Response:
    """The ontology of this graph as one import-free file, or as a page to which the IRIs of terms lead."""
    chosen = choose(request, (*GRAPH, HTML))
    store: Store = request.app.state.store
    if chosen is HTML:
        return await respond(request, chosen, lambda: (ontology_page(asked(request), _held(request)), {}))
    return await respond(request, chosen, lambda: (read.ontology(store, chosen.media_type), {}))


def _held(request: Request) -> Vocabulary:
    """The terms and their uses, counted once a revision."""
    state = request.app.state
    reading: Reading = state.reading
    known: tuple[str, Vocabulary] | None = getattr(state, "vocabulary", None)
    if known is None or known[0] != reading.revision:
        state.vocabulary = known = (reading.revision, vocabulary(reading))
    return known[1]


async def ontology_version(request: Request, version: Version) -> Response:
    """The ontology by its version IRI; only the version that is in use is held."""
    _require(version, "ontology")
    return await ontology(request)


async def shapes(request: Request) -> Response:
    """The SHACL shapes that this graph fulfils."""
    chosen = choose(request, GRAPH)
    return await respond(request, chosen, lambda: (read.shapes(chosen.media_type), {}))


async def shapes_version(request: Request, version: Version) -> Response:
    """The shapes by their version IRI; only the version that is in use is held."""
    _require(version, "shapes")
    return await shapes(request)


def _require(version: str, what: str) -> None:
    current = ns.VERSION_IRI.rpartition("/")[2]
    if version != current:
        raise NotFoundError(f"version of the {what}", version, [current])


async def export(
    request: Request,
    version: Annotated[Literal["1.1", "1.2"] | None, Query(description="of RDF; 1.1 unless given")] = None,
) -> Response:
    """The whole graph by a suffix such as `/export.trig`, without the texts whose rights do not allow it.

    TriG, N-Quads and JSON-LD keep the named graphs; Turtle, N-Triples and RDF/XML merge them. In version 1.2
    (Turtle, TriG, N-Triples, N-Quads; `/export.ttl?version=1.2`, or `Accept: text/turtle;version=1.2`) what
    is said of a statement stands on a reifier of it instead of an `owl:Axiom`. GraphML has things as nodes
    and statements between them as edges, each with property, standing, and the claims that support it.
    """
    versions: dict[str | None, tuple[Format, ...]] = {
        None: (*EXPORT, HTML), "1.1": (*NAMED_GRAPHS, GRAPHML), "1.2": RDF_12
    }  # fmt: skip
    chosen = choose(request, versions[version])
    store: Store = request.app.state.store
    if chosen is HTML:
        return await respond(request, chosen, lambda: (files(asked(request)), {}))
    if chosen is GRAPHML:
        return await send(request, chosen, lambda: graphml(store))
    reified = chosen in RDF_12
    return await send(request, chosen, lambda: read.export(store, chosen.engine, reified=reified))


async def graph(request: Request, name: Name) -> Response:
    """A graph by the last part of its IRI, `https://w3id.org/stratagem/graph/…`: `register`, `statements`,
    `inferred`, `ontology`, or the slug of a source."""
    return await _graph(request, name)


async def text_graph(request: Request, name: Name) -> Response:
    """The graph of the text of a source, where the rights allow."""
    return await _graph(request, f"{name}/text")


async def _graph(request: Request, name: str) -> Response:
    chosen = choose(request, GRAPH)
    store: Store = request.app.state.store
    await run_in_threadpool(read.shown_graph, store, name)
    return await send(request, chosen, lambda: read.graph(store, name, chosen.engine))


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    route = partial(add_route, app, tags=["graphs"], response_class=Response)
    unchanged = plain_responses(304)
    shown = accepts(*GRAPH) | unchanged | problem_responses(406)
    for path, endpoint, summary, name in (
        ("/ontology", ontology, "The ontology", "getOntology"),
        ("/ontology/{version}", ontology_version, "A version of the ontology", "getOntologyVersion"),
        ("/shapes", shapes, "The shapes", "getShapes"),
        ("/shapes/{version}", shapes_version, "A version of the shapes", "getShapesVersion"),
    ):
        missing = problem_responses(404) if "{" in path else {}
        page = accepts(*GRAPH, HTML) if endpoint in (ontology, ontology_version) else {}
        route(path, endpoint, summary=summary, operation_id=name, responses=shown | page | missing)
    route(
        "/export",
        export,
        summary="The whole graph",
        operation_id="exportGraph",
        responses=accepts(*NAMED_GRAPHS, GRAPHML, HTML) | unchanged | problem_responses(406, 503, 507),
    )
    one = {"responses": shown | problem_responses(403, 404, 406, 503, 507)}
    route("/graph/{name}", graph, summary="One graph", operation_id="getNamedGraph", **one)
    route("/graph/{name}/text", text_graph, summary="The graph of a text", operation_id="getTextGraph", **one)
