"""Events: what happened when, and chains of what led to what and what answers what; drawn and told."""

from __future__ import annotations

from typing import Any, Final

from api.web import axis
from api.web.asked import Asked
from api.web.layered import Drawing, draw
from api.web.views.choices import company_choices
from api.web.views.disputes import passed
from api.web.views.lists import part
from kg.read import events as read

FIRST: Final = 10
DATED: Final = axis.MOST
"""Dates on a page: as many as one drawing has."""


def events(asked: Asked, found: Any) -> bytes:
    """The page of the list of events: the first chains, and every event with who brought it about."""
    shown = part(asked, len(found.items), found.total)
    held = read.chains(asked.store, limit=FIRST) if shown.first == 1 else None
    dates = read.dated(asked.store, limit=DATED) if shown.first == 1 else None
    return asked.page(
        "events.html",
        chains=drawn(held) if held else [],
        dates=dates,
        drawing=axis.draw(dates.items) if dates else None,
        held=held,
        first=0,
        company="",
        companies=company_choices(asked.store),
        listed=read.happenings(asked.store, [one.iri for one in found.items]),
        part=shown,
    )


def chains(asked: Asked, found: read.Chains) -> bytes:
    """The page of the chains, or of those of a company."""
    return asked.page(
        "events.html",
        chains=drawn(found),
        dates=None,
        drawing=None,
        held=found,
        first=passed(asked),
        company=asked.query.get("company", ""),
        companies=company_choices(asked.store),
        listed=[],
        part=None,
    )


def dated(asked: Asked, found: read.Datings) -> bytes:
    """The page of the dated events."""
    return asked.page("dated.html", dates=found, drawing=axis.draw(found.items), first=passed(asked))


def drawn(found: read.Chains) -> list[tuple[read.Chain, Drawing | None]]:
    """Chains with their drawings."""
    return [(chain, draw(chain)) for chain in found.items]
