"""Which page shows which kind of thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.web.asked import Page
from api.web.views.claim import claim
from api.web.views.claims import claims
from api.web.views.company import company
from api.web.views.disputes import open_questions
from api.web.views.events import events
from api.web.views.fronts import front, fronts
from api.web.views.lists import listed
from api.web.views.source import source
from api.web.views.speaker import speaker
from api.web.views.statement import assertion, statement
from api.web.views.thing import thing
from api.web.views.words import quote, sentence, span

OF_KIND: Final[Mapping[str, Page]] = {
    "assertion": assertion,
    "axiom": statement,
    "claim": claim,
    "company": company,
    "front": front,
    "quote": quote,
    "sentence": sentence,
    "source": source,
    "span": span,
    "speaker": speaker,
}
"""The pages of the kinds that have one of their own; `thing` shows any other."""


def page_of(kind: str) -> Page:
    """The page of a thing of this kind."""
    return OF_KIND.get(kind, thing)


LISTS: Final[Mapping[str, Page]] = {
    "claim": claims,
    "event": events,
    "front": fronts,
    "open-question": open_questions,
}
"""The pages of the lists that are more than a table, by the kind; `listed` shows any other."""


def list_page_of(kind: str) -> Page:
    """The page of the list of a kind."""
    return LISTS.get(kind, listed(kind))
