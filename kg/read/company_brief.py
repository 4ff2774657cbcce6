"""What a brief says of a company: its fronts, and the lists of the reading layer as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final, TypeVar

from kg.read import company
from kg.read.brief_lines import Line, Section, spaced
from kg.read.figures import FigureItem, figures
from kg.read.fronts import fronts
from kg.read.items import EventItem, Item, Link, MoatItem, RiskItem
from kg.read.models import Front, FrontCount, Fronts, Position, Stated
from kg.store.base import Store

_Item = TypeVar("_Item", bound=Item)
_UNITS: Final = {"count": "", "ratio": "times", "US dollar": "US dollars", "year": "years"}
_TIMES: Final = frozenset({"day", "week", "month", "year"})

# How a tie is put: {} is the thing, {of} what it is tied to.
_TIES: Final = {
    "exposedTo": "{of} is exposed to {}",
    "threatens": "{} threatens {of}",
    "pursues": "pursues {}",
    "considers": "may choose {}",
    "dependsOn": "depends on {}",
    "hasMoat": "has {}",
    "performedBy": "{}, done by {of}",
    "concerns": "{}, concerning {of}",
    "targets": "{}, aimed at {of}",
    "respondsTo": "{}, in answer to {of}",
}
# What an event did, as (field of EventItem, words).
_EFFECTS: Final = (
    ("led_to", "{} led to {of}"),
    ("triggered_by", "{} came of {of}"),
    ("responds_to", "{} answers {of}"),
    ("erodes", "{} erodes {of}"),
)


def company_sections(store: Store, slug: str) -> Iterator[Section]:
    """The sections of a company's brief, the fronts first."""
    on_fronts = fronts(store, slug)
    yield Section("Fronts", tuple(_fronts(on_fronts)))
    because = (Line(each.label, "inferred", tuple(each.evidence)) for each in on_fronts.assessments)
    yield Section("Assessments by rule", tuple(because))
    yield Section("Risks", _lines(company.risks(store, slug).items, _risk))
    yield Section("Strategies", _lines(company.strategies(store, slug).items, _tie))
    yield Section("Moats", _lines(company.moats(store, slug).items, _moat))
    yield Section("Rivals", _lines(company.rivals(store, slug).items, _rival))
    yield Section("Figures", tuple(map(_figure, figures(store, slug).items)))
    yield Section("Events", _lines(company.events(store, slug).items, _event))


def _fronts(found: Fronts) -> Iterator[Line]:
    if count := found.stated_count:
        number = f"{count.min}" if count.min == count.max else f"{count.min} to {count.max}"
        yield _line(f"fights on {number} fronts, of which {found.named_count} are named", count)
    for front in found.fronts:
        position = front.position
        if position and position.advantage:
            yield _line(f"{front.label}: {spaced(position.advantage)}", position)
        else:
            yield _line(f"{front.label}: fights there, of its advantage nothing is said", front)
        for product in position.products if position else ():
            yield _line(f"{front.label}: with {product.label}", product)
        for rival in front.rivals:
            yield _line(f"{front.label}: against {rival.label}", rival)


def _lines(items: Iterable[_Item], form: Callable[[_Item], Iterator[Line]]) -> tuple[Line, ...]:
    """The lines of all items, each once: a thing may be tied to several products."""
    return tuple(dict.fromkeys(line for item in items for line in form(item)))


def _tie(item: Item) -> Iterator[Line]:
    form = _TIES.get(item.relation, spaced(item.relation) + " {}")
    yield _linked(form.format(item.label, of=item.of.label), item)


def _risk(item: RiskItem) -> Iterator[Line]:
    yield from _tie(item)
    for degree in item.severity:
        yield _linked(f"{item.label}: {degree.label}", degree)


def _moat(item: MoatItem) -> Iterator[Line]:
    yield from _tie(item)
    for cause in item.eroded_by:
        yield _linked(f"{item.label}: eroded by {cause.label}", cause)


def _rival(item: Item) -> Iterator[Line]:
    front = getattr(item, "front", None)
    place = f" on {front.label}" if front else ""
    against = "" if item.of.kind == "company" else f", against {item.of.label}"
    yield _linked(f"{item.label}{place}{against}", item)


def _event(item: EventItem) -> Iterator[Line]:
    yield from _tie(item)
    for field, form in _EFFECTS:
        for link in getattr(item, field):
            yield _linked(form.format(item.label, of=link.label), link)


def _figure(item: FigureItem) -> Line:
    ends = (item.value,) if item.value else (item.value_min, item.value_max)
    number = " to ".join(f"{Decimal(end):,}" for end in ends if end)
    unit = _UNITS.get(item.unit.label, item.unit.label) if item.unit else ""
    side = f"{item.direction} than {item.compared_to.label}" if item.compared_to and item.direction else ""
    times = dict.fromkeys(given.period for given in item.given if given.period)
    # A figure that is itself a length of time would say it twice.
    when = "" if item.unit and item.unit.id in _TIMES else " / ".join(times)
    words = " ".join(part for part in (number, unit, side, when) if part)
    return Line(f"{item.label}: {words}", item.standing or "", tuple(item.evidence))


def _line(words: str, stated: FrontCount | Front | Position | Stated) -> Line:
    return Line(words, stated.standing or "", tuple(stated.evidence))


def _linked(words: str, link: Link) -> Line:
    return Line(words, link.standing or link.stated or "", tuple(link.evidence))
