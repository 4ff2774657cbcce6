"""The page of a company: who fights it where, and all else that stands under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.answer.thing import Thing
from api.web.asked import Asked, Page
from api.web.views.events import drawn
from api.web.views.picture import picture
from api.web.views.speaker import SORTS, sayings
from kg.read import company as read
from kg.read.entities import find
from kg.read.events import chains
from kg.read.figures import figures
from kg.read.fronts import fronts
from kg.read.items import Link, ProductItem, Section
from kg.read.models import Front, Fronts, Ref, Stated

WIDEST: Final = 6
"""Rivals that have a column of their own; more would not fit on a screen."""

CHAINS: Final = 3
"""Chains of events that are drawn on the page."""
SAYINGS: Final = 5
"""How many claims that a company makes itself stand on its page."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Fronts by rivals: the rivals met on most fronts have a column, the others stand in the last one."""

    rivals: list[Ref]
    rows: list[tuple[Front, list[Stated | None], list[Stated]]]

    @property
    def has_others(self) -> bool:
        return any(others for _, _, others in self.rows)


def company(asked: Asked, found: Thing) -> bytes:
    """The page of a company; `found` is the company with its statements."""
    held = fronts(asked.store, found.id)
    risks = read.risks(asked.store, found.id).items
    strategies = read.strategies(asked.store, found.id)
    linked = chains(asked.store, found.id, limit=CHAINS)
    return asked.page(
        "company.html",
        thing=found,
        made={one.type for one in (*held.assessments, *strategies.assessments)},
        picture=picture(found, held, risks),
        chains=drawn(linked),
        chain_count=linked.total,
        fronts=held,
        matrix=matrix(held),
        products=_on_fronts(read.products(asked.store, found.id).items, held),
        strategies=strategies,
        moats=read.moats(asked.store, found.id).items,
        risks=risks,
        events=read.events(asked.store, found.id).items,
        figures=figures(asked.store, found.id).items,
        sayings=[sayings(asked, found, sort, SAYINGS) for sort in SORTS],
    )


def section(name: str, heading: str) -> Page:
    """The page of a whole list of a company, where its page shows only the beginning."""

    def page(asked: Asked, found: Section[Any]) -> bytes:
        slug = asked.path.split("/")[2]
        thing = find(asked.store, "company", slug).ref
        if name == "products":
            items = _on_fronts(found.items, fronts(asked.store, slug))
            found = found.model_copy(update={"items": items})
        return asked.page("company-section.html", thing=thing, name=name, heading=heading, found=found)

    return page


def _on_fronts(products: Sequence[ProductItem], held: Fronts) -> list[ProductItem]:
    """Products with the fronts that they are used on in place of the positions there."""
    on = {front.position.iri: front for front in held.fronts if front.position}

    def front_of(one: Link) -> Link:
        front = on.get(one.iri)
        ref = {"id": front.id, "iri": front.iri, "kind": "front", "label": front.label} if front else {}
        return one.model_copy(update=ref)

    return [
        item.model_copy(update={"positions": [front_of(one) for one in item.positions]}) for item in products
    ]


def matrix(held: Fronts) -> Matrix:
    """The fronts of a company by its rivals there."""
    met: dict[str, list[Stated]] = {}
    for front in held.fronts:
        for rival in front.rivals:
            met.setdefault(rival.iri, []).append(rival)
    most = sorted(met.values(), key=lambda same: (-len(same), same[0].label.lower()))
    shown = [_plain(same[0]) for same in most[:WIDEST]]
    return Matrix(shown, [(front, *_split(front.rivals, shown)) for front in held.fronts])


def _split(rivals: Sequence[Stated], shown: Sequence[Ref]) -> tuple[list[Stated | None], list[Stated]]:
    by_iri = {rival.iri: rival for rival in rivals}
    columns = [by_iri.pop(column.iri, None) for column in shown]
    return columns, list(by_iri.values())


def _plain(rival: Stated) -> Ref:
    return Ref(id=rival.id, iri=rival.iri, kind=rival.kind, label=rival.label)
