"""The gate: consistency, unsatisfiable classes and inferred types, by HermiT through owlready2."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import OWL, RDF, RDFS, Graph, URIRef

from kg.errors import ReasonerError
from kg.reason import process, worker
from kg.reason.axioms import Theory, theory
from kg.reason.nominals import Rewritten, is_replacement, terminology, without_nominals
from kg.reason.terms import Triple, ntriples

TIMEOUT: Final = 120.0
_TOP: Final = frozenset({OWL.Thing, OWL.NamedIndividual})


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What HermiT found.

    `inferred_types` has every class membership that follows, as pairs (individual, class): asserted ones and
    those of superclasses too, without owl:Thing; `new_types` are those of them that the graph does not state.
    Of an inconsistent graph everything follows, so both are empty, and `unsatisfiable` too. `seconds` is wall
    time with the start of Java.
    """

    consistent: bool
    unsatisfiable: tuple[URIRef, ...]
    inferred_types: frozenset[tuple[URIRef, URIRef]]
    new_types: frozenset[tuple[URIRef, URIRef]]
    seconds: float


def reason(data: Graph | bytes, *, timeout: float = TIMEOUT) -> Reasoning:
    """Ask HermiT about an ontology with its data, an rdflib graph or N-Triples bytes.

    Imports are left out, annotations have no influence, nothing is fetched. Raises ReasonerError when HermiT
    cannot read the graph, cannot be run, or has no answer after `timeout` seconds. An inconsistency is a
    result.
    """
    start = time.monotonic()
    stated = theory(data)
    rewritten = without_nominals(stated)
    with tempfile.TemporaryDirectory(prefix="stratagem-reason-") as name:
        out = _inferred(rewritten, Path(name), timeout)
        if out == worker.INCONSISTENT:
            return Reasoning(False, (), frozenset(), frozenset(), time.monotonic() - start)
        empty = _unsatisfiable(stated, rewritten.classes, Path(name), timeout, time.monotonic() - start)
    inferred = Graph().parse(data=out, format="nt")
    triples = stated.triples()
    unsatisfiable, types = _memberships({*triples, *inferred, *empty})
    asserted = {(s, o) for s, p, o in triples if p == RDF.type}
    new = frozenset(pair for pair in types if pair not in asserted)
    return Reasoning(True, unsatisfiable, types, new, time.monotonic() - start)


def _inferred(rewritten: Rewritten, folder: Path, timeout: float) -> bytes:
    source = folder / "theory.nt"
    source.write_text(_header() + ntriples(rewritten.triples), encoding="utf-8")
    command = [sys.executable, "-P", worker.__file__, str(source)]
    code, out, messages = process.run(command, process.environment(folder), timeout)
    if code != 0:
        raise ReasonerError(f"HermiT could not reason over the graph: {process.complaint(messages)}")
    return out


def _unsatisfiable(
    stated: Theory, classes: Sequence[URIRef], folder: Path, timeout: float, spent: float
) -> set[Triple]:
    """Which of some classes can have no member by the terminology alone, as subclasses of owl:Nothing."""
    if not classes:
        return set()
    source = folder / "terminology.nt"
    source.write_text(_header() + ntriples(terminology(stated)), encoding="utf-8")
    command = [*process.hermit(), *(f"-k<{cls}>" for cls in classes), source.as_uri()]
    code, out, messages = process.run(command, process.environment(folder), timeout, spent=spent)
    if code != 0:
        raise ReasonerError(f"HermiT could not reason over the ontology: {process.complaint(messages)}")
    answers = out.decode().splitlines()
    return {(c, RDFS.subClassOf, OWL.Nothing) for c in classes if f"<{c}> is not satisfiable." in answers}


def _header() -> str:
    return f"<{worker.IRI}> {RDF.type.n3()} {OWL.Ontology.n3()} .\n"


def _memberships(
    triples: Iterable[Triple],
) -> tuple[tuple[URIRef, ...], frozenset[tuple[URIRef, URIRef]]]:
    """Unsatisfiable classes, and all memberships: HermiT prints direct ones, classes above give the rest."""
    above: defaultdict[URIRef, set[URIRef]] = defaultdict(set)
    classes: set[URIRef] = set()
    members: list[tuple[URIRef, URIRef]] = []
    for subject, predicate, obj in triples:
        if not (isinstance(subject, URIRef) and isinstance(obj, URIRef)) or is_replacement(subject, obj):
            continue
        if predicate in (RDFS.subClassOf, OWL.equivalentClass):
            above[subject].add(obj)
            classes |= {subject, obj}
            if predicate == OWL.equivalentClass:
                above[obj].add(subject)
        elif predicate == RDF.type and obj == OWL.Class:
            classes.add(subject)
        elif predicate == RDF.type:
            members.append((subject, obj))
    classes |= {cls for _, cls in members if not cls.startswith(str(OWL))}
    reach = {cls: _reachable(cls, above) for cls in classes}
    unsatisfiable = sorted(cls for cls in classes if OWL.Nothing in reach[cls] and cls != OWL.Nothing)
    types = frozenset((i, c) for i, cls in members for c in reach.get(cls, ()) if c not in _TOP)
    return tuple(unsatisfiable), types


def _reachable(start: URIRef, above: Mapping[URIRef, set[URIRef]]) -> set[URIRef]:
    waiting, seen = [start], {start}
    while waiting:
        for node in above.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen
