"""Each shipped query by itself at two sizes: how much longer does it take on ten times the data?

Where a query must take more than AIM times as long, its header has a line `# growth: …` that says why.
"""

from __future__ import annotations

import re
import statistics
import time
from typing import Any, Final

from bench.article import Article
from bench.landscape import Landscape
from bench.story import article
from bench.world import World
from kg import ns, paths
from kg.binding import Query, load_query
from kg.store.embedded import EmbeddedStore

ENOUGH: Final = 0.4
"""Seconds that a query is asked again and again, three times at least."""
AIM: Final = 15.0
_GROWTH: Final = re.compile(r"^# growth: (?P<why>\S.*)$", re.MULTILINE)
_NOTHING: Final = 1.0
"""Milliseconds up to which a factor says nothing."""

_PARAMETER: Final = re.compile(r"VALUES \?(?P<name>\w+) \{[^}]*\}(?=\s*# parameter)")

Times = dict[str, dict[str, Any]]


def shipped_times(small: Landscape, large: Landscape) -> Times:
    """For each shipped query the median milliseconds at both sizes, the factor, rows at the larger, and why
    it grows more than AIM times, where its file says so.

    The time is that of the processor: what else a machine does meanwhile would change the factor.
    """
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
            "why": why(query.text),
        }
    return found


def why(text: str) -> str:
    """The reason that the header of a query gives for its growth; empty where it gives none."""
    found = _GROWTH.search(text)
    return found["why"] if found else ""


def unexplained(times: Times) -> list[str]:
    """The queries that grow more than AIM times, take some time, and do not say why."""
    grown = (name for name, each in times.items() if each["factor"] > AIM and each["large"] > _NOTHING)
    return [name for name in grown if not times[name]["why"]]


def _time(store: EmbeddedStore, query: Query, made: Landscape) -> tuple[float, int]:
    text = bound(query, made.world)
    times: list[float] = []
    until = time.perf_counter() + ENOUGH
    rows = 0
    while len(times) < 3 or time.perf_counter() < until:
        begun = time.process_time()
        if "\nASK" in query.text:
            store.ask(text)
        else:
            rows = len(store.rows(text, whole=True))
        times.append((time.process_time() - begun) * 1000)
    return statistics.median(times), rows


def bound(query: Query, world: World) -> str:
    """The text with terms of the landscape for what names an individual; other parameters keep their example,
    optional ones are left out."""
    known = _terms(world)

    def filled(found: re.Match[str]) -> str:
        term = known.get(found["name"])
        return found[0] if term is None else f"VALUES ?{found['name']} {{ <{term}> }}"

    lines = (line for line in query.text.split("\n") if "# optional parameter" not in line)
    return _PARAMETER.sub(filled, "\n".join(lines))


def _terms(world: World) -> dict[str, str]:
    """IRIs by the name of a parameter."""
    told, company = article(world, world.size // 2), world.company(world.size // 2)
    slug, claim = ns.entity("company", company.slug), _subject(told, "ontology#Claim>")
    named = dict.fromkeys(("company", "node", "about", "agent"), str(slug))
    return named | {
        "product": world.products(company)[1][0][1:-1],
        "source": str(ns.entity("source", told.slug)),
        "graph": str(ns.text_graph(told.slug)),
        "speaker": company.own("speaker", "chief")[1:-1],
        "claim": claim,
        "withdrawn": claim,
        "assertion": _subject(told, "ontology#Assertion>"),
    }


def _subject(told: Article, words: str) -> str:
    """The subject of the first line of an article that has these words."""
    return next(line for line in told.quads() if words in line).split(" ", 1)[0][1:-1]
