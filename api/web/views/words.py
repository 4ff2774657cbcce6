"""The small pages of what stands in a source: sentences, quotes, and words in quotation marks."""

from __future__ import annotations

from api.web.asked import Asked
from api.web.views.claim import VOICES
from api.web.views.place import place
from kg.read.documents import QuoteResource, Sentence, SpanResource, source
from kg.read.passages import sentences


def sentence(asked: Asked, found: Sentence) -> bytes:
    """The page of a sentence: what of it may be shown, and who claims what by it."""
    document = source(asked.store, found.source.id)
    listed = sentences(asked.store, document.id)
    at = next(index for index, each in enumerate(listed) if each.id == found.id)
    return asked.page(
        "sentence.html",
        sentence=found,
        source=document,
        place=place(asked, document, found.start, found.end, around=0),
        before=listed[at - 1] if at else None,
        after=listed[at + 1] if at + 1 < len(listed) else None,
        of=len(listed),
        claims=found.claims,
    )


def quote(asked: Asked, found: QuoteResource) -> bytes:
    """The page of a quote: its place, and the claims that rest on it."""
    document = source(asked.store, found.source.id)
    return asked.page(
        "quote.html",
        quote=found,
        source=document,
        place=place(asked, document, found.start, found.end),
        sentence=found.sentence.rpartition("/")[2] if found.sentence else None,
    )


def span(asked: Asked, found: SpanResource) -> bytes:
    """The page of words in quotation marks: whose they are, and the sentence that they stand in."""
    document = source(asked.store, found.source.id)
    return asked.page(
        "span.html",
        span=found,
        source=document,
        place=place(asked, document, found.start, found.end, around=0),
        sentence=found.sentence.rpartition("/")[2] if found.sentence else None,
        voices=VOICES,
    )
