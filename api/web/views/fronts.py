"""Fronts: all companies by all fronts, one front, and companies side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.answer.thing import Thing
from api.web.asked import Asked
from api.web.views.choices import company_choices
from api.web.views.disputes import passed
from api.web.views.lists import part
from kg.read.models import Ref
from kg.read.stands import ADVANTAGES, FrontStands, Positions, Stand, on_fronts

WIDEST: Final = 8
"""Companies and products that have a column of their own; where a part has more, each front lists its own."""
_ALL: Final = 5000
STANDINGS: Final = ("reported", "attributed", "qualified", "disputed", "corroborated", "curated")


@dataclass(frozen=True, slots=True)
class Grid:
    """Fronts by those who stand there; without columns where there are too many."""

    columns: list[Ref]
    rows: list[tuple[Ref, list[Stand | None], list[Stand]]]


def fronts(asked: Asked, found: Any) -> bytes:
    """The page of the list of fronts: who stands where."""
    shown = part(asked, len(found.items), found.total)
    stands = on_fronts(asked.store, found.items)
    return _page(asked, stands, shown.first - 1, found.total)


def positions(asked: Asked, found: Positions) -> bytes:
    """The same, of the fronts that fit filters."""
    return _page(asked, found.items, passed(asked), found.total)


def front(asked: Asked, found: Thing) -> bytes:
    """The page of a front: who stands there, with what advantage, with which products, by whose words."""
    (here,) = on_fronts(asked.store, [found], _ALL)
    return asked.page("front.html", thing=found, stands=here.stands)


def grid(stands: Sequence[FrontStands]) -> Grid:
    """Fronts by those who stand there, whoever stands on most fronts first."""
    met: dict[str, list[Ref]] = {}
    for one in stands:
        for stand in one.stands:
            met.setdefault(stand.who.iri, []).append(stand.who)
    if len(met) > WIDEST:
        return Grid([], [(one.front, [], one.stands) for one in stands])
    most = sorted(
        met.values(), key=lambda same: (same[0].kind != "company", -len(same), same[0].label.lower())
    )
    columns = [same[0] for same in most]
    return Grid(columns, [(one.front, _cells(one.stands, columns), []) for one in stands])


def _cells(stands: Sequence[Stand], columns: Sequence[Ref]) -> list[Stand | None]:
    by_iri = {stand.who.iri: stand for stand in stands}
    return [by_iri.get(column.iri) for column in columns]


def _page(asked: Asked, stands: Sequence[FrontStands], first: int, total: int) -> bytes:
    return asked.page(
        "fronts.html",
        grid=grid(stands),
        first=first,
        total=total,
        chosen={name: asked.query.get(name, "") for name in ("company", "advantage", "standing")},
        companies=company_choices(asked.store),
        advantages=ADVANTAGES,
        standings=STANDINGS,
    )
