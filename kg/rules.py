"""The rules: SPARQL CONSTRUCT files whose results are the statements and what is inferred from them.

A rule file has a header of three comments (`# rule:`, `# graph: statements|inferred`, `# why:`) and a number
in its name. The rules run in that order, each on what the ones before it wrote. They are plain SPARQL 1.1
over the union of all graphs, so that any engine that fulfils `Store` makes the same triples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg import paths
from kg.errors import RdfSyntaxError
from kg.ns import INFERRED_GRAPH, PREFIXES, SG, STATEMENTS_GRAPH
from kg.store.base import Store

GRAPHS: Final = {"statements": str(STATEMENTS_GRAPH), "inferred": str(INFERRED_GRAPH)}
_FILE_NAME: Final = re.compile(r"(?P<number>\d\d)-(?P<name>[a-z]+(?:-[a-z]+)*)\.rq")
_HEADER: Final = re.compile(r"^# (?P<key>rule|graph|why): (?P<value>.*(?:\n#  +.*)*)$", re.MULTILINE)
_N_TRIPLES: Final = "application/n-triples"
_SOURCE: Final = f"<{PREFIXES['owl']}annotatedSource>"
_PROPERTY: Final = f"<{PREFIXES['owl']}annotatedProperty>"
_TARGET: Final = f"<{PREFIXES['owl']}annotatedTarget>"
_SUPPORTED_BY: Final = f"<{SG.supportedBy}>"
_INFERRED_BY: Final = f"<{SG.inferredBy}>"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: number and name of its file, IRI of the graph that it writes, why it holds, its CONSTRUCT."""

    number: int
    name: str
    graph: str
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Derived:
    """What a derivation made: how many supported and inferred statements, how many triples by rule."""

    statements: int
    inferred: int
    triples: dict[str, int] = field(default_factory=dict)


def load_rules(folder: Path = paths.RULES) -> list[Rule]:
    """All rules of a folder, in the order in which they run.

    RdfSyntaxError when there is none, a name or header is not as it must be, or two have one number or name.
    """
    rules = [_read(file) for file in sorted(folder.glob("*.rq"))]
    if not rules:
        raise RdfSyntaxError(str(folder), "no rule (*.rq) stands here")
    for what in ("number", "name"):
        values = [getattr(rule, what) for rule in rules]
        twice = sorted({str(value) for value in values if values.count(value) > 1})
        if twice:
            raise RdfSyntaxError(str(folder), f"two rules have the same {what}: {', '.join(twice)}")
    return rules


def derive(store: Store, rules: Sequence[Rule] | None = None) -> Derived:
    """Makes the statements and inferred graphs anew from all that the other graphs hold.

    The register and the source graphs must be loaded, and the ontology for the classes of products. A triple
    that stands in another graph is not written again: the register comes before statements, statements before
    what is inferred; and what is stated or curated is not called inferred as well. QueryError when a rule is
    not accepted.
    """
    for graph in GRAPHS.values():
        store.delete_graph(graph)
    told = _lines(*(store.get_graph(graph) for graph in store.graphs()))
    written: dict[str, set[str]] = {graph: set() for graph in GRAPHS.values()}
    triples: dict[str, int] = {}
    for rule in load_rules() if rules is None else rules:
        found = _lines(store.query(rule.text, _N_TRIPLES))
        if rule.graph == str(INFERRED_GRAPH):
            stated = told | written[str(STATEMENTS_GRAPH)]
            found = _without_stated(found, stated) - stated
        fresh = found - told - written[rule.graph]
        written[rule.graph] |= fresh
        triples[rule.name] = len(fresh)
        store.load(_quads(fresh, rule.graph), [rule.graph])
    return Derived(
        statements=_subjects(written[str(STATEMENTS_GRAPH)], _SUPPORTED_BY),
        inferred=_subjects(written[str(INFERRED_GRAPH)], _INFERRED_BY),
        triples=triples,
    )


def _read(file: Path) -> Rule:
    named = _FILE_NAME.fullmatch(file.name)
    if not named:
        raise RdfSyntaxError(str(file), "a rule is named by two digits and words: 31-rivals.rq")
    text = file.read_text(encoding="utf-8")
    header = {m["key"]: re.sub(r"\n#\s+", " ", m["value"]) for m in _HEADER.finditer(text)}
    missing = [key for key in ("rule", "graph", "why") if not header.get(key)]
    if missing:
        raise RdfSyntaxError(str(file), f"the header lacks: {', '.join(missing)}")
    if header["rule"] != named["name"]:
        raise RdfSyntaxError(str(file), f"the header names “{header['rule']}”, the file “{named['name']}”")
    if header["graph"] not in GRAPHS:
        raise RdfSyntaxError(str(file), f"there is no graph “{header['graph']}”: statements or inferred")
    return Rule(int(named["number"]), named["name"], GRAPHS[header["graph"]], header["why"], text)


def _lines(*documents: bytes) -> set[str]:
    """The triples of N-Triples documents of one engine, each the line that this engine writes for it."""
    return {line for document in documents for line in document.decode().split("\n") if line}


def _quads(lines: Iterable[str], graph: str) -> bytes:
    return "".join(f"{line[:-1]}<{graph}> .\n" for line in sorted(lines)).encode()


def _without_stated(found: set[str], stated: set[str]) -> set[str]:
    """The triples of a rule's result but those of axioms whose triple is stated."""
    parts: dict[str, dict[str, str]] = {}
    for line in found:
        subject, predicate, rest = line.split(" ", 2)
        if predicate in {_SOURCE, _PROPERTY, _TARGET}:
            parts.setdefault(subject, {})[predicate] = rest[: -len(" .")]
    known = {
        node
        for node, part in parts.items()
        if f"{part.get(_SOURCE)} {part.get(_PROPERTY)} {part.get(_TARGET)} ." in stated
    }
    return {line for line in found if line.split(" ", 1)[0] not in known}


def _subjects(lines: Iterable[str], predicate: str) -> int:
    found = (line.split(" ", 2) for line in lines)
    return len({subject for subject, by, _ in found if by == predicate})
