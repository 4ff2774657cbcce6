"""The questions that are measured: our REST paths, and the queries that any SPARQL server takes."""

from __future__ import annotations

import http.client
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import orjson

from bench.load import get, select
from bench.world import World
from kg import paths
from kg.binding import bind, load_query
from kg.ns import entity

COMPANIES: Final = 16
"""So many companies are asked about in turn, spread over the world."""
_NUMBERS: Final = count(time.time_ns())


@dataclass(frozen=True, slots=True)
class Question:
    """A question of design.md, section 7: its number there, name, query and REST path.

    `{company}` stands for the slug in the path; a query of no company has no parameter of that name.
    """

    number: int
    name: str
    query: str
    path: str

    def texts(self, world: World) -> list[str]:
        """The query for some companies."""
        query = load_query(paths.QUERIES / f"{self.query}.rq")
        if "company" not in query.parameters:
            return [bind(query)]
        return [bind(query, company=entity("company", slug)) for slug in slugs(world)]

    def rest(self, world: World, port: int, *, fresh: bool = True) -> list[bytes]:
        """The requests of the REST path; `fresh` ones pass the cache by."""
        made = [self.path.format(company=slug) for slug in slugs(world)]
        if fresh:
            made = [f"{path}{'&' if '?' in path else '?'}_={next(_NUMBERS)}" for path in made]
        return [get(port, path) for path in made]

    def raw(self, world: World, port: int, path: str) -> list[bytes]:
        """The requests of the query at an endpoint."""
        return [select(port, path, text) for text in self.texts(world)]


QUESTIONS: Final = (
    Question(1, "fronts", "company/fronts", "/company/{company}/fronts"),
    Question(2, "rivals", "company/rivals", "/company/{company}/rivals"),
    Question(3, "threats", "company/threats", "/company/{company}/risks"),
    Question(4, "strategies", "company/strategies", "/company/{company}/strategies"),
    Question(5, "moats", "company/moats", "/company/{company}/moats"),
    Question(6, "events", "company/events", "/company/{company}/events"),
    Question(7, "figures", "company/figures", "/company/{company}/figures"),
    Question(15, "overextension", "front/overextension", "/ask/overextension"),
)


def slugs(world: World) -> list[str]:
    """The companies that are asked about."""
    step = max(1, world.size // COMPANIES)
    return [world.company(number).slug for number in range(1, world.size, step)][:COMPANIES]


def rows(port: int, path: str, query: str) -> Counter[bytes]:
    """The rows that an endpoint answers, each as its sorted terms; SystemExit for anything but a 200."""
    answer = _ask(port, select(port, path, query))
    found = answer["results"]["bindings"]
    return Counter(orjson.dumps(_plain(row), option=orjson.OPT_SORT_KEYS) for row in found)


def claims(port: int, path: str) -> set[str]:
    """The claims in the evidence of a REST answer."""
    return set(_claims(_ask(port, get(port, path))))


def _plain(row: dict[str, dict[str, str]]) -> dict[str, str]:
    """Terms without what servers write differently: a language tag's case, the datatype of plain strings."""
    return {name: f"{term['type'] == 'uri'} {term['value']}" for name, term in row.items()}


def _claims(node: Any) -> Sequence[str]:
    if isinstance(node, dict):
        own = [f"{node['iri']}"] if "claim" in node and "quote" in node else []
        return [*own, *(claim for value in node.values() for claim in _claims(value))]
    return [claim for value in node for claim in _claims(value)] if isinstance(node, list) else []


def _ask(port: int, request: bytes) -> Any:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, target, body or None, dict(line.split(": ", 1) for line in lines))
    answer = connection.getresponse()
    data = answer.read()
    if answer.status != http.client.OK:
        raise SystemExit(f"port {port}, {method} {target[:80]}: {answer.status} {data[:300]!r}")
    return orjson.loads(data)
