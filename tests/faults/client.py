"""A client that writes sources, and notes what was acknowledged and what was under way at a kill."""

from __future__ import annotations

import json
import re
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, Final
from urllib.parse import quote

from bench.story import second_opinion
from bench.world import World
from kg.ns import PREFIXES, source_graph, text_graph
from kg.store.canonical import canonical
from kg.store.delta import lines
from tests.change.article import article
from tests.faults.server import HOST

Told = tuple[str, bytes, bytes]
"""A source as its author sends it: slug, graph and text, both N-Triples."""

Telling = Callable[[int, int], Told]
"""The source of a number in an edition."""

Held = tuple[frozenset[str], frozenset[str]]
"""What the two graphs of a source hold, line by line."""

NOTHING: Final[Held] = (frozenset(), frozenset())


def of_the_article(number: int, edition: int) -> Told:
    """A small source about what the first article is about: 300 triples."""
    slug = f"fault-{number}"
    made = article(slug, words=f"Edition {edition} of {slug} was read by many.", extra=edition % 3 + 20)
    return slug, made[str(source_graph(slug))], made[str(text_graph(slug))]


def of_a_world(world: World) -> Telling:
    """Second opinions on the companies of a landscape: 1,000 triples each."""

    def told(number: int, edition: int) -> Told:
        made = second_opinion(world, number, edition)
        graph, text = source_graph(made.slug), text_graph(made.slug)
        content = "".join(made.quads()).replace(f" <{graph}> .", " .")
        return made.slug, content.encode(), made.text_quad().replace(f" <{text}> .", " .").encode()

    return told


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers in lower case, body; status 0 when the connection broke."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_good(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300


@dataclass(slots=True)
class Ledger:
    """What the graph must hold: by slug what was acknowledged, and what it may hold instead, as it was under
    way. `changes` counts the acknowledged changes; `revisions` are their names."""

    acknowledged: dict[str, Held] = field(default_factory=dict)
    under_way: dict[str, Held] = field(default_factory=dict)
    changes: int = 0
    revisions: set[str] = field(default_factory=set)

    def begin(self, slug: str, held: Held) -> None:
        """A write is sent."""
        self.under_way[slug] = held

    def end(self, slug: str, answer: Answer) -> None:
        """It was answered; nothing is known of one whose connection broke."""
        if answer.is_good:
            self.acknowledged[slug] = self.under_way[slug]
            self.changes += 1
            self.revisions.add(answer.headers.get("stratagem-revision", ""))
        if answer.status:
            del self.under_way[slug]


class Client:
    """Speaks to a server over one connection; only one thread may use it."""

    def __init__(self, port: int, token: str, ledger: Ledger, timeout: float = 60.0) -> None:
        self._token, self.ledger = token, ledger
        self._connection = HTTPConnection(HOST, port, timeout=timeout)
        weakref.finalize(self, self._connection.close)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Sends a request; an answer of status 0 when the server is gone."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        try:
            self._connection.request(method, path, body, sent)
            got = self._connection.getresponse()
            content = got.read()
        except (OSError, HTTPException) as error:
            self._connection.close()
            return Answer(0, {}, repr(error).encode())
        return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, content)

    def read(self, path: str) -> Answer:
        """Reads an address, with a new connection where the server has closed the one before."""
        answer = self.ask("GET", path)
        return answer if answer.status else self.ask("GET", path)

    def replace(self, told: Told) -> Answer:
        """Puts the graph of a source, its text with it."""
        slug, graph, text = told
        self.ledger.begin(slug, (lines(canonical(graph)), lines(canonical(text))))
        address = f"/graphs?graph={quote(str(source_graph(slug)), safe='')}"
        has = self.ledger.acknowledged.get(slug, NOTHING)[0]
        condition = {"If_Match": "*"} if has else {"If_None_Match": "*"}
        answer = self.ask("PUT", address, graph + text, Content_Type="application/n-triples", **condition)
        self.ledger.end(slug, answer)
        return answer

    def update(self, told: Told) -> Answer:
        """Writes both graphs of a source by one SPARQL update."""
        slug, graph, text = told
        self.ledger.begin(slug, (lines(canonical(graph)), lines(canonical(text))))
        names = (source_graph(slug), text_graph(slug))
        clears = "".join(f"CLEAR SILENT GRAPH <{name}> ; " for name in names)
        data = f"GRAPH <{names[0]}> {{ {graph.decode()} }} GRAPH <{names[1]}> {{ {text.decode()} }}"
        body = f"{clears}INSERT DATA {{ {data} }}".encode()
        answer = self.ask("POST", "/sparql/update", body, Content_Type="application/sparql-update")
        self.ledger.end(slug, answer)
        return answer

    def withdraw(self, slug: str) -> Answer:
        """Withdraws a source with its text."""
        self.ledger.begin(slug, NOTHING)
        answer = self.ask("DELETE", f"/source/{slug}")
        self.ledger.end(slug, answer)
        return answer

    def held(self, slug: str) -> Held:
        """What the graph of a source and its text hold."""
        return self._graph(str(source_graph(slug))), self._graph(str(text_graph(slug)))

    def journal(self) -> list[tuple[int, str]]:
        """Number and revision of each change that the journal tells of, in order."""
        told = f"?c <{PREFIXES['sg']}changeNumber> ?n ; <{PREFIXES['sg']}revision> ?r"
        query = f"SELECT ?n ?r {{ {told} }} ORDER BY ?n"
        answer = self.ask("GET", f"/sparql?query={quote(query)}", Accept="application/sparql-results+json")
        found = checked(answer)["results"]["bindings"]
        return [(int(row["n"]["value"]), row["r"]["value"]) for row in found]

    def revision(self) -> str:
        """What the served graph is called now."""
        return self.ask("GET", "/sparql?query=ASK%20%7B%7D").headers.get("stratagem-revision", "")

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    def _graph(self, name: str) -> frozenset[str]:
        answer = self.ask("GET", f"/graphs?graph={quote(name, safe='')}", Accept="application/n-triples")
        if answer.status == 404:
            return frozenset()
        if not answer.is_good:
            raise AssertionError(f"{name}: {answer.status} {answer.body[:500]!r}")
        return lines(canonical(answer.body))


def checked(answer: Answer) -> Any:
    """The JSON of an answer that must be good."""
    assert answer.is_good, f"{answer.status} {answer.body[:500]!r}"
    return json.loads(answer.body)


def problem(answer: Answer) -> str:
    """The kind of a problem, the last part of its type; empty when the answer is none."""
    found = re.search(rb'"type":\s*"[^"]*/([a-z-]+)"', answer.body)
    return found[1].decode() if found else ""
