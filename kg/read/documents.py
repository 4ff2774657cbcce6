"""Sources and what stands in them: sentences, quotes, and words in quotation marks."""

from __future__ import annotations

from rdflib import URIRef

from kg.read.entities import find
from kg.read.evidence import evidence
from kg.read.models import Evidence, Model, Quote, Ref, SourceRef, Speaker
from kg.read.refs import first_rows, local_name, ref, speaker
from kg.read.shipped import rows
from kg.store.base import Row, Store

_COUNTS = {"Claim": "claims", "Quote": "quotes", "Sentence": "sentences", "QuotedSpan": "spans"}


class Counts(Model):
    """How many claims, quotes, sentences and quoted spans a source has."""

    claims: int
    quotes: int
    sentences: int
    spans: int


class Source(Ref):
    """A document: `rights` says how much of its text may be shown (`full` or `quotes`); `published` is a date
    of which month or day may be absent, null where the document states none."""

    types: list[str]
    title: str
    rights: str
    sha256: str
    origin: str | None
    author: Ref | None
    outlet: Ref | None
    published: str | None
    counts: Counts


class Span(Model):
    """Words in quotation marks: `span_kind` says why (attributedSpan, scareQuote, headingSpan)."""

    id: str
    iri: str
    kind: str = "span"
    exact: str
    start: int
    end: int
    span_kind: str
    speaker: Speaker | None
    reported_by: Speaker | None
    sentence: str | None


class SpanResource(Span):
    """A span by itself, with its source."""

    source: SourceRef


class QuoteResource(Quote):
    """A quote by itself: the sentence that holds it (its IRI) and the claims that rest on it."""

    id: str
    kind: str = "quote"
    sentence: str | None
    claims: list[Evidence]


class Sentence(Model):
    """A sentence by its offsets in the text: whether it states something, and if not or if nobody claims it,
    why; the claims that rest on its words, and its spans in quotation marks."""

    id: str
    iri: str
    kind: str = "sentence"
    ordinal: int
    start: int
    end: int
    states: bool
    reason: str | None
    source: SourceRef
    claims: list[Evidence]
    spans: list[Span]


def source(store: Store, slug: str) -> Source:
    """A source; NotFoundError with the nearest when there is none."""
    found = find(store, "source", slug)
    said = _properties(store, found.iri)
    numbers = {
        local_name(row["type"]): int(row["number"]) for row in rows(store, "source/counts", source=found.iri)
    }
    return Source(
        **dict(found.ref),
        types=list(found.types),
        title=said["title"]["value"],
        rights=said["rights"]["value"],
        sha256=said["sha256"]["value"],
        origin=_value(said, "origin"),
        author=_node(said, "author"),
        outlet=_node(said, "outlet"),
        published=_value(said, "publishedOn"),
        counts=Counts(**{field: numbers.get(name, 0) for name, field in _COUNTS.items()}),
    )


def spans(store: Store, place: URIRef, only: URIRef | None = None) -> list[Span]:
    """The words in quotation marks of a source or a sentence, or `only` one, in the order of the text."""
    return [
        Span(
            id=local_name(row["span"]),
            iri=row["span"],
            exact=row["words"],
            start=int(row["start"]),
            end=int(row["end"]),
            span_kind=local_name(row["kind"]),
            speaker=speaker(row["speaker"], row, "speaker") if "speaker" in row else None,
            reported_by=speaker(row["reporter"], row, "reporter") if "reporter" in row else None,
            sentence=row.get("sentence"),
        )
        for row in first_rows(rows(store, "source/spans", place=place, span=only), "span")
    ]


def span(store: Store, slug: str) -> SpanResource:
    """Words in quotation marks by their identifier; NotFoundError when there are none."""
    found = find(store, "span", slug)
    said = _properties(store, found.iri)
    (own,) = spans(store, URIRef(said["inSource"]["value"]), found.iri)
    return SpanResource(**dict(own), source=_source_ref(said))


def quote(store: Store, slug: str) -> QuoteResource:
    """A quote by its identifier, with the claims that rest on it; NotFoundError when there is none."""
    found = find(store, "quote", slug)
    said = _properties(store, found.iri)
    return QuoteResource(
        id=slug,
        iri=found.ref.iri,
        exact=said["exact"]["value"],
        start=int(said["startOffset"]["value"]),
        end=int(said["endOffset"]["value"]),
        source=_source_ref(said),
        sentence=_value(said, "inSentence"),
        claims=_claims(store, found.iri),
    )


def sentence(store: Store, slug: str) -> Sentence:
    """A sentence by its identifier (`<source>-NNN`); NotFoundError with the nearest when there is none."""
    found = find(store, "sentence", slug)
    said = _properties(store, found.iri)
    return Sentence(
        id=slug,
        iri=found.ref.iri,
        ordinal=int(said["ordinal"]["value"]),
        start=int(said["startOffset"]["value"]),
        end=int(said["endOffset"]["value"]),
        states=said["states"]["value"] == "true",
        reason=_value(said, "exceptionReason"),
        source=_source_ref(said),
        claims=_claims(store, found.iri),
        spans=spans(store, found.iri),
    )


def _properties(store: Store, node: URIRef) -> dict[str, Row]:
    return {local_name(row["property"]): row for row in rows(store, "entity/properties", node=node)}


def _value(said: dict[str, Row], name: str) -> str | None:
    return said[name]["value"] if name in said else None


def _node(said: dict[str, Row], name: str) -> Ref | None:
    return ref(said[name]["value"], said[name].get("label")) if name in said else None


def _source_ref(said: dict[str, Row]) -> SourceRef:
    row = said["inSource"]
    return SourceRef(
        id=local_name(row["value"]), iri=row["value"], title=row.get("label", local_name(row["value"]))
    )


def _claims(store: Store, words: URIRef) -> list[Evidence]:
    found = rows(store, "claim/of-quote", words=words)
    return list(evidence(store, [row["claim"] for row in found]).values())
