"""A made-up world of companies, the same for the same seed: who there is, and what the register says of them.

Each company is drawn from its own number alone, so that any part of a world can be written without the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Final

from kg.ns import GRAPH, ID, PREFIXES, REGISTER_GRAPH

SG: Final = PREFIXES["sg"]
RDF_TYPE: Final = f"<{PREFIXES['rdf']}type>"
LABEL: Final = f"<{PREFIXES['rdfs']}label>"
_OWL: Final = PREFIXES["owl"]
_ONSETS: Final = ("b", "br", "d", "f", "gl", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "z")
_VOWELS: Final = ("a", "e", "i", "o", "u", "ae", "io")
_ENDS: Final = ("l", "m", "n", "r", "s", "x", "nt", "rk")
_TRADES: Final = ("search", "payments", "logistics", "design", "analytics", "storage", "translation", "maps")
_BUYERS: Final = ("hospitals", "schools", "banks", "farms", "studios", "shops", "cities", "factories")
RIVALS_A_FRONT: Final = 10
FRONTS: Final = 5
MANY_FRONTS: Final = 7


def iri(kind: str, slug: str) -> str:
    """The IRI of an individual as it stands in N-Quads."""
    return f"<{ID}{kind}/{slug}>"


def term(name: str) -> str:
    """A term of the ontology as it stands in N-Quads."""
    return f"<{SG}{name}>"


def escaped(words: str) -> str:
    """Words as they stand between the quotation marks of a literal."""
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@dataclass(frozen=True)
class Company:
    """A company by its number: its names and the slugs of what is its own."""

    number: int
    random: Random

    @cached_property
    def label(self) -> str:
        """A made-up name that ends in the number, so that no two are alike."""
        chance = self.random
        word = "".join(chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(2))
        return f"{(word + chance.choice(_ENDS)).title()} {self.number}"

    @property
    def slug(self) -> str:
        """The slug, `velor-17`."""
        return self.label.lower().replace(" ", "-")

    @property
    def iri(self) -> str:
        """The IRI, as in N-Quads."""
        return iri("company", self.slug)

    def own(self, kind: str, name: str) -> str:
        """The IRI of something that belongs to this company alone."""
        return iri(kind, f"{self.slug}-{name}")


@dataclass(frozen=True)
class World:
    """A world of `size` companies, an article each. `seed` chooses names and what is said."""

    size: int
    seed: int = 1

    def company(self, number: int) -> Company:
        """The company of a number, which is taken round: the one after the last is the first."""
        number %= self.size
        return Company(number, Random(f"{self.seed}/{number}"))

    def pool(self, share: int) -> int:
        """How many there are of what every `share` companies have in common."""
        return 3 + self.size // share

    @property
    def front_count(self) -> int:
        """As many fronts as give each about ten companies, whatever the size."""
        return max(MANY_FRONTS, self.size * FRONTS // RIVALS_A_FRONT)

    @cached_property
    def _offsets(self) -> list[int]:
        """How far the fronts of a company are from its number: each front so gets as many companies."""
        return [
            Random(f"{self.seed}/front/{turn}").randrange(self.front_count) for turn in range(MANY_FRONTS)
        ]

    def fronts(self, number: int) -> list[int]:
        """The fronts of a company: five, or seven for every ninth."""
        wanted = MANY_FRONTS if number % 9 == 0 else FRONTS
        found: list[int] = []
        for turn in range(wanted):
            front = (number + self._offsets[turn]) % self.front_count
            while front in found:
                front = (front + 1) % self.front_count
            found.append(front)
        return found

    def front(self, number: int) -> str:
        """The label of a front."""
        trade, buyer = _TRADES[number % len(_TRADES)], _BUYERS[number // len(_TRADES) % len(_BUYERS)]
        return f"{trade} for {buyer} {number}"

    def products(self, company: Company) -> list[tuple[str, str]]:
        """IRI and label of the three products of a company."""
        return [
            (company.own("product", name), f"{company.label} {name.title()}")
            for name in ("one", "studio", "agent")
        ]

    def position(self, company: Company, front: int) -> str:
        """The IRI of a company's position on a front."""
        return company.own("position", f"front-{front}")

    def register(self) -> Iterator[str]:
        """The lines of the graph `register`, N-Quads with line ends."""
        for kind, cls, label, count in (
            ("front", "Front", "", self.front_count),
            ("strategy", "Strategy", "way", self.pool(4)),
            ("risk", "Risk", "danger", self.pool(2)),
            ("trend", "MarketTrend", "drift", self.pool(8)),
            ("industry", "Industry", "industry", self.pool(50)),
            ("speaker", "MediaOutlet", "Courier", self.pool(6)),
        ):
            for number in range(count):
                name = self.front(number) if kind == "front" else f"{label} {number}"
                prefix = "outlet" if cls == "MediaOutlet" else kind
                yield from _entity(iri(kind, f"{prefix}-{number}"), cls, name)
        for number in range(self.pool(4)):
            form = "costLeadership" if number % 2 else "differentiation"
            yield from _curated(iri("strategy", f"strategy-{number}"), "genericForm", term(form))
        for number in range(self.size):
            yield from self._company(self.company(number))

    def _company(self, company: Company) -> Iterator[str]:
        yield from _entity(company.iri, "Company", company.label)
        chief = company.own("speaker", "chief")
        yield from _entity(chief, "Person", f"the chief of {company.label}")
        yield from _curated(chief, "leads", company.iri)
        for product, cls in zip(
            self.products(company), ("Application", "DeveloperTool", "AIModel"), strict=True
        ):
            yield from _entity(product[0], cls, product[1])
            yield from _curated(company.iri, "develops", product[0])
        for kind, cls, name in (
            ("moat", "Moat", "loyalty"),
            ("event", "Event", "release"),
            ("event", "Event", "backlash"),
            ("open-question", "OpenQuestion", "future"),
        ):
            yield from _entity(company.own(kind, name), cls, f"{name.title()} of {company.label}")
        yield from _curated(company.own("moat", "loyalty"), "drawsOnPower", term("branding"))
        for front in self.fronts(company.number):
            label = f"{company.label} in {self.front(front)}"
            yield from _entity(self.position(company, front), "FrontPosition", label)


def _entity(subject: str, cls: str, label: str) -> Iterator[str]:
    yield f"{subject} {RDF_TYPE} <{SG}{cls}> <{REGISTER_GRAPH}> .\n"
    yield f'{subject} {LABEL} "{escaped(label)}"@en <{REGISTER_GRAPH}> .\n'


def _curated(subject: str, name: str, obj: str) -> Iterator[str]:
    """A fact of the register with its axiom, whose IRI is that of `kg.ns.axiom`."""
    graph = f"<{REGISTER_GRAPH}> .\n"
    digest = hashlib.sha256(f"{subject} {term(name)} {obj}".encode()).hexdigest()[:16]
    axiom = iri("axiom", digest)
    yield f"{subject} {term(name)} {obj} {graph}"
    yield f"{axiom} {RDF_TYPE} <{_OWL}Axiom> {graph}"
    yield f"{axiom} <{_OWL}annotatedSource> {subject} {graph}"
    yield f"{axiom} <{_OWL}annotatedProperty> {term(name)} {graph}"
    yield f"{axiom} <{_OWL}annotatedTarget> {obj} {graph}"
    yield f"{axiom} {term('curatedIn')} <{GRAPH}register> {graph}"
