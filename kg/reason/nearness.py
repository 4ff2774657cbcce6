"""Which axioms hang together: the order and the parts in which a contradiction is looked for."""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from typing import Final

from rdflib.term import Node

from kg.reason.axioms import Axiom

FEW: Final = 6
"""Names up to which an axiom counts as a link between them; a list of all companies links nothing."""


def by_nearness(axioms: Sequence[Axiom], start: Set[Node]) -> list[Axiom]:
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


def neighbourhoods(axioms: Sequence[Axiom], declared: Set[Node], parts: int) -> list[list[Axiom]]:
    """The axioms in parts that overlap, each with what is said of some individuals and of those beside them.

    Names that are not declared are individuals. Axioms that name none are in every part. A contradiction
    about few individuals stands whole in one of the parts; there may be others, so this only helps to find
    one soon.
    """
    of_individuals = [axiom.symbols - declared for axiom in axioms]
    individuals = sorted(set().union(*of_individuals), key=str)
    size = max(1, math.ceil(len(individuals) / parts))
    found = []
    for start in range(0, len(individuals), size):
        some = set(individuals[start : start + size])
        beside = some.union(*_touching(of_individuals, some))
        found.append([axiom for axiom, named in zip(axioms, of_individuals, strict=True) if named <= beside])
    return found


def _touching(names: Sequence[Set[Node]], some: Set[Node]) -> Iterator[Set[Node]]:
    return (named for named in names if len(named) <= FEW and not some.isdisjoint(named))
