"""`/search`: names, definitions and the words of claims, by the index of words."""

from __future__ import annotations

from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.answer.answers import Made, respond
from api.answer.files import send
from api.answer.links import part_links
from api.answer.negotiation import CSV, HTML, JSON, choose
from api.document import accepts, plain_responses, problem_responses
from api.edge.logs import note
from api.routes.lists import LONGEST_CURSOR
from api.strict import add_route
from api.web.asked import asked
from api.web.views.search import search_page
from kg.read.lists import LARGEST_PAGE, MODALITIES, STANDINGS
from kg.read.models import Ref
from kg.search import SEARCHED, Facets, Hit, Results, Search, Wanted, search, spreadsheet
from kg.search.words import LONGEST

PAGE: Final = 20
FORMATS: Final = (JSON, CSV, HTML)


class Found(BaseModel):
    """A part of what was found, the best first. `total` counts all of it; the `Link` header leads to the
    first and the next part. `all_words` is false where no text has all of the words: then the results have
    some of them, those with the most first. `nearest` are names like the words, where nothing was found, or
    like those that no text has."""

    items: list[Hit]
    total: int
    all_words: bool
    facets: Facets
    nearest: list[Ref]


class Asking(BaseModel):
    """What is looked for, and what narrows it; all that is given must hold."""

    model_config = ConfigDict(extra="ignore")

    q: str = Field(
        "",
        description="Words: each is found by its beginning or its English stem, “in quotation marks” as they "
        "stand. All must be found but common ones such as `the` and `who`; where no text has all, those with "
        "the most come first, and `all_words` is false. Case and diacritics do not count, nothing is syntax.",
        max_length=LONGEST,
        examples=["advantage"],
    )
    kind: str | None = Field(None, description="kind of result", json_schema_extra={"enum": [*SEARCHED]})
    source: str | None = Field(None, description="identifier of the source of a claim")
    speaker: str | None = Field(None, description="speaker of a claim: `sam-altman`, or `company/softbank`")
    modality: str | None = Field(
        None, description="how a claim is put", json_schema_extra={"enum": [*MODALITIES]}
    )
    standing: str | None = Field(
        None,
        description="standing of a statement that a claim supports",
        json_schema_extra={"enum": [*STANDINGS]},
    )
    after: str | None = Field(None, description="the cursor of a `Link` header", max_length=LONGEST_CURSOR)
    limit: int = Field(PAGE, description="results in an answer", ge=1, le=LARGEST_PAGE)


async def find(request: Request, asking: Annotated[Asking, Query()]) -> Response:
    """Things by their names and definitions, and claims by their words: first what is called so, then what
    has the words in its name, then all others. Each result has the texts in which words were found, with
    their places in code points, and a claim its evidence. `facets` say how the results are spread."""
    chosen = choose(request, FORMATS)
    index: Search = request.app.state.search
    await to_thread.run_sync(index.table)  # one that is being made is waited for outside of a steady answer
    wanted = Wanted(asking.q, _filters(asking), asking.after, asking.limit)
    store = request.app.state.store
    if chosen is CSV and request.query_params.keys().isdisjoint({"after", "limit"}):
        return await send(
            request, CSV, lambda: spreadsheet.every(store, index.table(0), wanted), steady=False
        )

    def make() -> Made:
        found = search(store, index.table(0), wanted)
        links = _links(request, asking, found)
        note(request.scope, rows=len(found.items))
        if chosen is HTML:
            return search_page(asked(request, links), found), {"Link": links}
        if chosen is CSV:
            return spreadsheet.as_csv(found.items), {"Link": links}
        return found.model_dump_json(exclude={"next"}).encode(), {"Link": links}

    return await respond(request, chosen, make)


def _filters(asking: Asking) -> dict[str, str]:
    given: dict[str, str | None] = asking.model_dump(exclude={"q", "after", "limit"})
    return {name: value for name, value in given.items() if value}


def _links(request: Request, asking: Asking, found: Results) -> str:
    """The `Link` header (RFC 8288): the first part and the next one."""
    limit: dict[str, Any] = {"limit": asking.limit} if asking.limit != PAGE else {}
    same = {"q": asking.q, **_filters(asking), **limit}
    following = {**same, "after": found.next} if found.next else {}
    return part_links(request.scope, same, following)


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    add_route(
        app,
        "/search",
        find,
        summary="Search names, definitions and quotes",
        operation_id="search",
        tags=["resources"],
        response_model=Found,
        responses=accepts(*FORMATS) | plain_responses(304) | problem_responses(406, 503, 507),
    )
