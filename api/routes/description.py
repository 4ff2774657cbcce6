"""`/.well-known/void`: the graph as a dataset, where crawlers look for it (https://www.w3.org/TR/void/)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial

from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.responses import Response

from api.addresses import base_of, root
from api.answer.cache import Answer
from api.answer.files import files
from api.answer.links import link_header
from api.answer.negotiation import CSV, EXPORT, GRAPH, GRAPHML, choose
from api.document import accepts, plain_responses, problem_responses
from api.strict import add_route
from kg.kinds import KINDS
from kg.ns import BASE
from kg.read.dataset import Dataset, dataset
from kg.read.description import Catalogue, Distribution, description
from kg.store.disk.reading import Reading


async def describe(request: Request) -> Response:
    """What the graph holds in numbers, what it may be used for, and where it is had: as VoID and DCAT. The
    bytes of a file are told once it was asked for."""
    chosen = choose(request, GRAPH)
    numbers, revision = await _numbers(request)
    home = root(request) if base_of(request) else BASE
    found = Catalogue(
        dataset=numbers,
        revision=revision,
        home=f"{home}/",
        sparql=f"{home}/sparql",
        distributions=tuple(_distributions(request, home, revision)),
    )
    data = await to_thread.run_sync(description, found, chosen.media_type)
    # Sizes become known without a change of the graph, so the tag is made of what is said.
    tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    links = link_header(request.scope, chosen, request.scope["stratagem.formats"])
    return Answer(data, chosen.media_type, tag, {"Link": links}, revision=revision).response(request.headers)


async def _numbers(request: Request) -> tuple[Dataset, str]:
    """The numbers of the graph, counted once a revision."""
    state = request.app.state
    reading: Reading = state.reading
    known: tuple[Dataset, str] | None = getattr(state, "dataset", None)
    if known is None or known[1] != reading.revision:
        count = partial(reading.steady, partial(dataset, reading))
        state.dataset = known = await to_thread.run_sync(count)
    return known


def _distributions(request: Request, home: str, revision: str) -> Iterator[Distribution]:
    written = files(request)
    for form in EXPORT:
        yield Distribution(
            address=f"{home}/export.{form.suffix}{f'?version={form.version}' if form.version else ''}",
            media_type=form.engine,
            title="The whole graph" + (f", RDF {form.version}" if form.version else ""),
            size=written.size("/export", form.tag, revision),
            dump=form is not GRAPHML,
            reified=bool(form.version),
        )
    for kind in KINDS:
        yield Distribution(
            address=f"{home}/{kind.plural}.csv",
            media_type=CSV.media_type,
            title=kind.label,
            size=written.size(f"/{kind.plural}", CSV.tag, revision),
        )


def add(app: FastAPI) -> None:
    """Adds the route."""
    add_route(
        app,
        "/.well-known/void",
        describe,
        summary="What the graph is, and where it is had",
        operation_id="describeGraph",
        tags=["graphs"],
        response_class=Response,
        responses=accepts(*GRAPH) | plain_responses(304) | problem_responses(406),
    )
