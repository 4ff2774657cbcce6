"""The list of claims: each with its words, and a form that narrows the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.web.asked import Asked
from api.web.render import with_query
from api.web.views.lists import part
from kg.read.lists import CLAIM_FILTERS, MODALITIES, STANDINGS, list_kind
from kg.read.models import Ref

CHOICES: Final = 60
"""Speakers or sources that stand in a list to choose from; where there are more, a name is typed."""
_ALL: Final = "/claims"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is set, and the address of the list without it."""

    name: str
    value: str
    without: str


def claims(asked: Asked, found: Any) -> bytes:
    """The page of a part of the list of claims, of all or of a company."""
    whole = asked.path == _ALL
    given = {name: value for name in CLAIM_FILTERS if (value := asked.query.get(name))} if whole else {}
    return asked.page(
        "claims.html",
        items=found.items,
        part=part(asked, len(found.items), found.total),
        whole=whole,
        given=given,
        chosen=[_chosen(given, name) for name in given],
        speakers=_choices(asked, "speaker") if whole else (),
        sources=_choices(asked, "source") if whole else (),
        modalities=MODALITIES,
        standings=STANDINGS,
    )


def _chosen(given: dict[str, str], name: str) -> Chosen:
    others = {other: value for other, value in given.items() if other != name}
    return Chosen(name, given[name], with_query(_ALL, **others))


def _choices(asked: Asked, kind: str) -> Sequence[Ref]:
    """The individuals of a kind, none where there are more than a person would look through."""
    page = list_kind(asked.store, kind, limit=CHOICES)
    return [] if page.next else [item for item in page.items if isinstance(item, Ref)]
