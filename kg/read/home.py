"""The first answer: who fights whom, what is disputed, what is new, of how much."""

from __future__ import annotations

from collections import deque
from typing import Final

from kg.read.changes import Change, changes
from kg.read.disputes import Disputes, disputes
from kg.read.fronts import fronts
from kg.read.lists import keys, list_kind
from kg.read.models import Fronts, Model, Ref
from kg.read.overview import CompanyCount, companies
from kg.read.source_items import SourceItem
from kg.read.stands import Stand, of_companies
from kg.store.base import Store

COMPANIES: Final = 7
DISPUTES: Final = 3
LATEST: Final = 5


class Fighter(Model):
    """A company, how many fronts of it are named, and where it stands, without the words."""

    company: Ref
    named_count: int
    fronts: list[Stand]


class Home(Model):
    """The company with most named fronts, with its rivals there; the companies that follow; how many
    companies there are; some of what is disputed or qualified; the latest changes, the newest first; some
    sources; and how many sources and claims all this comes from."""

    first: Fronts | None
    others: list[Fighter]
    companies: int
    disputes: Disputes
    changes: list[Change]
    sources: list[SourceItem]
    source_count: int
    claim_count: int


def home(store: Store) -> Home:
    """What a store answers first."""
    held = companies(store)
    sources = list_kind(store, "source", limit=LATEST)
    claims = list_kind(store, "claim", limit=1)
    latest = deque(keys(store, "change", {}), maxlen=LATEST)
    return Home(
        first=fronts(store, held[0].id) if held and held[0].fronts else None,
        others=_fighters(store, held[1 if held and held[0].fronts else 0 :][:COMPANIES]),
        companies=len(held),
        disputes=disputes(store, limit=DISPUTES),
        changes=changes(store, list(latest))[::-1],
        sources=[one for one in sources.items if isinstance(one, SourceItem)],
        source_count=sources.total,
        claim_count=claims.total,
    )


def _fighters(store: Store, held: list[CompanyCount]) -> list[Fighter]:
    refs = [Ref(id=one.id, iri=one.iri, kind="company", label=one.label) for one in held]
    stands = of_companies(store, refs, 0)
    return [
        Fighter(company=ref, named_count=one.fronts, fronts=own)
        for ref, one, own in zip(refs, held, stands, strict=True)
    ]
