"""One sheet as two graphs: the source's (metadata, claims, assertions, quotes, sentences, spans) and its
text's.

Pure functions of the sheet. Only accepted and edited claims become claims; superseded ones keep their
identifier.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import RDF, RDFS, Literal, URIRef

from kg.compile import terms
from kg.model import Claim, Quote, Sheet, Span
from kg.ns import SG
from kg.store.base import Triple

_SPAN_KINDS: Final = {
    "attributed": SG.attributedSpan,
    "scare": SG.scareQuote,
    "heading": SG.headingSpan,
}


def source_triples(sheet: Sheet) -> Iterator[Triple]:
    """The triples of the graph of a source, all but its text; some may come twice."""
    yield from _source(sheet)
    for speaker in sheet.speakers:
        yield speaker.iri, RDF.type, SG[speaker.cls]
        yield speaker.iri, RDFS.label, terms.english(speaker.label)
    for figure in sheet.figures:
        yield figure.iri, RDFS.label, terms.english(figure.label)
    by_key = {claim.key: claim for claim in sheet.claims}
    for claim in sheet.claims:
        if claim.compiles:
            yield from _claim(claim, by_key, sheet)
        elif claim.status == "superseded" and claim.replacement is not None:
            yield from _superseded(claim, by_key[claim.replacement], sheet)
    # Two claims may rest on the same words, found by different prefixes: the quote is one, with the first.
    quotes = {
        (claim.quote.start, claim.quote.end): claim.quote
        for claim in reversed(sheet.claims)
        if claim.compiles
    }
    for quote in quotes.values():
        yield from _quote(quote, sheet)
    yield from _sentences(sheet)
    for span in sheet.spans:
        yield from _span(span, sheet)


def text_triples(sheet: Sheet) -> Iterator[Triple]:
    """The one triple of the graph that holds a source's text."""
    yield sheet.source.iri, SG.text, Literal(sheet.text.string)


def _source(sheet: Sheet) -> Iterator[Triple]:
    source = sheet.source
    yield source.iri, RDF.type, SG[source.cls]
    yield source.iri, RDFS.label, terms.english(source.title)
    yield source.iri, SG.title, Literal(source.title)
    yield source.iri, SG.sha256, Literal(source.sha256)
    yield source.iri, SG.rights, Literal(source.rights)
    yield source.iri, SG.origin, Literal("sheet")
    yield source.iri, SG.author, source.author
    if source.outlet is not None:
        yield source.iri, SG.outlet, source.outlet
    if source.published is not None:
        yield source.iri, SG.publishedOn, Literal(source.published)


def _claim(claim: Claim, by_key: dict[str, Claim], sheet: Sheet) -> Iterator[Triple]:
    yield claim.iri, RDF.type, SG.Claim
    yield claim.iri, RDFS.label, terms.short_label(claim.quote.exact)
    yield claim.iri, SG.inSource, sheet.source.iri
    yield claim.iri, SG.sheetKey, Literal(claim.key)
    yield claim.iri, SG.speaker, claim.speaker
    if claim.reported_by is not None:
        yield claim.iri, SG.reportedBy, claim.reported_by
    yield claim.iri, SG.modality, SG[claim.modality]
    yield claim.iri, SG.certainty, SG[claim.certainty]
    yield claim.iri, SG.polarity, SG[claim.polarity]
    if claim.untyped is not None:
        yield claim.iri, SG.untypedReason, Literal(claim.untyped)
    yield claim.iri, SG.hasQuote, terms.quote_iri(sheet.source, claim.quote)
    yield from _assertions(claim)
    for link, keys in (
        (SG.supports, claim.supports),
        (SG.disputes, claim.disputes),
        (SG.qualifies, claim.qualifies),
    ):
        for key in keys:
            yield claim.iri, link, by_key[key].iri


def _assertions(claim: Claim) -> Iterator[Triple]:
    for index, assertion in enumerate(claim.assertions):
        iri = terms.assertion_iri(claim.iri, assertion.n3())
        if index == 0:
            yield claim.iri, SG.hasHead, iri
        yield claim.iri, SG.asserts, iri
        yield iri, RDF.type, SG.Assertion
        yield iri, SG.assertedSubject, assertion.subject
        yield iri, SG.assertedProperty, assertion.property
        link = SG.assertedObject if isinstance(assertion.object, URIRef) else SG.assertedValue
        yield iri, link, assertion.object


def _quote(quote: Quote, sheet: Sheet) -> Iterator[Triple]:
    iri = terms.quote_iri(sheet.source, quote)
    yield iri, RDF.type, SG.Quote
    yield from _passage(iri, quote.start, quote.end, sheet)
    yield iri, SG.exact, Literal(quote.exact)
    yield iri, SG.inSentence, terms.sentence_iri(sheet.source.slug, quote.sentence)
    if quote.prefix is not None:
        yield iri, SG.prefix, Literal(quote.prefix)
    if quote.suffix is not None:
        yield iri, SG.suffix, Literal(quote.suffix)


def _passage(iri: URIRef, start: int, end: int, sheet: Sheet) -> Iterator[Triple]:
    """What quotes, spans and sentences share: their source and their offsets in code points."""
    yield iri, SG.inSource, sheet.source.iri
    yield iri, SG.startOffset, Literal(start)
    yield iri, SG.endOffset, Literal(end)


def _superseded(claim: Claim, replacement: Claim, sheet: Sheet) -> Iterator[Triple]:
    yield claim.iri, RDF.type, SG.SupersededClaim
    yield claim.iri, RDFS.label, terms.short_label(claim.quote.exact)
    yield claim.iri, SG.sheetKey, Literal(claim.key)
    yield claim.iri, SG.inSource, sheet.source.iri
    yield claim.iri, SG.replacedBy, replacement.iri


def _sentences(sheet: Sheet) -> Iterator[Triple]:
    for sentence in sheet.text.sentences:
        iri = terms.sentence_iri(sheet.source.slug, sentence.ordinal)
        note = sheet.notes.get(sentence.ordinal)
        yield iri, RDF.type, SG.Sentence
        yield iri, SG.ordinal, Literal(sentence.ordinal)
        yield from _passage(iri, sentence.start, sentence.end, sheet)
        yield iri, SG.states, Literal(note is None or note.states)
        if note is not None:
            yield iri, SG.exceptionReason, Literal(note.reason)


def _span(span: Span, sheet: Sheet) -> Iterator[Triple]:
    iri = terms.span_iri(sheet.source, span)
    yield iri, RDF.type, SG.QuotedSpan
    yield from _passage(iri, span.start, span.end, sheet)
    yield iri, SG.exact, Literal(span.exact)
    yield iri, SG.spanKind, _SPAN_KINDS[span.kind]
    if span.sentence is not None:
        yield iri, SG.inSentence, terms.sentence_iri(sheet.source.slug, span.sentence)
    if span.speaker is not None:
        yield iri, SG.speaker, span.speaker
    if span.reported_by is not None:
        yield iri, SG.reportedBy, span.reported_by
