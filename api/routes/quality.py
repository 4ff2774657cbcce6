"""`/quality`: what of the sources is covered, and what in the graph should be looked at twice."""

from __future__ import annotations

from urllib.parse import urlencode

import orjson
from fastapi import FastAPI, Request
from starlette.responses import Response

from api.answer.answers import Made, respond
from api.answer.negotiation import HTML, JSON, choose
from api.document import accepts, plain_responses, problem_responses
from api.routes.lists import PAGE, After, Limit
from api.strict import add_route
from api.web.asked import asked
from api.web.views.quality import quality as page
from kg.build import Report
from kg.change import Changes
from kg.read.quality import Checked, Quality, quality


async def read(request: Request, after: After = None, limit: Limit = PAGE) -> Response:
    """What of each source is covered by claims, sentence by sentence; what shapes and reasoner said; what
    rests on unidentified speakers alone; where a source may be in tension with itself; which claims assert
    nothing in the terms of the ontology. `total` counts the sources, which the `Link` header pages."""
    chosen = choose(request, (JSON, HTML))

    def make() -> Made:
        found = quality(request.app.state.store, _checked(request), after, limit)
        links = _links(request, found, limit)
        if chosen is HTML:
            return page(asked(request, links), found), {"Link": links}
        return orjson.dumps(found.model_dump(mode="json")), {"Link": links}

    return await respond(request, chosen, make)


def _checked(request: Request) -> Checked | None:
    """What the build of the served graph was told; None for a graph that has no report."""
    changes: Changes | None = request.app.state.changes
    if changes is None:
        return None
    generation = changes.live.generation
    try:
        report = Report.from_json(generation.report.read_bytes())
    except (OSError, ValueError):
        return None
    return Checked(
        revision=generation.revision,
        violations=report.violations,
        warnings=report.warnings,
        consistent=report.consistent,
    )


def _links(request: Request, found: Quality, limit: int) -> str:
    suffix = request.scope.get("stratagem.suffix")
    path = f"/quality.{suffix}" if suffix else "/quality"
    same = {"limit": str(limit)} if limit != PAGE else {}
    links = [f'<{path}{f"?{urlencode(same)}" if same else ""}>; rel="first"']
    if found.next:
        links.append(f'<{path}?{urlencode({**same, "after": found.next})}>; rel="next"')
    return ", ".join(links)


def add(app: FastAPI) -> None:
    """Adds the route."""
    add_route(
        app,
        "/quality",
        read,
        summary="What is covered, and what to look at twice",
        operation_id="getQuality",
        tags=["service"],
        response_model=Quality,
        responses=accepts(JSON, HTML) | plain_responses(304) | problem_responses(406),
    )
