"""What a change touches, as the rules look at it: edges, their axioms, claims and sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Final

from rdflib import OWL, RDF, Literal, URIRef
from rdflib.plugins.parsers.ntriples import unquote

from kg import ns
from kg.binding import Query, bind, load_query
from kg.errors import RdfSyntaxError
from kg.ns import PREFIXES, SG
from kg.rules.derivation import N_TRIPLES, PARTS, annotated
from kg.store.base import Store
from kg.store.delta import lines

_HERE: Final = Path(__file__).parent
_TYPE: Final = f"<{RDF.type}>"
_ASSERTS: Final = f"<{SG.asserts}>"
_ASSERTING: Final = frozenset((_ASSERTS, f"<{SG.hasHead}>"))
_OF_CLAIM: Final = frozenset(
    f"<{SG[name]}>" for name in ("polarity", "modality", "certainty", "asserts", "hasHead")
)
"""What decides whether, and how, a claim makes the edges that it asserts."""
_OF_ASSERTION: Final = tuple(
    f"<{SG[name]}>" for name in ("assertedSubject", "assertedProperty", "assertedObject", "assertedValue")
)
OF_AXIOM: Final = frozenset(
    f"<{SG[name]}>" for name in ("supportedBy", "curatedIn", "inferredBy", "restsOn", "standing", "fallsWith")
).union(PARTS)
"""What is said of axioms."""
_AXIOM: Final = f"<{OWL.Axiom}> "
_SUPPORTED_BY: Final = f"<{SG.supportedBy}>"
_UNREAD: Final = frozenset(
    f"<{SG[name]}>" for name in ("Claim", "Assertion", "Quote", "Sentence", "Span", "Source", "Article")
)
"""Classes of individuals of a source; no rule asks for them."""
_PATTERN: Final = re.compile(r"(?P<subject>\S+) (?P<predicates>\S+) (?P<object>\S+)")
_LITERAL: Final = re.compile(r'"(?P<text>.*)"(?:@(?P<language>[\w-]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL)

Spoken = tuple[str, str, str]
"""Subject, predicate and object of a triple, each as N-Triples has it."""


def speaks_of_axiom(line: str) -> bool:
    """Whether a line of N-Triples or N-Quads calls something an axiom, or says what only axioms have."""
    _, predicate, rest = line.split(" ", 2)
    return predicate in OF_AXIOM or (predicate == _TYPE and rest.startswith(_AXIOM))


class Changes:
    """The triples that a change touches, found by predicate.

    To a triple that came or went belong the edges on which it bears: that of its axiom, those of its claim.
    They are told as if they had come or gone themselves. So a rule needs to look at edges only, however a
    change reached them, and a path from a changed edge to what it affects leads over what still stands: where
    more than one edge of the path went, the one that is nearest to its end leads there too.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[str, set[tuple[str, str]]] = {}

    def add_sources(self, triples: Collection[str]) -> None:
        """Triples of other graphs than the derived ones, lines of N-Triples that came or went."""
        split = [_split(line) for line in triples]
        self._add(split)
        for edge in self._asserted(split):
            self._add([edge, (_axiom(edge), PARTS[0], edge[0])])
        for axiom in self._overlaps(split):
            self._add([(axiom, _SUPPORTED_BY, axiom)])

    def add_derived(self, triples: Collection[str]) -> None:
        """Triples of the derived graphs, lines of N-Triples that came or went."""
        split = [_split(line) for line in triples]
        self._add(split)
        self._add(self._edges(split))

    def unmoved(self, triples: Collection[str]) -> frozenset[str]:
        """Those of these lines of N-Triples that neither came nor went, nor did a reason for them."""
        split = ((line, *_split(line)) for line in triples)
        return frozenset(line for line, s, p, o in split if (s, o) not in self._found.get(p, ()))

    def of(self, query: Query) -> dict[str, tuple[URIRef, ...]]:
        """The terms for the `# changed:` lines of a query, by name; empty when there are none for any."""
        found = {
            slot.name: self._terms(slot.name, slot.note) for slot in query.lines if not isinstance(slot, str)
        }
        return found if any(found.values()) else {}

    def _terms(self, name: str, note: str) -> tuple[URIRef, ...]:
        terms: set[str] = set()
        for subject, predicates, value in patterns(note):
            here = 0 if subject == f"?{name}" else 1
            wanted = (value, subject)[here]
            for predicate in predicates:
                pairs = self._found.get(predicate, ())
                terms.update(pair[here] for pair in pairs if wanted in {"[]", pair[1 - here]})
        return tuple(URIRef(term[1:-1]) for term in sorted(terms) if term.startswith("<"))

    def _add(self, triples: Iterable[Spoken]) -> None:
        for subject, predicate, value in triples:
            if predicate != _TYPE or value not in _UNREAD:
                self._found.setdefault(predicate, set()).add((subject, value))

    def _asserted(self, triples: list[Spoken]) -> set[Spoken]:
        """The edges that touched claims assert or asserted; touched with an assertion is its claim."""
        claims = {subject for subject, predicate, _ in triples if predicate in _OF_CLAIM}
        changed = {subject for subject, predicate, _ in triples if predicate in _OF_ASSERTION}
        owned = {value for _, predicate, value in triples if predicate in _ASSERTING}
        for claim, _, assertion in self._ask("owners", assertion=changed):
            self._add([(claim, _ASSERTS, assertion)])
            claims.add(claim)
        parts: dict[str, dict[str, set[str]]] = {}
        asked = self._ask("assertions", claim=claims, assertion=changed | owned)
        for assertion, part, value in [*triples, *asked]:
            if part in _OF_ASSERTION:
                parts.setdefault(assertion, {}).setdefault(part, set()).add(value)
        edges: set[Spoken] = set()
        for said in parts.values():
            subjects, properties, objects, values = (said.get(name, set()) for name in _OF_ASSERTION)
            edges.update(product(subjects, properties, objects | values))
        return edges

    def _overlaps(self, triples: list[Spoken]) -> set[str]:
        """The axioms whose edge these triples are: what another graph holds is not written again."""
        keys = {value if predicate == _TYPE else predicate for _, predicate, value in triples}
        text = _bound("stated", term=keys)
        stated = set(column(self._store, text) if text else ())
        return {_axiom(t) for t in triples if (t[2] if t[1] == _TYPE else t[1]) in stated}

    def _edges(self, triples: list[Spoken]) -> list[Spoken]:
        """The edges of the axioms of which these triples tell something."""
        axioms = {subject for subject, predicate, _ in triples if predicate in OF_AXIOM}
        known = annotated(f"{' '.join(t)} ." for t in triples if t[1] in PARTS)
        asked = self._ask("annotated", axiom=axioms - known.keys())
        known.update(annotated(f"{' '.join(triple)} ." for triple in asked))
        return [(subject, predicate, value) for subject, predicate, value in known.values()]

    def _ask(self, name: str, **terms: Collection[str]) -> list[Spoken]:
        text = _bound(name, **terms)
        return (
            [_split(line) for line in lines(self._store.query(text, N_TRIPLES, whole=True))] if text else []
        )


