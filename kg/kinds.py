"""The table of kinds: kind of identifier, class of the ontology, path of a list. All interfaces use it.

Beside it stands what a speaker may be, since identifiers of speakers of every class have one kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


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
    Kind("change", "changes", ("GraphChange",), "Changes of the served graph"),
)

BY_NAME: Final = {kind.name: kind for kind in KINDS}
BY_PLURAL: Final = {kind.plural: kind for kind in KINDS}

Speaking = Literal["person", "outlet", "group", "unidentified", "author", "company", "organization"]
SPEAKING: Final[Mapping[Speaking, str]] = {
    "person": "Person",
    "outlet": "MediaOutlet",
    "group": "AgentGroup",
    "unidentified": "UnidentifiedSpeaker",
    "author": "ArticleAuthor",
    "company": "Company",
    "organization": "InvestmentFund",
}
"""What a speaker is: the word for it in answers, and the local name of the class that the graph states."""
