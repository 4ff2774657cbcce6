"""What the article about a company says: fronts, rivals, strategies, risks, moats, events, figures, doubt."""

from __future__ import annotations

from random import Random
from typing import Final

from bench.article import Article, Said, Triple
from bench.world import RDF_TYPE, Company, World, iri, term
from kg.ns import PREFIXES

_DECIMAL: Final = f"^^<{PREFIXES['xsd']}decimal>"
_FULL_TEXT: Final = 10
"""Every tenth article may be shown in full; of the others only quotes."""

_ADVANTAGES: Final = (
    ("leading", "it leads"),
    ("contested", "it is level with its rivals"),
    ("trailing", "it trails"),
    ("noDecisiveAdvantage", "it has no decisive advantage"),
    ("decisive", "its lead is decisive"),
)
_RISKS: Final = ("FinancialRisk", "StrategicRisk", "MarketRisk", "ReputationRisk", "TechnologyRisk")
_SEVERITIES: Final = ("minor", "serious", "severe")


def article(world: World, number: int) -> Article:
    """The article of a number; its text and claims depend on the world and the number alone."""
    company = world.company(number)
    made = Article(
        slug=f"{company.slug}-review",
        title=f"{company.label} at a crossroads",
        outlet=iri("speaker", f"outlet-{number % world.pool(6)}"),
        published=f"2026-{number % 12 + 1:02d}",
        rights="full" if number % _FULL_TEXT == 0 else "quotes",
    )
    return _told(made, world, number, Random(f"{world.seed}/article/{number}"))


def second_opinion(world: World, number: int, edition: int) -> Article:
    """Another article about the company of a number, as one comes in over HTTP; editions differ in what they
    judge and count."""
    company = world.company(number)
    made = Article(
        slug=f"{company.slug}-second-opinion",
        title=f"{company.label}, seen again",
        outlet=iri("speaker", f"outlet-{(number + 1) % world.pool(6)}"),
        published="2026-12",
        rights="full",
        origin="http",
    )
    return _told(made, world, number, Random(f"{world.seed}/second/{number}/{edition}"))


def _told(made: Article, world: World, number: int, chance: Random) -> Article:
    company = world.company(number)
    made.sentence(f"Much is written about {company.label}.", silent="It says that much is written, no more.")
    _fronts(made, world, company, chance)
    _neighbour(made, world, number)
    _strategies(made, world, company)
    _risks(made, world, company, chance)
    _events(made, world, company)
    _figures(made, company, chance)
    _doubts(made, world, company, chance)
    return made


def _fact(subject: str, name: str, obj: str) -> Triple:
    return subject, term(name), obj


def _is_a(subject: str, cls: str) -> Triple:
    return subject, RDF_TYPE, term(cls)


def _fronts(made: Article, world: World, company: Company, chance: Random) -> None:
    products, fronts = world.products(company), world.fronts(company.number)
    stretched = len(fronts) > len(_ADVANTAGES) and company.number % 2 == 0
    for turn, front in enumerate(fronts):
        position = world.position(company, front)
        product, label = products[turn % len(products)]
        degree, words = _ADVANTAGES[3] if stretched else chance.choice(_ADVANTAGES)
        place = _fact(position, "onFront", iri("front", f"front-{front}"))
        held = Said(
            f"{company.label} fights in {world.front(front)}",
            f"fights-{turn}",
            [_fact(company.iri, "holdsPosition", position), place],
            modality="report",
        )
        means = Said(f"with {label}", f"means-{turn}", [_fact(position, "viaProduct", product)])
        rank = _fact(position, "hasAdvantage", term(degree))
        judged = Said(words, f"judged-{turn}", [rank], modality="opinion")
        made.sentence(held, " ", means, f", and people in {world.front(front)} say that ", judged, ".")


def _neighbour(made: Article, world: World, number: int) -> None:
    """What another article says too, so that it is corroborated, and a rival's product on a front."""
    other = world.company(number - 1)
    for turn, front in enumerate(world.fronts(other.number)[:2]):
        position = world.position(other, front)
        place = _fact(position, "onFront", iri("front", f"front-{front}"))
        words = f"{other.label} is there in {world.front(front)} too"
        said = Said(words, f"neighbour-{turn}", [_fact(other.iri, "holdsPosition", position), place])
        made.sentence(said, ".")
    product, label = world.products(other)[0]
    front = world.fronts(number)[0]
    fights = _fact(product, "competesOnFront", iri("front", f"front-{front}"))
    made.sentence(Said(f"{label} is a rival in {world.front(front)}", "rival-product", [fights]), ".")


def _strategies(made: Article, world: World, company: Company) -> None:
    first, second = (
        iri("strategy", f"strategy-{(company.number + step) % world.pool(4)}") for step in (0, 3)
    )
    chief, name = company.own("speaker", "chief"), company.label
    pursued = Said(
        "we shall go this way", "pursues", [_fact(company.iri, "pursues", first)], chief, in_marks=True
    )
    made.sentence(f'The chief of {name} said: "', pursued, '."')
    considered = [_fact(company.iri, "considers", second), _fact(first, "conflictsWith", second)]
    made.sentence(Said(f"{name} may yet turn round", "considers", considered, modality="interpretation"), ".")
    moat = company.own("moat", "loyalty")
    held = Said(f"the loyalty of its users shields {name}", "moat", [_fact(company.iri, "hasMoat", moat)])
    made.sentence("It is said that ", held, ".")


