"""Items of a company's lists, and the facts that they are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from rdflib import URIRef

from kg.read.evidence import evidence
from kg.read.fronts import STANDINGS, claims_of, grouped
from kg.read.models import Assessment, Evidence, Model, Ref, Stated
from kg.read.refs import local_name, ref
from kg.read.shipped import rows
from kg.store.base import Store


class Link(Stated):
    """The other end of a statement. `stated` is its standing, or `denied`, `asked` or `conditional` where
    claims put it forward without stating it: then `standing` is null."""

    stated: str | None


class Item(Link):
    """A thing in a list of a company: `relation` is the property that ties it to `of`, which is the company
    or a product or position of it; standing and evidence are those of that tie."""

    types: list[str]
    relation: str
    of: Ref


class ProductItem(Item):
    """A product that the company makes, and the positions that are fought for with it."""

    positions: list[Link]


class StrategyItem(Item):
    """A strategy that the company pursues, considers or depends on."""

    generic_form: list[Link]
    conflicts_with: list[Link]
    combines: list[Link]
    creates_risk: list[Link]
    leads_to: list[Link]


class RiskItem(Item):
    """A risk or another threat; `severity` has one link a degree that somebody speaks of."""

    severity: list[Link]


class MoatItem(Item):
    """A moat that the company has, or is denied to have."""

    eroded_by: list[Link]
    draws_on: list[Link]


class EventItem(Item):
    """An event of the company, against it or about its products, what it led to and answers, and the dates
    that are stated of it, in order."""

    occurred_on: list[str]
    performed_by: list[Link]
    concerns: list[Link]
    targets: list[Link]
    triggered_by: list[Link]
    led_to: list[Link]
    responds_to: list[Link]
    answered_by: list[Link]
    precedes: list[Link]
    erodes: list[Link]
    threatens: list[Link]
    creates_risk: list[Link]
    indicates: list[Link]


class RivalItem(Item):
    """Whoever or whatever competes with the company or a product of it; `front` where one is named."""

    front: Ref | None


ItemType = TypeVar("ItemType", bound=Item)


class Section(Model, Generic[ItemType]):
    """A list of a company: its items, their number, and what rules make of the company."""

    items: list[ItemType]
    total: int
    assessments: list[Assessment]


def section(items: list[ItemType], made: list[Assessment] | None = None) -> Section[ItemType]:
    """A list with its number."""
    return Section(items=items, total=len(items), assessments=made or [])


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement, or what claims put forward without stating it (`stated` says which)."""

    subject: Ref
    property: str
    object: Ref
    stated: str | None
    evidence: tuple[Evidence, ...]

    def link(self, end: Literal["subject", "object"]) -> Link:
        """One end of it as a link."""
        node = self.object if end == "object" else self.subject
        standing = self.stated if self.stated in STANDINGS else None
        return Link(**dict(node), standing=standing, stated=self.stated, evidence=list(self.evidence))


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that a question about a company gave, in its order, and the classes of what they speak of."""

    found: tuple[Fact, ...]
    types: dict[str, list[str]]

    def of(self, *properties: str) -> list[Fact]:
        """Those of some properties."""
        return [fact for fact in self.found if fact.property in properties]

    def objects(self, subject: str, *properties: str) -> list[Link]:
        """What stands at the other end of some properties of a subject (an IRI)."""
        return [fact.link("object") for fact in self.of(*properties) if fact.subject.iri == subject]

    def subjects(self, node: str, *properties: str) -> list[Link]:
        """What has a node (an IRI) at the other end of some properties."""
        return [fact.link("subject") for fact in self.of(*properties) if fact.object.iri == node]


def facts(store: Store, name: str, company: URIRef) -> Facts:
    """The facts that the shipped query `name` gives for a company. Three queries, whatever their number."""
    found = rows(store, name, company=company)
    words = evidence(store, claims_of(found))
    order = {claim: place for place, claim in enumerate(words)}
    made = []
    for group in grouped(found, "subjectNode", "property", "objectNode", "stated"):
        first = group[0]
        claims = sorted({claim for claim in claims_of(group) if claim in order}, key=order.__getitem__)
        made.append(
            Fact(
                subject=ref(first["subjectNode"], first["subject"]),
                property=local_name(first["property"]),
                object=ref(first["objectNode"], first["object"]),
                stated=first.get("stated"),
                evidence=tuple(words[claim] for claim in claims),
            )
        )
    return Facts(tuple(made), _types(store, made))


def _types(store: Store, made: Iterable[Fact]) -> dict[str, list[str]]:
    nodes = dict.fromkeys(iri for fact in made for iri in (fact.subject.iri, fact.object.iri))
    types: dict[str, list[str]] = {}
    if nodes:
        for row in rows(store, "list/types", node=[URIRef(iri) for iri in nodes]):
            types.setdefault(row["node"], []).append(local_name(row["type"]))
    return types
