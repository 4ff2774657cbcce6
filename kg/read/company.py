"""The lists of a company: its products, strategies, risks, events, moats and rivals."""

from __future__ import annotations

from typing import Any, Final, Literal

from kg.ns import entity
from kg.read.entities import find
from kg.read.events import happenings
from kg.read.fronts import STANDINGS, assessments
from kg.read.items import (
    EventItem,
    Fact,
    Facts,
    MoatItem,
    ProductItem,
    RiskItem,
    RivalItem,
    Section,
    StrategyItem,
    facts,
    section,
)
from kg.store.base import Store

_STUCK_BETWEEN: Final = entity("rule", "stuck-between")
_TIES_OF_EVENTS: Final = ("performedBy", "targets", "concerns")
_End = Literal["subject", "object"]


def products(store: Store, company: str) -> Section[ProductItem]:
    """The products that a company (a slug) develops, by label, with the positions fought for with them.

    NotFoundError with the nearest names when there is no such company; so for all lists of this module.
    """
    found = facts(store, "company/products", find(store, "company", company).iri)
    items = [
        ProductItem(**_item(found, fact, "object"), positions=found.subjects(fact.object.iri, "viaProduct"))
        for fact in found.of("develops")
    ]
    return section(items)


def strategies(store: Store, company: str) -> Section[StrategyItem]:
    """What a company pursues, what it considers and what it depends on; one item a strategy and relation."""
    node = find(store, "company", company).iri
    found = facts(store, "company/strategies", node)
    items = [
        StrategyItem(
            **_item(found, fact, "object"),
            generic_form=found.objects(fact.object.iri, "genericForm"),
            conflicts_with=[
                *found.objects(fact.object.iri, "conflictsWith"),
                *found.subjects(fact.object.iri, "conflictsWith"),
            ],
            combines=found.objects(fact.object.iri, "combines"),
            creates_risk=found.objects(fact.object.iri, "createsRisk"),
            leads_to=found.objects(fact.object.iri, "leadsTo"),
        )
        for fact in found.of("pursues", "considers", "dependsOn")
    ]
    return section(items, assessments(store, node, [_STUCK_BETWEEN]))


def risks(store: Store, company: str) -> Section[RiskItem]:
    """What a company, its products and its positions are exposed to or threatened by, and how severely."""
    found = facts(store, "company/threats", find(store, "company", company).iri)
    items = []
    for fact in found.of("exposedTo", "threatens"):
        end: _End = "object" if fact.property == "exposedTo" else "subject"
        item = _item(found, fact, end)
        items.append(RiskItem(**item, severity=found.objects(item["iri"], "severity")))
    return section(items)


def moats(store: Store, company: str) -> Section[MoatItem]:
    """The moats of a company, also those that a claim denies (`stated` is `denied`), and what erodes them."""
    found = facts(store, "company/moats", find(store, "company", company).iri)
    items = [
        MoatItem(
            **_item(found, fact, "object"),
            eroded_by=found.subjects(fact.object.iri, "erodes"),
            draws_on=found.objects(fact.object.iri, "drawsOnPower"),
        )
        for fact in found.of("hasMoat")
    ]
    return section(items)


def rivals(store: Store, company: str) -> Section[RivalItem]:
    """Who competes with a company or its products: said in so many words, or on a front where it fights."""
    node = find(store, "company", company)
    found = facts(store, "company/rivals", node.iri)
    makes = {
        link.iri for link in facts(store, "company/products", node.iri).objects(node.ref.iri, "develops")
    }
    own = makes | {node.ref.iri}
    items = []
    for fact in found.of("competesWith", "competesOnFront"):
        front = fact.object if fact.property == "competesOnFront" else None
        end: _End = "object" if fact.subject.iri in own and front is None else "subject"
        item = _item(found, fact, end)
        if front is not None:
            item["of"] = node.ref
        items.append(RivalItem(**item, front=front))
    return section(items)


def events(store: Store, company: str) -> Section[EventItem]:
    """What happened around a company, in the order in which the text tells it, with what led to what and what
    answers what; `relation` says how an event is tied to the company or to a product of it."""
    node = find(store, "company", company).iri
    found = facts(store, "company/events", node)
    chosen: dict[str, Fact] = {}
    for fact in found.of(*_TIES_OF_EVENTS):
        iri = fact.subject.iri
        known = chosen.get(iri)
        if known is None or _nearness(fact, str(node)) < _nearness(known, str(node)):
            chosen[iri] = fact
    dates = {one.iri: one.occurred_on for one in happenings(store, chosen)}
    items = [_event(found, fact, dates[iri]) for iri, fact in chosen.items()]
    return section(items)


def _nearness(fact: Fact, company: str) -> tuple[bool, bool, int]:
    """How closely a fact ties its event to a company: stated, to itself, by doing, by aim, by concern."""
    return (
        fact.stated not in STANDINGS,
        fact.object.iri != company,
        _TIES_OF_EVENTS.index(fact.property),
    )


def _event(found: Facts, fact: Fact, dates: list[str]) -> EventItem:
    iri = fact.subject.iri
    item = _item(found, fact, "subject")
    return EventItem(
        **item,
        occurred_on=dates,
        performed_by=found.objects(iri, "performedBy"),
        concerns=found.objects(iri, "concerns"),
        targets=found.objects(iri, "targets"),
        triggered_by=found.subjects(iri, "triggered", "leadsTo"),
        led_to=found.objects(iri, "triggered", "leadsTo"),
        responds_to=found.objects(iri, "respondsTo"),
        answered_by=found.subjects(iri, "respondsTo"),
        precedes=found.objects(iri, "precedes"),
        erodes=found.objects(iri, "erodes"),
        threatens=found.objects(iri, "threatens"),
        creates_risk=found.objects(iri, "createsRisk"),
        indicates=found.objects(iri, "indicates"),
    )


def _item(found: Facts, fact: Fact, end: _End) -> dict[str, Any]:
    """The common fields of an item: one end of a fact, and the other as `of`."""
    link = fact.link(end)
    return {
        **dict(link),
        "types": found.types.get(link.iri, []),
        "relation": fact.property,
        "of": fact.subject if end == "object" else fact.object,
    }
