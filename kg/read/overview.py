"""What the graph holds, in a few numbers: the first thing that a visitor wants to know."""

from __future__ import annotations

from typing import Final

from kg.binding import bind
from kg.read.models import Model
from kg.read.refs import local_name
from kg.read.shipped import query, rows
from kg.store.base import Store

_WITHOUT_CLAIMS: Final = ("curated", "inferred")


class SourceCount(Model):
    """A source: its title, how much of its text may be passed on (`full` or `quotes`), and its claims."""

    id: str
    iri: str
    title: str
    rights: str
    claims: int


class CompanyCount(Model):
    """A company, and the number of fronts on which a position of it is named."""

    id: str
    iri: str
    label: str
    fronts: int


class StandingCount(Model):
    """A standing (local name and label) and the number of statements that have it."""

    standing: str
    label: str
    statements: int


class Overview(Model):
    """The sources, the companies with most fronts first, and the standings with most statements first."""

    sources: list[SourceCount]
    companies: list[CompanyCount]
    standings: list[StandingCount]

    @property
    def claims(self) -> int:
        """The number of claims in all sources."""
        return sum(source.claims for source in self.sources)

    @property
    def statements(self) -> int:
        """The number of statements that claims make: those neither curated only nor inferred by a rule."""
        return sum(count.statements for count in self.standings if count.standing not in _WITHOUT_CLAIMS)

    def of_standing(self, standing: str) -> int:
        """The number of statements with a standing (its local name)."""
        return sum(count.statements for count in self.standings if count.standing == standing)


def overview(store: Store) -> Overview:
    """What a store holds."""
    return Overview(
        sources=[
            SourceCount(
                id=local_name(row["source"]),
                iri=row["source"],
                title=row["title"],
                rights=row["rights"],
                claims=int(row["claims"]),
            )
            for row in rows(store, "overview/sources")
        ],
        companies=companies(store),
        standings=[
            StandingCount(
                standing=local_name(row["standing"]), label=row["label"], statements=int(row["statements"])
            )
            for row in rows(store, "overview/standings")
        ],
    )


def companies(store: Store) -> list[CompanyCount]:
    """The companies, those with most named fronts first."""
    return [
        CompanyCount(
            id=local_name(row["company"]),
            iri=row["company"],
            label=row["label"],
            fronts=int(row["fronts"]),
        )
        for row in rows(store, "overview/companies")
    ]


def ready(store: Store) -> bool:
    """Whether the store answers and holds at least one claim with its quote."""
    return store.ask(ready_query())


def ready_query() -> str:
    """The text of the question that `ready` asks, for a pool of query workers."""
    return bind(query("overview/ready"))
