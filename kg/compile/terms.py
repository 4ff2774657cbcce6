"""RDF terms as they stand in the graph."""

from __future__ import annotations

from rdflib import Literal, URIRef

from kg import ns
from kg.model import Quote, Source, Span

_LABEL_LENGTH = 80


def english(words: str) -> Literal:
    """Words in English, as labels and definitions are."""
    return Literal(words, lang="en")


def short_label(words: str) -> Literal:
    """A label of at most about 80 characters, cut at a word, with an ellipsis where words are left out."""
    if len(words) <= _LABEL_LENGTH:
        return english(words)
    head = words[:_LABEL_LENGTH].rsplit(None, 1)[0].rstrip(" ,;:-–—")
    return english(f"{head} …")


def sentence_iri(source: str, ordinal: int) -> URIRef:
    """The IRI of a sentence: `…/id/sentence/<source>-007`."""
    return ns.entity("sentence", f"{source}-{ordinal:03d}")


def quote_iri(source: Source, quote: Quote) -> URIRef:
    """The IRI of a quote: a hash of its source and offsets, so that two claims on the same words share it."""
    return ns.entity("quote", ns.content_id(source.slug, str(quote.start), str(quote.end)))


def span_iri(source: Source, span: Span) -> URIRef:
    """The IRI of a span in quotation marks: a hash of its source and offsets."""
    return ns.entity("span", ns.content_id(source.slug, str(span.start), str(span.end)))


def assertion_iri(claim: URIRef, triple: str) -> URIRef:
    """The IRI of an assertion: a hash of its claim's identifier and of its triple in N-Triples."""
    return ns.entity("assertion", ns.content_id(str(claim).rpartition("/")[2], triple))
