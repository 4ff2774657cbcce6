"""The JSON-LD contexts by which the plain JSON of an answer is RDF as well.

What holds in all of them: `iri` is the node; a key that stands for no triple is null; a list of things that
stand beside their parent is `@included`; what only groups keys of its parent is `@nest`. Each context is in
the answer itself, and nothing is fetched. Three parsers (rdflib, pyld, pyoxigraph) read each answer alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kg.kinds import SPEAKING
from kg.ns import ID, PREFIXES, SG

Context = dict[str, Any]

PREFIX_TERMS: Final[Context] = {name: PREFIXES[name] for name in ("sg", "owl", "rdf", "rdfs", "skos", "xsd")}

NO_TRIPLE: Final = frozenset(
    {
        "because", "claim", "counts", "direction", "head", "id", "kind", "max", "min", "named_count", "next",
        "other_counts", "standing", "total", "value",
    }
)  # fmt: skip
"""Keys that stand for no triple, unless a context says otherwise: identifiers and kinds are spellings of the
IRI (but the kind of a speaker is a class, see `agent`); the standing of a statement is said of its axiom, not
of the node that it stands beside; counts and reasons are made for the reader; a value's datatype is not in
the answer."""


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


def agent(term: str) -> Context:
    """A property whose values are speakers: their `kind` is the class that the graph states of them."""
    words = {word: f"sg:{name}" for word, name in SPEAKING.items()}
    return {"@id": term, "@context": {"kind": {"@id": "rdf:type", "@type": "@vocab", "@context": words}}}


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
    "speaker": agent("sg:speaker"),
    "reported_by": agent("sg:reportedBy"),
    "modality": member("modality"),
    "certainty": member("certainty"),
    "polarity": member("polarity"),
}
"""The terms of an Evidence, and of what every node has."""

COMMON: Final[Context] = {**PREFIX_TERMS, **null(), **EVIDENCE}

TYPES: Final[Context] = {"@id": "rdf:type", "@type": "@vocab", "@context": {"@vocab": str(SG)}}
NODE: Final[Context] = {"label": english("rdfs:label"), "value": None}
ANY_PROPERTY: Final[Context] = {
    "@type": "@vocab",
    "@context": {
        "@vocab": str(SG),
        "type": "rdf:type",
        # These names are keys as well, and a term of the context goes before `@vocab`.
        **{name: f"sg:{name}" for name in ("direction", "standing", "value")},
    },
}
"""A term whose values are local names of properties."""

ASSESSMENT: Final[Context] = {
    "@reverse": "owl:annotatedSource",
    "@context": {
        "label": None,
        "rule": individual("sg:inferredBy", "rule"),
        "type": {"@id": "owl:annotatedTarget", "@type": "@vocab", "@context": {"@vocab": str(SG)}},
        "evidence": {"@id": "sg:restsOn", "@context": NODE},
    },
}
"""A class that a rule put the answer's node in: an axiom about it. `label` is that of the class."""

FRONTS: Final[Context] = {
    **COMMON,
    "company": "@nest",
    "stated_count": {"@reverse": "sg:about"},
    "fronts": "@included",
    "position": {"@reverse": "sg:onFront"},
    "rivals": {"@reverse": "sg:competesOnFront"},
    "products": "sg:viaProduct",
    "advantage": member("hasAdvantage"),
    "other_advantages": "@nest",
    "assessments": ASSESSMENT,
}
"""`/company/{id}/fronts`: the answer is the company, and what is inferred of it its axioms."""

RANGES: Final[Context] = {
    **FRONTS,
    "min": {"@id": "sg:valueMin", "@type": "xsd:decimal"},
    "max": {"@id": "sg:valueMax", "@type": "xsd:decimal"},
}
"""The same where the stated number of fronts is a range; one number is no least and no greatest."""

