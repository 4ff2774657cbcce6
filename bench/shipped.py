"""Each shipped query by itself at two sizes: how much longer does it take on ten times the data?"""

from __future__ import annotations

import statistics
import time
from typing import Final

from rdflib import URIRef

from bench.article import Article
from bench.landscape import Landscape
from bench.story import article
from kg import ns, paths
from kg.binding import Bindable, Query, bind, load_query
from kg.store.embedded import EmbeddedStore

ENOUGH: Final = 0.4
"""Seconds that a query is asked again and again, three times at least."""
AIM: Final = 15.0

Times = dict[str, dict[str, float]]


def shipped_times(small: Landscape, large: Landscape) -> Times:
    """For each shipped query the median milliseconds at both sizes, the factor, and rows at the larger."""
    found: Times = {}
    stores = [(each, EmbeddedStore.read_only(each.generation.path)) for each in (small, large)]
    for file in sorted(paths.QUERIES.rglob("*.rq")):
        query = load_query(file)
        times, counts = zip(*(_time(store, query, made) for made, store in stores), strict=True)
        name = file.relative_to(paths.QUERIES).with_suffix("").as_posix()
        found[name] = {
            "small": round(times[0], 2),
            "large": round(times[1], 2),
            "factor": round(times[1] / times[0], 1),
            "rows": counts[1],
        }
    return found


def _time(store: EmbeddedStore, query: Query, made: Landscape) -> tuple[float, int]:
    text = bind(query, **_terms(query, made))
    times: list[float] = []
    until = time.perf_counter() + ENOUGH
    rows = 0
    while len(times) < 3 or time.perf_counter() < until:
        begun = time.perf_counter()
        if "\nASK" in query.text:
            store.ask(text)
        else:
            rows = len(store.rows(text, whole=True))
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), rows


def _terms(query: Query, made: Landscape) -> dict[str, Bindable]:
    """Terms of the landscape for the parameters of a query that name an individual of the first article."""
    told = article(made.world, made.world.size // 2)
    company = made.world.company(made.world.size // 2)
    claim = _claim(told)
    known: dict[str, Bindable] = {
        "company": ns.entity("company", company.slug),
        "node": ns.entity("company", company.slug),
        "about": ns.entity("company", company.slug),
        "entity": ns.entity("company", company.slug),
        "product": URIRef(made.world.products(company)[1][0][1:-1]),
        "source": ns.entity("source", told.slug),
        "graph": ns.text_graph(told.slug),
        "speaker": URIRef(company.own("speaker", "chief")[1:-1]),
        "claim": claim,
        "support": claim,
    }
    return {
        name: term for name, term in known.items() if name in query.parameters and not query.parameters[name]
    }


def _claim(told: Article) -> URIRef:
    """The first claim of an article."""
    line = next(line for line in told.quads() if "ontology#Claim>" in line)
    return URIRef(line.split(" ", 1)[0][1:-1])
