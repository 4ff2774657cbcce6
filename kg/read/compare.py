"""Companies side by side: their fronts, strategies, moats, risks and figures, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kg.errors import BadParameterError
from kg.read import company as read
from kg.read.entities import find
from kg.read.figures import FigureItem, figures
from kg.read.items import Item, MoatItem, RiskItem, StrategyItem
from kg.read.models import Model, Ref
from kg.read.stands import Stand, of_companies
from kg.store.base import Store

MOST: Final = 3
_SECTIONS: Final = ("fronts", "strategies", "moats", "risks")


class Compared(Model):
    """One of the companies: where it stands, and what its lists have."""

    company: Ref
    fronts: list[Stand]
    strategies: list[StrategyItem]
    moats: list[MoatItem]
    risks: list[RiskItem]
    figures: list[FigureItem]


class Shared(Model):
    """What more than one of the companies has: the thing, the list that it stands in, and whose it is."""

    section: str
    thing: Ref
    companies: list[str]


class Comparison(Model):
    """Companies in the order asked for, what they share, and the measures that more than one has a figure
    of."""

    companies: list[Compared]
    shared: list[Shared]
    measures: list[Ref]


def compare(store: Store, slugs: Sequence[str]) -> Comparison:
    """Up to MOST companies (slugs) side by side; none gives an empty comparison.

    NotFoundError with the nearest names for one that is not there, BadParameterError for too many.
    """
    wanted = list(dict.fromkeys(slugs))
    if len(wanted) > MOST:
        raise BadParameterError("companies", ",".join(slugs), f"at most {MOST}, separated by commas")
    refs = [find(store, "company", slug).ref for slug in wanted]
    stands = of_companies(store, refs)
    compared = [_compared(store, ref, own) for ref, own in zip(refs, stands, strict=True)]
    return Comparison(companies=compared, shared=_shared(compared), measures=_measures(compared))


def _compared(store: Store, company: Ref, stands: list[Stand]) -> Compared:
    return Compared(
        company=company,
        fronts=stands,
        strategies=read.strategies(store, company.id).items,
        moats=read.moats(store, company.id).items,
        risks=read.risks(store, company.id).items,
        figures=figures(store, company.id).items,
    )


def _shared(compared: Sequence[Compared]) -> list[Shared]:
    """What two companies or more have, list by list, by name."""
    found: list[Shared] = []
    for section in _SECTIONS:
        owners: dict[str, tuple[Ref, list[str]]] = {}
        for one in compared:
            for thing in _things(getattr(one, section)):
                _, ids = owners.setdefault(thing.iri, (thing, []))
                if one.company.id not in ids:
                    ids.append(one.company.id)
        common = [(thing, ids) for thing, ids in owners.values() if len(ids) > 1]
        found += [
            Shared(section=section, thing=thing, companies=ids)
            for thing, ids in sorted(common, key=lambda pair: pair[0].label.lower())
        ]
    return found


def _things(items: Iterable[Stand | Item]) -> list[Ref]:
    return [
        item.front
        if isinstance(item, Stand)
        else Ref(id=item.id, iri=item.iri, kind=item.kind, label=item.label)
        for item in items
    ]


def _measures(compared: Sequence[Compared]) -> list[Ref]:
    """The measures of all figures, those that most companies have first."""
    by_iri: dict[str, tuple[Ref, set[str]]] = {}
    for one in compared:
        for figure in one.figures:
            by_iri.setdefault(figure.metric.iri, (figure.metric, set()))[1].add(one.company.id)
    ordered = sorted(by_iri.values(), key=lambda pair: (-len(pair[1]), pair[0].label.lower()))
    return [metric for metric, _ in ordered]