def column(store: Store, text: str) -> list[str]:
    """The IRIs of a query with one variable, each in angle brackets, sorted."""
    found = store.query(text, "text/tab-separated-values", whole=True).decode().split("\n")[1:]
    return sorted(term for term in found if term.startswith("<"))


@lru_cache(maxsize=256)
def patterns(note: str) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """The patterns of a `# changed:` line: subject, predicates, object, with `[]` for anything.

    RdfSyntaxError for what is no pattern: `?claim sg:polarity|sg:certainty [] , [] sg:disputes ?claim`.
    """
    found = []
    for pattern in note.split(" , "):
        parts = _PATTERN.fullmatch(pattern)
        if not parts:
            raise RdfSyntaxError("# changed:", f"“{pattern}” is no pattern such as `?claim sg:polarity []`")
        predicates = tuple(_term(name) for name in parts["predicates"].split("|"))
        found.append((_term(parts["subject"]), predicates, _term(parts["object"])))
    return tuple(found)


def _term(name: str) -> str:
    if name == "a":
        return _TYPE
    if name == "[]" or name.startswith("?"):
        return name
    prefix, _, local = name.partition(":")
    if prefix not in PREFIXES:
        raise RdfSyntaxError("# changed:", f"“{name}” has no prefix of ours: {', '.join(PREFIXES)}")
    return f"<{PREFIXES[prefix]}{local}>"


def _bound(name: str, **terms: Collection[str]) -> str:
    """A query beside this module with these terms; empty when there are none."""
    given = {key: tuple(URIRef(t[1:-1]) for t in sorted(some) if t[0] == "<") for key, some in terms.items()}
    return bind(load_query(_HERE / f"{name}.rq"), **given) if any(given.values()) else ""


def _split(line: str) -> Spoken:
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest.removesuffix(" .")


def _axiom(edge: Spoken) -> str:
    """The axiom of an edge, as N-Triples has it."""
    subject, predicate, value = edge
    literal = _LITERAL.fullmatch(value)
    if literal:
        kind = URIRef(literal["datatype"]) if literal["datatype"] else None
        term = Literal(unquote(literal["text"]), literal["language"], kind, normalize=False)
        return f"<{ns.axiom(URIRef(subject[1:-1]), URIRef(predicate[1:-1]), term)}>"
    return f"<{ns.axiom(URIRef(subject[1:-1]), URIRef(predicate[1:-1]), URIRef(value[1:-1]))}>"
