"""A small world of companies about which synthetic sources make claims: seeded, of any size.

Sources of one world speak of the same companies, fronts, positions and figures, so that they corroborate,
deny, hedge and dispute one another.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

from rdflib import OWL, RDF, RDFS, URIRef

from kg import ns
from kg.ns import SG

MODALITIES: Final = ("fact", "report", "opinion", "interpretation", "forecast", "conditional", "question")
ADVANTAGES: Final = ("decisive", "leading", "contested", "trailing", "noDecisiveAdvantage")
_SHARE: Final = (30, 30, 15, 8, 8, 4, 5)
_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"

Edge = tuple[URIRef, URIRef, URIRef | str]
"""What an assertion says: subject, property, and an IRI or a literal as N-Triples has it."""


@dataclass(frozen=True)
class World:
    """How many companies there are, on how many fronts, and how many positions each holds."""

    companies: int
    fronts: int
    positions: int = 5

    def names(self) -> Iterator[tuple[URIRef, URIRef]]:
        """Individuals and their classes, for the register."""
        for number in range(self.companies):
            yield ns.entity("company", f"c{number}"), SG.Company
            yield ns.entity("product", f"m{number}"), SG.AIModel
        for number in range(self.fronts):
            yield ns.entity("front", f"f{number}"), SG.Front


def register(world: World) -> list[str]:
    """The register of a world as N-Quads lines: types, labels, and who develops what."""
    graph = f"<{ns.REGISTER_GRAPH}>"
    told: list[tuple[URIRef, URIRef, URIRef | str]] = []
    for name, kind in world.names():
        told += [(name, RDF.type, kind), (name, RDFS.label, f'"{name.rpartition("/")[2]}"@en')]
    for number in range(0, world.companies, 2):
        company, product = ns.entity("company", f"c{number}"), ns.entity("product", f"m{number}")
        edge = (company, SG.develops, product)
        axiom = ns.axiom(*edge)
        told += [edge, (axiom, RDF.type, OWL.Axiom), (axiom, SG.curatedIn, ns.REGISTER_GRAPH)]
        parts = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
        told += [(axiom, part, term) for part, term in zip(parts, edge, strict=True)]
    return [f"<{s}> <{p}> {f'<{o}>' if isinstance(o, URIRef) else o} {graph} ." for s, p, o in told]


class Writer:
    """Writes one source: its lines grow claim by claim; `claims` are those that others may link to."""

    def __init__(self, slug: str, rng: random.Random) -> None:
        self.slug, self.rng = slug, rng
        self.graph = str(ns.source_graph(slug))
        self.source = ns.entity("source", slug)
        self.lines: list[str] = []
        self.claims: list[URIRef] = []
        self._numbers = count()

    def tell(self, subject: URIRef, predicate: URIRef, value: URIRef | str) -> None:
        """Adds one triple to the source's graph."""
        written = f"<{value}>" if isinstance(value, URIRef) else value
        self.lines.append(f"<{subject}> <{predicate}> {written} <{self.graph}> .")

    def about_itself(self, outlets: int, authors: int, texts: int) -> None:
        """What the source says of itself: outlet, author and text may be those of another source."""
        self.tell(self.source, RDF.type, SG.Article)
        if self.rng.random() < 0.8:
            self.tell(self.source, SG.outlet, f'"outlet {self.rng.randrange(outlets)}"')
        if self.rng.random() < 0.6:
            self.tell(self.source, SG.author, ns.entity("person", f"p{self.rng.randrange(authors)}"))
        else:
            author = ns.entity("speaker", f"{self.slug}-author")
            self.tell(author, RDF.type, SG.ArticleAuthor)
            self.tell(self.source, SG.author, author)
        text = hashlib.sha256(str(self.rng.randrange(texts)).encode()).hexdigest()
        self.tell(self.source, SG.sha256, f'"{text}"')

    def claim(self, edges: list[Edge], others: list[URIRef]) -> URIRef:
        """One claim that asserts these edges, its head first, and may be linked to one of the others."""
        number = next(self._numbers)
        claim = self._name("claim", str(number))
        modality = self.rng.choices(MODALITIES, _SHARE)[0]
        self.tell(claim, RDF.type, SG.Claim)
        self.tell(claim, SG.inSource, self.source)
        self.tell(claim, SG.speaker, ns.entity("speaker", f"{self.slug}-author"))
        self.tell(claim, SG.modality, SG[modality])
        self.tell(claim, SG.certainty, SG.doubtful if self.rng.random() < 0.06 else SG.certain)
        self.tell(claim, SG.polarity, SG.denied if self.rng.random() < 0.06 else SG.affirmed)
        self.tell(claim, SG.sheetKey, f'"claim-{number}"')
        self._quote(claim, number)
        for place, (subject, predicate, value) in enumerate(edges):
            assertion = self._name("assertion", f"{number}-{place}")
            self.tell(claim, SG.asserts, assertion)
            if place == 0:
                self.tell(claim, SG.hasHead, assertion)
            self.tell(assertion, RDF.type, SG.Assertion)
            self.tell(assertion, SG.assertedSubject, subject)
            self.tell(assertion, SG.assertedProperty, predicate)
            part = SG.assertedObject if isinstance(value, URIRef) else SG.assertedValue
            self.tell(assertion, part, value)
        if others and self.rng.random() < 0.2:
            self.tell(
                claim, SG[self.rng.choice(("supports", "disputes", "qualifies"))], self.rng.choice(others)
            )
        self.claims.append(claim)
        return claim

    def _quote(self, claim: URIRef, number: int) -> None:
        quote = self._name("quote", str(number))
        self.tell(claim, SG.hasQuote, quote)
        self.tell(quote, RDF.type, SG.Quote)
        self.tell(quote, SG.inSource, self.source)
        self.tell(quote, SG.exact, f'"words {number} of {self.slug}"')
        self.tell(quote, SG.startOffset, f'"{number * 100}"^^<{_INTEGER}>')
        self.tell(quote, SG.endOffset, f'"{number * 100 + 20}"^^<{_INTEGER}>')

    def _name(self, kind: str, what: str) -> URIRef:
        return ns.entity(kind, ns.content_id(self.slug, kind, what))


