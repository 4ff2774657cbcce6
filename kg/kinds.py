"""The table of kinds: kind of identifier, class of the ontology, path of a list. All interfaces use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of individual: `name` stands in its IRI and path, `plural` in the path of its list,
    `classes` are the local names of the classes whose instances the list holds."""

    name: str
    plural: str
    classes: tuple[str, ...]
    label: str


KINDS: Final[tuple[Kind, ...]] = (
    Kind("company", "companies", ("Company",), "Companies"),
    Kind("organization", "organizations", ("InvestmentFund",), "Funds and other organizations"),
    Kind("product", "products", ("Product",), "Products"),
    Kind("front", "fronts", ("Front",), "Fronts"),
    Kind("position", "positions", ("FrontPosition",), "Positions on fronts"),
    Kind("strategy", "strategies", ("Strategy",), "Strategies"),
    Kind("risk", "risks", ("Risk",), "Risks"),
    Kind("event", "events", ("Event",), "Events"),
    Kind("moat", "moats", ("Moat",), "Moats"),
    Kind("trend", "trends", ("MarketTrend",), "Trends"),
    Kind("figure", "figures", ("MetricStatement",), "Figures"),
    Kind("tension", "tensions", ("Tension",), "Tensions"),
    Kind("goal", "goals", ("Goal",), "Goals that pull apart"),
    Kind("open-question", "open-questions", ("OpenQuestion",), "Open questions"),
    Kind("industry", "industries", ("Industry",), "Industries"),
    Kind("claim", "claims", ("Claim",), "Claims"),
    Kind(
        "speaker",
        "speakers",
        ("Person", "MediaOutlet", "AgentGroup", "UnidentifiedSpeaker", "ArticleAuthor"),
        "People, outlets, groups and unidentified speakers",
    ),
    Kind("source", "sources", ("Source",), "Sources"),
    Kind("quote", "quotes", ("Quote",), "Quotes"),
    Kind("span", "spans", ("QuotedSpan",), "Spans in quotation marks"),
    Kind("sentence", "sentences", ("Sentence",), "Sentences"),
    Kind("assertion", "assertions", ("Assertion",), "Assertions"),
    Kind("rule", "rules", ("Rule",), "Rules"),
)

BY_NAME: Final = {kind.name: kind for kind in KINDS}
BY_PLURAL: Final = {kind.plural: kind for kind in KINDS}