CLAIM: Final[Context] = {
    **COMMON,
    "asserts": {
        "@id": "sg:asserts",
        "@context": {
            "subject": "sg:assertedSubject",
            "property": {"@id": "sg:assertedProperty", **ANY_PROPERTY},
            "object": "sg:assertedObject",
        },
    },
    "untyped_reason": "sg:untypedReason",
    "supports": "sg:supports",
    "disputes": "sg:disputes",
    "qualifies": "sg:qualifies",
    "supported_by": {"@reverse": "sg:supports"},
    "disputed_by": {"@reverse": "sg:disputes"},
    "qualified_by": {"@reverse": "sg:qualifies"},
}
"""A claim by itself, and an item of `/claims`."""

ASSERTION: Final[Context] = {
    **COMMON,
    **CLAIM["asserts"]["@context"],
    "evidence": {"@reverse": "sg:asserts"},
}
"""An assertion: its evidence is the claim that makes it."""

SPAN: Final[Context] = {
    **COMMON,
    "span_kind": member("spanKind"),
    "sentence": {"@id": "sg:inSentence", "@type": "@id"},
}
"""Words in quotation marks."""

QUOTE: Final[Context] = {
    **COMMON,
    "sentence": {"@id": "sg:inSentence", "@type": "@id"},
    "claims": {"@reverse": "sg:hasQuote"},
}
"""A quote, with the claims that rest on it."""

SENTENCE: Final[Context] = {
    **SPAN,
    "ordinal": "sg:ordinal",
    "states": "sg:states",
    "reason": "sg:exceptionReason",
    "claims": "@included",
    "spans": {"@reverse": "sg:inSentence"},
}
"""A sentence, with its spans, and the claims that rest on its words."""

SOURCE: Final[Context] = {
    **COMMON,
    "types": TYPES,
    "rights": "sg:rights",
    "sha256": "sg:sha256",
    "origin": "sg:origin",
    "author": "sg:author",
    "outlet": "sg:outlet",
    "published": "sg:publishedOn",
}
"""A document."""

STATEMENT: Final[Context] = {
    **COMMON,
    "subject": "owl:annotatedSource",
    "property": {"@id": "owl:annotatedProperty", **ANY_PROPERTY},
    "object": "owl:annotatedTarget",
    "standing": member("standing"),
    "rule": "sg:inferredBy",
    "evidence": "sg:supportedBy",
}
"""A statement by itself: its axiom."""

INFERRED: Final[Context] = {**STATEMENT, "evidence": "sg:restsOn"}
"""A statement that a rule has made."""


def _side(this: str, other: str) -> Context:
    """Statements on one side of which the answer's node stands: their axioms."""
    return {
        "@reverse": this,
        "@context": {
            **EVIDENCE,
            "property": {"@id": "owl:annotatedProperty", **ANY_PROPERTY},
            "node": other,
            "value": None,
            "standing": member("standing"),
            "rule": individual("sg:inferredBy", "rule"),
        },
    }


THING: Final[Context] = {
    **COMMON,
    "aliases": english("skos:altLabel"),
    "types": TYPES,
    "definition": english("skos:definition"),
    "statements": _side("owl:annotatedSource", "owl:annotatedTarget"),
    "incoming": _side("owl:annotatedTarget", "owl:annotatedSource"),
    "mentioned_in": "@included",
}
"""Any other individual: names, classes, properties (see `thing`), and the statements that it stands in."""

LIST: Final[Context] = {**CLAIM, "items": "@included", "types": TYPES, "claims": None}
"""A list of individuals or claims."""

SOURCES: Final[Context] = {**LIST, "origin": "sg:origin", "rights": "sg:rights"}
"""The list of sources."""

UNLABELLED: Final[Context] = {**LIST, "label": None}
"""A list of individuals that have no label in the graph: the identifier stands in its place."""


def thing(ranges: Mapping[str, str | None], keys: Iterable[str]) -> Context:
    """The context of an individual with these properties; `ranges` are those of the ontology's properties."""
    own = {
        key: _property(key, ranges[key])
        for key in keys
        if key in ranges and key not in THING.keys() - {"value"}
    }
    return {**THING, **own}


def _property(name: str, datatype: str | None) -> Context:
    if datatype and datatype.startswith(PREFIXES["xsd"]) and not datatype.endswith("#string"):
        return {"@id": f"sg:{name}", "@type": datatype}
    return {"@id": f"sg:{name}"}
