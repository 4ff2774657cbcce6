"""The JSON-LD contexts by which the plain JSON of an answer is RDF as well.

What holds in all of them: `iri` is the node; a key that stands for no triple is null; a list of things that
stand beside their parent is `@included`; what only groups keys of its parent is `@nest`. Each context is in
the answer itself, and nothing is fetched. Three parsers (rdflib, pyld, pyoxigraph) read each answer alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kg.ns import ID, PREFIXES, SG

Context = dict[str, Any]

PREFIX_TERMS: Final[Context] = {name: PREFIXES[name] for name in ("sg", "owl", "rdf", "rdfs", "skos", "xsd")}

NO_TRIPLE: Final = frozenset(
    {
        "because", "claim", "id", "kind", "named_count", "other_counts", "standing", "total",
    }
)  # fmt: skip
"""Keys that stand for no triple: identifiers and kinds are spellings of the IRI; the standing of a statement
is said of its axiom, not of the node that it stands beside; counts and reasons are made for the reader."""


def english(term: str) -> Context:
    """A term for texts in English."""
    return {"@id": term, "@language": "en"}


def member(name: str) -> Context:
    """A property whose values are local names of our own terms."""
    return {"@id": f"sg:{name}", "@type": "@vocab", "@context": {"@vocab": str(SG)}}


def individual(term: str, kind: str) -> Context:
    """A property whose values are slugs of a kind."""
    return {"@id": term, "@type": "@id", "@context": {"@base": f"{ID}{kind}/"}}


def null(keys: Iterable[str] = NO_TRIPLE) -> Context:
    """Keys that stand for no triple, as a context says it."""
    return dict.fromkeys(sorted(keys))


EVIDENCE: Final[Context] = {
    "iri": "@id",
    "label": english("rdfs:label"),
    "evidence": "@included",
    "quote": "sg:hasQuote",
    "exact": "sg:exact",
    "start": "sg:startOffset",
    "end": "sg:endOffset",
    "source": "sg:inSource",
    "title": "sg:title",
    "speaker": "sg:speaker",
    "reported_by": "sg:reportedBy",
    "modality": member("modality"),
    "certainty": member("certainty"),
    "polarity": member("polarity"),
}
"""The terms of an Evidence, and of what every node has."""

COMMON: Final[Context] = {**PREFIX_TERMS, **null(), **EVIDENCE}

ASSESSMENT: Final[Context] = {
    "@reverse": "owl:annotatedSource",
    "@context": {
        "label": None,
        "rule": individual("sg:inferredBy", "rule"),
        "type": {"@id": "owl:annotatedTarget", "@type": "@vocab", "@context": {"@vocab": str(SG)}},
        "evidence": {"@id": "sg:restsOn", "@context": {"label": english("rdfs:label")}},
    },
}
"""A class that a rule put the answer's node in: an axiom about it. `label` is that of the class."""

FRONTS: Final[Context] = {
    **COMMON,
    "company": "@nest",
    "stated_count": {"@reverse": "sg:about"},
    "min": {"@id": "sg:valueMin", "@type": "xsd:decimal"},
    "max": {"@id": "sg:valueMax", "@type": "xsd:decimal"},
    "fronts": "@included",
    "position": {"@reverse": "sg:onFront"},
    "rivals": {"@reverse": "sg:competesOnFront"},
    "products": "sg:viaProduct",
    "advantage": member("hasAdvantage"),
    "other_advantages": "@nest",
    "assessments": ASSESSMENT,
}
"""`GET /company/{id}/fronts`: the answer is the company, and what is inferred of it its axioms."""


def used(terms: Mapping[str, Any], keys: Iterable[str]) -> Context:
    """The part of a context that an answer with these keys needs: prefixes, and terms of the keys."""
    wanted = {*PREFIX_TERMS, *keys}
    return {name: term for name, term in terms.items() if name in wanted}