def source(
    world: World,
    slug: str,
    seed: int,
    *,
    claims: int = 33,
    others: list[URIRef] | None = None,
    about: list[int] | None = None,
) -> Writer:
    """A source of so many claims about three companies (or those given by number), linked to `others`."""
    rng = random.Random(f"{slug} {seed}")
    writer = Writer(slug, rng)
    crowd = world.companies
    writer.about_itself(outlets=crowd, authors=crowd, texts=50 * crowd)
    told = about or [rng.randrange(world.companies) for _ in range(3)]
    for _ in range(claims):
        company = rng.choice(told)
        writer.claim(_edges(world, company, rng), [*(others or []), *writer.claims])
    return writer


def _edges(world: World, number: int, rng: random.Random) -> list[Edge]:
    """What one claim says of a company: the head and what goes with it."""
    company = ns.entity("company", f"c{number}")
    step = rng.randrange(world.positions)
    front = ns.entity("front", f"f{(number * 7 + step * 3) % world.fronts}")
    position = ns.entity("position", f"c{number}-{step}")
    figure = ns.entity("figure", f"c{number}-{rng.randrange(2)}")
    product = ns.entity("product", f"m{(number + rng.randrange(2)) % world.companies}")
    event, moat = ns.entity("event", f"c{number}-{rng.randrange(2)}"), ns.entity("moat", f"c{number}-m")
    strategy = ns.entity("strategy", f"c{number}-{rng.randrange(3)}")
    other = ns.entity("company", f"c{(number + rng.choice((-1, 1))) % world.companies}")
    advantage = SG[rng.choice(ADVANTAGES)]
    amount = f'"{rng.choice((5, 6, 7))}"^^<{_INTEGER}>'
    kinds: list[list[Edge]] = [
        [(company, SG.holdsPosition, position), (position, RDF.type, SG.FrontPosition)],
        [(position, SG.onFront, front), (company, SG.holdsPosition, position)],
        [(position, SG.hasAdvantage, advantage), (company, SG.holdsPosition, position)],
        [(company, SG.competesOnFront, front)],
        [(company, SG.competesWith, other)],
        [(company, SG.develops, product), (product, RDF.type, SG.AIModel)],
        [(product, SG.competesOnFront, front)],
        [(figure, rng.choice((SG.valueMin, SG.value, SG.valueMax)), amount), *_figure(figure, company, rng)],
        [
            (figure, SG.hasAdvantage, advantage),
            (figure, SG.about, company),
            (figure, RDF.type, SG.FrontCount),
        ],
        [(company, SG.hasAdvantage, advantage)],
        [(event, SG.erodes, moat), (event, SG.concerns, product), (company, SG.hasMoat, moat)],
        [(company, SG.dependsOn, product)],
        [(company, SG.pursues, strategy), (strategy, SG.genericForm, SG[rng.choice(("lowCost", "focus"))])],
        [(strategy, SG.combines, ns.entity("strategy", f"c{number}-{rng.randrange(3)}"))],
        [(company, RDF.type, rng.choice((SG.OverextendedCompany, SG.CompanyStuckBetweenStrategies)))],
        [(ns.entity("open-question", f"c{number}"), RDF.type, SG.OpenQuestion)],
    ]
    return rng.choice(kinds)


def _figure(figure: URIRef, company: URIRef, rng: random.Random) -> list[Edge]:
    told: list[Edge] = [
        (figure, SG.about, company),
        (figure, RDF.type, rng.choice((SG.FrontCount, SG.Observation, SG.Forecast))),
        (figure, SG.metric, ns.entity("metric", rng.choice(("fronts", "sales")))),
        (figure, SG.unit, ns.entity("unit", rng.choice(("front", "dollar")))),
        (figure, SG.periodLabel, f'"{rng.choice((2025, 2026))}"'),
        (figure, SG.comparedTo, company),
    ]
    return rng.sample(told, rng.randrange(2, 5))
