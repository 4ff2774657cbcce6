"""A source whose rights allow its whole text, and whose words are as unkind as words can be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from rdflib import RDF, RDFS, Literal, URIRef

from kg.ns import SG, content_id, entity, source_graph, text_graph
from kg.store.base import Store

SLUG: Final = "open"
TITLE: Final = 'Rockets 🚀 & <b>"more"</b>'
LONG: Final = "x" * 10_000
SENTENCES: Final = (
    "𝕏 says that 🚀 rockets and 🛰 satellites sell, so OpenAI pursues a clearer positioning.",
    "<script>alert(1)</script> is what a commentator wrote: <img src=x onerror=alert(2)>!",
    "Nobody claims a word of this.",
    "Why is a question that states nothing?",
    f"A word without a space, {LONG}, stands here.",
    "\u202eTurned around\u202c & 'so on'.",
)
# The title stands twice; the second and third sentence are glued; the text ends in blank lines.
TEXT: Final = (
    f"{TITLE}\n{TITLE}\n\n{SENTENCES[0]}\n{SENTENCES[1]}{SENTENCES[2]} {SENTENCES[3]}\n"
    f"{SENTENCES[4]}\n{SENTENCES[5]}\n\n"
)
SILENT: Final = "It is <i>about</i> nothing."


@dataclass(frozen=True)
class Told:
    """A claim of the source: its words and how they are put."""

    name: str
    words: str
    modality: str = "fact"

    @property
    def id(self) -> str:
        """Its identifier."""
        return content_id(SLUG, self.name)

    @property
    def start(self) -> int:
        """Where its words begin: the title stands first where it is claimed."""
        return TEXT.index(self.words)


CLAIMS: Final = (
    Told("title", TITLE, "opinion"),
    Told("rockets", "🚀 rockets and 🛰 satellites"),
    Told("satellites", "🛰 satellites sell, so OpenAI", "report"),
    Told("whole", SENTENCES[0], "interpretation"),
    Told("again", SENTENCES[0], "forecast"),
    Told("script", SENTENCES[1], "opinion"),
    Told("long", LONG, "conditional"),
    Told("turned", SENTENCES[5], "question"),
)


def put(store: Store, rights: str = "full", text: bool = True) -> None:
    """Puts the source into a store, and its text, with these rights."""
    source, author = entity("source", SLUG), entity("speaker", "open-author")
    graph: list[tuple[URIRef, URIRef, URIRef | Literal]] = [
        (source, RDF.type, SG.Article),
        (source, RDFS.label, Literal(TITLE, lang="en")),
        (source, SG.title, Literal(TITLE)),
        (source, SG.rights, Literal(rights)),
        (source, SG.origin, Literal("http")),
        (source, SG.sha256, Literal(hashlib.sha256(TEXT.encode()).hexdigest())),
        (source, SG.author, author),
        (author, RDF.type, SG.ArticleAuthor),
        (author, RDFS.label, Literal("the <i>author</i>", lang="en")),
    ]
    for number, words in enumerate(SENTENCES, 1):
        sentence = entity("sentence", f"{SLUG}-{number:03}")
        graph += _place(sentence, SG.Sentence, TEXT.index(words), len(words))
        graph += [(sentence, SG.ordinal, Literal(number)), (sentence, SG.states, Literal(number != 4))]
        if number == 3:
            graph.append((sentence, SG.exceptionReason, Literal(SILENT)))
    for told in CLAIMS:
        graph += _claim(told, author)
    store.put_graph(source_graph(SLUG), graph)
    if text:
        store.put_graph(text_graph(SLUG), [(source, SG.text, Literal(TEXT))])


def _place(
    node: URIRef, cls: URIRef, start: int, length: int
) -> list[tuple[URIRef, URIRef, URIRef | Literal]]:
    return [
        (node, RDF.type, cls),
        (node, SG.inSource, entity("source", SLUG)),
        (node, SG.startOffset, Literal(start)),
        (node, SG.endOffset, Literal(start + length)),
    ]


def _claim(told: Told, author: URIRef) -> list[tuple[URIRef, URIRef, URIRef | Literal]]:
    claim, quote = entity("claim", told.id), entity("quote", told.id)
    return [
        *_place(quote, SG.Quote, told.start, len(told.words)),
        (quote, SG.exact, Literal(told.words)),
        (claim, RDF.type, SG.Claim),
        (claim, RDFS.label, Literal(told.words, lang="en")),
        (claim, SG.inSource, entity("source", SLUG)),
        (claim, SG.speaker, author),
        (claim, SG.hasQuote, quote),
        (claim, SG.modality, SG[told.modality]),
        (claim, SG.certainty, SG.certain),
        (claim, SG.polarity, SG.affirmed),
        (claim, SG.untypedReason, Literal("<u>for a test</u>")),
    ]
