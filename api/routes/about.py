"""`/about`: what this is, what it may be used for, and how it is cited."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.answer.answers import Made, respond
from api.answer.negotiation import HTML, JSON, choose
from api.document import accepts, plain_responses, problem_responses
from api.strict import add_route
from api.web.asked import asked
from kg import __version__
from kg.ns import ONTOLOGY, VERSION_IRI
from kg.read.lists import STANDINGS


class Licences(BaseModel):
    """The licence of each part."""

    code: str = "Apache-2.0"
    ontology: str = "CC BY 4.0"
    data: str = "CC BY 4.0"
    quotes: str = (
        "Their authors'. They are shown as quotations, with who said them and where; of a text no more "
        "is shown than its rights allow."
    )


class About(BaseModel):
    """What this is: its version, the IRI of its ontology, the licences, and how to cite it."""

    title: str = "Stratagem: the open knowledge graph of competitive strategy"
    version: str = __version__
    ontology: str = str(ONTOLOGY)
    licences: Licences = Licences()
    citation: str


_MANNERS: Final = ("Modality", "Certainty")
_CITATION: Final = (
    "The Stratagem maintainers: Stratagem: the open knowledge graph of competitive strategy, "
    f"version {__version__}. {VERSION_IRI}"
)


async def about(request: Request) -> Response:
    """What this is, its licences, how to cite it."""
    chosen = choose(request, (JSON, HTML))
    found = About(citation=_CITATION)

    def make() -> Made:
        if chosen is HTML:
            page = asked(request)
            manners = [[name for name, term in page.terms.items() if kind in term.types] for kind in _MANNERS]
            return page.page("about.html", about=found, standings=STANDINGS, manners=manners), {}
        return found.model_dump_json().encode(), {}

    return await respond(request, chosen, make)


def add(app: FastAPI) -> None:
    """Adds the route."""
    add_route(
        app,
        "/about",
        about,
        summary="What this is, its licences, how to cite it",
        operation_id="getAbout",
        tags=["service"],
        response_model=About,
        responses=accepts(JSON, HTML) | plain_responses(304) | problem_responses(406),
    )
