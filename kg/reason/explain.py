"""Why a graph is inconsistent: a smallest set of its axioms that contradict each other.

Method: the last axiom of the shortest inconsistent prefix is in every contradiction of that prefix. So it is
kept, what follows it is dropped, and the search goes on before it until the kept axioms contradict each
other: insertion search for a minimal unsatisfiable set, as in J. Marques-Silva, "Minimal Unsatisfiability:
Models, Algorithms and Applications", ISMVL 2010. A start of Java costs more than a check, so one JVM checks a
ladder of prefixes and stops at the first that is inconsistent.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.term import Node

from kg.errors import ReasonerError
from kg.reason import process
from kg.reason.axioms import Axiom, Theory, theory
from kg.reason.gate import TIMEOUT
from kg.reason.nearness import by_nearness, neighbourhoods
from kg.reason.render import manchester
from kg.reason.terms import Triple, ntriples

LADDER: Final = 16
"""Prefixes that one JVM checks at most after the first look."""

NARROW: Final = 400
"""Axioms up to which one check takes less than a start of Java, so that a look at parts saves nothing."""

PARTS: Final = 8

_MEMBER: Final = URIRef("urn:stratagem:member-of-the-unsatisfiable-class")


def explain(
    data: Graph | bytes, *, unsatisfiable: URIRef | None = None, timeout: float = TIMEOUT
) -> tuple[Axiom, ...]:
    """The axioms that make a graph inconsistent, or a class unsatisfiable: each of them is needed for it.

    `unsatisfiable` names a class; then the answer says why it cannot have a member. Where there are several
    contradictions one is found. The answer is empty when there is none. `lines` makes them readable.

    Raises ReasonerError as `kg.reason.reason` does; `timeout` seconds hold for the whole search.
    """
    stated = theory(data)
    assumed = () if unsatisfiable is None else ((_MEMBER, RDF.type, unsatisfiable),)
    with tempfile.TemporaryDirectory(prefix="stratagem-explain-") as name:
        search = _Search(stated, assumed, Path(name), timeout)
        return tuple(sorted(search.contradiction(), key=manchester))


class _Search:
    """One search: the axioms known to be needed, and HermiT asked about growing prefixes of the others.

    HermiT refuses a datatype without its definition. So definitions of datatypes are in every prefix, and
    in the answer where it names them.
    """

    def __init__(self, stated: Theory, assumed: tuple[Triple, ...], folder: Path, timeout: float) -> None:
        self._stated, self._folder, self._timeout = stated, folder, timeout
        self._start = time.monotonic()
        definitions = [a for a in stated.axioms if (a.root, RDF.type, RDFS.Datatype) in stated.declarations]
        self._definitions = {axiom.root: axiom for axiom in definitions}
        self._always = ntriples(assumed) + "".join(axiom.ntriples for axiom in definitions)
        self._declared: defaultdict[Node, str] = defaultdict(str)
        for triple in stated.declarations:
            self._declared[triple[0]] += ntriples([triple])
        self._assumed_symbols = {o for _, _, o in assumed}
        self._needed: list[Axiom] = []

    def contradiction(self) -> list[Axiom]:
        """The needed axioms, found one by one, each the last of the shortest prefix that is inconsistent."""
        rest = [axiom for axiom in self._stated.axioms if axiom.root not in self._definitions]
        rest = by_nearness(rest, self._assumed_symbols) if self._assumed_symbols else self._narrowed(rest)
        while True:
            size = self._shortest(rest)
            if size is None or size == 0:
                named = frozenset[Node]().union(*(axiom.symbols for axiom in self._needed))
                return [
                    *self._needed,
                    *(self._definitions[name] for name in named & self._definitions.keys()),
                ]
            self._needed.append(rest[size - 1])
            start = self._assumed_symbols.union(*(axiom.symbols for axiom in self._needed))
            rest = by_nearness(rest[: size - 1], start)

    def _narrowed(self, rest: list[Axiom]) -> list[Axiom]:
        """The smallest part in which a contradiction is easily found; all axioms where none is."""
        while len(rest) > NARROW:
            parts = neighbourhoods(rest, self._declared.keys(), PARTS)
            at = self._first_inconsistent(parts)
            if at is None or len(parts[at]) > len(rest) / 2:
                break
            rest = parts[at]
        return rest

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
        command = [*process.hermit(), "-k", *(file.as_uri() for file in files)]
        spent = time.monotonic() - self._start
        environment = process.environment(self._folder)
        code, out, messages = process.run(command, environment, self._timeout, spent=spent)
        passed = out.count(b" is satisfiable.")
        if code == 0 and passed == len(prefixes):
            return None
        if "InconsistentOntologyException" in messages and passed < len(prefixes):
            return passed
        raise ReasonerError(f"HermiT could not check the axioms: {process.complaint(messages)}")

    def _text(self, axioms: Sequence[Axiom]) -> str:
        symbols = self._assumed_symbols.union(*(axiom.symbols for axiom in axioms))
        declared = (self._declared[symbol] for symbol in sorted(symbols, key=str) if symbol in self._declared)
        return "".join([self._always, *declared, *(axiom.ntriples for axiom in axioms)])


def _ladder(low: int, high: int, *, first: bool) -> list[int]:
    """Ascending prefix sizes from above `low` to `high`: growing ones for a first look, then even steps."""
    if not first:
        steps = max(
            2, min(LADDER, 5 * NARROW // high)
        )  # a check of many axioms costs more than a start of Java
        step = max(1, math.ceil((high - low) / (steps + 1)))
        return [*range(low + step, high, step), high]
    sizes = [0]
    while sizes[-1] < high:
        sizes.append(min(high, sizes[-1] + 1 + sizes[-1] // 3))
    return sizes
