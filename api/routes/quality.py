"""`/quality`: what of the sources is covered, and what in the graph should be looked at twice."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import Response

from api.answer.views import VIEW, answer_view
from api.document import accepts, plain_responses, problem_responses
from api.routes.lists import PAGE, After, Limit
from api.strict import add_route
from api.web.views.quality import quality as page
from kg.build import Report
from kg.change import Changes
from kg.read.quality import Checked, Quality, quality


async def read(request: Request, after: After = None, limit: Limit = PAGE) -> Response:
    """What of each source is covered by claims, sentence by sentence; what shapes and reasoner said; what
    rests on unidentified speakers alone; where a source may be in tension with itself; which claims assert
    nothing in the terms of the ontology. `total` counts the sources, which the `Link` header pages."""

    def make() -> tuple[Quality, dict[str, str]]:
        found = quality(request.app.state.store, _checked(request), after, limit)
        following = {"limit": str(limit)} if limit != PAGE else {}
        return found, {**following, "after": found.next} if found.next else {}

    return await answer_view(request, make, page)


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
        responses=accepts(*VIEW) | plain_responses(304) | problem_responses(406),
    )