def _risks(made: Article, world: World, company: Company, chance: Random) -> None:
    for turn in range(2):
        number = (company.number * 3 + turn * 5) % world.pool(2)
        risk = iri("risk", f"risk-{number}")
        reported = Said(
            f"danger {number} is near for {company.label}",
            f"risk-{turn}",
            [
                _fact(company.iri, "exposedTo", risk),
                _is_a(risk, _RISKS[number % len(_RISKS)]),
                _fact(risk, "severity", term(chance.choice(_SEVERITIES))),
            ],
            world.company(company.number + 1).own("speaker", "chief"),
            made.outlet,
            modality="opinion",
            certainty=chance.choice(("certain", "probable")),
        )
        made.sentence("A rival's chief warns that ", reported, ".")
    trend = company.number % world.pool(8)
    industry = iri("industry", f"industry-{company.number % world.pool(50)}")
    drift = iri("trend", f"trend-{trend}")
    pressed = [_fact(drift, "pressures", company.iri), _fact(drift, "about", industry)]
    words = f"drift {trend} weighs on {company.label}"
    made.sentence("Analysts add that ", Said(words, "trend", pressed, modality="interpretation"), ".")


def _events(made: Article, world: World, company: Company) -> None:
    release, backlash = company.own("event", "release"), company.own("event", "backlash")
    product, label = world.products(company)[company.number % 3]
    released = [
        _is_a(release, "ProductRelease"),
        _fact(release, "performedBy", company.iri),
        _fact(release, "concerns", product),
    ]
    made.sentence(Said(f"{company.label} released {label} anew", "release", released), ".")
    angry = [
        _is_a(backlash, "UserBacklash"),
        _fact(release, "triggered", backlash),
        _fact(backlash, "targets", company.iri),
        _fact(release, "precedes", backlash),
    ]
    eroded = [_fact(backlash, "erodes", company.own("moat", "loyalty")), _fact(backlash, "concerns", product)]
    angered = Said("its users were angry", "backlash", angry, made.outlet, modality="report")
    gone = Said("their loyalty suffered", "erodes", eroded, modality="interpretation")
    made.sentence("Then ", angered, ", and ", gone, ".")


def _figures(made: Article, company: Company, chance: Random) -> None:
    worth, loss, name = chance.randint(2, 900), chance.randint(2, 90), company.label
    for key, amount, cls, metric, words, how in (
        ("valuation", worth, "Observation", "valuation", f"{name} is worth ${worth} billion", "fact"),
        ("loss", loss, "Forecast", "netLoss", f"{name} will lose ${loss} billion in 2027", "forecast"),
    ):
        figure = made.figure(key, f"{key.title()} of {name}")
        numbers = [
            _fact(figure, "value", f'"{amount}000000000"{_DECIMAL}'),
            _is_a(figure, cls),
            _fact(figure, "about", company.iri),
            _fact(figure, "metric", term(metric)),
            _fact(figure, "unit", term("usDollar")),
        ]
        numbers += [_fact(figure, "periodLabel", '"in 2027"')] * (cls == "Forecast")
        made.sentence("One reads that ", Said(words, key, numbers, modality=how), ".")
    if company.number % 4 == 0:
        figure = made.figure("front-count", f"Number of fronts of {name}")
        ends = [("valueMin", 6), ("valueMax", 7)]
        counted = [_fact(figure, end, f'"{count}"{_DECIMAL}') for end, count in ends]
        counted += [_is_a(figure, "FrontCount"), _fact(figure, "about", company.iri)]
        counted += [_fact(figure, "metric", term("frontCount")), _fact(figure, "unit", term("count"))]
        made.sentence(Said(f"{name} has opened six or seven fronts", "front-count", counted), ".")
        none = _fact(figure, "hasAdvantage", term("noDecisiveAdvantage"))
        made.sentence(
            "But ", Said("none of them is decisive", "none-decisive", [none], modality="opinion"), "."
        )


def _doubts(made: Article, world: World, company: Company, chance: Random) -> None:
    observer = made.unidentified("observer", f"an observer of {company.label}")
    hedged = Said("the worth may be overstated", "hedge", (), modality="opinion", certainty="possible")
    hedged.links = [("qualifies", "valuation")]
    made.sentence("Then again, ", hedged, ".")
    product, label = world.products(company)[1]
    leans = Said(
        f"{company.label} leans on {label}", "leans", [_fact(company.iri, "dependsOn", product)], observer
    )
    made.sentence("One observer said that ", leans, ".")
    if company.number % 3 == 0:
        question = company.own("open-question", "future")
        asked = [_is_a(question, "OpenQuestion"), _fact(question, "about", company.iri)]
        made.sentence(
            Said(f"Where will {company.label} be?", "question", asked, observer, modality="question")
        )
    if company.number % 5 == 0:
        front = chance.choice(world.fronts(company.number)[:3])
        turn = world.fronts(company.number).index(front)
        rank = next(claim for claim in made.said() if claim.key == f"judged-{turn}").asserts[0]
        denied = Said("this is not so", "denial", [rank], company.own("speaker", "chief"), polarity="denied")
        denied.links = [("disputes", f"judged-{turn}")]
        made.sentence(f"Of {world.front(front)} the chief says that ", denied, ".")
